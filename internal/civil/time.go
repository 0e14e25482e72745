// Package civil is time as the scrapers of a Council Data Project instance read it: a calendar date and a time of day,
// without a zone.
//
// A day has 24 hours here, always. The pipelines compare what they are given with local wall clocks, so a day on which
// clocks change is a day like any other, and arithmetic on [Time] cannot go wrong by an hour.
package civil

import (
	"fmt"
	"time"
)

// Time is a civil datetime in whole seconds, counted from 1970-01-01T00:00:00. It is ordered by <, and its zero value is
// that moment. It says nothing about an instant until a zone is chosen; see [Datetime.Instant].
type Time int64

// Spans of civil time. A Day always has 24 hours.
const (
	Second Time = 1
	Minute      = 60 * Second
	Hour        = 60 * Minute
	Day         = 24 * Hour
)

// Date is midnight at the start of a day. Months and days outside their usual ranges carry over, as in [time.Date].
func Date(year int, month time.Month, day int) Time {
	return Time(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

// Of is the wall clock that t shows in its own location, cut to the second.
func Of(t time.Time) Time {
	_, offset := t.Zone()
	return Time(t.Unix() + int64(offset))
}

func (t Time) utc() time.Time { return time.Unix(int64(t), 0).UTC() }

// String is the form YYYY-MM-DDTHH:MM:SS, the only one that is ever sent to a pipeline: it holds nothing but [0-9T:-], and every
// scraper reads it.
func (t Time) String() string { return string(t.append(make([]byte, 0, len(time.RFC3339)))) }

// Day is the form YYYY-MM-DD of the day that t is in.
func (t Time) Day() string { return t.utc().Format(time.DateOnly) }

// Year is the calendar year that t is in.
func (t Time) Year() int { return t.utc().Year() }

// Month is the calendar month that t is in.
func (t Time) Month() time.Month { return t.utc().Month() }

// Floor is the midnight at or before t.
func (t Time) Floor() Time {
	return t - (t%Day+Day)%Day
}

// Ceil is the midnight at or after t.
func (t Time) Ceil() Time { return (t + Day - 1).Floor() }

// AddMonths is the same day and time n months later, or the last day of that month where it is shorter.
func (t Time) AddMonths(n int) Time {
	year, month, day := t.utc().Date()
	last := time.Date(year, month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return Date(last.Year(), last.Month(), min(day, last.Day())) + t - t.Floor()
}

// MarshalText writes the form of [Time.String].
func (t Time) MarshalText() ([]byte, error) { return t.append(make([]byte, 0, len(time.RFC3339))), nil }

// append appends the form of [Time.String] to b: RFC 3339 without its "Z", for package time is three times as fast with that as with
// any other layout.
func (t Time) append(b []byte) []byte {
	b = t.utc().AppendFormat(b, time.RFC3339)
	return b[:len(b)-len("Z")]
}

// UnmarshalText reads the form of [Time.String] and no other.
func (t *Time) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.RFC3339, string(text)+"Z")
	if err != nil || len(text) != len("YYYY-MM-DDTHH:MM:SS") {
		return fmt.Errorf("civil time %q: not of the form YYYY-MM-DDTHH:MM:SS", text)
	}
	*t = Time(at.Unix())
	return nil
}
