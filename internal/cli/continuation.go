package cli

// Whether this step's workflow may be started again when the time budget is spent: only where that can be right.

import (
	"errors"
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// errNoContinuation says why a step can't go on by itself.
var errNoContinuation = errors.New("this step can't go on by itself when its time budget is spent")

// continuation is how to dispatch this step's workflow again, with its own inputs and ref, and the run that it is part of.
// It is nil outside of a workflow and in a simulation; where it can't be right, the error wraps errNoContinuation and says
// why.
func (p *process) continuation(c *connection) (own *reconcile.Own, run int64, err error) {
	here := p.env.context()
	if c.simulated() || !here.InWorkflow {
		return nil, 0, nil
	}
	no := func(format string, a ...any) (*reconcile.Own, int64, error) {
		return nil, 0, fmt.Errorf("%w: "+format, append([]any{errNoContinuation}, a...)...)
	}
	if here.EventName != "workflow_dispatch" {
		return no("it wasn't started by workflow_dispatch, but by %q", here.EventName)
	}
	if !c.current {
		return no("it works on another repository than its own")
	}
	own = &reconcile.Own{Ref: here.RefName}
	if own.Workflow, err = c.repo.Workflow(here.Workflow); err != nil {
		return no("its workflow isn't one of this repository's")
	}
	if here.RunID == 0 {
		return no("its run has no id")
	}
	if own.Inputs, err = here.DispatchInputs(); err != nil {
		return no("its own inputs are unknown: %v", err)
	}
	single, err := own.Workflow.Single(p.ctx, here.Job, own.Ref)
	switch {
	case err != nil:
		return no("%v", err)
	case !single:
		return no("its job has a matrix, or isn't one of %s", own.Workflow.File)
	}
	return own, here.RunID, nil
}
