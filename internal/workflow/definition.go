// What a workflow file declares: what a dispatch depends on, and its schedule.

package workflow

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cost"
)

// A Schedule is when a workflow starts by itself.
type Schedule struct {
	Cron     string // POSIX, five fields
	Timezone string // an IANA zone; empty is UTC
}

// A definition is what a workflow file declares.
type definition struct {
	dispatchable bool     // has workflow_dispatch among its triggers
	inputs       []string // of workflow_dispatch
	required     []string // of those, the ones that must be sent
	schedules    []Schedule
	single       []string // jobs that run once a run, having no matrix
	groups       []string // concurrency groups in which a newer run cancels the one that waits
	cancels      bool     // a newer run in such a group cancels the one in progress, too
	gather       Gather
}

// Bounds on a workflow file. Lists of aliases of lists of aliases would take for ever to read.
const (
	mostMarks   = 20_000
	mostAliases = 100
)

// aliases counts the aliases in a document.
func aliases(n *yaml.Node) (count int) {
	if n.Kind == yaml.AliasNode {
		return 1
	}
	for _, inner := range n.Content {
		count += aliases(inner)
	}
	return count
}

// parseDefinition reads a workflow file. Keys are compared as they are written: YAML 1.1 takes `on` for true.
func parseDefinition(text []byte) (definition, error) {
	if err := cost.Check(text, mostMarks); err != nil {
		return definition{}, fmt.Errorf("it has %w", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return definition{}, err
	}
	if aliases(&document) > mostAliases {
		return definition{}, fmt.Errorf("it has more than %d aliases", mostAliases)
	}
	var root *yaml.Node
	if len(document.Content) > 0 {
		root = document.Content[0]
	}
	var d definition
	trigger, dispatchable := event(value(root, "on"), "workflow_dispatch")
	d.dispatchable = dispatchable
	for name, input := range pairs(value(trigger, "inputs")) {
		d.inputs = append(d.inputs, name)
		if strings.EqualFold(scalar(value(input, "required")), "true") && value(input, "default") == nil {
			d.required = append(d.required, name)
		}
	}
	d.schedules = schedules(value(root, "on"))
	d.addGroup(value(root, "concurrency"))
	d.gather = gatherOf(value(root, "jobs"))
	for name, job := range pairs(value(root, "jobs")) {
		if value(value(job, "strategy"), "matrix") == nil {
			d.single = append(d.single, name)
		}
		d.addGroup(value(job, "concurrency"))
	}
	return d, nil
}

// schedules are the entries of on.schedule.
func schedules(on *yaml.Node) (all []Schedule) {
	list := resolved(value(on, "schedule"))
	if list == nil {
		return nil
	}
	for _, entry := range list.Content {
		if cron := scalar(value(entry, "cron")); cron != "" {
			all = append(all, Schedule{cron, scalar(value(entry, "timezone"))})
		}
	}
	return all
}

// event finds one of the events in `on`: a name, a list of names, or a mapping from them.
func event(on *yaml.Node, name string) (settings *yaml.Node, found bool) {
	on = resolved(on)
	if on == nil {
		return nil, false
	}
	switch on.Kind {
	case yaml.ScalarNode:
		return nil, on.Value == name
	case yaml.SequenceNode:
		return nil, slices.ContainsFunc(on.Content, func(n *yaml.Node) bool { return scalar(n) == name })
	}
	for key, settings := range pairs(on) {
		if key == name {
			return settings, true
		}
	}
	return nil, false
}

// addGroup adds the group of a concurrency setting, unless every run of ours is alone in it or it queues them all.
func (d *definition) addGroup(concurrency *yaml.Node) {
	group := scalar(concurrency)
	if group == "" {
		group = scalar(value(concurrency, "group"))
	}
	own := slices.ContainsFunc([]string{"github.run_id", "github.run_number", "inputs"}, func(expression string) bool {
		return strings.Contains(group, expression)
	})
	if group == "" || own || scalar(value(concurrency, "queue")) == "max" {
		return
	}
	d.groups = append(d.groups, group)
	d.cancels = d.cancels || strings.EqualFold(scalar(value(concurrency, "cancel-in-progress")), "true")
}
