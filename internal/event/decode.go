package event

// Checking the YAML against the model and writing the JSON, both in one walk over the nodes.

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Parse reads an event file. Datetimes without an offset are read in loc, with Python's fold=0 rule; each is
// a problem where loc is nil. It returns all problems
// that can be seen in this file alone, sorted. The event has JSON only if all of them are warnings.
func Parse(file string, data []byte, loc *time.Location) (Event, []Problem) {
	// The JSON of most events is two to three times as long as their YAML.
	d := decoder{loc: loc, out: make([]byte, 0, min(4*len(data), maxInputs)), event: Event{At: Place{file, 1, 1}, marks: &markings{}}}
	if root := d.load(data); root != nil {
		d.decode(root)
		if d.errors == 0 {
			d.event.JSON, d.event.ID, d.event.Bare = bytes.Clone(d.out), ID(d.out), d.bare(root)
		}
	}
	SortProblems(d.problems)
	return d.event, d.problems
}

func (d *decoder) decode(root *yaml.Node) {
	d.event.At = d.place(firstKey(root))
	d.value(&field{name: "the file", kind: object, record: eventRecord, required: true}, root)
	if d.errors == 0 {
		d.checkSize()
	}
}

// value writes the value of the field f, or null if there is none or it is wrong.
func (d *decoder) value(f *field, at *yaml.Node) {
	if len(d.out) > maxJSON && !d.stopped {
		d.stopped = true
		d.failSize(maxInputs + 1)
	}
	if d.stopped || !d.write(f, at) {
		d.out = append(d.out, "null"...)
	}
}

// write writes the value of the field f and returns true, unless the value is null or wrong. Here and below, at is the node in
// the file, where problems are reported, and n is the node with the value: the same node, or the one that an alias refers to.
//
// What is wrong with a text or record that has an anchor stands there once, however many aliases repeat it. It stands at the alias
// if that uses it for something else than it was first used for, or if the only problem is that it comes again.
func (d *decoder) write(f *field, at *yaml.Node) bool {
	n := target(at)
	if n.Anchor == "" {
		return d.writeNode(f, at, n)
	}
	as := reading{f.name, f.rule}
	if f.record != nil {
		as = reading{as: f.record}
	}
	before, known := d.readAs[n]
	switch {
	case !known && d.readAs == nil:
		d.readAs = map[*yaml.Node]reading{n: as}
	case !known, at == n:
		d.readAs[n] = as
	case before == as && n.Kind == yaml.ScalarNode:
		at = n
	case before != as && d.use == nil:
		d.use = at
		defer func() { d.use = nil }()
	}
	return d.writeNode(f, at, n)
}

func (d *decoder) writeNode(f *field, at, n *yaml.Node) bool {
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		d.fail(at, "leave the tag out; put quotes around a text that looks like something else",
			"%s has a tag, and event files have none", f.name)
	case isNull(n):
		if f.required || f.kind == boolean {
			d.fail(at, "", "%s must not be empty", f.name)
		}
	case f.kind == object:
		return d.record(f.record, at, n)
	case f.kind == list:
		return d.list(f, at, n)
	case n.Kind != yaml.ScalarNode:
		d.fail(at, "", "%s must be a single value", f.name)
	case f.kind == boolean:
		return d.boolean(f, at, n)
	case f.kind == integer:
		return d.integer(f, at, n)
	case f.kind == datetime:
		return d.datetime(f, at, n)
	default:
		return d.text(f, at, n)
	}
	return false
}

func (d *decoder) record(r *record, at, n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode {
		d.failRecord(r, at, n)
		return false
	}
	start := len(d.out)
	var values [maxFields]*yaml.Node
	d.assign(r, n, values[:])
	for i := range r.fields {
		separator := `, "`
		if i == 0 {
			separator = `{"`
		}
		f := &r.fields[i]
		d.out = append(append(append(d.out, separator...), f.name...), `": `...)
		switch {
		case values[i] != nil:
			d.value(f, values[i])
		case f.kind == boolean:
			d.out = append(d.out, "true"...)
		default:
			d.out = append(d.out, "null"...)
		}
	}
	d.out = append(d.out, '}')
	if r.check != nil {
		r.check(d, at)
	}
	if r.cached {
		if d.forms == nil {
			d.forms = map[*yaml.Node]span{}
		}
		d.forms[n] = span{start, len(d.out)}
	}
	return true
}

// assign sets values[i] to the value of field i in the mapping n. It reports unknown, repeated and missing keys.
func (d *decoder) assign(r *record, n *yaml.Node, values []*yaml.Node) {
	merges, told := false, false
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f := r.index(key.Value)
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(key, "", "a key of the %s is not a single word", r.name)
		case isMerge(key):
			merges = true
			d.fail(key, "write the keys out; where all are those of another "+r.name+", write its alias as the whole value, such as *other",
				"the merge key << is not taken")
		case f < 0:
			hint := didYouMean(key.Value, r.keys())
			if hint == "" && !told {
				hint, told = "the fields are "+strings.Join(r.keys(), ", "), true
			}
			d.fail(key, hint, "%s is not a field of %s", quote(key.Value), r.name)
		case values[f] != nil:
			hint := ""
			if r.listed && key.Value == n.Content[0].Value {
				hint = fmt.Sprintf(`begin each %s with "- "`, r.name)
			}
			d.fail(key, hint, "the key %s is given twice", quote(key.Value))
		default:
			values[f] = value
			d.checkEmpty(&r.fields[f], value, key.LineComment)
		}
	}
	if !merges {
		d.checkRequired(r, n, values)
	}
}

// checkRequired reports the required fields without a value in the mapping n.
func (d *decoder) checkRequired(r *record, n *yaml.Node, values []*yaml.Node) {
	for i := range r.fields {
		if r.fields[i].required && values[i] == nil {
			d.fail(firstKey(n), "", "the %s lacks the key %q", r.name, r.fields[i].name)
		}
	}
}

// index is the index of the field with that name, or -1.
func (r *record) index(name string) int {
	for i := range r.fields {
		if r.fields[i].name == name {
			return i
		}
	}
	return -1
}

// keys are the names of all fields.
func (r *record) keys() []string {
	var keys []string
	for _, f := range r.fields {
		keys = append(keys, f.name)
	}
	return keys
}

func (d *decoder) list(f *field, at, n *yaml.Node) bool {
	if n.Kind != yaml.SequenceNode {
		hint := `begin each element with "- "`
		if n.Kind == yaml.MappingNode && strings.HasPrefix(firstKey(n).Value, "-") {
			hint = "write a space after the dash"
		}
		d.fail(at, hint, "%s must be a list", f.name)
		return false
	}
	if f.record.isTorn(n.Content) {
		d.fail(n.Content[1], "begin the first line of each with \"- \", and indent its other lines by two spaces instead",
			"one dash for each %s: here each line of one has its own", f.record.name)
		return false
	}
	if f.required && len(n.Content) == 0 {
		d.fail(at, "", "%s must have at least one %s", f.name, f.record.name)
	}
	element := field{name: f.record.name, kind: object, record: f.record, required: true}
	d.out = append(d.out, '[')
	for i, child := range n.Content {
		if d.stopped {
			break
		}
		if i > 0 {
			d.out = append(d.out, ", "...)
		}
		d.value(&element, child)
	}
	d.out = append(d.out, ']')
	return true
}
