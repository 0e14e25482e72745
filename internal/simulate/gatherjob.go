package simulate

// The job that gathers: its steps, and how it fails.

import (
	"slices"
	"time"
)

// planGatherJob adds the steps of the gather job, which begins where it is completed so far, and has it fail as the
// scenario says.
func (g *GitHub) planGatherJob(r *run, w *work, j *job, d jobDefinition) {
	s := g.scenario
	share, rest := g.setUpShare(r, d)
	j.add(step{name: setUpJob}, minutes(s.OverheadMinutes*0.1)+rest)
	if d.container != "" {
		j.add(step{name: setUpImage}, share)
	}
	gather, ends := -1, result{}
	for _, definition := range d.steps {
		next := step{name: definition.name, definition: definition}
		switch {
		case !definition.applies(r.event):
			next.conclusion = skipped
			j.add(next, 0)
		case gather >= 0:
			j.add(next, 0)
		case definition.gathers():
			gather, ends = len(j.steps), g.runPipeline(r, w, j.completed, definition)
			j.add(next, ends.took)
		default:
			j.add(next, share)
		}
	}
	j.addPosts(d)
	if gather < 0 {
		return // it succeeds without having gathered
	}
	g.applyFailures(r, w, j, gather, ends, d)
	if j.conclusion != success {
		w.gathered, w.ingested = nil, nil
	}
}

// setUpShare is how long each step before the gather takes, and what remains of their time.
func (g *GitHub) setUpShare(r *run, d jobDefinition) (share, rest time.Duration) {
	n := 0
	if d.container != "" {
		n++
	}
	for _, s := range d.steps {
		if s.gathers() && s.applies(r.event) {
			break
		}
		if s.applies(r.event) {
			n++
		}
	}
	whole := minutes(g.scenario.OverheadMinutes * 0.9)
	share = (whole / time.Duration(max(n, 1))).Truncate(time.Second)
	return share, whole - share*time.Duration(n)
}

// applyFailures has the gather job fail as the scenario says: while it is set up, as its gather step did, by the loss of its
// runner, or by its limit.
func (g *GitHub) applyFailures(r *run, w *work, j *job, gather int, ends result, d jobDefinition) {
	if _, yes := g.attemptPicked(r, g.scenario.SetUpFailures, "set up"); yes {
		i, annotation := g.brokenSetUp(r, j, gather), ""
		if j.steps[i].name == setUpImage {
			annotation = "Docker pull failed with exit code 1"
		}
		j.fail(i, annotation)
		*w = work{jobs: w.jobs, conclusion: failure}
		return
	}
	if _, yes := g.attemptPicked(r, g.scenario.GatherFailures, "gather"); yes || ends.failed {
		j.fail(gather, ends.annotation)
	}
	g.stopEarly(r, j, gather, d)
	w.conclusion = j.conclusion
	if _, yes := g.attemptPicked(r, g.scenario.GathersContinued, "continued"); yes {
		if j.conclusion == success {
			j.fail(gather, "")
		}
		w.conclusion = success
	}
}

// brokenSetUp is the step at which the set-up of a gather job fails: its container or its graphics card, by the seed.
func (g *GitHub) brokenSetUp(r *run, j *job, gather int) int {
	container := slices.IndexFunc(j.steps, func(s step) bool { return s.name == setUpImage })
	drivers := slices.IndexFunc(j.steps, func(s step) bool { return s.name == checkDrivers })
	if drivers < 0 || container >= 0 && g.scenario.chance("broken", r.id) < 0.5 {
		drivers = container
	}
	if drivers < 0 {
		return gather - 1
	}
	return drivers
}

// stopEarly ends the gather job before its time where its runner is lost or its limit exceeded.
func (g *GitHub) stopEarly(r *run, j *job, gather int, d jobDefinition) {
	s, step := g.scenario, j.steps[gather]
	limit := s.Limit
	if d.timeout > 0 {
		limit = d.timeout
	}
	if _, yes := g.attemptPicked(r, s.RunnersLost, "lost"); yes {
		if i := j.stop(j.started.Add(j.completed.Sub(j.started)/2).Truncate(time.Second), failure); i >= 0 {
			j.steps[i].annotation = "Process completed with exit code 143."
		}
		j.annotation = "The runner has received a shutdown signal. This can happen when the runner service is stopped, " +
			"or a manually started runner is canceled."
	} else if _, yes := g.attemptPicked(r, s.OperationsCanceled, "operation"); yes {
		j.stop(step.started.Add(step.completed.Sub(step.started)/2).Truncate(time.Second), cancelled)
	} else if j.stop(j.started.Add(limit), cancelled) >= 0 {
		j.annotation = "The job running on runner " + runnerName + " has exceeded the maximum execution time of " +
			itoa(int64(limit/time.Minute)) + " minutes."
	}
}
