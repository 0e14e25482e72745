package simulate

// Readers of the values of a scenario. Each makes a function that sets one field, or says what is wrong with the value.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }

// oneOf takes one of some words.
func oneOf(field *string, words ...string) func(string) error {
	return func(v string) error {
		*field = v
		if slices.Contains(words, v) {
			return nil
		}
		last := len(words) - 1
		return noSuchWord(v, words, fmt.Sprintf("is not %s or %s", strings.Join(words[:last], ", "), words[last]))
	}
}

// wordError says that a word is none of those known, with the one that was probably meant, if any is near.
type wordError struct{ message, near string }

func (e *wordError) Error() string { return e.message }

func noSuchWord(word string, known []string, what string) error {
	return &wordError{fmt.Sprintf("%q %s", word, what), suggest.Nearest(word, known)}
}

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

func allowed(field *bool) func(string) error {
	return func(v string) error {
		*field = v == "on"
		if v != "on" && v != "denied" {
			return wrong("%q is neither on nor denied", v)
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

// list adds a value to a field that holds several; `none` adds nothing.
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

// parsePeopleGather reads FROM..TO@DATE.
func parsePeopleGather(v string) (PeopleGather, error) {
	period, on, _ := strings.Cut(v, "@")
	first, last, _ := strings.Cut(period, "..")
	var p PeopleGather
	for _, d := range []struct {
		text  string
		field *civil.Time
	}{{first, &p.From}, {last, &p.To}, {on, &p.On}} {
		var err error
		if *d.field, err = parseDay(d.text); err != nil {
			return p, wrong("%q is not of the form DATE..DATE@DATE", v)
		}
	}
	return p, nil
}

func parseOddLog(v string) (OddLog, error) {
	kind, which, _ := strings.Cut(v, ":")
	var odd OddLog
	if err := oneOf(&odd.Kind, "no-bom", "crlf", "cut", "huge-line")(kind); err != nil {
		return odd, err
	}
	var err error
	odd.Pick, err = parsePick(which)
	return odd, err
}

func parseLater(v string) (Later, error) {
	name, after, _ := strings.Cut(v, "@")
	d, err := time.ParseDuration(after)
	if err != nil || d < 0 || name == "" {
		return Later{}, wrong("%q is not of the form NAME@2h", v)
	}
	return Later{name, d}, nil
}

// parsePick reads `#N` or `P%`, and after it `@DURATION`.
func parsePick(text string) (Pick, error) {
	which, after, timed := strings.Cut(text, "@")
	var p Pick
	var err error
	if timed {
		if p.After, err = time.ParseDuration(after); err != nil || p.After < 0 {
			return Pick{}, wrong("%q is not a duration such as 45m", after)
		}
	}
	if nth, ok := strings.CutPrefix(which, "#"); ok {
		if p.Nth, err = strconv.Atoi(nth); err == nil && p.Nth > 0 {
			return p, nil
		}
	}
	if percent, ok := strings.CutSuffix(which, "%"); ok {
		if p.Percent, err = strconv.ParseFloat(percent, 64); err == nil && p.Percent > 0 && p.Percent <= 100 {
			return p, nil
		}
	}
	return Pick{}, wrong("%q is neither #N (the N-th) nor P%% (a share)", which)
}
