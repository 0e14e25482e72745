package cli

// The time budget: how long a command may take, whatever it waits for. It begins with the process.

import (
	"context"
	"errors"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

// overtime is how long after its budget a command may still be waiting for a limit of GitHub's before that is cut short, and
// how long the last save may take then.
const overtime = time.Minute

// limit cuts short what misses the budget, of the time of the GitHub that the command acts on.
func (p *process) limit(c *connection, budget time.Duration) {
	if budget <= 0 {
		return
	}
	ctx, cancel := context.WithCancelCause(p.ctx)
	last, cancelLast := context.WithCancelCause(p.last)
	p.ctx, p.last = ctx, last
	c.after(budget+overtime, func() { cancel(reconcile.ErrOvertime) })
	c.after(budget+2*overtime, func() { cancelLast(reconcile.ErrOvertime) })
}

// outOfTime makes of the error of a command that never came to its work, since its budget was spent, how it ended.
func (p *process) outOfTime(o outcome, err error) (outcome, error) {
	if !errors.Is(err, context.Canceled) || !errors.Is(context.Cause(p.ctx), reconcile.ErrOvertime) {
		return o, err
	}
	why := problem{Message: "the time budget was spent on waiting for GitHub, before the work began",
		Hint: "run it again later; what else uses the token should ask GitHub for less"}
	if p.runner.nothingKept() {
		why.Hint = report.NothingKept.Text
	}
	p.runner.warning(why)
	o.summary = report.Said("### The work didn't begin\n\n%s; %s\n", why.Message, why.Hint)
	o.standing = report.Standing{Said: "the work didn't begin"}
	o.ending = reconcile.Ending{Reason: reconcile.TimeOver, GoesOn: p.goesOn}
	return o, nil
}
