package cli

// One run of the loop, with what people see while it works.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
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
	notice   *notice // nil where nobody is to be told how it ends
}

// open does what comes before the loop: it checks what would stop every dispatch, opens the ledger, and finds out whether
// this step may go on by itself. done gives the ledger back.
func (c *connection) open(p *process, info workflow.Info, o dispatchOptions) (*controller, func(), error) {
	n := c.noticeOf(p, o)
	o.policy.Ref = orDefault(o.policy.Ref, info.DefaultBranch)
	err := c.find(p, &o)
	if err != nil {
		return nil, nil, err
	}
	if o.others, err = c.preflight(p, info, o); err != nil {
		return nil, nil, err
	}
	o.policy.RunLimit = runLimit(o)
	o.policy.Exclusive = map[string]bool{}
	for _, lane := range o.lanes {
		o.policy.Exclusive[lane.File] = lane.Exclusive
	}
	k := &controller{connection: c, dispatchOptions: o, info: info, notice: n}
	done, err := k.takeLedger(p)
	if err != nil {
		return nil, nil, err
	}
	k.policy.Started = c.Now()
	if o.budget > 0 {
		k.policy.Deadline = c.Now().Add(o.budget - c.clock.Now().Sub(c.begun))
	}
	if o.mayContinue && o.policy.Wait && !o.policy.DryRun {
		if k.own, k.policy.OwnRun, err = p.continuation(c); err != nil {
			p.runner.warning(problem{Place: "continue", Message: err.Error(), Hint: "when it stops, run it again; or put it on a schedule with wait: false"})
		}
	}
	return k, done, nil
}

// takeLedger opens the ledger to write to it; done gives it back.
func (k *controller) takeLedger(p *process) (done func(), err error) {
	if k.store, k.ledger, done, err = k.openLedger(p.ctx, k.policy.DryRun); err != nil {
		return nil, err
	}
	p.tellLedger(k.ledger)
	k.policy.Writer = k.writer(k.ledger)
	return done, nil
}

// usualLimit is how long GitHub lets a job run where its workflow file doesn't say.
const usualLimit = 6 * time.Hour

// runLimit is how long a gather may take: as was given, else the least that the lanes' workflow files say.
func runLimit(o dispatchOptions) time.Duration {
	if o.policy.RunLimit > 0 {
		return o.policy.RunLimit
	}
	least := time.Duration(0)
	for _, lane := range o.lanes {
		if limit := cmp.Or(lane.Gather.Limit, usualLimit); least == 0 || limit < least {
			least = limit
		}
	}
	return cmp.Or(least, usualLimit)
}

// control runs the loop over the policy's request. The report is empty where nothing was derived yet.
func (k *controller) control(p *process) (report.Step, error) {
	loop := &reconcile.Loop{
		Policy: k.policy, Clock: k.clock, Now: k.Now, Interval: k.interval, Store: k.store, Ledger: k.ledger,
		Alone:      k.simulated() && p.github == nil,
		Repository: k.repo, Lanes: k.lanes, Others: k.others, Own: k.own, Schedule: k.schedule, OnStart: k.onStart,
	}
	warned := map[string]bool{}
	warn := func(d *reconcile.Decision) {
		for _, w := range k.obstacles(d) {
			if !warned[w.Message] {
				p.runner.warning(w)
			}
			warned[w.Message] = true
		}
	}
	loop.OnPass = func(d *reconcile.Decision) {
		warn(d)
		p.runner.bar.show(d.Coverage)
	}
	log := report.NewLog(report.Names{Zone: k.policy.Zone, Events: k.policy.Events})
	loop.OnFact = func(f ledger.Fact) {
		if line := log.Fact(f, &loop.Ledger.State); line != "" {
			p.runner.say("%s", line)
		}
	}
	waiting := report.NewWaiting(&k.policy)
	loop.OnLook = func(d *reconcile.Decision) {
		if !k.simulated() { // there hours pass at once
			p.sayWaiting(waiting, d, k.Now())
		}
	}
	loop.Dashboard = k.dashboard()
	result, err := k.within(p, loop)
	p.runner.bar.clear()
	if result.Coverage != nil {
		warn(&result.Decision)
	}
	k.ledger = loop.Ledger
	if kept, ok := k.store.(keptFile); ok && !k.policy.DryRun && result.Reason != reconcile.TooMany {
		err = errors.Join(err, kept.keepTime(p.last))
	}
	return report.Step{
		Policy: &k.policy, State: &k.ledger.State, Result: result, Usage: k.Usage(), Elapsed: k.Now().Sub(k.policy.Started),
		Simulated: k.simulated(), By: p.runner.by(),
	}, err
}

