package simulate

// The jobs and steps of a workflow file, as far as a run's jobs, their logs and the simulated work depend on them.

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// jobDefinition is one job of a workflow file.
type jobDefinition struct {
	name      string // its name, else its id
	container string // its image; empty where it runs on the host
	timeout   time.Duration
	steps     []stepDefinition
}

// stepDefinition is one step of a job.
type stepDefinition struct {
	name    string // as the jobs API shows it
	uses    string
	script  string // what it runs in a shell, also that of a retrying action
	when    string // its `if`
	timeout time.Duration

	// of a step that retries
	retried time.Duration // the limit of one attempt; 0 for none
	tries   int
}

// gathers reports whether a step runs one of the pipelines.
func (s stepDefinition) gathers() bool {
	return strings.Contains(s.script, "run_cdp_event_gather") || strings.Contains(s.script, "process_special_event")
}

// cleansUp reports whether a step's action has a step of its own at the end of the job.
func (s stepDefinition) cleansUp() bool {
	return strings.HasPrefix(s.uses, "actions/checkout@") || strings.HasPrefix(s.uses, "actions/setup-python@")
}

func (j jobDefinition) gathers() bool { return slices.ContainsFunc(j.steps, stepDefinition.gathers) }

// applies reports whether a step's `if` is true for a run of an event. Only comparisons of the event's name are understood;
// everything else is true.
func (s stepDefinition) applies(event string) bool {
	_, compared, ok := strings.Cut(s.when, "github.event_name == '")
	name, _, quoted := strings.Cut(compared, "'")
	return !ok || !quoted || name == event
}

func parseJobs(jobs *yaml.Node) []jobDefinition {
	var all []jobDefinition
	for id, node := range entries(jobs) {
		container := get(node, "container")
		j := jobDefinition{
			name:      firstOf(scalar(get(node, "name")), id),
			container: scalar(container) + scalar(get(container, "image")),
			timeout:   minutesIn(get(node, "timeout-minutes")),
		}
		for _, step := range items(get(node, "steps")) {
			j.steps = append(j.steps, parseStep(step))
		}
		all = append(all, j)
	}
	return all
}

func parseStep(node *yaml.Node) stepDefinition {
	with := get(node, "with")
	s := stepDefinition{
		uses: scalar(get(node, "uses")), script: scalar(get(node, "run")), when: scalar(get(node, "if")),
		timeout: minutesIn(get(node, "timeout-minutes")),
	}
	if strings.HasPrefix(s.uses, "nick-fields/retry@") {
		s.script, s.retried, s.tries = scalar(get(with, "command")), minutesIn(get(with, "timeout_minutes")), 3
		if n, err := strconv.Atoi(scalar(get(with, "max_attempts"))); err == nil && n > 0 {
			s.tries = n
		}
	}
	first, _, _ := strings.Cut(s.script, "\n")
	s.name = firstOf(scalar(get(node, "name")), "Run "+firstOf(s.uses, first))
	return s
}

// firstOf is the first of two texts unless it is empty.
func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
