package cli

// Months of catch-ups against a GitHub that remembers what really happened.

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// season is a city over some months, with a catch-up every day at noon UTC, each a process of its own.
type season struct {
	simtest.GitHub
	t     *testing.T
	runs  map[int64]simulate.Run // the newest attempt of every run there ever was: GitHub forgets
	ticks []tick
}

// tick is one catch-up.
type tick struct {
	at       time.Time
	code     int
	status   reconcile.Status
	text     string // all that it printed
	sent     []window.Window
	requests int // that counted
	observed int // runs of others that were read
}

// openSeason begins a season at noon of a day.
func openSeason(t *testing.T, from time.Time, scenario string) *season {
	t.Helper()
	return &season{GitHub: simtest.New(t, from, scenario), t: t, runs: map[int64]simulate.Run{}}
}

// tick runs one catch-up, now.
func (s *season) tick(flags ...string) tick {
	s.t.Helper()
	var text bytes.Buffer
	env := &Env{Args: append([]string{"catch-up", "--simulate", "--time-budget=5h30m", "--poll-interval=10m"}, flags...), Stdout: &text, Stderr: &text}
	command, err := parse(env)
	if err != nil {
		s.t.Fatal(err)
	}
	requests, dispatched, observed := len(s.Requests()), len(s.Dispatches()), s.observed()
	done := tick{at: s.Clock().Now()}
	runner := newRunner(env)
	result, err := command.run(&process{ctx: s.t.Context(), last: s.t.Context(), env: env, runner: runner, github: s.GitHub.GitHub})
	if err != nil {
		runner.fail(err)
		result.ending.Fault = faultOf(err)
	}
	done.status, done.code = result.ending.Status()
	done.text = text.String()
	for _, r := range s.Requests()[requests:] {
		if r.Counted {
			done.requests++
		}
	}
	done.observed = s.observed() - observed
	for _, d := range s.Dispatches()[dispatched:] {
		done.sent = append(done.sent, sentFor(s.t, d))
	}
	s.remember()
	s.ticks = append(s.ticks, done)
	return done
}

// observed counts the runs of others that the ledger holds.
func (s *season) observed() int {
	text, _ := s.ReadFile(ledgerBranch, ledger.FileName)
	return strings.Count(string(text), `"kind":"observed"`)
}

// until lets time pass.
func (s *season) until(t time.Time) {
	s.t.Helper()
	if err := s.Clock().Sleep(s.t.Context(), t.Sub(s.Clock().Now())); err != nil {
		s.t.Fatal(err)
	}
	s.remember()
}

func (s *season) remember() {
	for _, r := range s.Runs() {
		s.runs[r.ID] = r
	}
}

// sentFor is the window that a dispatch is for.
func sentFor(t *testing.T, d simulate.Effect) (w window.Window) {
	t.Helper()
	if err := errors.Join(w.From.UnmarshalText([]byte(d.Inputs["from"])), w.To.UnmarshalText([]byte(d.Inputs["to"]))); err != nil {
		t.Fatal(err)
	}
	return w
}

// covered is what was really gathered by a moment.
func (s *season) covered(by time.Time) window.Set {
	var all []window.Window
	for _, span := range s.Gathered() {
		if !s.runs[span.RunID].Ended.After(by) {
			all = append(all, window.Window{From: span.From, To: span.To})
		}
	}
	return window.Of(all...)
}

func date(t *testing.T, text string) window.Window {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return window.Window{From: civil.Of(at), To: civil.Of(at) + civil.Day}
}

// A season in which every kind of trouble happens at some time.
const (
	badDay     = "2021-04-12"
	hardSeason = "seed=3,schedule=on,busy-day=none,dropped-tick=15%,gather-failure=6%,cancelled=3%@10m,bad-day=" + badDay +
		",outage=2021-04-26..2021-04-28,look-back=2,look-back=5@2021-05-16,disabled=2021-05-29..2021-06-11"
	seasonDays = 90
)

