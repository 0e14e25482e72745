package event

import (
	"fmt"
	"strings"
	"testing"
)

// vocabularies are all rules that take constants, each with a file that has a value of it.
var vocabularies = map[string]struct {
	*rule
	data string
}{
	"item":   {itemDecision, base + "event_minutes_items: [{minutes_item: {name: x}, decision: %s}]\n"},
	"status": {matterStatus, base + "event_minutes_items: [{minutes_item: {name: x}, matter: {name: x, matter_type: x, title: x, result_status: %s}}]\n"},
	"vote": {voteDecision, base + "event_minutes_items: [{minutes_item: {name: x}, decision: Passed, " +
		"matter: {name: x, matter_type: x, title: x}, votes: [{person: {name: x}, decision: %s}]}]\n"},
	"title": {roleTitle, base + "event_minutes_items: [{minutes_item: {name: x}, decision: Passed, " +
		"matter: {name: x, matter_type: x, title: x, sponsors: [{name: x, seat: {name: x, roles: [{title: %s}]}}]}}]\n"},
	"bool": {&rule{oneOf: []string{"true", "false"}, words: booleanWords}, strings.Replace(base, "Council\n", "Council\n  is_active: %s\n", 1)},
}

func TestWordsPeopleUse(t *testing.T) {
	for _, c := range []struct{ rule, word, want string }{
		{"vote", "Aye", "Approve"}, {"vote", "Yes", "Approve"}, {"vote", "Yea", "Approve"}, {"vote", "In favor", "Approve"},
		{"vote", "IN FAVOUR", "Approve"}, {"vote", "approved", "Approve"}, {"vote", "'Y'", "Approve"}, {"vote", "Aprove", "Approve"},
		{"vote", "Nay", "Reject"}, {"vote", "No", "Reject"}, {"vote", "Against", "Reject"}, {"vote", "opposed", "Reject"},
		{"vote", "Abstain", "Abstain (Non-Voting)"}, {"vote", "Recused", "Abstain (Non-Voting)"}, {"vote", "Absent", "Absent (Non-Voting)"},
		{"vote", "Excused", "Absent (Non-Voting)"}, {"vote", "abstain approve", "Abstain (Approve)"}, {"vote", "Absent - Reject", "Absent (Reject)"},
		{"vote", "absent (aye)", "Absent (Approve)"}, {"vote", "Abstain (No)", "Abstain (Reject)"}, {"vote", "banana", ""},
		{"item", "Adopted", "Passed"}, {"item", "Carried", "Passed"}, {"item", "approved", "Passed"}, {"item", "Motion carried.", "Passed"},
		{"item", "Defeated", "Failed"}, {"item", "Rejected", "Failed"}, {"item", "did not pass", "Failed"}, {"item", "Yes", ""},
		{"status", "Passed", "Adopted"}, {"status", "Enacted", "Adopted"}, {"status", "Failed", "Rejected"}, {"status", "Vetoed", "Rejected"},
		{"status", "Pending", "In Progress"}, {"status", "in-progress", "In Progress"}, {"status", "Referred", "In Progress"},
		{"title", "Councilor", "Councilmember"}, {"title", "Council Member", "Councilmember"}, {"title", "Alderman", "Councilmember"},
		{"title", "President", "Council President"}, {"title", "Chairwoman", "Chair"}, {"title", "Vice-Chair", "Vice Chair"},
		{"title", "Substitute", "Alternate"}, {"title", "committee member", "Member"}, {"title", "County Supervisor", "Supervisor"},
		{"title", "Clerk", "Secretary"}, {"title", "VP", "Vice President"}, {"title", "Mayor", ""},
		{"bool", "yes", "true"}, {"bool", "Off", "false"}, {"bool", "1", "true"}, {"bool", "'true'", "true"}, {"bool", "maybe", ""},
	} {
		problems := problemsOf(fmt.Sprintf(vocabularies[c.rule].data, c.word))
		hint := ""
		if c.want != "" {
			hint = fmt.Sprintf(" → did you mean %q?", c.want)
		}
		if c.rule == "bool" {
			hint = strings.ReplaceAll(hint, `"`, "")
		}
		if len(problems) != 1 || !strings.HasSuffix(problems[0], hint) || strings.Contains(problems[0], "→") != (hint != "") {
			t.Errorf("%s %s: %q, want %s", c.rule, c.word, problems, hint)
		}
	}
}

// Every constant has words, no word is one of two constants, and none is a constant itself. However a constant is written, it is
// proposed.
func TestEveryConstantHasWords(t *testing.T) {
	for name, v := range vocabularies {
		seen := map[string]string{}
		for _, c := range v.oneOf {
			seen[plainWords(c)] = c
		}
		for _, c := range v.oneOf {
			if len(v.words[c]) < 3 {
				t.Errorf("%s: %s has words %q", name, c, v.words[c])
			}
			for _, word := range v.words[c] {
				if other, twice := seen[word]; twice || word != plainWords(word) {
					t.Errorf("%s: %q is a word for %s and %s", name, word, c, other)
				}
				seen[word] = c
			}
			for _, written := range []string{c + ".", strings.ToUpper(c) + "!", " " + c, strings.ReplaceAll(c, " ", "_") + " "} {
				if got, want := meant(written, v.oneOf, v.words), ask(c); got != want {
					t.Errorf("%s %q: %s, want %s", name, written, got, want)
				}
			}
		}
		for c := range v.words {
			if seen[plainWords(c)] != c {
				t.Errorf("%s: words for %q, which is no constant", name, c)
			}
		}
	}
}

// An e-mail address that cdp-backend refuses stays an error. Its hint must not empty the archive.
func TestHintOfAnEmail(t *testing.T) {
	data := vocabularies["title"].data[:strings.Index(vocabularies["title"].data, "seat:")] + "email: %s}]}}]\n"
	for _, written := range []string{"ann.lee-park@county.gov", "ann_lee@x.gov", "a.b.c@x.gov", "ann@mail.x.gov", "ann@x.info", "ann"} {
		problems := problemsOf(fmt.Sprintf(data, written))
		if len(problems) != 1 || !strings.HasSuffix(problems[0], " → "+email.hint) {
			t.Errorf("%s: %q", written, problems)
		}
	}
}

// Another word, however alike, is no misspelling: the hint would make a vote another one.
func TestWordsThatAreOthers(t *testing.T) {
	votes := []string{"Approve", "Reject", "Absent (Approve)", "Absent (Reject)", "Absent (Non-Voting)", "Abstain (Reject)", "Abstain (Approve)"}
	for _, c := range []struct {
		word      string
		constants []string
	}{
		{"Tabled", []string{"Passed", "Failed"}}, {"Filed", []string{"Passed", "Failed"}}, {"Paused", []string{"Passed", "Failed"}}, {"Waived", []string{"Passed", "Failed"}},
		{"Posted", []string{"Passed", "Failed"}}, {"Absent (Sick)", votes}, {"Absent (Travel)", votes}, {"Abstain (Recused)", votes},
	} {
		if got := meant(c.word, c.constants, nil); got != "" {
			t.Errorf("%q: %s", c.word, got)
		}
	}
	if got := meant("Aprove", votes, nil); got != `did you mean "Approve"?` {
		t.Errorf("Aprove: %q", got)
	}
}
