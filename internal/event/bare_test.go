package event

// Tests of who an event gives by name alone.

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestBare(t *testing.T) {
	const (
		bodies  = ": warning: bodies given by name alone: what the archive knows of their description and end is emptied → repeat here what should stay of "
		persons = ": warning: persons given by name alone: what the archive knows of their e-mail, phone, website and picture is emptied → repeat here what should stay of "
		seats   = ": warning: seats given by name alone: what the archive knows of their electoral area, electoral type and image is emptied → repeat here what should stay of "
		both    = ": warning: persons or bodies given by name alone: what the archive knows of their e-mail, phone, website, picture, description and end is emptied → repeat here what should stay of "
	)
	detail := strings.Replace(base, "Full Council", "Full Council\n  description: d", 1) // of the body; seven lines
	item := func(sponsors string, votes ...string) string {
		data := "event_minutes_items:\n  - minutes_item: {name: CB 1}\n    decision: Passed\n    matter: {name: a, matter_type: b, title: c, sponsors: [" + sponsors + "]}\n    votes:\n"
		for _, person := range votes {
			data += "      - {decision: Approve, person: " + person + "}\n"
		}
		return data
	}
	board := func(body string) string {
		return "{name: Ann, phone: 1, seat: {name: s, image_uri: 'https://x.org', roles: [{title: Member, body: " + body + "}]}}"
	}
	var many []string
	for i := range 12 {
		many = append(many, fmt.Sprintf("{name: Member %d}", i))
	}
	for _, c := range []struct{ name, data, want string }{
		{"a body", base, "f:2:9" + bodies + `"Full Council"`},
		{"a body that is described", detail, ""},
		{"a body with an end", strings.Replace(base, "Full Council", "x\n  end_datetime: 2022-01-01", 1), ""},
		{"nothing but nulls", strings.Replace(base, "Full Council", "x\n  description:\n  end_datetime: ~", 1), "f:2:9" + bodies + `"x"`},
		{"an event that isn't valid", base + "x: y", ""},
		{"a voter", detail + item("", "{name: Ann}"), "f:13:44" + persons + `"Ann"`},
		{"voters who are described", detail + item("", "{name: Ann, phone: 1}", "{name: Bob, router_string: bob}", "{name: Cy, seat: {name: s, electoral_area: a}}"), ""},
		{"a sponsor", detail + item("{name: Ann}", "{name: Bob, phone: 1}"), "f:11:67" + persons + `"Ann"`},
		{"each once", base + item("{name: Ann}", "{name: Ann}", `{name: " Bob"}`), "f:2:9" + both + `"Full Council", "Ann", "Bob"`},
		{"first by name, then described", detail + item("{name: Ann}", "{name: Ann, phone: 1}"), ""},
		// The pipeline stores what it gathers from both, and the later one stays.
		{"first described, then by name", detail + item("{name: Ann, phone: 1}", "{name: Ann}"), "f:13:44" + persons + `"Ann"`},
		{"described, and by alias", detail + item("&a {name: Ann, phone: 1}", "*a"), ""},
		{"the body of a role", detail + item("", "{name: Ann, seat: {name: s, image_uri: 'https://x.org', roles: [{title: Member, body: {name: Board}}]}}"), "f:13:130" + bodies + `"Board"`},
		{"the defaults", strings.Replace(base, "Full Council", "x\n  is_active: True\n  description: ' '", 1) + item("", "{name: Ann, is_active: true, phone: ''}"),
			"f:2:9" + both + `"x", "Ann"`},
		{"no longer active", strings.Replace(base, "Full Council", "x\n  is_active: false", 1) + item("", "{name: Ann, is_active: false}"), ""},
		{"a seat", detail + item("", "{name: Ann, seat: {name: s}}"), "f:13:62" + seats + `"s"`},
		{"a seat with its roles, which are stored elsewhere", detail + item("", "{name: Ann, seat: {name: s, roles: [{title: Member}]}}"), "f:13:62" + seats + `"s"`},
		{"a seat that is described", detail + item("", "{name: Ann, seat: {name: s, electoral_type: district}}"), ""},
		// A body is stored each time, a person in each form once.
		{"a body alone, described, alone", base + item("", board("{name: Full Council, description: d}"), board("{name: Full Council}")), "f:13:140" + bodies + `"Full Council"`},
		{"a body alone, described", base + item("", board("{name: Full Council, description: d}")), ""},
		{"a body alone, described, in a form of a person that is stored already", base + item("",
			board("{name: Full Council}"), board("{name: Full Council, description: d}"), board("{name: Full Council}")), ""},
		{"a person alone, described, alone", detail + item("{name: Ann}", "{name: Ann, phone: 1}", "{is_active: true, name: Ann}"), ""},
		{"a person described, alone, described", detail + item("{name: Ann, phone: 1}", "{name: Ann}", "{phone: '1', name: Ann}"), "f:13:44" + persons + `"Ann"`},
		// The pipeline stores neither votes nor voters of an item without matter or decision.
		{"a voter of an item without matter", detail + "event_minutes_items: [{minutes_item: {name: x}, decision: Passed, votes: [{decision: Approve, person: {name: Ann}}]}]", ""},
		{"a voter of an item without decision", detail + strings.Replace(item("{name: Bob}", "{name: Ann, seat: {name: s}}"), "decision: Passed", "decision:", 1), "f:11:67" + persons + `"Bob"`},
		{"a person called as a body", detail + item("", "{name: Full Council}"), "f:13:44" + persons + `"Full Council"`},
		{"many", detail + item("", many...), "f:13:44" + persons +
			`"Member 0", "Member 1", "Member 2", "Member 3", "Member 4", "Member 5", "Member 6", "Member 7", "Member 8", "Member 9" and 2 more`},
		{"hostile", strings.Replace(base, "Full Council", `"\e[2J\n::error::`+strings.Repeat("x", 100)+`"`, 1), "f:2:9" + bodies + `"\x1b[2J\n::error::` + strings.Repeat("x", 66) + `"…`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, _ := Parse("f", []byte(c.data), time.UTC)
			var got []string
			for _, p := range CheckBare([]Event{e}) {
				got = append(got, p.String()+" → "+p.Hint)
			}
			if got := strings.Join(got, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
