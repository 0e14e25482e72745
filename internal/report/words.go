package report

// Quantities and intervals of time for people.

import (
	"fmt"
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

// OfDays is how much of an interval is covered.
func OfDays(covered, of civil.Time) string {
	return fmt.Sprintf("%s of %s covered", strings.Fields(Length(covered))[0], Length(of))
}

// Hours is a time for people, in hours.
func Hours(d time.Duration) string { return fmt.Sprintf("%.1f run hours", d.Hours()) }

// Took is how long something took, for people: in minutes from a minute on.
func Took(d time.Duration) string {
	if d < time.Minute {
		return d.Round(time.Second).String()
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
