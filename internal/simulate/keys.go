package simulate

// The written form of a scenario: one table says each key's name, default and meaning, and how it is read.

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// Key is one key of a scenario, as help shows it.
type Key struct {
	Name    string
	Default string // "" where nothing is the default
	Meaning string
}

type key struct {
	Key
	read func(*Scenario, string) error
}

// Keys are the keys that a scenario may hold. One whose meaning says "repeatable" may be given several times.
func Keys() []Key {
	var all []Key
	for _, k := range table {
		all = append(all, k.Key)
	}
	return all
}

var table = []key{
	{Key{"seed", "1", "what chance is made of: the same seed gives the same run, to the byte"},
		func(s *Scenario, v string) (err error) { s.Seed, err = strconv.ParseUint(v, 10, 64); return plain(err) }},
	{Key{"repository", "CouncilDataProject/seattle", "the instance, as owner/name"},
		matching(regexp.MustCompile(`^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$`), "owner/name", func(s *Scenario) *string { return &s.Repository })},
	{Key{"branch", "main", "its default branch"},
		matching(regexp.MustCompile(`^[A-Za-z0-9._-]+$`), "a branch name", func(s *Scenario) *string { return &s.Branch })},
	{Key{"timezone", "America/Los_Angeles", "its IANA zone, written into its cookiecutter.yaml"}, readZone},
	{Key{"lanes", "1", "copies of the gather workflow; with more than one they are event-gather-pipeline-0.yml and so on"},
		count(1, 20, func(s *Scenario) *int { return &s.Lanes })},
	{Key{"run-name", "off", "on: a gather run's title shows its from and to"}, flag(func(s *Scenario) *bool { return &s.RunName })},
	{Key{"actor", "github-actions[bot]", "whose token the controllers use"},
		matching(regexp.MustCompile(`^[A-Za-z0-9-]+(\[bot\])?$`), "a login", func(s *Scenario) *string { return &s.Actor })},

	{Key{"events-per-day", "1", "events of a civil day, on average; a fraction is met by chance"},
		number(func(s *Scenario) *float64 { return &s.EventsPerDay })},
	{Key{"minutes-per-event", "50", "minutes to gather an event, give or take 30 %"},
		number(func(s *Scenario) *float64 { return &s.EventMinutes })},
	{Key{"cached-minutes", "5", "minutes for an event that was transcribed before"},
		number(func(s *Scenario) *float64 { return &s.CachedMinutes })},
	{Key{"overhead-minutes", "8", "minutes of the gather job before its first event"},
		number(func(s *Scenario) *float64 { return &s.OverheadMinutes })},
	{Key{"boot-minutes", "4", "minutes to create a runner"}, number(func(s *Scenario) *float64 { return &s.BootMinutes })},
	{Key{"busy-day", "2021-02-10", "DATE or DATE..DATE: a day with one event of busy-minutes; repeatable, or none"},
		days(func(s *Scenario) *[]Days { return &s.BusyDays })},
	{Key{"busy-minutes", "284", "minutes of a busy day"}, number(func(s *Scenario) *float64 { return &s.BusyMinutes })},
	{Key{"bad-day", "none", "DATE or DATE..DATE: a run over it does its work, then fails; repeatable"},
		days(func(s *Scenario) *[]Days { return &s.BadDays })},
	{Key{"outage", "none", "DATE or DATE..DATE: what gathers on these days fails; repeatable"},
		days(func(s *Scenario) *[]Days { return &s.Outages })},
	{Key{"limit", "6h", "the gather job's time limit"}, duration(func(s *Scenario) *time.Duration { return &s.Limit })},
	{Key{"runners", "20", "runs that can run at once; the others are queued"}, count(1, 1000, func(s *Scenario) *int { return &s.Runners })},

	{Key{"gather-failure", "none", "#N or P%: the N-th dispatch, or a share of all runs, fails while it gathers; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.GatherFailures })},
	{Key{"runner-failure", "none", "#N or P%: no runner can be created; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.RunnerFailures })},
	{Key{"runner-lost", "none", "#N or P%: the runner is shut down while it gathers; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.RunnersLost })},
	{Key{"startup-failure", "none", "#N or P%: the run ends as startup_failure; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.StartupFailures })},
	{Key{"queue-death", "none", "#N or P%: the run finds no runner and is cancelled after 24 hours; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.QueueDeaths })},
	{Key{"stale", "none", "#N or P%: the run never starts and is stale after 14 days; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Stale })},
	{Key{"waiting", "none", "#N@3h or P%@3h: the run is held for approval that long; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Waiting })},
	{Key{"cancelled", "none", "#N@3h or P%@3h: somebody cancels the run that long after it was made; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Cancelled })},
	{Key{"re-run", "none", "#N@3h or P%@3h: somebody re-runs it that long after its first attempt ended; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Reruns })},
	{Key{"deleted", "none", "#N@3h or P%@3h: somebody deletes the run that long after it was made; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Deleted })},

	{Key{"schedule", "off", "on: the gather workflow runs by itself, daily at 07:09 UTC"}, flag(func(s *Scenario) *bool { return &s.Schedule })},
	{Key{"look-back", "2", "days a scheduled run looks back, or DAYS@DATE: from that day on; repeatable"}, readLookBack},
	{Key{"dropped-tick", "none", "P%, DATE or DATE..DATE: the schedule doesn't fire and leaves no run; repeatable"}, readDropped},
	{Key{"disabled", "none", "DATE or DATE..DATE: GitHub has disabled the workflow for inactivity; repeatable"},
		days(func(s *Scenario) *[]Days { return &s.Disabled })},
	{Key{"people", "0", "runs a day that people start by hand"}, number(func(s *Scenario) *float64 { return &s.People })},
	{Key{"history-days", "60", "days of schedule and people before the clock starts"}, count(0, 3660, func(s *Scenario) *int { return &s.HistoryDays })},
	{Key{"retention-days", "400", "days after which a run is forgotten"}, count(1, 3660, func(s *Scenario) *int { return &s.RetentionDays })},

	{Key{"visible-after", "2s", "until a new run is in the lists"}, duration(func(s *Scenario) *time.Duration { return &s.VisibleAfter })},
	{Key{"rate-limit", "1000", "requests an hour"}, count(1, 1000000, func(s *Scenario) *int { return &s.RateLimit })},
	{Key{"run-details", "on", "on; ignored: 204 without a run id; 400 or 422: return_run_details is refused, as by older servers"},
		matching(regexp.MustCompile(`^(on|ignored|400|422)$`), "on, ignored, 400 or 422", func(s *Scenario) *string { return &s.RunDetails })},
	{Key{"inputs-limit", "25", "inputs that a workflow may have; 10 on Enterprise servers"}, count(1, 25, func(s *Scenario) *int { return &s.InputsLimit })},
	{Key{"fault", "none", "KIND:WHAT:WHEN, see below; repeatable"}, readFault},
}

// Problem is one thing wrong with a scenario.
type Problem struct {
	Item   string // what was given
	Reason string
	Hint   string // the way out, where there is one
}

func (p *Problem) Error() string { return fmt.Sprintf("scenario %q: %s", p.Item, p.Reason) }

// ParseScenario reads `key=value,…` over the defaults. The error joins a [Problem] for every item that is wrong.
func ParseScenario(text string) (Scenario, error) {
	var s Scenario
	var problems []error
	given := map[string]bool{}
	for _, item := range strings.Split(text, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, value, assigned := strings.Cut(item, "=")
		k := find(name)
		switch {
		case k == nil:
			problems = append(problems, &Problem{item, "no such key", suggest(name)})
		case !assigned:
			problems = append(problems, &Problem{item, "no value", "write " + name + "=VALUE; its default is " + k.Default})
		case given[name] && !strings.Contains(k.Meaning, "repeatable"):
			problems = append(problems, &Problem{item, "given twice", ""})
		default:
			if err := k.read(&s, value); err != nil {
				problems = append(problems, &Problem{item, err.Error(), k.Meaning})
			}
		}
		given[name] = true
	}
	for _, k := range table {
		if !given[k.Name] {
			if err := k.read(&s, k.Default); err != nil {
				panic("simulate: default of " + k.Name + ": " + err.Error()) // unreachable unless bug in this package
			}
		}
	}
	return s, errors.Join(problems...)
}

func find(name string) *key {
	for i := range table {
		if table[i].Name == name {
			return &table[i]
		}
	}
	return nil
}

// suggest is the hint for a name that is no key.
func suggest(name string) string {
	best, distance := "", 4
	for _, k := range table {
		if d := edits(name, k.Name); d < distance {
			best, distance = k.Name, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}

// edits is the Levenshtein distance of two short words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }

// plain cuts what strconv wraps around a reason.
func plain(err error) error {
	if cause := errors.Unwrap(err); cause != nil {
		return cause
	}
	return err
}

func matching(pattern *regexp.Regexp, form string, field func(*Scenario) *string) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		if !pattern.MatchString(v) {
			return wrong("%q is not %s", v, form)
		}
		*field(s) = v
		return nil
	}
}

func flag(field func(*Scenario) *bool) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		*field(s) = v == "on"
		if v != "on" && v != "off" {
			return wrong("%q is neither on nor off", v)
		}
		return nil
	}
}

func count(low, high int, field func(*Scenario) *int) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < low || n > high {
			return wrong("%q is not a whole number from %d to %d", v, low, high)
		}
		*field(s) = n
		return nil
	}
}

func number(field func(*Scenario) *float64) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !(n >= 0 && n <= 10000) {
			return wrong("%q is not a number from 0 to 10000", v)
		}
		*field(s) = n
		return nil
	}
}

func duration(field func(*Scenario) *time.Duration) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 {
			return wrong("%q is not a duration such as 6h or 45m", v)
		}
		*field(s) = d
		return nil
	}
}

func days(field func(*Scenario) *[]Days) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		if v == "none" {
			return nil
		}
		d, err := parseDays(v)
		*field(s) = append(*field(s), d)
		return err
	}
}

func picks(field func(*Scenario) *[]Pick) func(*Scenario, string) error {
	return func(s *Scenario, v string) error {
		if v == "none" {
			return nil
		}
		p, err := parsePick(v)
		*field(s) = append(*field(s), p)
		return err
	}
}

func parseDays(v string) (Days, error) {
	first, last, ranged := strings.Cut(v, "..")
	if !ranged {
		last = first
	}
	from, err := parseDay(first)
	if err != nil {
		return Days{}, err
	}
	to, err := parseDay(last)
	if err != nil {
		return Days{}, err
	}
	if to < from {
		return Days{}, wrong("%q ends before it begins", v)
	}
	return Days{from, to}, nil
}

func parseDay(v string) (civil.Time, error) {
	t, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return 0, wrong("%q is not a date such as 2021-03-09", v)
	}
	return civil.Of(t), nil
}

func readZone(s *Scenario, v string) error {
	zone, err := time.LoadLocation(v)
	if err != nil || v == "" || v == "Local" {
		return wrong("%q is not an IANA time zone", v)
	}
	s.Timezone = zone
	return nil
}

func readLookBack(s *Scenario, v string) error {
	n, day, dated := strings.Cut(v, "@")
	var l LookBack
	var err error
	if l.Days, err = strconv.Atoi(n); err != nil || l.Days < 1 || l.Days > 366 {
		return wrong("%q is not a whole number of days", n)
	}
	if dated {
		if l.From, err = parseDay(day); err != nil {
			return err
		}
	}
	s.LookBacks = append(s.LookBacks, l)
	return nil
}

func readDropped(s *Scenario, v string) error {
	if strings.HasSuffix(v, "%") {
		return picks(func(s *Scenario) *[]Pick { return &s.DroppedTicks })(s, v)
	}
	return days(func(s *Scenario) *[]Days { return &s.DroppedDays })(s, v)
}

func readFault(s *Scenario, v string) error {
	if v == "none" {
		return nil
	}
	f, err := ParseFault(v)
	s.Faults = append(s.Faults, f)
	return err
}
