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
	Job   string        // the job's name, as the jobs API shows it
	Steps []string      // the names of its steps that gather
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

// gatherOf finds the first job that gathers, with all its steps that do.
func gatherOf(jobs *yaml.Node) (g Gather, id string) {
	for id, job := range pairs(jobs) {
		limit := minutes(value(job, "timeout-minutes"), time.Minute)
		g := Gather{Job: id, Limit: limit, JobLimit: limit}
		if name := scalar(value(job, "name")); name != "" && !strings.Contains(name, "${{") {
			g.Job = name
		}
		steps := resolved(value(job, "steps"))
		if steps == nil {
			continue
		}
		for _, step := range steps.Content {
			if name, limit, ok := gatherStep(step); ok {
				g.Steps = append(g.Steps, name)
				g.Limit = lesser(g.Limit, limit)
			}
		}
		if g.Known() {
			return g, id
		}
	}
	return g, ""
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

// job finds the job that gathers: by its steps, by its name, else the one that started last, which is a guess; nil where
// there is none.
func (g Gather) job(jobs []Job) (gather *Job, certain bool) {
	for i := range jobs {
		if len(g.stepsOf(&jobs[i])) > 0 {
			return &jobs[i], true
		}
	}
	var last *Job
	for i := range jobs {
		j := &jobs[i]
		if isNamed(j.Name, g.Job) || isNamed(j.Name, gatherJobName) {
			return j, true
		}
		if last == nil || j.Started.After(last.Started) {
			last = j
		}
	}
	return last, false
}

// isNamed says whether a job has a name; a matrix adds its values in parentheses, a calling workflow its own name.
func isNamed(job, name string) bool {
	return name != "" && (job == name || strings.HasPrefix(job, name+" (") || strings.HasSuffix(job, " / "+name))
}

// stepsOf are the steps of a job that gather.
func (g Gather) stepsOf(job *Job) []Step {
	var steps []Step
	for _, s := range job.Steps {
		if g.Known() && slices.Contains(g.Steps, s.Name) || !g.Known() && gatherStepName.MatchString(s.Name+" ") {
			steps = append(steps, s)
		}
	}
	return steps
}
