package simulate

// A simulation that goes on where another process ended it. The same time passes again: what happens of itself follows from
// the scenario, and what controllers dispatched is dispatched again at its own moments. So all runs are again what they were,
// those in flight among them, and of what was transcribed nothing is forgotten.

import (
	"cmp"
	"slices"
	"time"
)

// Past is what another process knows of a simulation of the same scenario.
type Past struct {
	Until    time.Time // how far time passed
	Dispatch []Dispatch
	LastRun  int64 // the highest id of a run that nobody here dispatched; 0 where none is known
}

// Dispatch is a run that a controller dispatched.
type Dispatch struct {
	At       time.Time
	ID       int64 // 0 where GitHub told none
	Workflow string
	Ref      string
	Inputs   map[string]any
	Ended    time.Time // when its end was known; zero for a run that goes on
}

// AnyEvent is an input for the special-event pipeline. It stands for an event of which only its run is known.
const AnyEvent = `'{"body": {}, "sessions": [{}]}'`

// Restore has the past happen again, up to its end. It is called once, at the start of the clock. Runs that are created later
// get ids above all that are known.
func (g *GitHub) Restore(p Past) {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.SortStableFunc(p.Dispatch, func(a, b Dispatch) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	last := p.LastRun
	for _, d := range p.Dispatch {
		last = max(last, d.ID)
		g.restored[d.ID] = true
		g.at(d.At, func() { g.dispatchAgain(d) })
	}
	g.advanceTo(p.Until)
	g.runCount = max(g.runCount, int((last-firstRunID)/runIDStep))
}

// dispatchAgain dispatches what was dispatched before. What the scenario no longer allows leaves no run.
func (g *GitHub) dispatchAgain(d Dispatch) {
	w := g.workflow(d.Workflow)
	if w == nil {
		return
	}
	inputs, reason := g.checkDispatch(w, dispatchBody{Ref: d.Ref, Inputs: d.Inputs})
	if reason != "" {
		return
	}
	id := g.dispatch(w, d.ID, d.Ref, inputs)
	if d.Ended.IsZero() {
		return
	}
	g.at(d.Ended, func() {
		if r := g.run(id); r != nil {
			g.cancelRun(r, g.scenario.Actor)
		}
	})
}
