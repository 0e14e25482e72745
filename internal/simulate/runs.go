package simulate

// Workflow runs and their attempts, from their creation to their end. What GitHub does between queued and in_progress is in
// runners.go.

import (
	"net/http"
	"slices"
	"time"
)

// The ids of runs, by their count.
const (
	firstRunID = 5_000_000_000
	runIDStep  = 1009
)

// newRunID is the id of the next run.
func (g *GitHub) newRunID() int64 {
	g.runCount++
	id := firstRunID + int64(g.runCount)*runIDStep
	if g.restored[id] {
		return g.newRunID()
	}
	return id
}

// newRun creates a run with its first attempt, which is queued; nth is its place among the runs that controllers
// dispatched, 0 for all others.
func (g *GitHub) newRun(w *workflow, id int64, nth int, event, actor, branch, sha string, inputs map[string]string) *run {
	w.runs++
	r := &run{
		id: id, workflow: w, number: w.runs, nth: nth, event: event, actor: actor, inputs: inputs,
		title: w.title(), group: expand(w.concurrency.group, inputs), branch: branch, sha: sha, created: g.now.Truncate(time.Second),
	}
	if w.runName != "" {
		r.title = expand(w.runName, inputs)
	}
	g.runs = append(g.runs, r)
	g.newAttempt(r, actor)
	g.after(g.scenario.VisibleAfter, func() { r.listed = true; g.markUpdated(r) })
	g.after(time.Duration(g.scenario.RetentionDays)*day, func() { g.deleteRun(r) })
	g.planIntervention(r)
	return r
}

func (g *GitHub) newAttempt(r *run, actor string) {
	r.attempts = append(r.attempts, &attempt{number: len(r.attempts) + 1, actor: actor, started: g.now.Truncate(time.Second)})
	g.setStatus(r, statusQueued, "")
}

func (g *GitHub) setStatus(r *run, status, conclusion string) {
	a := r.current()
	a.status, a.conclusion = status, conclusion
	g.markUpdated(r)
}

// markUpdated notes that a run has changed.
func (g *GitHub) markUpdated(r *run) {
	r.current().updated = g.now
	r.json = nil
	r.version++
	r.workflow.version++
}

// startAttempt lets a new attempt proceed, or has it end early or wait as the scenario says.
func (g *GitHub) startAttempt(r *run) {
	a, s := r.current(), g.scenario
	if _, yes := g.attemptPicked(r, s.StartupFailures, "startup"); yes {
		g.afterIfActive(a, 3*time.Second, func() { g.complete(r, startupFailure) })
	} else if _, yes := g.attemptPicked(r, s.QueueDeaths, "queue"); yes {
		g.afterIfActive(a, day, func() { g.complete(r, cancelled) })
	} else if _, yes := g.attemptPicked(r, s.Stale, "stale"); yes {
		g.afterIfActive(a, 14*day, func() { g.complete(r, stale) })
	} else if p, yes := g.attemptPicked(r, s.Waiting, "waiting"); yes {
		g.setStatus(r, statusWaiting, "")
		g.afterIfActive(a, p.After, func() { g.enterGroup(r) })
	} else {
		g.enterGroup(r)
	}
}

// afterIfActive has do called after d, unless the attempt is completed by then.
func (g *GitHub) afterIfActive(a *attempt, d time.Duration, do func()) {
	g.after(d, func() {
		if a.status != statusCompleted {
			do()
		}
	})
}

// beginJobs starts the first job and decides all that the attempt will do.
func (g *GitHub) beginJobs(r *run) {
	a := r.current()
	a.began = g.now.Truncate(time.Second)
	selfHosted := a.work.selfHosted
	a.work = g.plan(r, a.began)
	a.work.selfHosted = selfHosted
	g.setStatus(r, statusInProgress, "")
	for _, j := range a.work.jobs[:len(a.work.jobs)-1] {
		g.afterIfActive(a, j.completed.Sub(g.now), func() { g.markUpdated(r) })
	}
	g.afterIfActive(a, a.work.end().Sub(g.now), func() { g.endJobs(r) })
}

