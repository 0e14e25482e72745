package report

// Quantities and intervals of time for people.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Days is a window for people: the days that are in it, or its ends where they are no midnights.
func Days(w window.Window) string {
	if w.Days() != w {
		return w.From.String() + " to " + w.To.String()
	}
	first, last := w.From.Day(), (w.To - civil.Day).Day()
	if first == last {
		return first
	}
	return first + " to " + last
}

// Length is a span of civil time for people.
func Length(span civil.Time) string {
	if span%civil.Day != 0 {
		return fmt.Sprintf("%.1f days", float64(span)/float64(civil.Day))
	}
	return Count(int(span/civil.Day), "day")
}

// Count is a number of things.
func Count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// OfDays is how much of some time is covered. Of whole days those count that are covered as a whole.
func OfDays(covered, of window.Set) string {
	n := covered.Length()
	if slices.Equal(of, of.Days()) {
		n = 0
		for _, w := range covered {
			n += window.Window{From: w.From.Ceil(), To: w.To.Floor()}.Length()
		}
	}
	return fmt.Sprintf("%s of %s covered", strings.Fields(Length(n))[0], Length(of.Length()))
}

// Hours is a time for people, in hours.
func Hours(d time.Duration) string { return fmt.Sprintf("%.1f run hours", d.Hours()) }

// Took is how long something took, for people: "45 s", "2 h 5 min", "3 days 4 h".
func Took(d time.Duration) string {
	second, minute := d.Round(time.Second), d.Round(time.Minute)
	switch hours := d.Round(time.Hour); {
	case second < time.Minute:
		return fmt.Sprintf("%d s", second/time.Second)
	case minute < time.Hour:
		return fmt.Sprintf("%d min", minute/time.Minute)
	case minute < 48*time.Hour:
		return two(minute/time.Hour, "h", minute%time.Hour/time.Minute, "min")
	default:
		return two(hours/(24*time.Hour), "days", hours%(24*time.Hour)/time.Hour, "h")
	}
}

// two are two quantities, the second only where it isn't zero.
func two(large time.Duration, unit string, small time.Duration, part string) string {
	if small == 0 {
		return fmt.Sprintf("%d %s", large, unit)
	}
	return fmt.Sprintf("%d %s %d %s", large, unit, small, part)
}
