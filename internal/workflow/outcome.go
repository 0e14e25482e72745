// How the outcome of a run is read: one pure function over what the run left behind.

package workflow

import (
	"fmt"
	"regexp"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// An Outcome is what a run did.
type Outcome struct {
	Class      ledger.Class
	Conclusion string  // GitHub's word
	Minutes    float64 // of the gather job alone: time in a queue is none
	Reason     string  // for people, one line
	Job        int64   // the id of the gather job; 0 where there is none
	Replaced   bool    // the run was cancelled before it had any job: another of its concurrency group came
}

// annotationClasses are the annotations by which GitHub, its runners and retry steps say why a job ended.
var annotationClasses = []struct {
	text  *regexp.Regexp
	class ledger.Class
}{
	{regexp.MustCompile(`exceeded the maximum execution time`), ledger.TimeLimit},
	{regexp.MustCompile(`has timed out after \d+ minutes`), ledger.TimeLimit},
	{regexp.MustCompile(`Timeout of \d+ ?m?s? hit`), ledger.TimeLimit},
	{regexp.MustCompile(`canceled by @`), ledger.Person},
	{regexp.MustCompile(`higher priority waiting request`), ledger.Runner},
	{regexp.MustCompile(`received a shutdown signal`), ledger.Runner},
	{regexp.MustCompile(`lost communication with the server`), ledger.Runner},
	{regexp.MustCompile(`was not acquired by Runner`), ledger.Runner},
}

// operationCanceled is what a runner says when the machine below it went away, or when GitHub cancelled the job. It is on
// every cancelled job, so it counts only where nothing else is said.
const operationCanceled = "The operation was canceled"

// nearLimit is the part of the time limit from which a job counts as ended by it.
const nearLimit = 0.98

// Classify says what a completed run did. The limit is the time limit of its gather job, as far as that is known.
func Classify(run Run, left Remains, g Gather, limit time.Duration) Outcome {
	c := &classifier{run: run, left: left, limit: limit}
	c.gather, c.certain = g.job(left.Jobs)
	if c.gather != nil {
		c.steps = g.stepsOf(c.gather)
	}
	class, reason := c.classify()
	o := Outcome{Class: class, Conclusion: run.Conclusion, Reason: oneLine(reason)}
	o.Replaced = run.Conclusion == conclusionCancelled && len(left.Jobs) == 0
	if c.gather != nil {
		o.Job, o.Minutes = c.gather.ID, max(c.gather.ran(), 0).Minutes()
	}
	return o
}

type classifier struct {
	run     Run
	left    Remains
	limit   time.Duration
	gather  *Job
	certain bool   // the gather job is known, not guessed
	steps   []Step // its gather steps
}

// classify is the left-hand side of the table of classes: the first that fits counts.
func (c *classifier) classify() (ledger.Class, string) {
	for _, row := range []func() (ledger.Class, string){c.success, c.annotated, c.atLimit, c.person, c.runner, c.failed} {
		if class, reason := row(); class != "" {
			return class, reason
		}
	}
	return ledger.Else, fmt.Sprintf("ended as %q", c.run.Conclusion)
}

// success: the gather job succeeded. A job that it doesn't need, such as a clean-up, says nothing about it; nor does the
// run's label, where the gather job is known.
func (c *classifier) success() (ledger.Class, string) {
	switch {
	case c.certain && c.gather.Conclusion == conclusionSuccess && succeeded(c.steps):
		return ledger.Success, "succeeded"
	case c.run.Conclusion != conclusionSuccess:
		return "", ""
	case c.certain && c.gather.Conclusion == conclusionSuccess:
		return ledger.Gather, fmt.Sprintf("the run succeeded, but its step %q ended as %s", c.steps[0].Name, c.steps[0].Conclusion)
	case c.certain:
		return ledger.Gather, fmt.Sprintf("the run succeeded, but its job %q ended as %s", c.gather.Name, c.gather.Conclusion)
	}
	return ledger.Success, "succeeded"
}

// annotated: GitHub, its runner or a retry step says why.
func (c *classifier) annotated() (ledger.Class, string) {
	for _, known := range annotationClasses {
		for _, text := range c.left.Annotations {
			if known.text.MatchString(text) {
				return known.class, text
			}
		}
	}
	return "", ""
}

// atLimit: the gather job ran for its whole limit, whatever the label.
func (c *classifier) atLimit() (ledger.Class, string) {
	switch g := c.gather; {
	case g != nil && g.Conclusion != conclusionSuccess && c.began() && g.ran().Seconds() >= nearLimit*c.limit.Seconds():
		return ledger.TimeLimit, fmt.Sprintf("job %q ran for %s of %s", g.Name, g.ran(), c.limit)
	case c.run.Conclusion == conclusionTimedOut, g != nil && g.Conclusion == conclusionTimedOut:
		return ledger.TimeLimit, "timed out"
	}
	return "", ""
}

// person: where annotations may not be read, a cancellation in the gather step is taken for a person's.
func (c *classifier) person() (ledger.Class, string) {
	if c.left.Denied && c.cancelled() && c.began() {
		return ledger.Person, "cancelled; who did it can't be read without checks: read"
	}
	return "", ""
}

// cancelled says whether the run or its gather job was cancelled.
func (c *classifier) cancelled() bool {
	return c.run.Conclusion == conclusionCancelled || c.gather != nil && c.gather.Conclusion == conclusionCancelled
}

// runner: it ended before its gather step began, or the machine went away in it.
func (c *classifier) runner() (ledger.Class, string) {
	switch {
	case c.run.Conclusion == conclusionStartupFailure, c.run.Conclusion == conclusionStale:
		return ledger.Runner, "ended as " + c.run.Conclusion
	case len(c.left.Jobs) == 0:
		return ledger.Runner, "ended as " + c.run.Conclusion + " before any job"
	case !c.began():
		return ledger.Runner, "ended as " + c.run.Conclusion + " before it gathered" + c.failedBefore()
	case c.cancelled() && !c.left.Denied:
		return ledger.Runner, operationCanceled
	}
	return "", ""
}

// failedBefore names what failed before the gather step.
func (c *classifier) failedBefore() string {
	for _, j := range c.left.Jobs {
		for _, s := range j.Steps {
			if isFailure(s.Conclusion) {
				return fmt.Sprintf(": step %q of job %q failed", s.Name, j.Name)
			}
		}
		if isFailure(j.Conclusion) {
			return fmt.Sprintf(": job %q failed", j.Name)
		}
	}
	return ""
}

// failed: the gather step failed.
func (c *classifier) failed() (ledger.Class, string) {
	for _, s := range c.steps {
		if isFailure(s.Conclusion) {
			return ledger.Gather, fmt.Sprintf("step %q of job %q failed", s.Name, c.gather.Name)
		}
	}
	if c.gather != nil && isFailure(c.gather.Conclusion) {
		for _, s := range c.gather.Steps {
			if isFailure(s.Conclusion) {
				return ledger.Gather, fmt.Sprintf("step %q of job %q failed", s.Name, c.gather.Name)
			}
		}
		return ledger.Gather, fmt.Sprintf("job %q failed", c.gather.Name)
	}
	return "", ""
}

// began says whether the gather step began. Where the steps that gather aren't known, a job with steps is taken to have
// come to them.
func (c *classifier) began() bool {
	if c.gather == nil || len(c.gather.Steps) == 0 {
		return false
	}
	for _, s := range c.steps {
		if !s.Started.IsZero() && s.Conclusion != conclusionSkipped {
			return true
		}
	}
	return len(c.steps) == 0
}

func isFailure(conclusion string) bool {
	return conclusion == conclusionFailure || conclusion == conclusionTimedOut
}