// endJobs completes a run whose last job has ended, unless it is stuck: GitHub then shows it in progress for long.
func (g *GitHub) endJobs(r *run) {
	a := r.current()
	if _, yes := g.attemptPicked(r, g.scenario.Stuck, "stuck"); !yes {
		g.complete(r, a.work.conclusion)
		return
	}
	g.settle(r, a.work.conclusion)
	g.markUpdated(r)
	g.afterIfActive(a, stuckFor, func() { g.complete(r, a.work.conclusion) })
}

// settle records what an attempt got done and frees its runner, once.
func (g *GitHub) settle(r *run, conclusion string) {
	if a := r.current(); !a.settled {
		a.settled = true
		g.recordResults(r, conclusion)
		g.releaseRunner(r)
	}
}

// complete ends the current attempt with a conclusion, wherever it is.
func (g *GitHub) complete(r *run, conclusion string) {
	a := r.current()
	a.ended = g.now.Truncate(time.Second)
	a.work.stop(g.now, cancelled)
	if len(a.work.jobs) == 0 && conclusion == cancelled && !a.replaced {
		a.work.jobs = []job{g.jobNeverBegun(r, a)}
	}
	g.settle(r, conclusion)
	g.setStatus(r, statusCompleted, conclusion)
	g.releaseGroup(r)
	g.planRerun(r)
}

// jobNeverBegun is the gather job of a run that was cancelled before its jobs.
func (g *GitHub) jobNeverBegun(r *run, a *attempt) job {
	j := newJob("run", a.ended)
	if r.workflow.isPipeline() {
		_, d := g.jobsOf(r)
		j.name, j.selfHosted = d.name, true
	}
	j.conclusion, j.annotation = cancelled, a.work.reason
	return j
}

// stuckFor is how long a run stays in progress after its jobs, where it does so at all.
const stuckFor = 300 * time.Hour

// cancelRun cancels a run for somebody, unless it is completed.
func (g *GitHub) cancelRun(r *run, login string) {
	if r.current().status != statusCompleted {
		r.current().work.reason = "The run was canceled by @" + login + "."
		g.complete(r, cancelled)
	}
}

// cancelTakes is how long the jobs of a run go on after the request that cancels it.
const cancelTakes = 20 * time.Second

// postCancel has a run cancelled soon.
func (g *GitHub) postCancel(r *http.Request) response {
	run := g.runInPath(r)
	switch {
	case run == nil:
		return notFound()
	case run.current().status == statusCompleted:
		return errorResponse(http.StatusConflict, "Cannot cancel a workflow run that is completed.")
	}
	g.afterIfActive(run.current(), cancelTakes, func() { g.cancelRun(run, g.scenario.Actor) })
	return response{status: http.StatusAccepted, body: func(http.Header) any { return object{} }}
}

// rerunRun re-runs a run for a person, if it is completed.
func (g *GitHub) rerunRun(r *run) {
	if r.current().status == statusCompleted {
		g.newAttempt(r, otherLogin)
		g.startAttempt(r)
	}
}

// deleteRun deletes a run, if it is completed.
func (g *GitHub) deleteRun(r *run) {
	if r.current().status == statusCompleted {
		g.runs = slices.DeleteFunc(g.runs, func(o *run) bool { return o == r })
		r.workflow.version++
	}
}

// inFlight counts the runs of the pipelines that are not completed, but for those whose jobs are.
func (g *GitHub) inFlight() int {
	n := 0
	for _, r := range g.runs {
		if a := r.current(); r.workflow.isPipeline() && a.status != statusCompleted && !a.settled {
			n++
		}
	}
	return n
}

// run is a run by its id; nil where there is none.
func (g *GitHub) run(id int64) *run {
	for _, r := range slices.Backward(g.runs) {
		if r.id == id {
			return r
		}
	}
	return nil
}
