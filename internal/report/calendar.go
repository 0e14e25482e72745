package report

// How each day of a request stands: what calendars, in a summary and on a dashboard, show.

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// State is what became of a window, or of an event.
type State string

// The states of windows and events.
const (
	Covered   State = "covered"  // of a window
	Ingested  State = "ingested" // of an event
	InFlight  State = "in flight"
	Pending   State = "pending"
	Failed    State = "failed"    // tried as often as allowed
	Cancelled State = "cancelled" // by a person
	TooOld    State = "too old"   // for a catch-up, before anything gathered it
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
	days := make([]Day, r.Length()/civil.Day)
	for i := range days {
		days[i] = Day{From: r.From + civil.Time(i)*civil.Day, State: Pending}
	}
	paint := func(w window.Window, state State, run *ledger.Attempt) {
		w = w.Days().Intersect(r)
		for at := w.From; at < w.To; at += civil.Day {
			day := &days[(at-r.From)/civil.Day]
			day.State, day.Run, day.Found = state, run, nil
			if run != nil {
				day.Found = run.Concluded.Found
			}
		}
	}
	whole := func(w window.Window, run *ledger.Attempt) {
		if w.From, w.To = w.From.Ceil(), w.To.Floor(); !w.Empty() {
			paint(w, Covered, run)
		}
	}
	for _, w := range c.Covered {
		whole(w, nil)
	}
	for _, a := range c.Successes {
		for _, covered := range c.Covered.Within(a.Window) {
			whole(covered, a)
		}
	}
	for _, piece := range c.Pending {
		paint(piece.Window, Pending, piece.Last)
	}
	for _, a := range c.Live {
		paint(a.Window, InFlight, a)
	}
	for _, piece := range c.Cancelled {
		paint(piece.Window, Cancelled, piece.Last)
	}
	for _, piece := range c.Failed {
		paint(piece.Window, Failed, piece.Last)
	}
	return days
}
