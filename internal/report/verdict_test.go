package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

func TestTheVerdictOfEveryEnding(t *testing.T) {
	days := func(missing int) Standing { return Standing{Missing: missing, Of: 42, Thing: "day"} }
	events := Standing{Missing: 1, Of: 3, Thing: "event"}
	dry := days(4)
	dry.DryRun = true
	for _, c := range []struct {
		want     string
		status   reconcile.Status
		standing Standing
	}{
		{"✓ Seattle, backfill: all 42 days are covered", reconcile.StatusComplete, days(0)},
		{"✓ Seattle, backfill: 4 of 42 days not gathered, nothing new needs a person", reconcile.StatusComplete, days(4)},
		{"✓ Seattle, backfill: 1 of 3 events not ingested, nothing new needs a person", reconcile.StatusComplete, events},
		{"✓ Seattle, backfill: nothing to do", reconcile.StatusComplete, Standing{Thing: "day"}},
		{"✓ Seattle, backfill: complete", reconcile.StatusComplete, Standing{}},
		{"▶ Seattle, backfill: in progress, 4 of 42 days still to gather", reconcile.StatusInProgress, days(4)},
		{"▶ Seattle, backfill: in progress, 1 of 3 events still to ingest", reconcile.StatusInProgress, events},
		{"⚠ Seattle, backfill: 4 of 42 days still missing", reconcile.StatusIncomplete, days(4)},
		{"⚠ Seattle, backfill: all 42 days are covered, but something needs a person", reconcile.StatusIncomplete, days(0)},
		{"■ Seattle, backfill: stopped, 4 of 42 days still missing", reconcile.StatusStopped, days(4)},
		{"✗ Seattle, backfill: failed, 4 of 42 days still missing", reconcile.StatusFailed, days(4)},
		{"✗ Seattle, backfill: failed", reconcile.StatusFailed, Standing{}},
		{"○ Seattle, backfill, dry run: 4 of 42 days still to gather", reconcile.StatusPlanned, dry},
		{"○ Seattle, backfill, check only: 2 events, 0 errors", reconcile.StatusPlanned, Standing{CheckOnly: true, Said: "2 events, 0 errors"}},
		{"▶ Seattle, backfill: in progress, 1 of 2 requests not done", reconcile.StatusInProgress, OfRequests([]Standing{days(4), days(0)})},
	} {
		if got := (Verdict{"CouncilDataProject/seattle", "backfill", c.status, c.standing}).String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	for repository, want := range map[string]string{"": "✓ status: complete", "a/king-county": "✓ king-county, status: complete"} {
		if got := (Verdict{repository, "status", reconcile.StatusComplete, Standing{}}).String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestACalendarOfMonths(t *testing.T) {
	var days []Day
	for n := range 33 {
		days = append(days, Day{From: civil.Date(2021, 1, 30+n), State: Covered})
	}
	days[2].State, days[3].State, days[4].State, days[5].State = Failed, Cancelled, InFlight, Pending
	want := "**Calendar**\n\n```text\n" +
		"2021 1   5    10   15   20   25   30\n" +
		"Jan                               ■■\n" +
		"Feb  ✗⊘▶□■■■■■■■■■■■■■■■■■■■■■■■■\n" +
		"Mar  ■■■\n" +
		"```\n\n■ covered · ▶ in flight · □ pending · ✗ failed · ⊘ cancelled\n"
	if d := cmp.Diff(want, Months(days)); d != "" {
		t.Error(d)
	}
	if Months(nil) != "" {
		t.Error("a calendar without days")
	}
}

// Where there are more months than have room, those in which something is missing are shown.
func TestManyMonths(t *testing.T) {
	var days []Day
	for n := range 3 * 365 {
		days = append(days, Day{From: civil.Date(2019, 1, 1+n), State: Covered})
	}
	days[0].State = Failed
	text := Months(days)
	if n := monthLines(text); n != mostMonths || !strings.Contains(text, "\n2019 1   5    10   15   20   25   30\nJan  ✗■") || !strings.Contains(text, "\nDec  ■") || !strings.Contains(text, "Not shown: 24 months more.\n") {
		t.Errorf("%d months: %s", n, text)
	}
	for i := range days {
		days[i].State = Pending
	}
	if n := monthLines(Months(days)); n != mostMonths {
		t.Errorf("%d months", n)
	}
}

func monthLines(text string) int {
	return len(regexp.MustCompile(`(?m)^[A-Z][a-z]{2}  [^a-z]`).FindAllString(text, -1))
}

// What was never tried is one line of the list, however many windows it is; each run is named by its days and its attempt.
func TestWhatIsMissingIsListedWithItsLastRun(t *testing.T) {
	piece := func(from, to int) reconcile.Piece {
		return reconcile.Piece{Subject: ledger.OfWindow(window.Window{From: civil.Date(2021, 3, from), To: civil.Date(2021, 3, to)})}
	}
	failed := piece(1, 3)
	failed.Attempts, failed.Last = 2, &ledger.Attempt{Key: ledger.Key{Subject: failed.Subject}, Dispatched: ledger.Dispatched{URL: "https://github.example/7"}, Concluded: ledger.Concluded{Reason: "exit 1", Minutes: 90}}
	c := &reconcile.Coverage{Failed: []reconcile.Piece{failed}, Pending: []reconcile.Piece{piece(3, 5), piece(5, 7), piece(9, 10)}}
	s := OverviewOf(c, ledger.Request{Window: window.Window{From: civil.Date(2021, 3, 1), To: civil.Date(2021, 3, 10)}}, Names{})
	s.Next, s.Requests = []Sentence{own("Look.")}, "GitHub was asked 7 times."
	text := append(s.Summary(), s.Footnote()...).Markdown(1 << 20)
	want := "**Still missing**\n\n" +
		"- 2021-03-01 to 2021-03-02: failed, [run 2021-03-01 to 2021-03-02, attempt 2](<https://github.example/7>): exit 1\n" +
		"- 2021-03-03 to 2021-03-06: pending\n- 2021-03-09: pending\n\n**What to do next**\n\n- Look.\n\n**Calendar**\n"
	if !strings.Contains(text, want) {
		t.Errorf("no %q in %s", want, text)
	}
	for _, want := range []string{"<details><summary>Last runs of 4 windows: 1.5 run hours in total</summary>\n\n| window ",
		"| 2021\u201103\u201101 to 2021\u201103\u201102 | failed | 2 | 90 |  | [run 2021\u201103\u201101 to 2021\u201103\u201102, attempt 2](<https://github.example/7>): exit 1 |\n", "\n</details>\n\n<sub>GitHub was asked 7 times.</sub>\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if got, want := strings.Join(s.Links(), "\n"), "failed: 2021-03-01 to 2021-03-02 https://github.example/7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