var seasonBegins = time.Date(2021, 4, 1, 12, 0, 0, 0, time.UTC)

// live has a catch-up every day at noon, and lets what the last one sent end.
func live(t *testing.T, scenario string) *season {
	t.Helper()
	s := openSeason(t, seasonBegins, scenario)
	for n := range seasonDays {
		s.until(seasonBegins.AddDate(0, 0, n))
		s.tick()
	}
	s.until(seasonBegins.AddDate(0, 0, seasonDays))
	if violations := s.Violations(); len(violations) > 0 {
		t.Errorf("violations: %q", violations)
	}
	return s
}

func TestMonthsOfCatchingUp(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two seasons of catching up")
	}
	s := live(t, hardSeason)
	t.Run("nothing is left uncovered", s.leavesNothing)
	t.Run("only what is missing is sent", s.sendsOnlyWhatIsMissing)
	t.Run("the bad day is tried ever more rarely", s.restsLonger)
	t.Run("little is asked", s.asksLittle)
	t.Run("the exit code says how it stands", s.saysHowItStands)
	t.Run("what GitHub forgets changes nothing", func(t *testing.T) {
		forgetful := live(t, hardSeason+",retention-days=30")
		asTold := cmp.Transformer("told", func(done tick) []any { return []any{done.at, done.code, done.sent} })
		if diff := cmp.Diff(s.ticks, forgetful.ticks, asTold); diff != "" {
			t.Errorf("with all runs -, with those of 30 days +:\n%s", diff)
		}
	})
}

// leavesNothing: uncovered are only the bad day, what a person cancelled, and what is younger than the rule; that is as
// many days as a scheduled run gathers, and what failed on the last day and rests.
func (s *season) leavesNothing(t *testing.T) {
	excused := window.Of(date(t, badDay))
	for _, d := range s.Dispatches() {
		run, w := s.runs[d.RunID], window.Of(sentFor(t, d))
		byPerson := run.Conclusion == "cancelled" && run.Ended.Sub(run.Created) == 10*time.Minute
		if byPerson || run.Conclusion == "failure" && s.ticks[seasonDays-1].at.Sub(run.Ended) < 24*time.Hour {
			excused = excused.Union(w)
		}
	}
	first, last := civil.Of(seasonBegins).Floor(), civil.Of(s.ticks[seasonDays-1].at).Floor()
	wanted := window.Of(window.Window{From: first - 30*civil.Day, To: last - 5*civil.Day})
	if missed := wanted.Minus(s.covered(s.Clock().Now())).Minus(excused); len(missed) > 0 {
		t.Errorf("uncovered: %v", missed)
	}
	if most := 3 * civil.Day; excused.Length() > most {
		t.Errorf("%v are too many excuses for a season", excused)
	}
}

// sendsOnlyWhatIsMissing: of every day that was sent, some moment was not gathered by then.
func (s *season) sendsOnlyWhatIsMissing(t *testing.T) {
	for _, d := range s.Dispatches() {
		w, covered := sentFor(t, d), s.covered(d.At)
		for day := w.From; day < w.To; day += civil.Day {
			if len(window.Of(window.Window{From: day, To: day + civil.Day}).Minus(covered)) == 0 {
				t.Errorf("sent %s on %s, though %s was gathered", w, d.At, day)
			}
		}
	}
}

// restsLonger: after the k-th failure the bad day rests for k days, and then goes with the next tick. On the last two days before
// it leaves the horizon it goes with each.
func (s *season) restsLonger(t *testing.T) {
	var tried []time.Time
	for _, d := range s.Dispatches() {
		if sentFor(t, d).Holds(date(t, badDay)) {
			tried = append(tried, d.At)
		}
	}
	if len(tried) < 7 {
		t.Fatalf("tried only on %v", tried)
	}
	edge := time.Date(2021, 5, 11, 0, 0, 0, 0, time.UTC)
	for k := 1; k < len(tried) && tried[k].Before(edge); k++ {
		if gap, least := tried[k].Sub(tried[k-1]), time.Duration(k)*24*time.Hour; gap < least || gap > least+25*time.Hour {
			t.Errorf("try %d came %s after the one before, want %s or a tick more", k+1, gap, least)
		}
	}
}

