package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// work runs the loop over the policy's request and says how it went.
func (st *station) work(p *process) (outcome, reconcile.Result, error) {
	loop := &reconcile.Loop{
		Policy: st.policy, Clock: st.clock, Now: st.client.Now, Every: st.every, Store: st.store, Ledger: st.memory,
		Runs: st.repo.Run, Outcome: st.repo.Outcome, Lanes: st.lanes, Others: st.others, Seen: st.seen,
	}
	bar := newBar(p.env)
	held := map[ledger.Key]bool{}
	loop.Show = func(c *reconcile.Coverage) {
		for _, a := range c.Held {
			if !held[a.Key] {
				bar.clear()
				p.runner.warning(problem{Message: fmt.Sprintf("%s is held for approval", a.Dispatched.URL),
					Hint: "its slot stays taken until somebody approves or cancels it"})
			}
			held[a.Key] = true
		}
		bar.show(c)
	}
	loop.Tell = func(f ledger.Fact) {
		if line := st.factLine(f, &loop.Ledger.State); line != "" {
			bar.clear()
			p.runner.say("%s", line)
		}
	}
	var result reconcile.Result
	var err error
	p.runner.group("What is sent, and how it ends", func() { result, err = st.within(p.ctx, loop, p.last) })
	bar.clear()
	if result.Coverage == nil {
		return outcome{}, result, err
	}
	st.memory = loop.Ledger
	standing := st.stand(result)
	o := outcome{outputs: st.sent(result)}
	o.status, standing.Next = st.verdict(result)
	if result.Reason == reconcile.TimeOver && st.next != nil && err == nil {
		o.status, standing.Next = st.next.takeOver(p, st.progress())
	}
	if err != nil {
		standing.Next = nil
	}
	for _, piece := range result.Coverage.Next {
		if result.Reason == reconcile.Planned {
			p.runner.say("would send  %s", st.name(piece.Subject, ledger.About{}))
		}
	}
	o.summary = standing.Markdown()
	fmt.Fprint(p.env.Stdout, standing.Text())
	return o, result, errors.Join(err, st.complain(p, result))
}

// complain is what a step that ended by its own decision has to say against somebody.
func (st *station) complain(p *process, result reconcile.Result) error {
	var all []error
	if pending := len(result.Coverage.Pending); result.Reason == reconcile.TooMany {
		all = append(all, &inputError{[]problem{{"max-runs", fmt.Sprintf("%d %ss are pending, more than %d; nothing was sent", pending, thing(st.policy.Request), st.policy.MaxRuns),
			"raise max-runs, or ask for less"}}})
	}
	for _, refusal := range result.Refusals {
		if result.Reason == reconcile.NoLane {
			all = append(all, refusal)
		} else {
			p.runner.warning(problem{Message: refusal.Error(), Hint: hintOf(refusal)})
		}
	}
	if st.github != nil {
		if wrong := st.github.Violations(); len(wrong) > 0 {
			all = append(all, &bugError{"the simulated GitHub was asked what the real one would not take: " + strings.Join(wrong, "; ")})
		}
	}
	return errors.Join(all...)
}

// verdict is the status of a step that ended without an error, and what a person does next.
func (st *station) verdict(result reconcile.Result) (status string, next []string) {
	c := result.Coverage
	next = needsPerson(c, st.policy.Patient)
	switch result.Reason {
	case reconcile.Planned:
		return statusPlanned, []string{"This was a dry run: nothing was written or dispatched. Set `dry-run: false` to begin."}
	case reconcile.Failing:
		return statusIncomplete, []string{fmt.Sprintf("%d different %ss failed one after another. Look whether the scraper is down or credentials are gone, mend it, and run this again: it goes on.", st.policy.MaxFailures, thing(st.policy.Request))}
	case reconcile.OnePass:
		return statusInProgress, append(next, "Run this again, or put it on a schedule: it goes on where it is.")
	case reconcile.Resting:
		return statusInProgress, append(next, "What failed rests for a while; the next tick tries it again.")
	case reconcile.TimeOver:
		if !st.policy.Wait {
			return statusInProgress, append(next, "The time budget is spent; the next run goes on.")
		}
		return statusStopped, append(next, "The time budget is spent, and all is saved. Run this again: it goes on.")
	}
	if len(c.GivenUp)+len(c.Left) > 0 {
		return statusIncomplete, next
	}
	return statusComplete, next
}

// needsPerson is what a person does about what was given up or left.
func needsPerson(c *reconcile.Coverage, catchUp bool) (next []string) {
	again := "run this again with `reprocess: failed`"
	if catchUp {
		again = "use `mode: backfill` with `reprocess: failed` over those days"
	}
	if len(c.GivenUp) > 0 {
		next = append(next, "Look at the last run of what was given up, mend what it says, and "+again+".")
	}
	if len(c.Left) > 0 {
		next = append(next, "What a person cancelled is left alone; "+again+" to gather it.")
	}
	return next
}

// sent are the outputs: what this run of the step sent, and how the request stands.
func (st *station) sent(result reconcile.Result) outputs {
	c := result.Coverage
	o := outputs{Succeeded: len(c.Gathered), Failed: len(c.GivenUp) + len(c.Left), Remaining: len(c.Pending) + len(c.Running)}
	for _, a := range st.memory.Attempts() {
		if !left(a, st.policy.Writer) {
			continue
		}
		o.Dispatched++
		run := outputRun{ID: a.Dispatched.Run, URL: a.Dispatched.URL, Attempt: a.Number(), Conclusion: a.Concluded.Conclusion}
		if a.Event == "" {
			run.Window = &a.Window
			o.Windows = append(o.Windows, a.Window)
		}
		o.Runs = append(o.Runs, run)
	}
	if result.Reason == reconcile.Planned && len(st.policy.Request.Events) == 0 {
		o.Windows = []window.Window{}
		for _, piece := range c.Pending {
			o.Windows = append(o.Windows, piece.Window)
		}
	}
	return o
}

// progress says whether this run of the step dispatched or concluded anything: what doesn't is not started again for ever.
func (st *station) progress() bool {
	return slices.ContainsFunc(st.memory.Attempts(), func(a *ledger.Attempt) bool {
		return left(a, st.policy.Writer) || a.Settled() && !a.Concluded.At.Before(st.policy.Started)
	})
}

// takeOver has the next run go on, and says how that went.
func (n *successor) takeOver(p *process, progress bool) (status string, next []string) {
	if !progress {
		return statusStopped, []string{"The time budget is spent, and nothing was sent or ended meanwhile, so this isn't started again by itself. Look what the runners wait for, and run it again."}
	}
	url, err := n.begin(p)
	if err != nil {
		p.runner.warning(problem{Place: "continue", Message: err.Error(), Hint: hintOf(err)})
		return statusStopped, []string{"The time budget is spent, and all is saved. Run this again: it goes on."}
	}
	return statusInProgress, []string{"The time budget is spent; the next run goes on: " + url}
}
