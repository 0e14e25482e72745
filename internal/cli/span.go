package cli

import (
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// mostWindows is the most windows that one request may have.
const mostWindows = 100_000

// autoDays is what auto means where nothing can be learned.
const autoDays = reconcile.DefaultDays

const hourlyNote = "windows of hours are used as given; several scrapers lose meetings unless windows begin and end at midnight"

// firstDay and lastDay are the ends of what pipelines can read: Python knows the years 1 to 9999.
var (
	firstDay = civil.Date(1, time.January, 1)
	lastDay  = civil.Date(9999, time.December, 31)
)

// span is a range as it was typed, with the size of its windows.
type span struct {
	rangeFlags
	size       window.Size
	begin, end civil.Datetime
	valid      bool
}

// span reads what can be read of a range without a zone or a clock.
func (f rangeFlags) read(ps *problems) span {
	s := span{rangeFlags: f, size: ps.size("window", f.Window), valid: true}
	if f.Begin == "" {
		ps.add("begin", "the first day to gather, such as 2021-01-01", "required")
		s.valid = false
	} else {
		var ok bool
		s.begin, ok = ps.datetime("begin", f.Begin)
		s.valid = s.valid && ok
	}
	if f.End != "" {
		var ok bool
		s.end, ok = ps.datetime("end", f.End)
		s.valid = s.valid && ok
	}
	return s
}

// needsZone says whether the window of s depends on the zone.
func (s span) needsZone() bool { return s.begin.Aware || s.end.Aware || s.End == "" }

// window is the interval of civil time that s means: its ends cut and raised to whole seconds, and to whole days unless
// its windows are of hours; notes say what was rounded. The end is by default the start of today, and today is asked for
// only then.
func (s span) window(zone *time.Location, now func() time.Time, ps *problems) (w window.Window, notes []string) {
	if !s.valid {
		return w, nil
	}
	from, fromMicro := s.begin.CivilIn(zone)
	to, toMicro := s.end.CivilIn(zone)
	if s.End == "" {
		to = civil.Of(now().In(zone)).Floor()
	}
	if from > to || from == to && fromMicro >= toMicro {
		s.addReversed(from, to, ps)
		return w, nil
	}
	if toMicro > 0 {
		to++
	}
	w = window.Window{From: from, To: to}
	if !s.size.Hourly() {
		w = w.Days()
	}
	if w.From < firstDay {
		ps.add("begin", "years run from 0001 to 9999", "%q: before %s in %s", s.Begin, firstDay.Day(), zone)
		return w, nil
	}
	if w.To > lastDay {
		ps.add("end", "leave end out to gather up to the start of today", "%q: after %s", s.End, lastDay.Day())
		return w, nil
	}
	return w, s.rounded(w, w.From != from || fromMicro > 0, w.To != to || toMicro > 0)
}

// rounded says which ends were rounded, of those that were typed, and what is the first or the last day then.
func (s span) rounded(w window.Window, begin, end bool) (notes []string) {
	if begin {
		notes = append(notes, s.roundedEnd("begin", s.Begin, "down", "first", w.From, w.From))
	}
	if end && s.End != "" {
		notes = append(notes, s.roundedEnd("end", s.End, "up", "last", w.To, w.To-1))
	}
	return notes
}

func (s span) roundedEnd(name, typed, way, which string, moment, day civil.Time) string {
	if s.size.Hourly() {
		return fmt.Sprintf("%s %q is rounded %s to %s", name, typed, way, moment)
	}
	return fmt.Sprintf("%s %q is rounded %s: the %s day is %s", name, typed, way, which, day.Day())
}

// addReversed adds that the begin is not before the end. Who gives one day twice means that day.
func (s span) addReversed(from, to civil.Time, ps *problems) {
	shown, hint := fmt.Sprintf("%q", s.End), "begin is the earlier of the two"
	switch {
	case s.End == "":
		shown = "the start of today, " + to.Day()
		hint = "a day can be gathered when it is over: begin before today"
	case from == to && from == from.Floor():
		hint = fmt.Sprintf("end is the day after the last: for %s alone give end %s", from.Day(), (from + civil.Day).Day())
	}
	ps.add("begin", hint, "%q: not before the end, %s", s.Begin, shown)
}

// carve is the plan of an interval, unless it has more windows than one request may.
func (s span) carve(w window.Window, ps *problems) []window.Window {
	size := s.size
	if size.Auto() {
		size = window.Days(autoDays)
	}
	var windows []window.Window
	for piece := range window.Carve(w, size, w.From) {
		if len(windows) == mostWindows {
			ps.add("window", "take larger windows, or a shorter range", "%s: more than %d windows", size, mostWindows)
			return nil
		}
		windows = append(windows, piece)
	}
	return windows
}