// asksLittle: no tick asks more than 40 times, besides 8 for each window, and 2 for each run of others, once.
func (s *season) asksLittle(t *testing.T) {
	for _, done := range s.ticks {
		if most := 40 + 8*len(done.sent) + 2*done.observed; done.requests > most {
			t.Errorf("%s: %d requests, more than %d", done.at, done.requests, most)
		}
	}
}

// saysHowItStands: GitHub refuses while the workflow is disabled, a person is needed for the bad day when it leaves the
// horizon, and while it rests nobody is.
func (s *season) saysHowItStands(t *testing.T) {
	for _, want := range []struct {
		from, to string
		code     int
		says     string
	}{
		{"2021-04-15", "2021-04-18", reconcile.ExitDone, "2021-04-12"},
		{"2021-05-12", "2021-05-12", reconcile.ExitDone, "gap         2021-04-12"},
		{"2021-05-13", "2021-05-13", reconcile.ExitIncomplete, "warning: the gap 2021-04-12 is older than lookback now, and nothing gathered it: step \"Gather and Process Requested Events - Manual\" of job \"process-events\" failed, https://"},
		{"2021-05-14", "2021-05-14", reconcile.ExitDone, ""},
		{"2021-05-29", "2021-06-11", reconcile.ExitGitHub, "hint: enable the workflow"},
	} {
		first, last := date(t, want.from).From, date(t, want.to).From
		for _, done := range s.ticks {
			on := civil.Of(done.at).Floor()
			if first <= on && on <= last && (done.code != want.code || !strings.Contains(done.text, want.says)) {
				t.Errorf("%s: exit code %d, want %d and %q:\n%s", on.Day(), done.code, want.code, want.says, done.text)
			}
		}
	}
}

