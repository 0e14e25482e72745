package simulate

// A run waits for one of the instance's self-hosted runners before its jobs start.

import (
	"slices"
	"time"
)

// enqueue has a run wait for a runner. Only the pipelines need one of the instance's.
func (g *GitHub) enqueue(r *run) {
	g.setStatus(r, statusQueued, "")
	if !r.workflow.isPipeline() {
		g.afterIfActive(r.current(), 5*time.Second, func() { g.beginJobs(r) })
		return
	}
	g.queued = append(g.queued, r)
	g.assignRunners()
}

// assignRunners gives free runners to queued runs.
func (g *GitHub) assignRunners() {
	for g.busyRunners < g.scenario.Runners && len(g.queued) > 0 {
		r := g.queued[0]
		g.queued = g.queued[1:]
		g.busyRunners++
		r.current().work.selfHosted = true
		g.afterIfActive(r.current(), g.scenario.randomDuration(5*time.Second, 20*time.Second, "pickup", r.id), func() { g.beginJobs(r) })
	}
}

// releaseRunner takes a run that has ended from the queue or from its runner.
func (g *GitHub) releaseRunner(ended *run) {
	g.queued = slices.DeleteFunc(g.queued, func(r *run) bool { return r == ended })
	if ended.current().work.selfHosted {
		g.busyRunners--
		g.assignRunners()
	}
}
