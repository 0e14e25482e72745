package simulate

// The search syntax for dates, by which lists of runs are filtered.

import (
	"strings"
	"time"
)

// parseDateRange reads a date or time, alone or after >=, >, <= or <, or a range a..b in which either may be *. The range
// it returns is half-open.
func parseDateRange(text string) (from, to time.Time, ok bool) {
	if low, high, ranged := strings.Cut(text, ".."); ranged {
		return parseBounds(low, high)
	}
	operator := text[:len(text)-len(strings.TrimLeft(text, "<>="))]
	first, last, ok := parseDate(text[len(operator):])
	switch operator {
	case "":
		return first, last, ok
	case ">=":
		return first, farFuture, ok
	case ">":
		return last, farFuture, ok
	case "<=":
		return time.Time{}, last, ok
	case "<":
		return time.Time{}, first, ok
	}
	return time.Time{}, farFuture, false
}

var farFuture = time.Unix(1<<40, 0)

// parseBounds reads the bounds of a range.
func parseBounds(low, high string) (from, to time.Time, ok bool) {
	to = farFuture
	if low != "*" {
		first, _, valid := parseDate(low)
		if !valid {
			return from, to, false
		}
		from = first
	}
	if high != "*" {
		_, last, valid := parseDate(high)
		if !valid {
			return from, to, false
		}
		to = last
	}
	return from, to, true
}

// parseDate reads a day or a second, as a half-open range.
func parseDate(text string) (first, last time.Time, ok bool) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, t.AddDate(0, 0, 1), true
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, t.Add(time.Second), true
		}
	}
	return time.Time{}, time.Time{}, false
}
