package simulate

// The jobs of a run of one of the instance's pipelines: first those that deploy its runner, then the one that gathers, with
// the steps that the workflow file has for them. What a file has after that is not run.

import (
	"slices"
	"time"
)

const (
	runnerName    = "gcp-cdp-runner-1"
	setUpJob      = "Set up job"
	setUpImage    = "Initialize containers"
	completeJob   = "Complete job"
	checkDrivers  = "Check GPU Drivers"
	acquireLimit  = 15 * time.Minute
	neverAcquired = "The job was not acquired by Runner of type self-hosted even after multiple attempts"
)

// plan is the work of a run whose first job starts now.
func (g *GitHub) plan(r *run, now time.Time) work {
	s := g.scenario
	w := work{conclusion: success}
	if !r.workflow.isPipeline() {
		only := newJob("run", now)
		only.add(step{name: setUpJob}, minutes(s.OverheadMinutes))
		w.jobs = []job{only}
		return w
	}
	before, definition := g.jobsOf(r)
	deployed := g.planDeployment(r, &w, before, now)
	main := newJob(definition.name, now)
	if len(w.jobs) > 0 {
		main = newJob(definition.name, w.end())
	}
	main.selfHosted = true
	_, gatherSkipped := g.attemptPicked(r, s.GathersSkipped, "gather skipped")
	switch {
	case !deployed:
		main.conclusion, w.conclusion = skipped, failure
	case gatherSkipped:
		main.conclusion = skipped
	case g.isNotAcquired(r, main.created):
		main.started = main.created.Add(acquireLimit)
		main.completed, main.conclusion, w.conclusion = main.started, cancelled, cancelled
		main.annotation = neverAcquired
	default:
		main.started = main.created.Add(minutes(s.QueueMinutes))
		main.completed = main.started
		g.planGatherJob(r, &w, &main, definition)
	}
	w.jobs = append(w.jobs, main)
	return w
}

// jobsOf are the job that gathers and those before it, in the workflow file at a run's commit. A file without one stands for
// the instance's own.
func (g *GitHub) jobsOf(r *run) (before []jobDefinition, gather jobDefinition) {
	file, _ := g.git.lookup(g.git.commits[r.sha].Tree, r.workflow.path)
	jobs := g.definition(file.SHA).jobs
	i := slices.IndexFunc(jobs, jobDefinition.gathers)
	if i < 0 {
		text := gatherWorkflow
		if !r.workflow.gathers() {
			text = specialWorkflow
		}
		jobs = parseDefinition([]byte(text)).jobs
		i = slices.IndexFunc(jobs, jobDefinition.gathers)
	}
	return jobs[:i], jobs[i]
}

// planDeployment adds the jobs before the one that gathers. The last step of the last one creates the runner; it reports
// whether that succeeded.
func (g *GitHub) planDeployment(r *run, w *work, before []jobDefinition, now time.Time) bool {
	s := g.scenario
	for i, d := range before {
		j := newJob(d.name, now)
		j.add(step{name: setUpJob}, 0)
		for k, definition := range d.steps {
			var took time.Duration
			if i == len(before)-1 && k == len(d.steps)-1 {
				took = s.randomDuration(minutes(s.BootMinutes*0.8), minutes(s.BootMinutes*1.2), "boot", r.id, int64(r.current().number))
			}
			j.add(step{name: definition.name, definition: definition}, took)
		}
		j.addPosts(d)
		w.jobs = append(w.jobs, j)
		now = j.completed
	}
	if len(before) == 0 || !g.isNotDeployed(r, w.jobs[0].started) {
		return true
	}
	last := &w.jobs[len(w.jobs)-1]
	last.fail(len(before[len(before)-1].steps), "")
	return false
}

// addPosts adds the steps that a runner adds of itself at the end of a job.
func (j *job) addPosts(d jobDefinition) {
	for _, s := range slices.Backward(d.steps) {
		if s.cleansUp() {
			j.add(step{name: "Post " + s.name, always: true}, 0)
		}
	}
	if d.container != "" {
		j.add(step{name: "Stop containers", always: true}, 0)
	}
	j.add(step{name: completeJob, always: true}, 0)
}

// isNotDeployed reports whether no runner can be created for a run whose first job starts at a moment.
func (g *GitHub) isNotDeployed(r *run, at time.Time) bool {
	_, picked := g.attemptPicked(r, g.scenario.RunnerFailures, "runner")
	return picked || g.scenario.noRunner(at) && g.scenario.chance("no runner", r.id, int64(r.current().number)) < 0.5
}

// isNotAcquired reports whether no runner takes a gather job that begins to wait at a moment.
func (g *GitHub) isNotAcquired(r *run, at time.Time) bool {
	_, picked := g.attemptPicked(r, g.scenario.NotAcquired, "acquired")
	return picked || g.scenario.noRunner(at)
}

// attemptPicked finds the pick that selects the current attempt of a run. `#N` selects only the first attempt.
func (g *GitHub) attemptPicked(r *run, picks []Pick, label string) (Pick, bool) {
	return g.picked(r, r.current().number, picks, label)
}

// picked finds the pick that selects an attempt of a run.
func (g *GitHub) picked(r *run, attempt int, picks []Pick, label string) (Pick, bool) {
	nth := r.nth
	if attempt > 1 {
		nth = 0
	}
	return g.scenario.picked(picks, nth, label, r.id, int64(attempt))
}
