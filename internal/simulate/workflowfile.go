package simulate

// What GitHub reads in a workflow file: name, triggers, inputs, run name, concurrency and jobs.

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// definition is what a workflow file says. All of it is empty for a file that is not valid YAML.
type definition struct {
	name         string
	runName      string
	concurrency  concurrency
	dispatchable bool // workflow_dispatch is among its triggers
	inputs       []input
	crons        []string
	jobs         []jobDefinition
}

// concurrency says which runs wait for others, and what becomes of those.
type concurrency struct {
	group            string // empty for none
	cancelInProgress bool
	queueMax         bool // many runs may be pending, not one
}

type input struct {
	name     string
	required bool
	fallback string // its default
	options  []string
}

func (d definition) declares(name string) bool {
	return slices.ContainsFunc(d.inputs, func(i input) bool { return i.name == name })
}

func parseDefinition(text []byte) definition {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil || len(document.Content) == 0 {
		return definition{}
	}
	root := document.Content[0]
	group, triggers := get(root, "concurrency"), get(root, "on")
	d := definition{
		name:    scalar(get(root, "name")),
		runName: scalar(get(root, "run-name")),
		concurrency: concurrency{
			group:            scalar(group) + scalar(get(group, "group")),
			cancelInProgress: scalar(get(group, "cancel-in-progress")) == "true",
			queueMax:         scalar(get(group, "queue")) == "max",
		},
		dispatchable: names(triggers, "workflow_dispatch"),
		jobs:         parseJobs(get(root, "jobs")),
	}
	for name, settings := range entries(get(get(triggers, "workflow_dispatch"), "inputs")) {
		in := input{name: name, required: scalar(get(settings, "required")) == "true", fallback: scalar(get(settings, "default"))}
		for _, option := range items(get(settings, "options")) {
			in.options = append(in.options, scalar(option))
		}
		d.inputs = append(d.inputs, in)
	}
	for _, entry := range items(get(triggers, "schedule")) {
		if cron := scalar(get(entry, "cron")); cron != "" {
			d.crons = append(d.crons, cron)
		}
	}
	return d
}

// names reports whether a trigger is named by `on`, which is one name, a list of names, or a mapping from names.
func names(on *yaml.Node, trigger string) bool {
	for name := range entries(on) {
		if name == trigger {
			return true
		}
	}
	return scalar(on) == trigger || slices.ContainsFunc(items(on), func(n *yaml.Node) bool { return scalar(n) == trigger })
}

var inputExpression = regexp.MustCompile(`\$\{\{\s*(?:github\.event\.)?inputs\.([A-Za-z0-9_-]+)\s*\}\}`)

// expand replaces the expressions that name inputs by their values, as in a run name, a concurrency group or a script.
func expand(text string, inputs map[string]string) string {
	return inputExpression.ReplaceAllStringFunc(text, func(e string) string {
		return inputs[inputExpression.FindStringSubmatch(e)[1]]
	})
}