func TestHowCatchUpEnds(t *testing.T) {
	t.Parallel()
	for n, tt := range []struct {
		name, scenario string
		flags          []string
		code           int
		status         reconcile.Status
		sent           int
		says           string
	}{
		{"nothing was missed", "dropped-tick=none", nil, reconcile.ExitDone, reconcile.StatusComplete, 0, "of 7 days covered"},
		{"all is gathered", "dropped-tick=2021-06-27", nil, reconcile.ExitDone, reconcile.StatusComplete, 1, "gap         2021-06-26: the schedule started no run on 2021-06-27"},
		{"what fails rests until tomorrow", "dropped-tick=2021-06-27,gather-failure=#1", nil, reconcile.ExitDone, reconcile.StatusInProgress, 1, "FAILED      2021-06-26"},
		{"the next tick goes on", "dropped-tick=2021-06-27", []string{"--time-budget=10m"}, reconcile.ExitDone, reconcile.StatusInProgress, 1, "1 window in flight"},
		{"one pass", "dropped-tick=2021-06-27", []string{"--wait=false"}, reconcile.ExitDone, reconcile.StatusInProgress, 1, "1 window in flight"},
		{"what a person cancelled is not sent again", "dropped-tick=2021-06-27,cancelled=#1@10m", nil, reconcile.ExitIncomplete, reconcile.StatusIncomplete, 1, "cancelled: 2021-06-26 after 1 attempt: "},
		{"what failed near the edge is halved at once", "bad-day=2021-06-22", nil, reconcile.ExitDone, reconcile.StatusInProgress, 3, "gathered (1 event)  2021-06-23 "},
		{"a gap on the oldest day that is gathered", "dropped-tick=2021-06-23", nil, reconcile.ExitDone, reconcile.StatusComplete, 1, "gathered (1 event)  2021-06-22 "},
		{"a gap on the oldest day that is in flight", "dropped-tick=2021-06-23", []string{"--time-budget=10m"}, reconcile.ExitDone, reconcile.StatusInProgress, 1, "1 window in flight"},
		{"a dry run", "dropped-tick=2021-06-23", []string{"--dry-run"}, reconcile.ExitDone, reconcile.StatusPlanned, 0, "would send  2021-06-22\n"},
		{"several failures", "outage=2021-07-01,dropped-tick=2021-06-23,dropped-tick=2021-06-25", []string{"--max-failures=2"}, reconcile.ExitIncomplete, reconcile.StatusIncomplete, 2, "2 different windows failed one after another"},
		{"runs look back further since lately", "dropped-tick=2021-06-24,look-back=2,look-back=5@2021-06-30", nil, reconcile.ExitDone, reconcile.StatusComplete, 1, "gathered (1 event)  2021-06-23 "},
		{"a lane whose schedule fails", "lanes=2,dropped-tick=25%", []string{"--workflow=event-gather-pipeline-1.yml"}, reconcile.ExitDone, reconcile.StatusComplete, 2, "gap "},
		{"lanes count together", "lanes=2,dropped-tick=25%", []string{"--workflow=event-gather-pipeline-0.yml,event-gather-pipeline-1.yml"}, reconcile.ExitDone, reconcile.StatusComplete, 0, "7 of 7 days"},
		{"more gaps than allowed", "dropped-tick=2021-06-23,dropped-tick=2021-06-25", []string{"--max-runs=1"}, reconcile.ExitInput, reconcile.StatusFailed, 0, "max-runs: 2 windows were never tried, more than 1"},
	} {
		if testing.Short() && n%3 > 0 {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "schedule=on,busy-day=none,history-days=20,"+tt.scenario)
			done := s.tick(append(tt.flags, "--lookback=9d")...)
			if done.code != tt.code || done.status != tt.status || len(done.sent) != tt.sent || !strings.Contains(done.text, tt.says) {
				t.Errorf("exit code %d, %s, %d sent; want %d, %s, %d and %q:\n%s", done.code, done.status, len(done.sent), tt.code, tt.status, tt.sent, tt.says, done.text)
			}
		})
	}
}

// GitHub deletes runs and logs: what they say is kept also where the look-back is the schedule's own days.
func TestWhatTheScheduleGatheredIsKeptWhereNothingIsLeftToLookAt(t *testing.T) {
	t.Parallel()
	s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "schedule=on,history-days=20")
	if done := s.tick("--lookback=2d"); done.code != 0 || done.observed == 0 || !strings.Contains(done.text, "nothing is left to look at") {
		t.Errorf("exit code %d, %d runs are kept:\n%s", done.code, done.observed, done.text)
	}
}

// What the schedule gathered is kept, also where nothing is left to do, but not by a dry run.
func TestWhatTheScheduleGatheredIsKept(t *testing.T) {
	t.Parallel()
	s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "schedule=on,history-days=20")
	s.tick("--lookback=15d", "--dry-run")
	if _, kept := s.ReadFile(ledgerBranch, ledger.FileName); kept {
		t.Error("a dry run has written a ledger")
	}
	s.tick("--lookback=15d")
	text, _ := s.ReadFile(ledgerBranch, ledger.FileName)
	if n := strings.Count(string(text), `"kind":"observed"`); n != 21 {
		t.Errorf("%d runs are kept, want one a day and today's", n)
	}
	s.tick("--lookback=15d")
	again, _ := s.ReadFile(ledgerBranch, ledger.FileName)
	if more, ok := bytes.CutPrefix(again, text); !ok || bytes.Count(more, []byte("\n")) != 1 || !bytes.Contains(more, []byte(`"kind":"tick"`)) {
		t.Errorf("more than that there was a tick was written:\n%s", more)
	}
	for _, r := range s.Runs() {
		s.DeleteRun(r.ID)
	}
	if done := s.tick("--lookback=15d"); len(done.sent) > 0 {
		t.Errorf("sent again what GitHub forgot:\n%s", done.text)
	}
}