// dashboardBranch is the branch that has the dashboard; none where the ledger isn't on one, or nothing may be written.
func (k *controller) dashboardBranch() (*ledger.Branch, bool) {
	branch, ok := k.store.(*ledger.Branch)
	return branch, ok && !k.policy.DryRun
}

// dashboard are the pages beside a ledger on a branch; nil where there are none.
func (k *controller) dashboard() *reconcile.Dashboard {
	branch, ok := k.dashboardBranch()
	if !ok {
		return nil
	}
	standard := reconcile.Policy{Retries: k.policy.Retries, RunLimit: k.policy.RunLimit, Zone: k.policy.Zone}
	stands := func(state *ledger.State) *report.Dashboard {
		return report.DashboardOf(state, standard.Judged, k.policy.Zone, k.repo.String())
	}
	return &reconcile.Dashboard{Branch: branch, Pages: []func(*ledger.State) ledger.Page{
		func(state *ledger.State) ledger.Page {
			return ledger.Page{Name: report.DashboardPage, Text: []byte(stands(state).Summary().Markdown(report.DashboardRoom))}
		},
		func(state *ledger.State) ledger.Page {
			return ledger.Page{Name: report.DashboardPicture, Text: []byte(stands(state).SVG())}
		},
	}}
}

// sayWaiting says what the loop waits for, where that is to be said now.
func (p *process) sayWaiting(waiting *report.Waiting, d *reconcile.Decision, now time.Time) {
	lines, warnings := waiting.Lines(d, now)
	for _, line := range lines {
		p.runner.say("%s", line)
	}
	for _, w := range warnings {
		p.runner.warning(w)
	}
}

// obstacles are what a person should see to while the loop works.
func (k *controller) obstacles(d *reconcile.Decision) (warnings []problem) {
	if k.repo.Denied {
		warnings = append(warnings, problem{Message: "the token may not read why runs ended: one that was cancelled while it gathered counts as cancelled by a person",
			Hint: "give the job checks: read"})
	}
	for _, w := range k.repo.Unread {
		warnings = append(warnings, problem{Message: w.Message, Hint: w.Hint})
	}
	for _, a := range d.Coverage.Waiting {
		warnings = append(warnings, problem{Message: fmt.Sprintf("%s is held for approval", a.Dispatched.URL),
			Hint: "its slot stays taken until somebody approves or cancels it"})
	}
	return warnings
}

// hearOutFor is how long after a signal the answer to what was sent is waited for.
const hearOutFor = 3 * time.Second

// within runs the loop. After a signal it hears out what was sent.
func (k *controller) within(p *process, loop *reconcile.Loop) (reconcile.Result, error) {
	heard, cancel := context.WithCancelCause(p.last)
	defer cancel(nil)
	defer context.AfterFunc(p.ctx, func() {
		if context.Cause(p.ctx) != reconcile.ErrOvertime { // then p.last is near its end
			k.after(hearOutFor, func() { cancel(context.Canceled) })
		}
	})()
	return loop.Run(p.ctx, heard, p.last)
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
	overview := step.Overview()
	if branch, ok := k.dashboardBranch(); ok && !k.simulated() {
		overview.Dashboard = fmt.Sprintf("%s/%s/tree/%s", p.env.context().ServerURL, k.repo, (&url.URL{Path: branch.Name()}).EscapedPath())
	}
	if p.runner.nothingKept() && len(overview.Next) > 0 && step.Result.Reason != reconcile.Planned {
		overview.Next = append(report.InReality(overview.Next), report.NothingKept)
	}
	if step.Result.Reason == reconcile.Planned {
		for _, line := range overview.Preview() {
			p.runner.say("%s", line)
		}
		if step.Result.Coverage.TooMany(&k.policy) {
			p.runner.warning(report.TooMany(&k.policy, step.Result.Coverage))
		}
	}
	fmt.Fprint(p.env.Stdout, overview.Text())
	o := outcome{ending: step.Ending, outputs: outputsOf(step), summary: overview.Summary(), missing: overview.Missing(),
		standing: overview.Standing, links: overview.Links(), footnote: overview.Footnote()}
	k.notice.see(step)
	return o, step, errors.Join(err, k.objections(p, step.Result))
}

// objections are the errors of a step that stopped by its own decision.
func (k *controller) objections(p *process, result reconcile.Result) error {
	var all []error
	if result.Reason == reconcile.TooMany {
		all = append(all, &inputError{[]problem{report.TooMany(&k.policy, result.Coverage)}})
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
