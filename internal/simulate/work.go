package simulate

// The work of one attempt of a run: its jobs and their steps, with the moments at which they start and end.

import "time"

// Statuses and conclusions of runs, jobs and steps, as GitHub writes them.
const (
	statusQueued     = "queued"
	statusPending    = "pending"
	statusWaiting    = "waiting"
	statusInProgress = "in_progress"
	statusCompleted  = "completed"

	success        = "success"
	failure        = "failure"
	cancelled      = "cancelled"
	skipped        = "skipped"
	startupFailure = "startup_failure"
	stale          = "stale"
)

// work is what an attempt does. All of it is decided when the first job starts; the API shows as much of it as has
// happened.
type work struct {
	jobs       []job
	conclusion string
	reason     string          // annotation of the job that a cancellation stops; empty for none
	events     []gatheredEvent // in the order in which they are gathered
	gathered   *Gathered       // if it succeeds
	ingested   *Ingested       // if it succeeds
	selfHosted bool            // it has one of the instance's runners
}

type job struct {
	name       string
	conclusion string
	started    time.Time
	completed  time.Time
	steps      []step
	annotation string
}

type step struct {
	name       string
	conclusion string
	started    time.Time
	completed  time.Time
}

// gatheredEvent is an event that an attempt gathers. Once that has ended its transcript is kept, whatever becomes of the
// attempt.
type gatheredEvent struct {
	event councilEvent
	ended time.Time
}

func (w *work) end() time.Time { return w.jobs[len(w.jobs)-1].completed }

func newJob(name string, start time.Time) job {
	return job{name: name, conclusion: success, started: start, completed: start}
}

// add appends a step to a job.
func (j *job) add(name, conclusion string, d time.Duration) {
	start := j.completed
	j.completed = start.Add(d)
	j.steps = append(j.steps, step{name, conclusion, start, j.completed})
}

// fail makes the last step of a job fail at its end.
func (j *job) fail() {
	j.conclusion = failure
	j.steps[len(j.steps)-1].conclusion = failure
}

// stop ends a job and its current step at a moment, with a conclusion; later steps are skipped. It reports false for a
// job that is completed by then.
func (j *job) stop(at time.Time, conclusion string) bool {
	if !j.completed.After(at) {
		return false
	}
	j.completed, j.conclusion = at, conclusion
	for i := range j.steps {
		s := &j.steps[i]
		if !s.started.Before(at) {
			*s = step{s.name, skipped, at, at}
		} else if s.completed.After(at) {
			s.completed, s.conclusion = at, conclusion
		}
	}
	return true
}

// stop ends all jobs that are not completed at a moment.
func (w *work) stop(at time.Time, conclusion string) {
	for i := range w.jobs {
		if j := &w.jobs[i]; j.started.After(at) {
			*j = job{name: j.name, conclusion: conclusion, started: at, completed: at}
		} else if j.stop(at, conclusion) {
			j.annotation = w.reason
		}
	}
}
