package cli

// One run of the loop, with what people see while it works.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// controller is all that a run of the loop needs: what was asked for, and what was found before the first dispatch.
type controller struct {
	*connection
	dispatchOptions
	info     workflow.Info
	store    ledger.Store
	ledger   *ledger.Ledger
	own      *reconcile.Own
	schedule *schedule.Schedule // of a catch-up
	onStart  func(*reconcile.Decision)
}

// open does what comes before the loop: it checks what would stop every dispatch, opens the ledger, and finds out whether
// this step may go on by itself. done gives the ledger back.
func (c *connection) open(p *process, info workflow.Info, o dispatchOptions) (*controller, func(), error) {
	o.policy.Ref = orDefault(o.policy.Ref, info.DefaultBranch)
	var err error
	if o.others, err = c.preflight(p, info, o); err != nil {
		return nil, nil, err
	}
	k := &controller{connection: c, dispatchOptions: o, info: info}
	var done func()
	if k.store, k.ledger, done, err = c.openLedger(p.ctx); err != nil {
		return nil, nil, err
	}
	p.warnTorn(k.ledger)
	k.policy.Started = c.Now()
	if o.budget > 0 {
		k.policy.Deadline = k.policy.Started.Add(o.budget)
	}
	if o.mayContinue && o.policy.Wait && !o.policy.DryRun {
		if k.own, k.policy.OwnRun, err = p.continuation(c); err != nil {
			p.runner.warning(problem{Place: "continue", Message: err.Error(), Hint: "when it stops, run it again; or put it on a schedule with wait: false"})
		}
	}
	return k, done, nil
}

// control runs the loop over the policy's request. The report is empty where nothing was derived yet.
func (k *controller) control(p *process) (report.Step, error) {
	loop := &reconcile.Loop{
		Policy: k.policy, Clock: k.clock, Now: k.Now, Interval: k.interval, Store: k.store, Ledger: k.ledger,
		Repository: k.repo, Lanes: k.lanes, Others: k.others, Own: k.own, Schedule: k.schedule, OnStart: k.onStart,
	}
	bar := newBar(p.env)
	waiting := map[ledger.Key]bool{}
	loop.OnPass = func(d *reconcile.Decision) {
		for _, a := range d.Coverage.Waiting {
			if !waiting[a.Key] {
				bar.clear()
				p.runner.warning(problem{Message: fmt.Sprintf("%s is held for approval", a.Dispatched.URL),
					Hint: "its slot stays taken until somebody approves or cancels it"})
			}
			waiting[a.Key] = true
		}
		bar.show(d.Coverage)
	}
	log := report.NewLog(report.Names{Zone: k.policy.Zone, Events: k.policy.Events})
	loop.OnFact = func(f ledger.Fact) {
		if line := log.Fact(f, &loop.Ledger.State); line != "" {
			bar.clear()
			p.runner.say("%s", line)
		}
	}
	var result reconcile.Result
	var err error
	p.runner.group("What is sent, and how it ends", func() { result, err = k.within(p, loop) })
	bar.clear()
	k.ledger = loop.Ledger
	return report.Step{
		Policy: &k.policy, State: &k.ledger.State, Result: result, Usage: k.Usage(), Elapsed: k.Now().Sub(k.policy.Started),
		Simulated: k.simulated(),
	}, err
}

// overtime is how long after its budget a step may still be waiting for a limit of GitHub's before that is cut short, and
// how long the last save may take then.
const overtime = time.Minute

// within runs the loop and cuts short what makes it miss its deadline.
func (k *controller) within(p *process, loop *reconcile.Loop) (reconcile.Result, error) {
	ctx, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	last, cancelLast := context.WithCancelCause(p.last)
	defer cancelLast(nil)
	if deadline := loop.Policy.Deadline; !deadline.IsZero() {
		left := deadline.Add(overtime).Sub(loop.Now())
		defer k.after(left, func() { cancel(reconcile.ErrOvertime) })()
		defer k.after(left+overtime, func() { cancelLast(reconcile.ErrOvertime) })()
	}
	return loop.Run(ctx, last)
}

// work runs the loop, prints how it ended, and returns that as a command's outcome.
func (k *controller) work(p *process) (outcome, report.Step, error) {
	step, err := k.control(p)
	if step.Result.Coverage == nil {
		return outcome{}, step, err
	}
	if err == nil {
		step.Ending = reconcile.EndingOf(step.Result, &k.policy)
	} else {
		step.Ending.Fault = faultOf(err)
	}
	if not := step.Result.NotContinued; not != nil {
		p.runner.warning(problem{Place: "continue", Message: not.Error(), Hint: hintOf(not)})
	}
	for _, line := range step.WouldSend() {
		p.runner.say("%s", line)
	}
	standing := step.Standing()
	fmt.Fprint(p.env.Stdout, standing.Text())
	o := outcome{ending: step.Ending, outputs: outputsOf(step), summary: standing.Markdown()}
	return o, step, errors.Join(err, k.objections(p, step.Result))
}

// objections are the errors of a step that stopped by its own decision.
func (k *controller) objections(p *process, result reconcile.Result) error {
	var all []error
	if pending := len(result.Coverage.Pending); result.Reason == reconcile.TooMany {
		all = append(all, &inputError{[]problem{report.TooMany(&k.policy, pending)}})
	}
	for _, refusal := range result.Refusals {
		if result.Reason == reconcile.NoLane {
			all = append(all, refusal)
		} else {
			p.runner.warning(problem{Message: refusal.Error(), Hint: hintOf(refusal)})
		}
	}
	if wrong := k.violations(); len(wrong) > 0 {
		all = append(all, &bugError{"the simulated GitHub was asked what the real one would not take: " + strings.Join(wrong, "; ")})
	}
	return errors.Join(all...)
}
