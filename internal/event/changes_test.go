package event

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChanges(t *testing.T) {
	old := base + "event_minutes_items:\n" +
		"  - minutes_item: {name: Public Comment}\n" +
		"  - minutes_item: {name: CB 1}\n    decision: Passed\n    matter: {name: a, matter_type: b, title: c, sponsors: [{name: Ann}, {name: Bob}]}\n" +
		"    votes:\n      - {person: {name: Ann}, decision: Approve}\n      - {person: {name: Bob}, decision: Approve}\n" +
		"    supporting_files: [{name: Memo, uri: 'https://example.org/m.pdf'}]\n"
	const votes = `event_minutes_items["CB 1"].votes`
	for _, c := range []struct {
		name, from, to string
		want           []Change
	}{
		{"nothing", "", "", nil},
		{"a comment", "body:", "# x\nbody:", nil},
		{"the body", "Full Council", "Board", []Change{{"body.name", "Full Council", "Board", false, Place{}}}},
		{"a description", "Full Council", "Full Council\n  description: d", []Change{{"body.description", "", "d", false, Place{}}}},
		{"a time", "T10:30:00", "T11:30:00", []Change{{"sessions[0].session_datetime", "2021-05-01 10:30:00 PDT", "2021-05-01 11:30:00 PDT", false, Place{}}}},
		{"a video", "1.mp4", "2.mp4", []Change{{"sessions[0].video_uri", "https://video.example.org/1.mp4", "https://video.example.org/2.mp4", true, Place{"f", 5, 16}}}},
		{"a vote", "{name: Bob}, decision: Approve", "{name: Bob}, decision: Reject", []Change{{votes + `["Bob"].decision`, "Approve", "Reject", true, Place{"f", 14, 41}}}},
		{"no vote", "      - {person: {name: Ann}, decision: Approve}\n", "", []Change{
			{votes + `["Ann"].decision`, "Approve", "", true, Place{"f", 12, 5}}, {votes + `["Ann"].person.is_active`, "true", "", false, Place{}}, {votes + `["Ann"].person.name`, "Ann", "", false, Place{}}}},
		{"a decision", "decision: Passed", "decision: Failed", []Change{{`event_minutes_items["CB 1"].decision`, "Passed", "Failed", false, Place{}}}},
		{"an item before it", "  - minutes_item: {name: Public Comment}\n", "  - minutes_item: {name: Roll}\n  - minutes_item: {name: Public Comment}\n", []Change{
			{`event_minutes_items["Roll"].minutes_item.name`, "", "Roll", false, Place{}}}},
		{"an item twice", "  - minutes_item: {name: Public Comment}\n", "  - minutes_item: {name: Public Comment}\n  - minutes_item: {name: Public Comment}\n", []Change{
			{`event_minutes_items["Public Comment" #2].minutes_item.name`, "", "Public Comment", false, Place{}}}},
		{"a hostile name", "Public Comment", `"\n].votes[\"\e"`, []Change{
			{`event_minutes_items["Public Comment"].minutes_item.name`, "Public Comment", "", false, Place{}},
			{`event_minutes_items["].votes[\"\x1b"].minutes_item.name`, "", "].votes[\"\x1b", false, Place{}}}},
		{"white space around names", "{name: Public Comment}", "{name: ' Public Comment '}", nil},
		{"an empty text where there was none", "Full Council", "Full Council\n  external_source_id: ''\n  description: ''", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation("America/Los_Angeles")
			if err != nil {
				t.Fatal(err)
			}
			before, _ := Parse("f", []byte(old), zone)
			after, problems := Parse("f", []byte(strings.Replace(old, c.from, c.to, 1)), zone)
			if before.JSON == nil || after.JSON == nil {
				t.Fatal(problems)
			}
			if d := cmp.Diff(c.want, Changes(&before, &after)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// The archive knows a session by its video and what is cut out of it, and a vote by item, matter, person and decision: these alone
// stay there, whatever the order, the numbers and the names of their keys.
func TestWhatStaysInTheArchive(t *testing.T) {
	session := func(index int, video, more string) string {
		return fmt.Sprintf("  - {session_datetime: 2021-05-01T10:30:00, session_index: %d, video_uri: 'https://v.example.org/%s'%s}\n", index, video, more)
	}
	event := func(parts ...string) string {
		return "body: {name: Full Council}\nsessions:\n" + strings.Join(parts, "")
	}
	const list = "event_minutes_items:\n"
	const (
		bill     = "decision: Passed\n    matter: {name: a, matter_type: b, title: c}"
		other    = "decision: Passed\n    matter: {name: b, matter_type: b, title: c}"
		noMatter = "decision: Passed\n    index: 1"
	)
	item := func(name, more string, votes ...string) string {
		return "  - minutes_item: {name: " + name + "}\n    " + more + "\n    votes: [" + strings.Join(votes, ", ") + "]\n"
	}
	vote := func(person, decision string) string {
		return "{person: {name: " + person + "}, decision: " + decision + "}"
	}
	one := event(session(0, "a", ""))
	two := event(session(0, "a", ""), session(1, "b", ""))
	voted := func(votes ...string) string { return one + list + item("CB 1", bill, votes...) }
	approved := voted(vote("Ann", "Approve"), vote("Bob", "Reject"))
	const ann, bob = `event_minutes_items["CB 1"].votes["Ann"].decision`, `event_minutes_items["CB 1"].votes["Bob"].decision`
	for _, c := range []struct{ name, before, after, want string }{
		{"sessions in another order", two, event(session(1, "b", ""), session(0, "a", "")), ""},
		{"sessions with other numbers", two, event(session(2, "a", ""), session(3, "b", "")), ""},
		{"a session before the others", two, event(session(0, "c", ""), session(1, "a", ""), session(2, "b", "")), ""},
		{"a session at another time", one, strings.Replace(one, "T10", "T11", 1), ""},
		{"captions", one, event(session(0, "a", ", caption_uri: 'https://v.example.org/c'")), ""},
		{"numbers exchanged", two, event(session(1, "a", ""), session(0, "b", "")), ""},
		{"another video", two, event(session(0, "a", ""), session(1, "c", "")), "f:4:74 sessions[1].video_uri"},
		{"no second session", two, one, "f:2:1 sessions[1].video_uri"},
		{"no first session", two, event(session(0, "b", "")), "f:2:1 sessions[0].video_uri"},
		{"a video cut", one, event(session(0, "a", ", video_start_time: '1:00'")), "f:3:119 sessions[0].video_start_time"},
		{"a video cut at its very beginning", one, event(session(0, "a", ", video_start_time: '0'")), "f:3:119 sessions[0].video_start_time"},
		{"a video no longer cut", event(session(0, "a", ", video_start_time: '1:00', video_end_time: '2:00'")), one,
			"f:3:74 sessions[0].video_end_time\nf:3:74 sessions[0].video_start_time"},
		{"a video cut elsewhere", event(session(0, "a", ", video_start_time: '1:00', video_end_time: '2:00'")), event(session(0, "a", ", video_start_time: '1:00', video_end_time: '3:00'")),
			"f:3:143 sessions[0].video_end_time"},
		{"a video cut in the same way", event(session(0, "a", ", video_start_time: '1:00'")), event(session(0, "a", ", video_start_time: '0:01:00'")), ""},
		{"two parts of one video exchanged", event(session(0, "a", ", video_end_time: '1:00'"), session(1, "a", ", video_start_time: '1:00'")),
			event(session(0, "a", ", video_start_time: '1:00'"), session(1, "a", ", video_end_time: '1:00'")), ""},
		{"votes in another order", approved, voted(vote("Bob", "Reject"), vote("Ann", "Approve")), ""},
		{"another decision", approved, voted(vote("Ann", "Approve"), vote("Bob", "Approve")), "f:8:87 " + bob},
		{"a vote less", approved, voted(vote("Ann", "Approve")), "f:8:5 " + bob},
		{"a vote less, and another decision", approved, voted(vote("Ann", "Reject")), "f:8:45 " + ann + "\nf:8:5 " + bob},
		{"two votes of a person exchanged", voted(vote("Ann", "Approve"), vote("Ann", "Reject")), voted(vote("Ann", "Reject"), vote("Ann", "Approve")), ""},
		{"one of two votes of a person", voted(vote("Ann", "Approve"), vote("Ann", "Reject")), voted(vote("Ann", "Reject")), "f:8:5 " + ann},
		{"white space around a voter", approved, voted(vote("' Ann'", "Approve"), vote("Bob", "Reject")), ""},
		{"another item before it", approved, one + list + item("Roll", noMatter) + item("CB 1", bill, vote("Ann", "Approve"), vote("Bob", "Reject")), ""},
		{"no votes", approved, voted(), "f:8:5 " + ann + "\nf:8:5 " + bob},
		{"no item", voted(vote("Ann", "Approve")), one + list + "  - minutes_item: {name: Roll}\n", "f:4:1 " + ann},
		{"no items", voted(vote("Ann", "Approve")), one, "f:1:1 " + ann},
		{"another matter", approved, one + list + item("CB 1", other, vote("Ann", "Approve"), vote("Bob", "Reject")), `f:7:20 event_minutes_items["CB 1"].matter.name`},
		{"votes that were never stored", one + list + item("CB 1", noMatter, vote("Ann", "Approve"), vote("Bob", "Reject")), one + list + item("CB 1", noMatter, vote("Ann", "Reject")), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, wrong := Parse("f", []byte(c.before), time.UTC)
			after, problems := Parse("f", []byte(c.after), time.UTC)
			if before.JSON == nil || after.JSON == nil {
				t.Fatal(wrong, problems, c.before, c.after)
			}
			var got []string
			for _, change := range Changes(&before, &after) {
				if change.Stays {
					got = append(got, fmt.Sprintf("%s %s", change.At, change.Field))
				} else if change.At != (Place{}) {
					t.Errorf("%v has a place", change)
				}
			}
			if got := strings.Join(got, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
