package cli

import (
	"errors"
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// successor is the next run of the workflow that this step is part of: what goes on when the time budget is spent.
type successor struct {
	workflow *workflow.Workflow
	ref      string
	inputs   map[string]string
	run      int64 // this one
}

// errNoSuccessor says why a step can't go on by itself.
var errNoSuccessor = errors.New("this step can't go on by itself when its time budget is spent")

// successor finds how to dispatch this step's workflow again, with its own inputs and ref. It is nil outside of a
// workflow; where it can't be right, the error wraps errNoSuccessor and says why.
func (p *process) successor(s *session) (*successor, error) {
	here := p.env.context()
	if !here.InWorkflow {
		return nil, nil
	}
	no := func(format string, a ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{errNoSuccessor}, a...)...)
	}
	if here.EventName != "workflow_dispatch" {
		return nil, no("it wasn't started by workflow_dispatch, but by %q", here.EventName)
	}
	if s.repo.String() != here.Repository {
		return nil, no("it works on another repository than its own")
	}
	own, err := s.repo.Workflow(here.Workflow)
	if err != nil {
		return nil, no("its workflow isn't one of this repository's")
	}
	next := &successor{workflow: own, ref: here.RefName, run: here.RunID}
	if next.run == 0 {
		return nil, no("its run has no id")
	}
	if next.inputs, err = here.DispatchInputs(); err != nil {
		return nil, no("its own inputs are unknown: %v", err)
	}
	single, err := own.Single(p.ctx, here.Job, next.ref)
	switch {
	case err != nil:
		return nil, no("%v", err)
	case !single:
		return nil, no("its job has a matrix, or isn't one of %s", own.File)
	}
	return next, nil
}

// begin dispatches the next run, unless another run of the workflow is waiting or running: its inputs are unknown, and it
// may go on with something else.
func (n *successor) begin(p *process) (url string, err error) {
	runs, _, err := n.workflow.Runs(p.ctx)
	if err != nil {
		return "", err
	}
	for _, r := range runs {
		if r.Alive() && r.ID != n.run {
			return "", fmt.Errorf("another run of %s is waiting or running: %s", n.workflow.File, r.URL)
		}
	}
	sent, err := n.workflow.Dispatch(p.ctx, n.ref, n.inputs)
	return sent.URL, err
}
