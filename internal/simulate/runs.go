package simulate

// Workflow runs and their attempts, from their creation to their end. What GitHub does between queued and in_progress is in
// runners.go.

import (
	"slices"
	"time"
)

// newRun creates a run with its first attempt, which is queued; nth is its place among the runs that controllers
// dispatched, 0 for all others.
func (g *GitHub) newRun(w *workflow, nth int, event, actor, branch, sha string, inputs map[string]string) *run {
	g.runCount++
	w.runs++
	r := &run{
		id: 5_000_000_000 + int64(g.runCount)*1009, workflow: w, number: w.runs, nth: nth, event: event, actor: actor, inputs: inputs,
		title: w.title(), group: expand(w.group, inputs), branch: branch, sha: sha, created: g.now.Truncate(time.Second),
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
	g.afterIfActive(a, a.work.end().Sub(g.now), func() { g.complete(r, a.work.conclusion) })
}

// complete ends the current attempt with a conclusion, wherever it is.
func (g *GitHub) complete(r *run, conclusion string) {
	a := r.current()
	a.ended = g.now.Truncate(time.Second)
	a.work.stop(g.now, cancelled)
	if len(a.work.jobs) == 0 && conclusion == cancelled {
		a.work.jobs = []job{{name: gatherJob, conclusion: cancelled, started: a.ended, completed: a.ended, annotation: a.work.reason}}
	}
	g.recordResults(r, conclusion)
	g.setStatus(r, statusCompleted, conclusion)
	g.releaseRunner(r)
	g.releaseGroup(r)
	g.planRerun(r)
}

// cancelRun cancels a run for a person, unless it is completed.
func (g *GitHub) cancelRun(r *run) {
	if r.current().status != statusCompleted {
		r.current().work.reason = "The run was canceled by @" + otherLogin + "."
		g.complete(r, cancelled)
	}
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

// inFlight counts the runs of the pipelines that are not completed.
func (g *GitHub) inFlight() int {
	n := 0
	for _, r := range g.runs {
		if r.workflow.isPipeline() && r.current().status != statusCompleted {
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
