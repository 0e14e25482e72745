// What a run left behind, in GitHub's words.

package workflow

import "time"

// A Job is one job of a run.
type Job struct {
	ID         int64
	Name       string
	Status     string
	Conclusion string
	Started    time.Time
	Completed  time.Time
	Steps      []Step // none where no runner took the job
}

// A Step is one step of a job.
type Step struct {
	Name       string
	Conclusion string
	Started    time.Time // zero before it began
}

// Remains are what a run left behind, beside its label.
type Remains struct {
	Jobs        []Job    // of its newest attempt
	Annotations []string // of the gather job
	Denied      bool     // the token may not read annotations
}

// GitHub's conclusions, as far as they are told apart.
// See https://docs.github.com/actions/reference/workflows-and-actions/workflow-run-statuses.
const (
	conclusionSuccess        = "success"
	conclusionFailure        = "failure"
	conclusionCancelled      = "cancelled"
	conclusionSkipped        = "skipped"
	conclusionTimedOut       = "timed_out"
	conclusionStartupFailure = "startup_failure"
	conclusionStale          = "stale"
)

// explaining is the job whose annotations say why the run ended: the gather job, or the one that was cancelled before a
// runner had the gather job.
func (left Remains) explaining(gather int64) int64 {
	cancelled := gather
	for _, j := range left.Jobs {
		if j.ID == gather && len(j.Steps) > 0 {
			return gather
		}
		if len(j.Steps) > 0 && j.Conclusion == conclusionCancelled {
			cancelled = j.ID
		}
	}
	return cancelled
}

// ran is how long a runner had the job. A job that none took has no steps, though GitHub may give it a start.
func (j *Job) ran() time.Duration {
	if len(j.Steps) == 0 || j.Started.IsZero() || j.Completed.IsZero() {
		return 0
	}
	return j.Completed.Sub(j.Started)
}
