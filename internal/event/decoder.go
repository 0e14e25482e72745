package event

// Where the decoding of a file stands: its event and JSON so far, and the problems found in it.

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"
)

// maxProblems is how many errors are reported of a file. One more ends the walk. Warnings are dropped once so many problems
// are reported.
const maxProblems = 100

// maxReports is how often errors may be found, repeated ones included: aliases repeat them, and to find one takes time.
const maxReports = 100 * maxProblems

// A decoder decodes one file. It stops when the JSON is too long to be sent in any form. Every node it visits makes the JSON longer, at
// least by a null, so this also limits the time for a file whose aliases expand to very many nodes.
type decoder struct {
	loc      *time.Location
	event    Event
	source   source
	out      []byte // the JSON so far
	problems []Problem
	errors   int  // how many of the problems are no warnings
	reports  int  // how many errors were found, repeated ones included
	stopped  bool // the JSON is too long, or there are too many errors
	keys     map[recordKey]bool
	voted    map[string]string   // by a person's name, the vote on the present item
	forms    map[*yaml.Node]span // where the JSON of each person is

	readAs map[*yaml.Node]reading // what nodes with anchors were first used for
	use    *yaml.Node             // an alias that uses its node for something else: all problems in it stand here; else nil
}

// A span is a part of the JSON.
type span struct{ from, to int }

func (s span) of(json []byte) []byte { return json[s.from:s.to] }

// A record's key is what the archive knows it by.
type recordKey struct{ of, value string }

// A reading is what a node is used for: the text of the field with a name and a *rule, or a *record.
type reading struct {
	name string
	as   any
}

func (d *decoder) place(n *yaml.Node) Place {
	if d.use != nil {
		n = d.use
	}
	line, column := d.source.place(n.Line, n.Column)
	return Place{d.event.At.File, line, column}
}

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
	if d.errors > maxProblems || p.Warning && len(d.problems) >= maxProblems {
		return
	}
	if !p.Warning {
		d.reports++
	}
	switch {
	case d.reports > maxReports:
		d.errors = maxProblems + 1
	case slices.Contains(d.problems, p):
		return
	case !p.Warning:
		d.errors++
	}
	if d.errors > maxProblems {
		d.stopped = true
		p.Message, p.Hint = "too many problems: the rest of the file is not checked", ""
	}
	d.problems = append(d.problems, p)
}

// checkSize chooses the form in which the event is sent, and reports an event that is too large in both.
func (d *decoder) checkSize() {
	count := func(b byte) int { return bytes.Count(d.out, []byte{b}) }
	// A quick upper bound, which is enough for most events. In the quoted form an apostrophe is 5 characters longer and a short
	// escape 4, and in the JSON object of all inputs each backslash and double quote takes one more.
	if len(d.out)+6*count('\'')+5*count('\\')+count('"') < maxInputs-100 || inputSize(d.out) <= maxInputs {
		return
	}
	if size := inputSize(compact(d.out)); size > maxInputs {
		d.failSize(size)
		return
	}
	d.event.Compact = true
}

func (d *decoder) failSize(size int) {
	hint := "split the event: give each of several files all the same but for event_minutes_items, and some of these with their index: " +
		"what a file leaves out is emptied in the archive; each file has the videos downloaded again"
	if len(d.event.marks.items) < 2 { // there is nothing to split
		hint = "shorten its longest texts"
	}
	d.failAt(d.event.At, hint, "the event needs at least %d characters as a workflow input, also without its empty fields, and GitHub takes %d", size, maxInputs)
}
