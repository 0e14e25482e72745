package window

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// Size is how much civil time one window holds: a number of hours, of days, or of calendar months. The zero value is the
// size named auto, which whoever carves replaces by a learned one.
type Size struct {
	hours, days, months int
}

// Days is a size of n whole days.
func Days(n int) Size { return Size{days: n} }

// Auto says whether the size is still to be learned.
func (s Size) Auto() bool { return s == Size{} }

// Hourly says whether windows of this size need not begin and end at midnight. Several scrapers lose events there.
func (s Size) Hourly() bool { return s.hours > 0 }

// String is the shortest form that [ParseSize] reads as s.
func (s Size) String() string {
	switch {
	case s.hours > 0:
		return fmt.Sprintf("%dh", s.hours)
	case s.days > 0:
		return fmt.Sprintf("%dd", s.days)
	case s.months > 0:
		return fmt.Sprintf("%dmo", s.months)
	}
	return "auto"
}

// largestSize keeps arithmetic far from overflow; no range is longer than 9999 years.
const largestSize = 1_000_000

var sizeForm = regexp.MustCompile(`^(?:([0-9]+)(h|d|w|mo)|P([0-9]+)(D|W|M)|PT([0-9]+)(H))$`)

// ErrSize is what [ParseSize] returns, wrapped, for a text that is no size.
var ErrSize = errors.New("not a size of windows")

// ParseSize reads auto, a whole number of h, d, w or mo, or an ISO 8601 duration with one such unit.
func ParseSize(s string) (Size, error) {
	if s == "auto" {
		return Size{}, nil
	}
	m := sizeForm.FindStringSubmatch(s)
	if m == nil {
		return Size{}, fmt.Errorf("%q: %w", s, ErrSize)
	}
	n, err := strconv.Atoi(m[1] + m[3] + m[5])
	unit, days, most := strings.ToLower(m[2]+m[4]+m[6]), 1, largestSize
	if unit == "w" {
		days, most = 7, largestSize/7
	}
	switch {
	case err != nil || n > most:
		return Size{}, fmt.Errorf("%q: more than %d", s, most)
	case n == 0:
		return Size{}, fmt.Errorf("%q: zero", s)
	case unit == "h":
		return Size{hours: n}, nil
	case unit == "d", unit == "w":
		return Size{days: days * n}, nil
	}
	return Size{months: n}, nil
}

// after is where a window that starts at from ends, other things being equal. Months run from day to day of origin, which is
// in the same year.
func (s Size) after(from, origin civil.Time) civil.Time {
	if s.months > 0 {
		return origin.AddMonths(monthsBetween(origin, from) + s.months)
	}
	return from + civil.Time(s.hours)*civil.Hour + civil.Time(s.days)*civil.Day
}

// monthsBetween is how many months b is after a, which is in the same year.
func monthsBetween(a, b civil.Time) int { return int(b.Month() - a.Month()) }

// Carve tiles w exactly, from its oldest moment, with windows of a size; s must not be auto. No window crosses 1
// January, since one scraper loads the calendar page of the first year only: it ends there, and the next starts there at
// full size. The last may be short.
//
// Months run to the same day of a later month, or to its last day where it is shorter. That day is the one of begin, where
// the range begins that w is a piece of, if w starts on it too, in the same year: so the pieces of a range are carved as the
// whole is. Else it is the day on which w starts. From 1 January on it is the first.
func Carve(w Window, s Size, begin civil.Time) iter.Seq[Window] {
	return func(yield func(Window) bool) {
		origin := begin
		for from := w.From; from < w.To; {
			if s.months > 0 && origin.AddMonths(monthsBetween(origin, from)) != from {
				origin = from
			}
			to := min(s.after(from, origin), civil.Date(from.Year()+1, time.January, 1), w.To)
			if !yield(Window{from, to}) {
				return
			}
			from = to
		}
	}
}
