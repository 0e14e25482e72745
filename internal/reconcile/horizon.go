package reconcile

// The horizon of a catch-up moves on with each tick. What left it since the last recorded tick is named, so that nothing
// is forgotten where ticks are rare or were missed.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// left is how the time stands that left the horizon since the last recorded tick; nil where none did.
func (v *view) left(p *Policy) *Coverage {
	last, ticked := v.State.Tick(p.Started)
	if !p.CatchUp || !ticked || last.Window.From >= p.Request.Window.From && len(last.Kept) == 0 {
		return nil
	}
	requested := last.Kept.Union(window.Of(window.Window{From: last.Window.From, To: p.Request.Window.From}))
	gone := *p
	gone.Request.Window = window.Window{From: requested[0].From, To: p.Request.Window.From}
	left := cover(v, &gone)
	left.Requested, left.InFlight = requested, left.InFlight.Intersect(requested)
	return left
}

// Missed are the days of what left the horizon that nobody gathered: they were not cancelled by a person, nor are they in flight.
func (c *Coverage) Missed() window.Set {
	return c.Requested.Minus(c.Covered).Minus(c.Revisit).Minus(c.InFlight).Minus(union(c.Cancelled)).Days()
}

// ticks says whether a tick ends that isn't recorded yet. One that was refused for too much to do looked at nothing.
func (v *view) ticks(reason Reason, p *Policy) bool {
	return p.CatchUp && !p.DryRun && reason != TooMany && !v.State.Ticked(p.Started)
}

// tick is the record of this tick. What is in flight beyond the horizon is kept for the next tick to look at.
func (v *view) tick(p *Policy) ledger.Tick {
	t := ledger.Tick{Window: p.Request.Window, At: p.Started}
	if left := v.left(p); left != nil {
		t.Kept = left.InFlight.Days()
	}
	return t
}

// Horizon is what a catch-up looks at, which began at a moment of a civil time: the days of its look-back without the newest,
// which are the schedule's.
func Horizon(now civil.Time, lookback civil.Time, scheduled int) window.Window {
	today := now.Floor()
	w := window.Window{From: today - lookback, To: today - civil.Time(scheduled)*civil.Day}
	w.To = max(w.From, w.To)
	return w
}

// HorizonID is the name of what a catch-up looks at, among the requests: it is none of the ledger's.
const HorizonID = "catch-up"

// LastHorizon is what the last tick of a catch-up looked at, as a request; none where there was no tick.
func LastHorizon(state *ledger.State) (ledger.Request, bool) {
	tick, ticked := state.Tick(time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC))
	return ledger.Request{ID: HorizonID, Window: tick.Window, Words: ledger.Words{Reprocess: ReprocessMissing}}, ticked && !tick.Window.Empty()
}

// usualTicks is how far ticks are apart where only one is known.
const usualTicks = 24 * time.Hour

// LastChance is the moment before which all leaves the horizon until the next tick but one, as far as ticks come as they
// came last: one of them may be missed.
func LastChance(state *ledger.State, horizon window.Window, began time.Time) civil.Time {
	apart := usualTicks
	if last, ticked := state.Tick(began); ticked {
		apart = max(apart, began.Sub(last.At))
	}
	return (horizon.From + civil.Time(2*apart/time.Second)).Ceil()
}
