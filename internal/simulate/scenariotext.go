package simulate

// How the written form of a scenario is read: all that is wrong with it at once.

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

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
