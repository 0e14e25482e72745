package event

// Persons and bodies that an event gives by name alone. The pipeline stores a record whole: what the event leaves out is
// emptied in the archive.

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// mostBare is how many names are told.
const mostBare = 10

// mention adds what the record n gives of a person or body.
func (d *decoder) mention(of *record, n *yaml.Node) {
	name, at := textIn(n, "name")
	if name = strip(name); name == "" {
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
	var names []string
	more := 0
	for _, m := range d.mentions {
		if !m.alone {
			continue
		}
		if len(names) == 0 {
			b.At = m.at
		}
		if len(names) < mostBare {
			names = append(names, quote(m.key.value))
		} else {
			more++
		}
		body := m.key.of == bodyRecord.name
		b.Bodies, b.Persons = b.Bodies || body, b.Persons || !body
	}
	b.Who = strings.Join(names, ", ")
	if more > 0 {
		b.Who += fmt.Sprintf(" and %d more", more)
	}
	return b
}

// CheckBare warns of each event that gives persons or bodies by name alone. Events without JSON are ignored.
func CheckBare(events []Event) (problems []Problem) {
	for i := range events {
		if b := &events[i].Bare; b.Who != "" {
			problems = append(problems, Problem{Place: b.At, Warning: true, Message: b.message(), Hint: "repeat here what should stay of " + b.Who})
		}
	}
	return problems
}

func (b *Bare) message() string {
	switch {
	case !b.Persons:
		return "bodies given by name alone: what the archive knows of their description and end is emptied"
	case !b.Bodies:
		return "persons given by name alone: what the archive knows of their e-mail, phone, website and picture is emptied"
	}
	return "persons or bodies given by name alone: what the archive knows of their e-mail, phone, website, picture, description and end is emptied"
}
