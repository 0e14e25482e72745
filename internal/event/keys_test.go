package event

// Tests of the warnings about records of one event that the archive takes for one.

import (
	"strings"
	"testing"
)

// second is a session with an index, and further lines.
func second(index, video, more string) string {
	return base + "  - session_datetime: 2021-05-01T14:00:00\n    video_uri: " + video + "\n    session_index: " + index + "\n" + more
}

// items are minutes items, by their names.
func items(names ...string) string {
	data := base + "event_minutes_items:\n"
	for _, name := range names {
		data += "  - minutes_item: {name: " + name + "}\n"
	}
	return data
}

// votes are votes on an item, by their persons' names with their decisions.
func votes(votes ...string) string {
	data := items("CB 1") + "    decision: Passed\n    matter: {name: a, matter_type: b, title: c}\n    votes:\n"
	for _, vote := range votes {
		name, decision, _ := strings.Cut(vote, "=")
		data += "      - {decision: " + decision + ", person: {name: " + name + "}}\n"
	}
	return data
}

func TestOneKeyTwice(t *testing.T) {
	const (
		video     = "https://video.example.org/1.mp4"
		other     = "https://video.example.org/2.mp4"
		oneVideo  = "f:8:16: warning: two sessions of one event have one video: the archive keeps the last → cut each out with its own video_start_time and video_end_time, or give the second its own address"
		oneIndex  = "f:9:20: warning: two sessions of one event have the index 0: nothing tells which is the first → number the sessions 0, 1, 2 as they follow one another"
		oneName   = ": warning: two minutes items of one event have the name \"Public Comment\", by which the archive knows them: it keeps the last → give each a name of its own, such as one with a number"
		votesHint = " votes twice on one item: the archive would hold both votes → keep the vote that counts"
		alike     = " votes twice on one item: the archive would hold one vote → remove one"
	)
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"two sessions", second("1", other, ""), nil},
		{"one video", second("1", video, ""), []string{oneVideo}},
		{"one index", second("0", other, ""), []string{oneIndex}},
		{"one index, written otherwise", second("00", other, ""), []string{oneIndex}},
		{"one video and one index", second("0", video, ""), []string{oneVideo, oneIndex}},
		{"one video, cut", second("1", video, "    video_start_time: '1:00:00'"), nil},
		{"one video, cut at its very beginning", second("1", video, "    video_start_time: '0'"), nil},
		{"one video, cut in one way", strings.Replace(second("1", video, "    video_start_time: '1:00'"), "index: 0\n", "index: 0\n    video_start_time: '0:01:00'\n", 1),
			[]string{strings.Replace(oneVideo, "f:8", "f:9", 1)}},
		{"an alias", strings.Replace(base, "  - session", "  - &s\n    session", 1) + "  - *s\n", []string{strings.Replace(oneVideo, "f:8:16", "f:8:5", 1), strings.Replace(oneIndex, "f:9:20", "f:8:5", 1)}},
		{"no index", strings.Replace(second("1", other, ""), "session_index: 1", "session_index: x", 1), []string{`f:9:20: session_index must be a whole number such as 0 or 12, without quotes, not "x"`}},
		{"items", items("CB 1", "CB 2"), nil},
		{"one item", items("Public Comment", "CB 1", "Public Comment", `" Public Comment "`), []string{"f:10:26" + oneName,
			`f:11:26: warning: white space around the name " Public Comment ": the archive leaves it out; to delete it later sends the event again → delete it; in quotes or in a block, mind the line breaks`,
			"f:11:26" + oneName}},
		{"one item, by what Python strips", items("A", `"A\x1c\u3000"`), []string{
			`f:9:26: warning: white space around the name "A\x1c\u3000": the archive leaves it out; to delete it later sends the event again → delete it; in quotes or in a block, mind the line breaks`,
			"f:9:26" + strings.Replace(oneName, "Public Comment", "A", 1)}},
		{"votes", votes("Ann=Approve", "Bob=Approve"), nil},
		{"two votes", votes("Ann=Approve", "Bob=Approve", "Ann=Reject"), []string{`f:14:43: warning: "Ann"` + votesHint}},
		{"two votes of one name", votes("Ann=Approve", `"Ann "=Reject`), []string{
			`f:13:43: warning: white space around the name "Ann ": the archive leaves it out; to delete it later sends the event again → delete it; in quotes or in a block, mind the line breaks`,
			`f:13:43: warning: "Ann"` + votesHint}},
		{"one vote twice", votes("Ann=Approve", "Ann=Approve", "Ann=Approve"), []string{`f:13:44: warning: "Ann"` + alike, `f:14:44: warning: "Ann"` + alike}},
		{"on two items", votes("Ann=Approve") + "  - minutes_item: {name: CB 2}\n    decision: Passed\n    matter: {name: a, matter_type: b, title: c}\n    votes: [{decision: Reject, person: {name: Ann}}]\n", nil},
		{"aliases of votes", strings.Replace(votes("Ann=Approve", "Ann=Reject"), "votes:", "votes: &v", 1) + "  - {minutes_item: {name: CB 2}, decision: Passed, votes: *v}\n", []string{
			`f:13:43: warning: "Ann"` + votesHint, "f:14:59: warning: these votes will not be stored: their item has no matter"}},
		{"two votes that aren't stored", strings.Replace(votes("Ann=Approve", "Ann=Reject"), "decision: Passed", "index: 1", 1), []string{
			"f:12:7: warning: these votes will not be stored: their item has no decision"}},
		{"no votes at all", votes() + "      - {person: Ann, decision: Approve}\n      - x", []string{
			"f:12:18: the person must be a mapping: lines of the form key: value → write name: Ann in a line of its own below, indented", "f:13:9: the vote must be a mapping: lines of the form key: value"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := strings.Join(problemsOf(c.data), "\n"), strings.Join(c.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
