package simulate

// What GitHub reads in a workflow file: name, triggers, inputs, run name and concurrency group.

import (
	"iter"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// definition is what a workflow file says. All of it is empty for a file that is not valid YAML.
type definition struct {
	name         string
	runName      string
	group        string // concurrency group
	dispatchable bool   // workflow_dispatch is among its triggers
	inputs       []input
	crons        []string
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

// parseDefinition reads the nodes of the file, not Go values: so `on` stays a key, where YAML 1.1 takes it for true.
func parseDefinition(text []byte) definition {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil || len(document.Content) == 0 {
		return definition{}
	}
	root := document.Content[0]
	concurrency, triggers := get(root, "concurrency"), get(root, "on")
	d := definition{
		name:         scalar(get(root, "name")),
		runName:      scalar(get(root, "run-name")),
		group:        scalar(concurrency) + scalar(get(concurrency, "group")),
		dispatchable: names(triggers, "workflow_dispatch"),
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

// get is the value of a key in a mapping; nil where there is no such mapping or key.
func get(mapping *yaml.Node, key string) *yaml.Node {
	for name, value := range entries(mapping) {
		if name == key {
			return value
		}
	}
	return nil
}

// entries are the keys and values of a mapping, in order; none where the node is no mapping.
func entries(node *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		mapping := content(node, yaml.MappingNode)
		for i := 0; i+1 < len(mapping); i += 2 {
			if !yield(mapping[i].Value, mapping[i+1]) {
				return
			}
		}
	}
}

// items are the entries of a sequence; none where the node is no sequence.
func items(node *yaml.Node) []*yaml.Node { return content(node, yaml.SequenceNode) }

func content(node *yaml.Node, kind yaml.Kind) []*yaml.Node {
	if node = resolved(node); node == nil || node.Kind != kind {
		return nil
	}
	return node.Content
}

// scalar is the text of a scalar, without quotes; empty where the node is no scalar, or null.
func scalar(node *yaml.Node) string {
	if node = resolved(node); node == nil || node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		return ""
	}
	return node.Value
}

// resolved is the node that an alias stands for.
func resolved(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

var inputExpression = regexp.MustCompile(`\$\{\{\s*(?:github\.event\.)?inputs\.([A-Za-z0-9_-]+)\s*\}\}`)

// expand replaces the expressions that name inputs by their values, as in a run name or a concurrency group.
func expand(text string, inputs map[string]string) string {
	return inputExpression.ReplaceAllStringFunc(text, func(e string) string {
		return inputs[inputExpression.FindStringSubmatch(e)[1]]
	})
}
