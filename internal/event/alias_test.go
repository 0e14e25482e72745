package event

// Tests of where problems stand in files with aliases.

import (
	"strings"
	"testing"
)

// What is wrong with an anchored text or record stands there, once; what only an alias makes wrong stands at the alias.
func TestProblemsStandAtAnchorsOrAliases(t *testing.T) {
	session := strings.Replace(base, "  - session", "  - &s\n    session", 1) // of lines 4 to 7
	item := base + "event_minutes_items:\n"
	voters := func(list string) string {
		return item + "  - minutes_item: {name: x}\n    decision: Passed\n    matter: {name: a, matter_type: b, title: c}\n    votes: " + list + "\n"
	}
	for _, c := range []struct {
		name, data string
		want       []string // places, with the beginnings of messages
	}{
		{"sessions again", session + "  - *s\n  - *s\n", []string{"f:8:5: warning: two sessions of one event have one video", "f:8:5: warning: two sessions of one event have the index",
			"f:9:5: warning: two sessions of one event have one video", "f:9:5: warning: two sessions of one event have the index"}},
		{"a fault of a session", strings.Replace(session, "https:", "x:", 1) + "  - *s\n", []string{`f:6:16: video_uri "x:`,
			"f:8:5: warning: two sessions of one event have one video", "f:8:5: warning: two sessions of one event have the index"}},
		{"one address again", strings.Replace(base, "https:", "&v x:", 1) + strings.Replace(second("1", "*v", ""), base, "", 1), []string{
			`f:5:16: video_uri "x:`, "f:8:16: warning: two sessions of one event have one video"}},
		{"items again", item + "  - &i {minutes_item: {name: x}}\n  - *i\n  - *i\n", []string{"f:9:5: warning: two minutes items", "f:10:5: warning: two minutes items"}},
		{"minutes items again", item + "  - minutes_item: &m {name: x}\n  - minutes_item: *m\n  - {minutes_item: *m}\n", []string{
			"f:9:19: warning: two minutes items", "f:10:20: warning: two minutes items"}},
		{"names again", item + "  - minutes_item: {name: &n x}\n  - minutes_item: {name: *n}\n", []string{"f:9:26: warning: two minutes items"}},
		{"an item with a fault", item + "  - &i {minutes_item: {nam: x, name: y}}\n  - *i\n", []string{`f:8:24: "nam" is not`, "f:9:5: warning: two minutes items"}},
		{"votes again", voters("[&v {decision: Approve, person: {name: Ann}}, *v, *v]"), []string{
			`f:11:58: warning: "Ann" votes twice`, `f:11:62: warning: "Ann" votes twice`}},
		{"voters again", voters("[{decision: Approve, person: &p {name: Ann}}, {decision: Reject, person: *p}]"), []string{`f:11:85: warning: "Ann" votes twice`}},
		{"names of voters again", voters("[{decision: Approve, person: {name: &p Ann}}, {decision: Reject, person: {name: *p}}]"), []string{`f:11:92: warning: "Ann" votes twice`}},
		{"a list of votes with a fault", voters("&v [{decision: Aye, person: {name: Ann}}]") + "  - {minutes_item: {name: y}, votes: *v}\n", []string{
			`f:11:27: decision "Aye" is not`, "f:12:38: warning: these votes will not be stored: their item has no matter",
			"f:12:38: warning: these votes will not be stored: their item has no decision"}},
		{"a name with a fault", voters("[{decision: Approve, person: {name: &p ' Ann'}}]") + "  - {minutes_item: {name: *p}}\n", []string{
			`f:11:48: warning: white space around the name`}},
		{"one text, two fields", base + "agenda_uri: &a x\nminutes_uri: *a\n", []string{`f:7:13: agenda_uri "x" is not`, `f:8:14: minutes_uri "x" is not`}},
		{"one text, right once", strings.Replace(base, "Full Council", "&n Board", 1) + "agenda_uri: *n\n", []string{`f:7:13: agenda_uri "Board" is not`}},
		{"a body for a person", strings.Replace(base, "body:\n  name: Full Council", "body: &b\n  name: Full Council\n  description: x", 1) +
			"event_minutes_items:\n  - {minutes_item: {name: x}, decision: Passed, matter: *b}\n", []string{`f:9:57: "description" is not a field of matter`,
			`f:9:57: the matter lacks the key "matter_type"`, `f:9:57: the matter lacks the key "title"`}},
		{"supporting files for votes", strings.Replace(voters("*f"), "    votes", "    supporting_files: &f [{name: x, uri: 'https://example.org'}]\n    votes", 1), []string{
			`f:12:12: "name" is not a field of vote`, `f:12:12: "uri" is not a field of vote`,
			`f:12:12: the vote lacks the key "person"`, `f:12:12: the vote lacks the key "decision"`}},
		{"a sponsor below the votes", item + "  - minutes_item: {name: x}\n    decision: Passed\n    votes: [{decision: Approve, person: &p {name: Ann, email: x}}]\n" +
			"    matter: {name: a, matter_type: b, title: c, sponsors: [*p]}\n", []string{`f:10:63: email "x" is not`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := problemsOf(c.data)
			same := len(got) == len(c.want)
			for i := range got {
				same = same && strings.HasPrefix(got[i], c.want[i])
			}
			if !same {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
