package simulate

// What GitHub reads in a workflow file: its triggers, inputs, run name and concurrency group. Only the block style of
// YAML that such files are written in is understood, and no more of it than that.

import (
	"regexp"
	"slices"
	"strings"
)

// definition is what matters of a workflow file.
type definition struct {
	name         string
	runName      string
	group        string // concurrency
	dispatchable bool
	inputs       []input
	crons        []string
}

type input struct {
	name     string
	required bool
	fallback string
	options  []string
}

func (d definition) declares(name string) bool {
	return slices.ContainsFunc(d.inputs, func(i input) bool { return i.name == name })
}

func parseDefinition(text string) definition {
	root := parseBlocks(text)
	d := definition{
		name:    root.get("name").value,
		runName: root.get("run-name").value,
		group:   root.get("concurrency").value + root.get("concurrency").get("group").value,
	}
	on := root.get("on")
	for _, word := range strings.FieldsFunc(on.value, func(r rune) bool { return strings.ContainsRune("[], ", r) }) {
		d.dispatchable = d.dispatchable || word == "workflow_dispatch"
	}
	for _, trigger := range on.children {
		d.dispatchable = d.dispatchable || trigger.key == "workflow_dispatch" || trigger.value == "workflow_dispatch"
	}
	for _, i := range on.get("workflow_dispatch").get("inputs").children {
		in := input{name: i.key, required: i.get("required").value == "true", fallback: i.get("default").value}
		for _, o := range i.get("options").children {
			in.options = append(in.options, o.value)
		}
		d.inputs = append(d.inputs, in)
	}
	for _, entry := range on.get("schedule").children {
		if entry.key == "cron" {
			d.crons = append(d.crons, entry.value)
		}
	}
	return d
}

// block is a line `key: value` and the lines indented below it.
type block struct {
	key, value string
	children   []*block
}

// get is the first child with the key; an empty block where there is none.
func (b *block) get(key string) *block {
	for _, c := range b.children {
		if c.key == key {
			return c
		}
	}
	return &block{}
}

func parseBlocks(text string) *block {
	root := &block{}
	type level struct {
		indent int
		b      *block
	}
	open := []level{{-1, root}}
	for line := range strings.Lines(text) {
		content := strings.TrimLeft(line, " ")
		indent := len(line) - len(content)
		if item, ok := strings.CutPrefix(content, "- "); ok {
			content, indent = item, indent+2
		}
		content = strings.TrimSpace(content)
		if content == "" || content[0] == '#' {
			continue
		}
		for open[len(open)-1].indent >= indent {
			open = open[:len(open)-1]
		}
		b := parseLine(content)
		parent := open[len(open)-1].b
		parent.children = append(parent.children, b)
		open = append(open, level{indent, b})
	}
	return root
}

func parseLine(content string) *block {
	key, value, ok := strings.Cut(content, ": ")
	if !ok {
		if key, ok = strings.CutSuffix(content, ":"); !ok {
			return &block{value: scalar(content)}
		}
	}
	return &block{key: scalar(key), value: scalar(value)}
}

// scalar is a plain or quoted value without its comment.
func scalar(text string) string {
	text = strings.TrimSpace(text)
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		if end := strings.IndexByte(text[1:], text[0]); end >= 0 {
			return text[1 : 1+end]
		}
	}
	text, _, _ = strings.Cut(text, " #")
	return strings.TrimSpace(text)
}

var inputExpression = regexp.MustCompile(`\$\{\{\s*(?:github\.event\.)?inputs\.([A-Za-z0-9_-]+)\s*\}\}`)

// expand puts input values where expressions name them, as in a run name or a concurrency group.
func expand(text string, inputs map[string]string) string {
	return inputExpression.ReplaceAllStringFunc(text, func(e string) string {
		return inputs[inputExpression.FindStringSubmatch(e)[1]]
	})
}
