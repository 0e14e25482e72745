package report

// How each day of a request stands: what calendars, in a summary and on a dashboard, show.

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Day is one day of a request.
type Day struct {
	From  civil.Time // its midnight
	State State
	Run   *ledger.Attempt // the last run over a part of it; nil where none of ours was
	Found *int            // events that this run found in its whole window; nil where nothing says it
}

// CalendarOf is each day of a request, oldest first. Of a day whose parts stand differently it is the part that most needs
// somebody: failed, cancelled, in flight, pending, covered.
func CalendarOf(r window.Window, c *reconcile.Coverage) []Day {
	r = r.Days()
	days := calendar(make([]Day, r.Length()/civil.Day))
	for i := range days {
		days[i] = Day{From: r.From + civil.Time(i)*civil.Day, State: Pending}
	}
	for _, w := range c.Covered {
		days.whole(w, nil)
	}
	for _, a := range c.Successes {
		for _, w := range c.Covered.Within(a.Window) {
			days.whole(w, a)
		}
	}
	for _, piece := range c.Pending {
		days.paint(piece.Window, Pending, piece.Last)
	}
	for _, a := range c.Live {
		days.paint(a.Window, InFlight, a)
	}
	for _, piece := range c.Cancelled {
		days.paint(piece.Window, Cancelled, piece.Last)
	}
	for _, piece := range c.Failed {
		days.paint(piece.Window, Failed, piece.Last)
	}
	return days
}

// calendar is days in a row.
type calendar []Day

// whole paints the days that are covered from midnight to midnight.
func (days calendar) whole(w window.Window, run *ledger.Attempt) {
	if w.From, w.To = w.From.Ceil(), w.To.Floor(); !w.Empty() {
		days.paint(w, Covered, run)
	}
}

// paint gives each day of which w has a part a state.
func (days calendar) paint(w window.Window, state State, run *ledger.Attempt) {
	if len(days) == 0 {
		return
	}
	first := days[0].From
	w = w.Days().Intersect(window.Window{From: first, To: first + civil.Time(len(days))*civil.Day})
	for at := w.From; at < w.To; at += civil.Day {
		day := &days[(at-first)/civil.Day]
		day.State, day.Run, day.Found = state, run, nil
		if run != nil {
			day.Found = run.Concluded.Found
		}
	}
}
