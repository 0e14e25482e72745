package event

import (
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
		{"the body", "Full Council", "Board", []Change{{"body.name", "Full Council", "Board", false}}},
		{"a description", "Full Council", "Full Council\n  description: d", []Change{{"body.description", "", "d", false}}},
		{"a time", "T10:30:00", "T11:30:00", []Change{{"sessions[0].session_datetime", "2021-05-01 10:30:00 PDT", "2021-05-01 11:30:00 PDT", false}}},
		{"a video", "1.mp4", "2.mp4", []Change{{"sessions[0].video_uri", "https://video.example.org/1.mp4", "https://video.example.org/2.mp4", true}}},
		{"a vote", "{name: Bob}, decision: Approve", "{name: Bob}, decision: Reject", []Change{{votes + `["Bob"].decision`, "Approve", "Reject", true}}},
		{"no vote", "      - {person: {name: Ann}, decision: Approve}\n", "", []Change{
			{votes + `["Ann"].decision`, "Approve", "", true}, {votes + `["Ann"].person.is_active`, "true", "", false}, {votes + `["Ann"].person.name`, "Ann", "", false}}},
		{"a decision", "decision: Passed", "decision: Failed", []Change{{`event_minutes_items["CB 1"].decision`, "Passed", "Failed", false}}},
		{"an item before it", "  - minutes_item: {name: Public Comment}\n", "  - minutes_item: {name: Roll}\n  - minutes_item: {name: Public Comment}\n", []Change{
			{`event_minutes_items["Roll"].minutes_item.name`, "", "Roll", false}}},
		{"an item twice", "  - minutes_item: {name: Public Comment}\n", "  - minutes_item: {name: Public Comment}\n  - minutes_item: {name: Public Comment}\n", []Change{
			{`event_minutes_items["Public Comment" #2].minutes_item.name`, "", "Public Comment", false}}},
		{"a hostile name", "Public Comment", `"\n].votes[\"\e"`, []Change{
			{`event_minutes_items["Public Comment"].minutes_item.name`, "Public Comment", "", false},
			{`event_minutes_items["\n].votes[\"\x1b"].minutes_item.name`, "", "\n].votes[\"\x1b", false}}},
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
