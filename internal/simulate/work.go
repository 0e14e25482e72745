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
	output     output          // of the gather step
	selfHosted bool            // it has one of the instance's runners
}

type job struct {
	name       string
	selfHosted bool
	conclusion string
	created    time.Time // before started while it waits for a runner
	started    time.Time
	completed  time.Time
	steps      []step // none where no runner took it
	annotation string
}

type step struct {
	name       string
	conclusion string
	started    time.Time
	completed  time.Time
	always     bool // it runs whatever became of the steps before
	annotation string
	definition stepDefinition // what the workflow file says of it; empty for what a runner does of itself
}

// gatheredEvent is an event that an attempt gathers. Once that has ended its transcript is kept, whatever becomes of the
// attempt.
type gatheredEvent struct {
	event councilEvent
	ended time.Time
}

// output is what cdp-backend logs in a gather step.
type output struct {
	from, to string // as its first line names them; empty where it ended before
	counted  bool   // it logged how many events it found
	count    int
	trouble  string // why it failed; empty for a flow that failed at the end
}

func (w *work) end() time.Time { return w.jobs[len(w.jobs)-1].completed }

func newJob(name string, start time.Time) job {
	return job{name: name, conclusion: success, created: start, started: start, completed: start}
}

// add appends a step to a job.
func (j *job) add(s step, d time.Duration) {
	s.conclusion = firstOf(s.conclusion, success)
	s.started, s.completed = j.completed, j.completed.Add(d)
	j.completed = s.completed
	j.steps = append(j.steps, s)
}

// fail makes a step of a job fail at its end; the steps after it don't run.
func (j *job) fail(i int, annotation string) {
	s := &j.steps[i]
	j.conclusion, s.conclusion, s.annotation = failure, failure, annotation
	j.endAfter(i, s.completed)
}

// endAfter ends a job at a moment after which only those steps run that always do.
func (j *job) endAfter(i int, at time.Time) {
	j.completed = at
	for i++; i < len(j.steps); i++ {
		s := &j.steps[i]
		s.started, s.completed = at, at
		if !s.always {
			s.conclusion = skipped
		}
	}
}

// stop ends a job and its current step at a moment, with a conclusion. It returns which step that is, less than 0 for a job
// that is completed by then.
func (j *job) stop(at time.Time, conclusion string) int {
	for i := range j.steps {
		if s := &j.steps[i]; s.completed.After(at) {
			s.completed, s.conclusion, j.conclusion = at, conclusion, conclusion
			j.endAfter(i, at)
			return i
		}
	}
	return -1
}

// stop ends all jobs that are not completed at a moment.
func (w *work) stop(at time.Time, conclusion string) {
	for i := range w.jobs {
		j := &w.jobs[i]
		switch {
		case j.created.After(at): // the job before it has not ended
			*j = job{name: j.name, selfHosted: j.selfHosted, conclusion: conclusion, created: at, started: at, completed: at}
		case j.started.After(at): // it waits for a runner
			*j = job{name: j.name, selfHosted: j.selfHosted, conclusion: conclusion, created: j.created, started: at, completed: at, annotation: w.reason}
		case j.stop(at, conclusion) >= 0:
			j.annotation = w.reason
		}
	}
}
