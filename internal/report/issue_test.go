package report

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

func TestIssue(t *testing.T) {
	const ledgerName, run = "branch:a-->b", "https://github.com/o/r/actions/runs/7"
	attempt := strangersAttempt(1, "the scraper is down")
	c := &reconcile.Coverage{Failed: []reconcile.Piece{{Subject: ledger.OfWindow(window.Window{From: june(2), To: june(3)}), Last: attempt, Attempts: 3}},
		Pending: []reconcile.Piece{{Subject: ledger.OfWindow(window.Window{From: june(1), To: june(2)})}}}
	s := OverviewOf(c, ledger.Request{Window: window.Window{From: june(1), To: june(3)}}, Names{Zone: time.UTC})
	s.Next = NeedsPerson(c, ledger.Request{}, Form)
	issue := IssueOf(ledgerName, s.Missing(), run)
	body := issue.Body()
	for _, part := range []string{
		"<!-- trigger-event-gather branch:a--%3Eb -->\n\n### 2021-06-01 to 2021-06-02\n\n0 of 2 days covered.\n\n**Still missing**\n\n" +
			"- 2021-06-02: failed, [run 2021-06-02, attempt 3](<https://a.example/the%20scraper%20is%20down>): the scraper is down\n- 2021-06-01: pending\n",
		"**What to do next**\n\n- Look at the last run of what failed, and fix what it says",
		"\n\nFound by [this run](<" + run + ">).\n",
	} {
		if !strings.Contains(body, part) {
			t.Errorf("no %q in\n%s", part, body)
		}
	}
	if !strings.HasPrefix(body, IssueMark(ledgerName)) || strings.HasPrefix(body, IssueMark("branch:a")) {
		t.Error("the mark is another ledger's")
	}
	if next := IssueOf(ledgerName, s.Missing(), run+"1"); !next.Is(body) || !next.Is(strings.ReplaceAll(body, "\n", "\r\n")) {
		t.Error("another run that found the same makes a difference")
	}
	if next := IssueOf(ledgerName, Failure([]Problem{{Message: "GitHub refused it"}}), run); next.Is(body) {
		t.Error("it says the same of something else")
	}
}

// Whatever is missing, GitHub takes the body, and what needs a person comes first.
func TestIssueIsBounded(t *testing.T) {
	s := &Overview{Title: "years", Thing: thingWindow, Rows: make([]Row, 9000)}
	for i := range s.Rows {
		s.Rows[i] = Row{Title: "2021-06-01", State: Pending, Attempts: 1, Reason: strings.Repeat("@", 300)}
	}
	s.Rows[8999] = Row{Title: "a day that failed", State: Failed, Attempts: 3}
	body := IssueOf("branch:b", s.Missing(), "https://github.com/o/r/actions/runs/7").Body()
	if n := utf8.RuneCountInString(body); n > workflow.MostIssueText || !strings.Contains(body, "a day that failed") || !strings.HasSuffix(body, "runs/7>).\n") {
		t.Errorf("%d characters, from %q to %q", n, body[:200], body[len(body)-200:])
	}
}

func TestNotTold(t *testing.T) {
	for want, err := range map[string]error{
		"403 is a permission. Give the job `permissions: issues: write`; ": &workflow.Refused{Status: 403, Message: "403 is a permission"},
		"issues are disabled. Enable them":                                 &workflow.Refused{Status: 410, Message: "Issues has been disabled in this repository."},
		"could not be written: it broke\n":                                 errors.New("it broke"),
	} {
		if got := NotTold(err).Markdown(1000); !strings.Contains(got, want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
}
