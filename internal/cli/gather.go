package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// gather runs the loop and says how it went.
func (c *backfillCommand) gather(p *process, s *session, loop *reconcile.Loop, next *successor) (outcome, error) {
	p.runner.say("backfill of %s in %s, ledger %s, request %s", report.Days(loop.Policy.Request.Window), s.repo, loop.Store, loop.Policy.Request.ID)
	bar := newBar(p.env)
	loop.Tell = func(f ledger.Fact) {
		if line := factLine(f, &loop.Ledger.State); line != "" {
			bar.clear()
			p.runner.say("%s", line)
		}
	}
	loop.Show = bar.show
	var result reconcile.Result
	var err error
	p.runner.group("What is sent, and how it ends", func() { result, err = s.within(p.ctx, loop, p.last) })
	bar.clear()
	if result.Coverage == nil {
		return outcome{}, err
	}
	standing := stand(result.Coverage, loop)
	standing.Elapsed, standing.Simulated = s.client.Now().Sub(loop.Policy.Started), s.github != nil
	if usage := s.client.Usage(); usage.Waited > 0 {
		standing.Notes = append(standing.Notes, fmt.Sprintf("GitHub's rate limits held it up for %s.", usage.Waited.Round(1e9)))
	}
	if result.Reason == reconcile.Planned {
		for _, piece := range result.Coverage.Next {
			p.runner.say("would send  %s", report.Days(piece.Window))
		}
		if !result.Coverage.Rate.Known() && len(result.Coverage.Pending) > 0 {
			standing.Notes = append(standing.Notes, "No estimate of run hours: nothing was gathered yet that could be measured.")
		}
	}
	o := outcome{outputs: sent(loop, result)}
	o.status, standing.Next = verdict(result, loop)
	if result.Reason == reconcile.TimeOver && next != nil && err == nil {
		o.status, standing.Next = next.takeOver(p, progress(loop))
	}
	o.summary = standing.Markdown()
	if err != nil {
		standing.Next = nil
	}
	fmt.Fprint(p.env.Stdout, standing.Text())
	if result.Reason == reconcile.TooMany {
		err = &inputError{[]problem{{"max-runs", fmt.Sprintf("%d windows are pending, more than %d; nothing was sent", len(result.Coverage.Pending), loop.Policy.MaxRuns),
			"raise max-runs, take larger windows, or a shorter range"}}}
	}
	for _, refusal := range result.Refusals {
		if result.Reason == reconcile.NoLane {
			err = errors.Join(err, refusal)
		} else {
			p.runner.warning(problem{Message: refusal.Error(), Hint: hintOf(refusal)})
		}
	}
	if s.github != nil && err == nil {
		if wrong := s.github.Violations(); len(wrong) > 0 {
			err = &bugError{"the simulated GitHub was asked what the real one would not take: " + strings.Join(wrong, "; ")}
		}
	}
	return o, err
}

// verdict is the status of a step that ended without an error, and what a person does next.
func verdict(result reconcile.Result, loop *reconcile.Loop) (status string, next []string) {
	c := result.Coverage
	next = needsPerson(c)
	switch result.Reason {
	case reconcile.Planned:
		return statusPlanned, []string{"This was a dry run: nothing was written or dispatched. Set `dry-run: false` to begin."}
	case reconcile.Failing:
		return statusIncomplete, []string{fmt.Sprintf("%d different windows failed one after another. Look whether the scraper is down or credentials are gone, mend it, and run this again: it goes on.", loop.Policy.MaxFailures)}
	case reconcile.OnePass:
		return statusInProgress, append(next, "Run this again, or put it on a schedule: it goes on where it is.")
	case reconcile.TimeOver:
		return statusStopped, append(next, "The time budget is spent, and all is saved. Run this again: it goes on.")
	}
	if len(c.GivenUp)+len(c.Left) > 0 {
		return statusIncomplete, next
	}
	return statusComplete, next
}

// sent are the outputs: what this run of the step sent, and how the request stands.
func sent(loop *reconcile.Loop, result reconcile.Result) outputs {
	c := result.Coverage
	o := outputs{Succeeded: len(c.Gathered), Failed: len(c.GivenUp) + len(c.Left), Remaining: len(c.Pending) + len(c.Running)}
	for _, a := range loop.Ledger.Attempts() {
		if !left(a, loop.Policy.Writer) {
			continue
		}
		o.Dispatched++
		o.Windows = append(o.Windows, a.Window)
		o.Runs = append(o.Runs, outputRun{ID: a.Dispatched.Run, URL: a.Dispatched.URL, From: a.Window.From, To: a.Window.To,
			Attempt: a.Number(), Conclusion: a.Concluded.Conclusion})
	}
	if result.Reason == reconcile.Planned {
		o.Windows = []window.Window{}
		for _, piece := range c.Pending {
			o.Windows = append(o.Windows, piece.Window)
		}
	}
	return o
}

// progress says whether this run of the step dispatched or concluded anything: what doesn't is not started again for ever.
func progress(loop *reconcile.Loop) bool {
	return slices.ContainsFunc(loop.Ledger.Attempts(), func(a *ledger.Attempt) bool {
		return left(a, loop.Policy.Writer) || a.Settled() && !a.Concluded.At.Before(loop.Policy.Started)
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
