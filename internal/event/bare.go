package event

// Persons and bodies that an event gives by name alone. The pipeline stores a record whole: what the event leaves out is
// emptied in the archive.

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// mostBare is how many names are kept.
const mostBare = 10

func (b *Bare) count() int { return len(b.Bodies) + len(b.Persons) + b.More }

// mention adds what the record n gives of a person or body.
func (d *decoder) mention(of *record, n *yaml.Node) {
	name, at := textIn(n, "name")
	if name = strings.TrimSpace(name); name == "" {
		return
	}
	detailed := false
	for _, f := range of.fields[1:] {
		detailed = detailed || lookup(n, f.name) != nil
	}
	k := recordKey{of.name, name}
	i, known := d.mentioned[k]
	if !known {
		if d.mentioned == nil {
			d.mentioned = map[recordKey]int{}
		}
		i = len(d.mentions)
		d.mentioned[k] = i
		d.mentions = append(d.mentions, mention{key: k})
	}
	switch m := &d.mentions[i]; {
	case detailed && !m.detailed:
		m.detailed, m.alone = true, false
	case !detailed && m.at == Place{}:
		m.at, m.alone = d.place(at), true
	}
}

// bare is who the event gives by name alone.
func (d *decoder) bare() (b Bare) {
	for _, m := range d.mentions {
		switch {
		case !m.alone:
			continue
		case b.count() >= mostBare:
			b.More++
		case m.key.of == bodyRecord.name:
			b.Bodies = append(b.Bodies, m.key.value)
		default:
			b.Persons = append(b.Persons, m.key.value)
		}
		if b.count() == 1 {
			b.At = m.at
		}
	}
	return b
}

// CheckBare warns of each event that gives persons or bodies by name alone. Events without JSON are ignored.
func CheckBare(events []Event) (problems []Problem) {
	for i := range events {
		if e := &events[i]; e.JSON != nil && e.Bare.count() > 0 {
			problems = append(problems, e.Bare.problem())
		}
	}
	return problems
}

func (b *Bare) problem() Problem {
	who, what := "persons or bodies", "e-mail, phone, website, picture, description and end"
	switch {
	case b.More > 0:
	case b.Persons == nil:
		who, what = "bodies", "description and end"
	case b.Bodies == nil:
		who, what = "persons", "e-mail, phone, website and picture"
	}
	return Problem{Place: b.At, Warning: true,
		Message: fmt.Sprintf("%s given by name alone: what the archive knows of their %s is emptied", who, what),
		Hint:    "repeat here what should stay of " + b.String()}
}

// String are the names, quoted and bounded.
func (b *Bare) String() string {
	names := make([]string, 0, mostBare)
	for _, list := range [][]string{b.Bodies, b.Persons} {
		for _, name := range list {
			names = append(names, quote(name))
		}
	}
	text := strings.Join(names, ", ")
	if b.More > 0 {
		text += fmt.Sprintf(" and %d more", b.More)
	}
	return text
}
