package simulate

// What a run waits for before its jobs start: its concurrency group, then one of the instance's self-hosted runners.

import (
	"slices"
	"time"
)

// enterGroup puts a run into its concurrency group, if it has one. One run of a group proceeds, the newest other one is
// pending, and it cancels the one that was pending before.
func (g *GitHub) enterGroup(r *run) {
	if r.group == "" {
		g.enqueue(r)
		return
	}
	occupied := false
	for _, other := range slices.Clone(g.runs) {
		if other == r || other.group != r.group || other.workflow != r.workflow {
			continue
		}
		switch other.current().status {
		case statusPending:
			other.current().work.reason = "Canceling since a higher priority waiting request for '" + r.group + "' exists"
			g.complete(other, cancelled)
			occupied = true
		case statusCompleted:
		default:
			occupied = true
		}
	}
	if occupied {
		g.setStatus(r, statusPending, "")
		return
	}
	g.enqueue(r)
}

// releaseGroup lets the pending run of a concurrency group proceed when another run of it has ended.
func (g *GitHub) releaseGroup(ended *run) {
	if ended.group == "" {
		return
	}
	for _, r := range g.runs {
		if r.group == ended.group && r.workflow == ended.workflow && r.current().status == statusPending {
			g.enqueue(r)
			return
		}
	}
}

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
