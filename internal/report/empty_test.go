package report

import (
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// A window that found nothing beside one that found some is worth a look: its scraper may have missed something. These tests
// write the days of March 2021 in words, the first for the 1st: a number is what a log says was found, "?" is a log that
// doesn't say, "pending" and "failed" are days that are not covered.

// overview is how a request for such days stands.
func overview(days string) *Overview {
	all := strings.Fields(days)
	c := &reconcile.Coverage{}
	for i := range all {
		n := len(all) - i // the last first: rows are by time, whatever the order of attempts
		w := window.Window{From: civil.Date(2021, 3, n), To: civil.Date(2021, 3, n+1)}
		a := &ledger.Attempt{Key: ledger.Key{Subject: ledger.OfWindow(w), Number: 1}}
		a.Dispatched.URL = "https://github.example/" + w.From.Day()
		a.Concluded = ledger.Concluded{Class: ledger.Success}
		switch word := all[n-1]; word {
		case "pending":
			c.Pending = append(c.Pending, reconcile.Piece{Subject: a.Subject})
			continue
		case "failed":
			a.Concluded.Class, a.Concluded.Found = ledger.Gather, new(0)
			c.Failed = append(c.Failed, reconcile.Piece{Subject: a.Subject, Last: a, Attempts: 3})
			continue
		case "?":
		default:
			a.Concluded.Found = new(int(word[0] - '0'))
		}
		c.Successes = append(c.Successes, a)
	}
	request := ledger.Request{Window: window.Window{From: civil.Date(2021, 3, 1), To: civil.Date(2021, 3, 1+len(all))}}
	return OverviewOf(c, request, Names{Zone: time.UTC})
}

func TestAWindowThatFoundNothingUnlikeItsNeighbours(t *testing.T) {
	for _, c := range []struct{ days, marked string }{
		{days: "0 3", marked: "2021-03-01"},
		{days: "3 0", marked: "2021-03-02"},
		{days: "3 0 2", marked: "2021-03-02"},
		{days: "0 1 0", marked: "2021-03-01 2021-03-03"},
		{days: "1 0 0 1", marked: "2021-03-02 2021-03-03"},
		{days: "1 0 0 0 1", marked: "2021-03-02 2021-03-04"},
		{days: "? 0 1", marked: "2021-03-02"},
		{days: "pending 0 1", marked: "2021-03-02"},
		{days: "0"},
		{days: "0 0 0"},
		{days: "? 0 ?"},
		{days: "0 ?"},
		{days: "? 0"},
		{days: "pending 0 pending"},
		{days: "failed 0 failed"},
		{days: "1 failed 1"},
		{days: "1 ? 1"},
		{days: "1 pending 0"},
		{days: "1 2 3"},
	} {
		t.Run(c.days, func(t *testing.T) {
			s := overview(c.days)
			text, summary := s.Text(), s.Summary().Markdown(1<<20)
			if !strings.Contains(summary, "| window | state | attempts | minutes | events | run |\n|---|---|--:|--:|--:|---|\n") {
				t.Errorf("no column of events:\n%s", summary)
			}
			var want string
			for _, day := range strings.Fields(c.marked) {
				want += "0 events: " + day + " found none, its neighbours found some. Check whether the scraper saw it: https://github.example/" + day + "\n"
				if row := "| " + unbroken(day) + " | covered | 1 |  | **0 events** | [run " + unbroken(day) + ", attempt 1](<https://github.example/" + day + ">) |\n"; !strings.Contains(summary, row) {
					t.Errorf("no row %q:\n%s", row, summary)
				}
			}
			if got := strings.Join(lines(text, "0 events:"), ""); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if n := strings.Count(summary, "**0 events**"); n != len(strings.Fields(c.marked)) {
				t.Errorf("%d are marked:\n%s", n, summary)
			}
		})
	}
}

// lines are those of a text that begin so.
func lines(text, begin string) (all []string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, begin) {
			all = append(all, line)
		}
	}
	return all
}

// What is not marked says the number as it is, and nothing where nothing says it.
func TestTheColumnOfEvents(t *testing.T) {
	summary := overview("0 0 ? 7").Summary().Markdown(1 << 20)
	for day, found := range map[string]string{"2021-03-01": "0", "2021-03-02": "0", "2021-03-03": "", "2021-03-04": "7"} {
		if row := "| " + unbroken(day) + " | covered | 1 |  | " + found + " | [run "; !strings.Contains(summary, row) {
			t.Errorf("no row %q:\n%s", row, summary)
		}
	}
}

// A special event is one event: there is nothing to count.
func TestSpecialEventsAreNotCounted(t *testing.T) {
	c := &reconcile.Coverage{}
	request := ledger.Request{Events: []string{strings.Repeat("a", 64), strings.Repeat("b", 64)}}
	for i, sha := range request.Events {
		a := &ledger.Attempt{Key: ledger.Key{Subject: ledger.OfEvent(sha), Number: 1}}
		a.Concluded = ledger.Concluded{Class: ledger.Success, Found: new(i)}
		c.Successes = append(c.Successes, a)
	}
	s := OverviewOf(c, request, Names{Zone: time.UTC})
	summary := s.Summary().Markdown(1 << 20)
	if !strings.Contains(summary, "| event | state | attempts | minutes | run |\n|---|---|--:|--:|---|\n") ||
		!strings.Contains(summary, "| event aaaaaa<!-- -->aaaaaa | ingested | 1 |  |  |\n") {
		t.Errorf("got %s", summary)
	}
	if text := s.Text() + summary; strings.Contains(text, "0 events") {
		t.Errorf("marked: %s", text)
	}
}
