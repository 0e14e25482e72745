package cli

// What would stop every dispatch, found before the first one.

import (
	"errors"
	"fmt"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// ask asks GitHub for the repository, and whether what was given can be right there.
func (c *connection) ask(p *process, ps *problems) (workflow.Info, error) {
	info, err := c.repo.Info(p.ctx)
	if err != nil {
		return info, err
	}
	if c.place == (ledgerPlace{placeBranch, info.DefaultBranch}) {
		ps.add("ledger", "name a branch that holds nothing else", "%q is the default branch", info.DefaultBranch)
	}
	return info, ps.err()
}

// find finds the workflows that were named; from here on they are known by their files. One that is a lane is counted as that.
func (c *connection) find(p *process, o *dispatchOptions) error {
	lanes, wrong := c.repo.Find(p.ctx, o.named)
	others, also := c.repo.Find(p.ctx, o.counted)
	for _, lane := range lanes {
		o.lanes, o.policy.Lanes = append(o.lanes, lane), append(o.policy.Lanes, lane.File)
	}
	for _, w := range others {
		if !slices.Contains(o.policy.Lanes, w.File) {
			o.others = append(o.others, w)
		}
	}
	return errors.Join(at("workflow", wrong), at("also-count", also))
}

// preflight checks the token, the lanes and the workflows that share the runners, and returns these.
func (c *connection) preflight(p *process, info workflow.Info, o dispatchOptions) (others []*workflow.Workflow, err error) {
	var all []error
	if info.CannotPush {
		all = append(all, &refusal{"the token may not write to " + info.FullName, "give it actions: write and contents: write"})
	}
	for _, lane := range o.lanes {
		warnings, err := lane.Preflight(p.ctx, info, o.policy.Ref, o.inputs...)
		for _, w := range warnings {
			p.runner.warning(problem{Message: w.Message, Hint: w.Hint})
		}
		if err != nil {
			all = append(all, err)
		}
		if lane.Cancels && o.policy.MaxParallel > 1 {
			all = append(all, &inputError{[]problem{{Place: "max-parallel",
				Message: fmt.Sprintf("%d: workflow %q cancels the run in progress when another comes (cancel-in-progress: true)", o.policy.MaxParallel, lane.File),
				Hint:    "give max-parallel: 1, or take cancel-in-progress out of the workflow"}}})
		}
	}
	for _, w := range o.others {
		if _, _, err := w.Runs(p.ctx); errors.Is(err, workflow.ErrGone) {
			all = append(all, at("also-count", w.Missing(p.ctx, "leave it out, or name a file in .github/workflows")))
		} else if err != nil {
			all = append(all, err)
		}
	}
	if err := errors.Join(all...); err != nil {
		return nil, err
	}
	return c.sharing(p, o)
}

// sharing adds the workflow that shares the runners by default, where the repository has it and it is no lane itself.
func (c *connection) sharing(p *process, o dispatchOptions) ([]*workflow.Workflow, error) {
	if o.shares == "" || slices.Contains(o.policy.Lanes, o.shares) {
		return o.others, nil
	}
	w, err := c.repo.Workflow(o.shares)
	if err != nil {
		return nil, err
	}
	switch _, _, err := w.Runs(p.ctx); {
	case errors.Is(err, workflow.ErrGone):
		return o.others, nil
	case err != nil:
		return nil, err
	}
	return append(o.others, w), nil
}

// refusal is what GitHub would refuse, known before it is asked.
type refusal struct{ message, hint string }

func (e *refusal) Error() string { return e.message }
func (e *refusal) Hint() string  { return e.hint }
