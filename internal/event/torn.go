package event

// Values that are no records, or many where one is meant: what people write who are new to YAML.

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// failRecord reports a value n that is not the record that it should be.
func (d *decoder) failRecord(r *record, at, n *yaml.Node) {
	const what = "the %s must be a mapping: lines of the form key: value"
	if n.Kind != yaml.ScalarNode || n.Style&^yaml.DoubleQuotedStyle&^yaml.SingleQuotedStyle != 0 || strings.Contains(n.Value, "\n") {
		d.fail(at, "", what, r.name)
		return
	}
	hint := ""
	if key, _, colon := strings.Cut(n.Value, ":"); colon && n.Style == 0 && r.index(key) >= 0 {
		d.fail(at, afterColon(key), what+"; %s", r.name, noSpace(key))
		return
	}
	if r.fields[0].name == "name" {
		hint = "write name: " + escape(n.Value) + " in a line of its own below, indented"
	}
	d.fail(at, hint, what, r.name)
}

// isTorn says whether the elements of a list are the lines of one record, each with a dash of its own.
func (r *record) isTorn(elements []*yaml.Node) bool {
	required := 0
	for _, f := range r.fields {
		if f.required {
			required++
		}
	}
	return required > 1 && len(elements) > 1 && !slices.ContainsFunc(elements, func(n *yaml.Node) bool {
		return n.Kind != yaml.MappingNode || len(n.Content) != 2 || r.index(n.Content[0].Value) < 0
	})
}
