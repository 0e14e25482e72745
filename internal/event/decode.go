package event

// Checking the YAML against the model and writing the JSON, both in one walk over the nodes.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// maxProblems is how many errors are reported of a file. One more ends the walk. Warnings are dropped once so many problems
// are reported.
const maxProblems = 100

// A decoder decodes one file. It stops when the JSON is too long to be sent. Every node it visits makes the JSON longer, at
// least by a null, so this also limits the time for a file whose aliases expand to very many nodes.
type decoder struct {
	loc      *time.Location
	event    Event
	out      []byte // the JSON so far
	problems []Problem
	errors   int  // how many of the problems are no warnings
	stopped  bool // the JSON is too long, or there are too many errors
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
	if len(d.out) > maxInputs && !d.stopped {
		d.stopped = true
		d.failSize(len(d.out))
	}
	if d.stopped || !d.write(f, at) {
		d.out = append(d.out, "null"...)
	}
}

// write writes the value of the field f and returns true, unless the value is null or wrong. Here and below, at is the node in
// the file, where problems are reported, and n is the node with the value: the same node, or the one that an alias refers to.
func (d *decoder) write(f *field, at *yaml.Node) bool {
	n := target(at)
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
		d.fail(at, "", "the %s must be a mapping: lines of the form key: value", r.name)
		return false
	}
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
		r.check(d, n)
	}
	return true
}

// assign sets values[i] to the value of field i in the mapping n. It reports unknown, repeated and missing keys.
func (d *decoder) assign(r *record, n *yaml.Node, values []*yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f := r.index(key.Value)
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(key, "", "a key of the %s is not a single word", r.name)
		case f < 0:
			d.fail(key, didYouMean(key.Value, r.keys()), "the %s has no key %s", r.name, quote(key.Value))
		case values[f] != nil:
			d.fail(key, "", "the key %s is given twice", quote(key.Value))
		default:
			values[f] = value
		}
	}
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
		d.fail(at, `begin each element with "- "`, "%s must be a list", f.name)
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

func (d *decoder) boolean(f *field, at, n *yaml.Node) bool {
	value := strings.ToLower(n.Value)
	if n.Style != 0 || value != "true" && value != "false" {
		d.fail(at, "", "%s must be true or false, not %s", f.name, quote(n.Value))
		return false
	}
	d.out = append(d.out, value...)
	return true
}

func (d *decoder) integer(f *field, at, n *yaml.Node) bool {
	value, err := strconv.ParseUint(n.Value, 10, 31)
	if err != nil || n.Style != 0 {
		d.fail(at, "", "%s must be a whole number such as 0 or 12, without quotes, not %s", f.name, quote(n.Value))
		return false
	}
	d.out = strconv.AppendUint(d.out, value, 10)
	return true
}

func (d *decoder) datetime(f *field, at, n *yaml.Node) bool {
	moment, err := d.moment(n.Value)
	if err != nil {
		d.fail(at, "", "%s %v", f.name, err)
		return false
	}
	d.out = appendTimestamp(d.out, moment)
	return true
}

// moment parses a datetime. Python's datetimes have the years 1 to 9999, and the pipeline converts timestamps to datetimes in
// UTC. So the year in UTC must be one of these.
func (d *decoder) moment(s string) (time.Time, error) {
	parsed, err := civil.Parse(s)
	if err != nil {
		return time.Time{}, err
	}
	moment := parsed.Instant(d.loc)
	if year := moment.UTC().Year(); year < 1 || year > 9999 {
		return time.Time{}, fmt.Errorf("%s: year in UTC out of range", quote(s))
	}
	return moment, nil
}

func (d *decoder) text(f *field, at, n *yaml.Node) bool {
	if f.required && strings.TrimSpace(n.Value) == "" {
		d.fail(at, "", "%s must not be empty", f.name)
		return false
	}
	if f.rule != nil {
		d.checkText(f, at, n.Value)
	}
	d.out = appendText(d.out, n.Value)
	return true
}

// target is the node that the alias n refers to; of any other node, n itself.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (d *decoder) place(n *yaml.Node) Place { return Place{d.event.At.File, n.Line, n.Column} }

func (d *decoder) fail(at *yaml.Node, hint, format string, args ...any) {
	d.failAt(d.place(at), hint, format, args...)
}

func (d *decoder) failAt(at Place, hint, format string, args ...any) {
	d.report(Problem{Place: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (d *decoder) warn(at *yaml.Node, hint, format string, args ...any) {
	d.report(Problem{Place: d.place(at), Warning: true, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// report adds p to the problems, unless it is there already: a node that several aliases refer to is visited several times.
func (d *decoder) report(p Problem) {
	if d.errors > maxProblems || p.Warning && len(d.problems) >= maxProblems || slices.Contains(d.problems, p) {
		return
	}
	if !p.Warning {
		d.errors++
	}
	if d.errors > maxProblems {
		d.stopped = true
		p.Message, p.Hint = "too many problems: the rest of the file is not checked", ""
	}
	d.problems = append(d.problems, p)
}
