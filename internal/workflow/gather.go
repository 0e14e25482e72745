// Where a workflow file gathers: the job and step whose outcome says what a run did, and how long they may take.

package workflow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Gather is the part of a workflow that gathers. Its zero value is nothing known: then the names that every known
// pipeline uses are looked for.
type Gather struct {
	Jobs  []string      // the names of the jobs that gather, as the jobs API shows them
	Steps []string      // the names of their steps that gather
	Limit time.Duration // how long a gather may take: the job's limit, its step's, or that of an attempt of a retry step
	// JobLimit is the job's timeout-minutes. Both are 0 where the file doesn't say.
	JobLimit time.Duration
}

// Known says whether the workflow file told.
func (g Gather) Known() bool { return len(g.Steps) > 0 }

// gatherJobName is what every known pipeline calls the job that gathers, and gatherStepName how its gather steps begin.
const gatherJobName = "process-events"

var gatherStepName = regexp.MustCompile(`(?i)^(gather and process|process special events?) `)

// gatherCommands are the commands of cdp-backend that gather.
var gatherCommands = []string{"run_cdp_event_gather", "process_special_event"}

func gathers(command string) bool {
	return slices.ContainsFunc(gatherCommands, func(c string) bool { return strings.Contains(command, c) })
}

// gatherOf finds the jobs that gather, with all their steps that do. Of several limits the least counts.
func gatherOf(jobs *yaml.Node) (g Gather) {
	for id, job := range pairs(jobs) {
		limit := minutes(value(job, "timeout-minutes"), time.Minute)
		steps, stepLimit := gatherSteps(resolved(value(job, "steps")))
		if len(steps) == 0 {
			continue
		}
		if name := scalar(value(job, "name")); name != "" && !strings.Contains(name, "${{") {
			id = name
		}
		g.Jobs, g.Steps = append(g.Jobs, id), append(g.Steps, steps...)
		g.Limit, g.JobLimit = lesser(g.Limit, lesser(limit, stepLimit)), lesser(g.JobLimit, limit)
	}
	return g
}

// gatherSteps are the names of the steps that gather, with the least of their limits.
func gatherSteps(steps *yaml.Node) (names []string, least time.Duration) {
	if steps == nil {
		return nil, 0
	}
	for _, step := range steps.Content {
		if name, limit, ok := gatherStep(step); ok {
			names, least = append(names, name), lesser(least, limit)
		}
	}
	return names, least
}

// gatherStep is the name and the limit of a step that gathers: by its own command, or by that of a retry step around it.
func gatherStep(step *yaml.Node) (name string, limit time.Duration, ok bool) {
	run, with := scalar(value(step, "run")), value(step, "with")
	if !gathers(run) && !gathers(scalar(value(with, "command"))) {
		return "", 0, false
	}
	name = scalar(value(step, "name"))
	switch {
	case name != "":
	case run != "":
		first, _, _ := strings.Cut(strings.TrimSpace(run), "\n")
		name = "Run " + first
	default:
		name = "Run " + scalar(value(step, "uses"))
	}
	limit = minutes(value(step, "timeout-minutes"), time.Minute)
	limit = lesser(limit, minutes(value(with, "timeout_minutes"), time.Minute))
	return name, lesser(limit, minutes(value(with, "timeout_seconds"), time.Second)), true
}

// minutes is a number of units; 0 for what isn't there or is an expression.
func minutes(node *yaml.Node, unit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(scalar(node), 64)
	if err != nil || !(n > 0) || n > 1e6 {
		return 0
	}
	return time.Duration(n * float64(unit))
}

// lesser is the lesser of two limits, of which 0 is none.
func lesser(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// job is the job that says what a run gathered; nil where there is no job. Where several gather, as those of a matrix, it
// is the first that did not succeed. A job that was skipped says nothing where another one ran. It is a guess, the job that
// started last, where none has a step or a name that gathers.
func (g Gather) job(jobs []Job) (gather *Job, certain bool) {
	var found []*Job
	for _, is := range []func(*Job) bool{g.gatheredIn, func(j *Job) bool { return isNamed(j.Name, gatherJobName) }} {
		for i := range jobs {
			if is(&jobs[i]) {
				found = append(found, &jobs[i])
			}
		}
		if len(found) > 0 {
			return g.decisive(found), true
		}
	}
	for i := range jobs {
		if j := &jobs[i]; gather == nil || j.Started.After(gather.Started) {
			gather = j
		}
	}
	return gather, false
}

// gatheredIn says whether a job has a step that gathers, or the name of one that does.
func (g Gather) gatheredIn(job *Job) bool {
	named := func(name string) bool { return isNamed(job.Name, name) }
	return len(g.stepsOf(job)) > 0 || slices.ContainsFunc(g.Jobs, named)
}

// decisive is the first of some jobs that ran and did not succeed, else the first that ran, else the first.
func (g Gather) decisive(jobs []*Job) *Job {
	if ran := slices.DeleteFunc(slices.Clone(jobs), func(j *Job) bool { return j.Conclusion == conclusionSkipped }); len(ran) > 0 {
		jobs = ran
	}
	for _, j := range jobs {
		if j.Conclusion != conclusionSuccess || !succeeded(g.stepsOf(j)) {
			return j
		}
	}
	return jobs[0]
}

// succeeded says whether one of the steps that gather succeeded, where these are known.
func succeeded(steps []Step) bool {
	return len(steps) == 0 || slices.ContainsFunc(steps, func(s Step) bool { return s.Conclusion == conclusionSuccess })
}

// isNamed says whether a job has a name; a matrix adds its values in parentheses, a calling workflow its own name.
func isNamed(job, name string) bool {
	return name != "" && (job == name || strings.HasPrefix(job, name+" (") || strings.HasSuffix(job, " / "+name))
}

// stepsOf are the steps of a job that gather.
func (g Gather) stepsOf(job *Job) []Step {
	var steps []Step
	for _, s := range job.Steps {
		named := func(name string) bool { return isStep(s.Name, name) }
		if slices.ContainsFunc(g.Steps, named) || !g.Known() && gatherStepName.MatchString(s.Name+" ") {
			steps = append(steps, s)
		}
	}
	return steps
}

// isStep says whether a step has a name, of which what stands before an expression must do.
func isStep(step, name string) bool {
	before, _, expression := strings.Cut(name, "${{")
	return step == name || expression && before != "" && strings.HasPrefix(step, before)
}
