package event

// Bodies, persons and seats that an event gives by name alone. The pipeline stores a record whole: what the event leaves out is
// emptied in the archive.

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// mostBare is how many names are told.
const mostBare = 10

// emptied is what is lost of a record that is given by name alone, by the record's name.
var emptied = []struct{ record, plural, details string }{
	{"person", "persons", "e-mail, phone, website, picture"},
	{"body", "bodies", "description, end"},
	{"seat", "seats", "electoral area, electoral type, image"},
}

// A mention is a body, a person or a seat as the pipeline would store it.
type mention struct {
	key   recordKey
	at    Place // where it is given by name alone
	alone bool  // the name alone is stored last
}

// A storing follows the pipeline through an event, and so finds what it stores last of each body, person and seat.
type storing struct {
	d        *decoder
	mentions []mention
	known    map[recordKey]int // an index into mentions
	persons  map[string]bool   // by their JSON: the pipeline stores each form of a person once
}

func (s *storing) event(event *yaml.Node) {
	s.mention(bodyRecord, lookup(event, "body"))
	for _, item := range elements(event, "event_minutes_items") {
		matter := lookup(item, "matter")
		if matter == nil {
			continue
		}
		for _, sponsor := range elements(matter, "sponsors") {
			s.person(sponsor)
		}
		if lookup(item, "decision") == nil {
			continue // neither votes nor voters are stored
		}
		for _, vote := range elements(item, "votes") {
			s.person(lookup(vote, "person"))
		}
	}
}

func (s *storing) person(person *yaml.Node) {
	form := s.d.forms[target(person)].of(s.d.out)
	if s.persons[string(form)] { // no copy, unlike below
		return
	}
	s.persons[string(form)] = true
	s.mention(personRecord, person)
	seat := lookup(person, "seat")
	if seat == nil {
		return
	}
	s.mention(seatRecord, seat)
	for _, role := range elements(seat, "roles") {
		if body := lookup(role, "body"); body != nil {
			s.mention(bodyRecord, body)
		}
	}
}

// mention adds what the record n gives.
func (s *storing) mention(of *record, n *yaml.Node) {
	name, at := textIn(n, "name")
	k := recordKey{of.name, strip(name)}
	i, known := s.known[k]
	if !known {
		i = len(s.mentions)
		s.known[k] = i
		s.mentions = append(s.mentions, mention{key: k})
	}
	m := &s.mentions[i]
	alone := !slices.ContainsFunc(of.fields[1:], func(f field) bool { return f.tells(lookup(n, f.name)) })
	if alone && !m.alone {
		m.at = s.d.place(at)
	}
	m.alone = alone
}

// tells says whether the value n of a field is more than what the archive has without one. A seat's roles are stored elsewhere.
func (f *field) tells(n *yaml.Node) bool {
	switch {
	case n == nil || f.kind == list:
		return false
	case f.kind == boolean:
		return !strings.EqualFold(target(n).Value, "true")
	}
	return f.kind != text || strip(target(n).Value) != ""
}

// bare is who the event gives by name alone.
func (d *decoder) bare(event *yaml.Node) (b Bare) {
	s := storing{d: d, known: map[recordKey]int{}, persons: map[string]bool{}}
	s.event(target(event))
	var names []string
	more := 0
	for _, m := range s.mentions {
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
		if !slices.Contains(b.kinds, m.key.of) {
			b.kinds = append(b.kinds, m.key.of)
		}
	}
	b.Who = strings.Join(names, ", ")
	if more > 0 {
		b.Who += fmt.Sprintf(" and %d more", more)
	}
	return b
}

// CheckBare warns of each event that gives bodies, persons or seats by name alone. Events without JSON are ignored.
func CheckBare(events []Event) (problems []Problem) {
	for i := range events {
		if b := &events[i].Bare; b.Who != "" {
			problems = append(problems, Problem{Place: b.At, Warning: true, Message: b.message(), Hint: "repeat here what should stay of " + b.Who})
		}
	}
	return problems
}

func (b *Bare) message() string {
	var who, details []string
	for _, e := range emptied {
		if slices.Contains(b.kinds, e.record) {
			who, details = append(who, e.plural), append(details, strings.Split(e.details, ", ")...)
		}
	}
	last := len(details) - 1
	return fmt.Sprintf("%s given by name alone: what the archive knows of their %s and %s is emptied",
		strings.Join(who, " or "), strings.Join(details[:last], ", "), details[last])
}
