package cli

// What the flags of a command that dispatches mean: options, read without asking anybody.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// dispatchOptions are the flags that all dispatching commands share, read.
type dispatchOptions struct {
	policy   reconcile.Policy // without the request, and what is learned from GitHub
	interval time.Duration    // between two looks
	budget   time.Duration    // 0: none
	// named and counted are the workflows as they were named, lanes and others what was found by that.
	named, counted []string
	lanes, others  []*workflow.Workflow
	// shares is the workflow that shares the runners by default; empty where that was said.
	shares string
	// inputs are what is sent to the lanes.
	inputs []string
	// mayContinue says that this step's workflow may be started again.
	mayContinue bool
}

// read reads the flags. A command dispatches to file by default; shares is the file that shares its runners.
func (f dispatchFlags) read(c *connection, file, shares string, ps *problems) dispatchOptions {
	o := dispatchOptions{
		policy: reconcile.Policy{
			MaxParallel: ps.atMost("max-parallel", f.MaxParallel, 1, workflow.Listed),
			Retries:     ps.number("retries", f.Retries, 0),
			MaxFailures: ps.number("max-failures", f.MaxFailures, 1),
			RunLimit:    ps.limit("run-limit", f.RunLimit),
			DryRun:      ps.bool("dry-run", f.DryRun),
			Wait:        ps.bool("wait", f.Wait),
			Ref:         ps.ref("ref", f.Ref),
		},
		interval: ps.positive("poll-interval", f.PollInterval),
		budget:   ps.positive("time-budget", f.TimeBudget),
		named:    ps.workflows("workflow", orDefault(f.Workflow, file)),
		shares:   shares,
	}
	if c.simulated() && f.TimeBudget == "" {
		o.budget = 0 // weeks pass in seconds
	}
	if len(o.named) == 0 {
		ps.add("workflow", "the name of a file in .github/workflows, such as "+file, "%q: names no workflow", f.Workflow)
	}
	if f.AlsoCount != "" {
		o.counted, o.shares = ps.workflows("also-count", f.AlsoCount), ""
	}
	return o
}

// dispatching reads the flags of a command that dispatches; ok is false where what is wrong leaves nothing to go on with.
func (p *process) dispatching(f dispatchFlags, g gitHubFlags, city *simulate.Scenario, file, shares string, ps *problems) (c *connection, o dispatchOptions, ok bool) {
	if c = g.connect(p, f.simulateFlags, city, ps); c == nil {
		return nil, o, false
	}
	o = f.read(c, file, shares, ps)
	p.goesOn = !o.policy.Wait
	p.limit(c, o.budget)
	return c, o, true
}
