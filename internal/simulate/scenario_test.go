package simulate_test

// Scenarios as text: every key, every error, and the default one.

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

func TestParseScenario(t *testing.T) {
	const text = " seed=7, events-per-day=1.5,bad-day=2021-03-09,bad-day=2021-04-01..2021-04-03,cancelled=#3@45m,re-run=5%@2h,,"
	got, err := simulate.ParseScenario(text)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := simulate.ParseScenario("")
	want.Text, want.Seed, want.EventsPerDay = text, 7, 1.5
	want.BadDays = []simulate.Days{{civil.Date(2021, 3, 9), civil.Date(2021, 3, 9)}, {civil.Date(2021, 4, 1), civil.Date(2021, 4, 3)}}
	want.Cancelled = []simulate.Pick{{Nth: 3, After: 45 * time.Minute}}
	want.Reruns = []simulate.Pick{{Percent: 5, After: 2 * time.Hour}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestParseScenarioNamesEveryProblem(t *testing.T) {
	_, err := simulate.ParseScenario("sed=1,seed,bad-dya=2021-01-01,limit=6,seed=1,people=-1,bad-day=2021-02-30,busy-day=2021-03-02..2021-03-01," +
		"fault=lost:any,fault=500:dispach,fault=500:any:#0,dropped-tick=x%,look-back=0,timezone=Mars/Olympus,xyzzy=1,cancelled=#1@soon," +
		"log-odd=wet:#1,log-odd=cut:1,annotations=off,no-runner=+8h..2h,no-runner=soon,people-gather=2021-01-01..2021-01-02,concurrency=on," +
		"bad-day:2021-03-09,run-details=ignore,log-odd=huge:#1,fault=lost-respons:any")
	var got []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		var p *simulate.Problem
		if !errors.As(e, &p) {
			t.Fatalf("%T", e)
		}
		got = append(got, e.Error()+" | "+strings.SplitN(p.Hint, ":", 2)[0])
	}
	want := []string{
		`scenario "sed=1": no such key | did you mean seed?`,
		`scenario "seed": no value | write seed=VALUE; its default is 1`,
		`scenario "bad-dya=2021-01-01": no such key | did you mean bad-day?`,
		`scenario "limit=6": "6" is not a duration such as 6h or 45m | the gather job's time limit`,
		`scenario "seed=1": given twice | `,
		`scenario "people=-1": "-1" is not a number from 0 to 10000 | runs that people start by hand on a day, by UTC`,
		`scenario "bad-day=2021-02-30": "2021-02-30" is not a date such as 2021-03-09 | DATE or DATE..DATE, by the city's civil time`,
		`scenario "busy-day=2021-03-02..2021-03-01": "2021-03-02..2021-03-01" ends before it begins | DATE or DATE..DATE, by the city's civil time`,
		`scenario "fault=lost:any": "lost" is no kind of fault | did you mean lost-request?`,
		`scenario "fault=500:dispach": "dispach" is no kind of request | did you mean dispatch?`,
		`scenario "fault=500:any:#0": "#0" is neither #N (the N-th) nor P% (a share) | KIND`,
		`scenario "dropped-tick=x%": "x%" is neither #N (the N-th) nor P% (a share) | P%, or DATE or DATE..DATE, by UTC`,
		`scenario "look-back=0": "0" is not a whole number of days | days a scheduled run looks back, or DAYS@DATE`,
		`scenario "timezone=Mars/Olympus": "Mars/Olympus" is not an IANA time zone | its IANA zone, written into its cookiecutter.yaml`,
		`scenario "xyzzy=1": no such key | --scenario help lists the keys`,
		`scenario "cancelled=#1@soon": "soon" is not a duration such as 45m | #N@3h or P%@3h`,
		`scenario "log-odd=wet:#1": "wet" is not no-bom, crlf, cut or huge-line | KIND`,
		`scenario "log-odd=cut:1": "1" is neither #N (the N-th) nor P% (a share) | KIND`,
		`scenario "annotations=off": "off" is neither on nor denied | on or denied`,
		`scenario "no-runner=+8h..2h": "+8h..2h" is neither +2h nor +2h..3h | DATE or DATE..DATE, by UTC, +2h (from then on) or +2h..8h, after the clock starts`,
		`scenario "no-runner=soon": "soon" is not a date such as 2021-03-09 | DATE or DATE..DATE, by UTC, +2h (from then on) or +2h..8h, after the clock starts`,
		`scenario "people-gather=2021-01-01..2021-01-02": "2021-01-01..2021-01-02" is not of the form DATE..DATE@DATE | DATE..DATE@DATE`,
		`scenario "concurrency=on": "on" is not none, static, static-cancel or queue-max | in the workflow files`,
		`scenario "bad-day:2021-03-09": no such key | did you mean bad-day=VALUE?`,
		`scenario "run-details=ignore": "ignore" is not on, ignored, 400 or 422 | did you mean ignored?`,
		`scenario "log-odd=huge:#1": "huge" is not no-bom, crlf, cut or huge-line | did you mean huge-line?`,
		`scenario "fault=lost-respons:any": "lost-respons" is no kind of fault | did you mean lost-response?`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestKeysAreComplete(t *testing.T) {
	fields := reflect.TypeFor[simulate.Scenario]().NumField() - 2 // Start and Text have no key
	if got := len(simulate.Keys()); got+1 != fields {             // DroppedDays and DroppedTicks share one
		t.Errorf("%d keys for %d fields", got, fields)
	}
	for _, k := range simulate.Keys() {
		if _, err := simulate.ParseScenario(k.Name + "=" + k.Default); err != nil {
			t.Errorf("default of %s: %v", k.Name, err)
		}
	}
}

// A day is the city's or UTC's, and a time after something says after what.
func TestEveryKeySaysWhichClockItMeans(t *testing.T) {
	clocks := map[string]*regexp.Regexp{
		"DATE":      regexp.MustCompile(`by (UTC|the city's civil time)`),
		"a day":     regexp.MustCompile(`by UTC|the city's civil time|\bdays? (of schedule|since|after|a scheduled)`),
		"@2h":       regexp.MustCompile(`that long after the clock starts`),
		"+2h":       regexp.MustCompile(`after the clock starts`),
		"@3h":       regexp.MustCompile(`that long after (it was made|its first attempt ended)`),
		"scheduled": regexp.MustCompile(`UTC`),
		"daily":     regexp.MustCompile(`UTC`),
	}
	met := map[string]bool{}
	for _, k := range simulate.Keys() {
		for word, clock := range clocks {
			if !strings.Contains(k.Meaning, word) {
				continue
			}
			met[word] = true
			if !clock.MatchString(k.Meaning) {
				t.Errorf("%s speaks of %s, and not by which clock: %s", k.Name, word, k.Meaning)
			}
		}
		if k.Name == "people-gather" && !(strings.Contains(k.Meaning, "the city's civil time") && strings.Contains(k.Meaning, "UTC")) {
			t.Errorf("people-gather has two clocks: %s", k.Meaning)
		}
	}
	if len(met) != len(clocks) {
		t.Errorf("of %v only %v are used", clocks, met)
	}
}

func FuzzParseScenario(f *testing.F) {
	f.Add("seed=1,events-per-day=1,minutes-per-event=60,bad-day=2021-03-09")
	f.Add("fault=lost-response:dispatch:#2..3,fault=502:save:5%,fault=401:any:+3h..4h,dropped-tick=10%")
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := simulate.ParseScenario(text); err == nil && s.Timezone == nil {
			t.Error("no zone and no error")
		}
	})
}

// The default scenario has one window over the limit, whatever windows of three days it is cut into, and halves that fit.
func TestDefaultBusyDay(t *testing.T) {
	for _, c := range []struct {
		days int
		over bool
	}{{1, false}, {2, false}, {3, true}} {
		for first := range c.days {
			s := on(t, "")
			from := civil.Date(2021, 2, 10-first)
			got := s.outcome(s.dispatch(from.String(), (from + civil.Time(c.days)*civil.Day).String()))
			if (got == cancelled) != c.over {
				t.Errorf("%d days, the busy one at %d: %s", c.days, first, got)
			}
		}
	}
}
