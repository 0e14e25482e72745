package simulate

// How the written form of a scenario is read: all that is wrong with it at once.

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
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
	keys, given := s.keys(), map[string]bool{}
	for _, item := range strings.Split(text, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, value, assigned := strings.Cut(item, "=")
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		if i < 0 {
			problems = append(problems, &Problem{item, "no such key", didYouMean(name, keys)})
			continue
		}
		k := keys[i]
		switch {
		case !assigned:
			problems = append(problems, &Problem{item, "no value", "write " + name + "=VALUE; its default is " + k.fallback})
		case given[name] && !k.many:
			problems = append(problems, &Problem{item, "given twice", ""})
		default:
			if err := k.read(value); err != nil {
				problems = append(problems, &Problem{item, err.Error(), k.meaning})
			}
		}
		given[name] = true
	}
	for _, k := range keys {
		if !given[k.name] {
			if err := k.read(k.fallback); err != nil {
				panic("simulate: default of " + k.name + ": " + err.Error()) // unreachable unless bug in this package
			}
		}
	}
	return s, errors.Join(problems...)
}

// didYouMean is the hint for a name that is no key.
func didYouMean(name string, keys []key) string {
	var known []string
	for _, k := range keys {
		known = append(known, k.name)
	}
	if nearest := suggest.Nearest(name, known); nearest != "" {
		return "did you mean " + nearest + "?"
	}
	return ""
}

func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }

func seed(field *uint64) func(string) error {
	return func(v string) (err error) {
		if *field, err = strconv.ParseUint(v, 10, 64); err != nil {
			return wrong("%q is not a whole number", v)
		}
		return nil
	}
}

func matching(pattern, form string, field *string) func(string) error {
	whole := regexp.MustCompile(pattern)
	return func(v string) error {
		if !whole.MatchString(v) {
			return wrong("%q is not %s", v, form)
		}
		*field = v
		return nil
	}
}

func flag(field *bool) func(string) error {
	return func(v string) error {
		*field = v == "on"
		if v != "on" && v != "off" {
			return wrong("%q is neither on nor off", v)
		}
		return nil
	}
}

func count(low, high int, field *int) func(string) error {
	return func(v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < low || n > high {
			return wrong("%q is not a whole number from %d to %d", v, low, high)
		}
		*field = n
		return nil
	}
}

func number(field *float64) func(string) error {
	return func(v string) error {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !(n >= 0 && n <= 10000) {
			return wrong("%q is not a number from 0 to 10000", v)
		}
		*field = n
		return nil
	}
}

func duration(field *time.Duration) func(string) error {
	return func(v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 {
			return wrong("%q is not a duration such as 6h or 45m", v)
		}
		*field = d
		return nil
	}
}

func zone(field **time.Location) func(string) error {
	return func(v string) error {
		z, err := time.LoadLocation(v)
		if err != nil || v == "" || v == "Local" {
			return wrong("%q is not an IANA time zone", v)
		}
		*field = z
		return nil
	}
}

// list reads one of several values, or none of them.
func list[T any](field *[]T, parse func(string) (T, error)) func(string) error {
	return func(v string) error {
		if v == "none" {
			return nil
		}
		one, err := parse(v)
		*field = append(*field, one)
		return err
	}
}

func days(field *[]Days) func(string) error          { return list(field, parseDays) }
func picks(field *[]Pick) func(string) error         { return list(field, parsePick) }
func faults(field *[]Fault) func(string) error       { return list(field, ParseFault) }
func laters(field *[]Later) func(string) error       { return list(field, parseLater) }
func lookBacks(field *[]LookBack) func(string) error { return list(field, parseLookBack) }

func dropped(s *Scenario) func(string) error {
	return func(v string) error {
		if strings.HasSuffix(v, "%") {
			return picks(&s.DroppedTicks)(v)
		}
		return days(&s.DroppedDays)(v)
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

func parseLookBack(v string) (LookBack, error) {
	n, date, dated := strings.Cut(v, "@")
	var l LookBack
	var err error
	if l.Days, err = strconv.Atoi(n); err != nil || l.Days < 1 || l.Days > 366 {
		return l, wrong("%q is not a whole number of days", n)
	}
	if dated {
		l.From, err = parseDay(date)
	}
	return l, err
}

func parseLater(v string) (Later, error) {
	name, after, _ := strings.Cut(v, "@")
	d, err := time.ParseDuration(after)
	if err != nil || d < 0 || name == "" {
		return Later{}, wrong("%q is not of the form NAME@2h", v)
	}
	return Later{name, d}, nil
}
