// How the outcome of a run is read: one pure function over what GitHub says of it.

package workflow

import (
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// An Outcome is how a run ended.
type Outcome struct {
	Class      ledger.Class
	Conclusion string  // GitHub's word
	Minutes    float64 // of the gather job; of the run where that is not read
	Reason     string  // for people, one line
}

// A Job is one job of a run.
type Job struct {
	ID         int64
	Name       string
	Conclusion string
	Started    time.Time
	Completed  time.Time
	Steps      []Step // none where no runner took the job
}

// A Step is one step of a job.
type Step struct{ Name, Conclusion string }

// gatherName is what every known pipeline calls the job that gathers.
const gatherName = "process-events"

// GitHub's conclusions, as far as they are told apart.
// See https://docs.github.com/actions/reference/workflows-and-actions/workflow-run-statuses.
const (
	conclusionSuccess        = "success"
	conclusionFailure        = "failure"
	conclusionCancelled      = "cancelled"
	conclusionTimedOut       = "timed_out"
	conclusionStartupFailure = "startup_failure"
	conclusionStale          = "stale"
)

// annotationClasses are the annotations by which GitHub and its runners say why a job ended.
var annotationClasses = []struct {
	text  string
	class ledger.Class
}{
	{"exceeded the maximum execution time", ledger.TimeLimit},
	{"canceled by @", ledger.Person},
	{"higher priority waiting request", ledger.Runner},
	{"received a shutdown signal", ledger.Runner},
	{"lost communication with the server", ledger.Runner},
}

const (
	// nearLimit is the part of the time limit from which a job counts as ended by it.
	nearLimit = 0.98
	// queueLimit is how long GitHub lets a job wait for a runner before it cancels the run.
	queueLimit = 24 * time.Hour
)

// Classify says how a completed run ended. The jobs are those of its newest attempt, the annotations those of its gather
// job; both may be empty for a run that succeeded. The limit is the time limit of the gather job.
func Classify(run Run, jobs []Job, annotations []string, limit time.Duration) Outcome {
	gather := gatherJob(jobs)
	ran := run.Updated.Sub(run.Started)
	if gather != nil {
		ran = gather.ran()
	}
	class, reason := classify(run, jobs, gather, annotations, limit)
	return Outcome{Class: class, Conclusion: run.Conclusion, Minutes: max(ran, 0).Minutes(), Reason: oneLine(reason)}
}

func classify(run Run, jobs []Job, gather *Job, annotations []string, limit time.Duration) (ledger.Class, string) {
	if run.Conclusion == conclusionSuccess {
		return ledger.Success, "succeeded"
	}
	if class, text := classifyAnnotations(annotations); text != "" {
		return class, text
	}
	if gather != nil && gather.Conclusion != conclusionSuccess && gather.ran().Seconds() >= nearLimit*limit.Seconds() {
		return ledger.TimeLimit, fmt.Sprintf("job %q ran for %s of %s", gather.Name, gather.ran(), limit)
	}
	switch run.Conclusion {
	case conclusionTimedOut:
		return ledger.TimeLimit, "timed out"
	case conclusionStartupFailure, conclusionStale:
		return ledger.Runner, "ended as " + run.Conclusion
	case conclusionCancelled:
		if waited := run.Updated.Sub(run.Started); !started(jobs) && waited >= queueLimit {
			return ledger.Runner, fmt.Sprintf("no runner took it for %s", waited.Round(time.Minute))
		}
		return ledger.Person, "cancelled"
	case conclusionFailure:
		return classifyFailure(jobs, gather)
	}
	return ledger.Else, fmt.Sprintf("ended as %q", run.Conclusion)
}

// classifyAnnotations is what annotations say, with the text that says so; empty where they say nothing known.
func classifyAnnotations(annotations []string) (ledger.Class, string) {
	for _, known := range annotationClasses {
		for _, text := range annotations {
			if strings.Contains(text, known.text) {
				return known.class, text
			}
		}
	}
	return "", ""
}

// classifyFailure tells a gather that failed from machines that did.
func classifyFailure(jobs []Job, gather *Job) (ledger.Class, string) {
	for i, j := range jobs {
		if &jobs[i] != gather && failed(j.Conclusion) {
			return ledger.Runner, fmt.Sprintf("job %q failed", j.Name)
		}
	}
	if gather != nil {
		for _, s := range gather.Steps {
			if failed(s.Conclusion) {
				return ledger.Gather, fmt.Sprintf("step %q of job %q failed", s.Name, gather.Name)
			}
		}
	}
	return ledger.Runner, "failed, but no step of the gather did"
}

func failed(conclusion string) bool {
	return conclusion == conclusionFailure || conclusion == conclusionTimedOut
}

// gatherJob is the job that gathers: by its name, else the one that started last; nil where there is none.
func gatherJob(jobs []Job) *Job {
	var last *Job
	for i := range jobs {
		if jobs[i].Name == gatherName {
			return &jobs[i]
		}
		if last == nil || jobs[i].Started.After(last.Started) {
			last = &jobs[i]
		}
	}
	return last
}

// ran is how long a runner had the job. A job that none took has no steps, though GitHub may give it a start.
func (j *Job) ran() time.Duration {
	if len(j.Steps) == 0 || j.Started.IsZero() || j.Completed.IsZero() {
		return 0
	}
	return j.Completed.Sub(j.Started)
}

// started says that a runner took the gather, so that it did not wait in a queue to its end.
func started(jobs []Job) bool {
	gather := gatherJob(jobs)
	return gather != nil && len(gather.Steps) > 0
}
