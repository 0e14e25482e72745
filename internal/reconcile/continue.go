package reconcile

// Going on: when the time budget is spent with work left, the next run of this step's workflow goes on with it.

import (
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// end stops for a reason. Before that it records the tick of a catch-up, and starts the next run where one has to go on.
func (v *view) end(reason Reason, p *Policy) Step {
	if v.ticks(reason, p) {
		return Record{[]ledger.Fact{v.tick(p)}}
	}
	if reason != TimeOver || !p.Wait || p.OwnRun == 0 || !v.progressed(p) || v.NotContinued != nil {
		return Stop{reason}
	}
	switch {
	case v.Continued != nil:
		return Stop{Continued}
	case v.OwnRuns == nil:
		return ListOwn{}
	case v.otherOwnRun(p) != nil:
		return Stop{TimeOver}
	}
	return Continue{}
}

// progressed says whether this run of the step dispatched or concluded anything. One that didn't would be started again
// for ever.
func (v *view) progressed(p *Policy) bool {
	for _, a := range v.attempts {
		if a.SentBy(p.Writer) || a.Settled() && !a.Concluded.At.Before(p.Started) {
			return true
		}
	}
	return false
}

// otherOwnRun is another run of this step's workflow that waits or runs. Its inputs are unknown: it may go on with this
// request, or do something else.
func (v *view) otherOwnRun(p *Policy) *workflow.Run {
	i := slices.IndexFunc(v.OwnRuns, func(r workflow.Run) bool { return r.Alive() && r.ID != p.OwnRun })
	if i < 0 {
		return nil
	}
	return &v.OwnRuns[i]
}
