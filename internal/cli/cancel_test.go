package cli

import (
	"strings"
	"testing"
	"time"
)

// A scene in which two of three windows of a backfill are in flight, two hours after it began.
func openBackfill(t *testing.T) *scene {
	t.Helper()
	s := openScene(t, "")
	if code := s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --max-parallel=2 --wait=false --retries=1")); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	s.sleep(30 * time.Minute)
	return s
}

const (
	march  = "--begin=2021-03-01 --end=2021-03-07"
	cancel = "cancel --simulate "
)

func TestCancel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, args string
		code       int
		says       []string
		closed     int    // records
		alive      int    // runs in flight afterwards
		classes    string // of the attempts
	}{
		{"by its words", march, 0, []string{`^close       2021-03-01\.\.2021-03-07 missing#1: 0 of 6 days covered, 2 windows in flight, 1 window pending`, `^1 request closed; 2 runs in flight\.$`,
			"^next: The runs in flight go on, and what they gather counts"}, 1, 2, " "},
		{"all", "", 0, []string{`^1 request closed; 2 runs in flight\.$`}, 1, 2, " "},
		{"with its runs", march + " --cancel-runs", 0, []string{`^1 request closed, 2 runs ended\.$`, "^CANCELLED by @.* 2021-03-01 to 2021-03-02", "^next: A person closed this request"}, 1, 0, "person person"},
		{"a dry run", "--cancel-runs --dry-run", 0, []string{`^would close  2021-03-01\.\.2021-03-07 missing#1: `, `^would cancel  2021-03-01 to 2021-03-02  https://`, `^1 request would be closed\.$`}, 0, 2, " "},
		{"other words", "--begin=2021-03-01 --end=2021-03-08", 2, []string{`^error: begin: no request "2021-03-01\.\.2021-03-08 missing"$`, `^hint: .*there are: 2021-03-01\.\.2021-03-07 missing#1$`}, 0, 2, " "},
		{"other reprocess", march + " --reprocess=all", 2, []string{`^error: begin: no request "2021-03-01\.\.2021-03-07 all"$`}, 0, 2, " "},
		{"an end without a begin", "--end=2021-03-07", 2, []string{"^error: begin: required beside end$"}, 0, 2, " "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openBackfill(t)
			code := s.step(cancel + c.args)
			if n := strings.Count(s.ledgerText(), `"kind":"closed"`); code != c.code || n != c.closed {
				t.Errorf("exit code %d, want %d; %d closed, want %d", code, c.code, n, c.closed)
			}
			alive := 0
			for _, r := range s.Runs() {
				if r.Ended.IsZero() {
					alive++
				}
			}
			if got := s.classes(); alive != c.alive || got != c.classes {
				t.Errorf("%d runs in flight, want %d; classes %q, want %q", alive, c.alive, got, c.classes)
			}
			shows(t, s.text(), c.says)
			for _, v := range s.Violations() {
				t.Error(v)
			}
		})
	}
}

// What was closed is open no more: nobody warns of it, and the same words open a new request, for which what was cancelled with
// the old one doesn't count.
func TestAfterCancel(t *testing.T) {
	t.Parallel()
	s := openBackfill(t)
	if code := s.step(cancel + "--cancel-runs"); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if code := s.step(cancel); code != 0 || !strings.Contains(s.text(), "nothing is open") {
		t.Errorf("closed again: exit code %d", code)
	}
	if code := s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --max-parallel=2")); code != 0 {
		t.Errorf("the same words again: exit code %d", code)
	}
	s.hasGathered("2021-03-01", "2021-03-07")
	shows(t, s.text(), []string{`request #2$`})
	if got, want := s.classes(), "person person success success success"; got != want {
		t.Errorf("classes %q, want %q", got, want)
	}
	if t.Failed() {
		t.Log(s.text(), s.ledgerText())
	}
}

// A run that succeeds before GitHub cancels it is covered for everybody, and GitHub's 409 is no error.
func TestCancelOfARunThatEnds(t *testing.T) {
	t.Parallel()
	s := openBackfill(t)
	s.sleep(4 * time.Hour)
	if code := s.step(cancel + "--cancel-runs"); code != 0 || s.classes() != "success success" {
		t.Errorf("exit code %d, classes %q", code, s.classes())
	}
	shows(t, s.text(), []string{`^gathered \(2 events\)  2021-03-01 to 2021-03-02`, `^1 request closed, 2 runs ended\.$`})
}

// A request that was closed is not gone on with, and a catch-up doesn't warn of it.
func TestACatchUpDoesNotWarnOfWhatWasClosed(t *testing.T) {
	t.Parallel()
	for name, closes := range map[string]bool{"open": false, "closed": true} {
		s := openScene(t, "schedule=on")
		s.step(backfillOf("2019-01-01", "2019-01-07", "--window=2d --wait=false"))
		if closes {
			s.step(cancel)
		}
		s.sleep(10 * 24 * time.Hour)
		s.step("catch-up --simulate --lookback=5d")
		if warned := strings.Contains(s.text(), "2019-01-01..2019-01-07 missing#1 is unfinished"); warned == closes {
			t.Errorf("%s: warned %v\n%s", name, warned, s.text())
		}
	}
}

// A schedule doesn't begin again what a person closed. A person does.
func TestAScheduleDoesNotBeginWhatWasClosed(t *testing.T) {
	t.Parallel()
	s := openBackfill(t)
	s.step(cancel + "--cancel-runs")
	s.more = []string{"GITHUB_EVENT_NAME=schedule"}
	sent := s.sent()
	if code := s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --wait=false")); code != 0 || s.sent() != sent {
		t.Errorf("exit code %d, sent %d", code, s.sent()-sent)
	}
	shows(t, s.text(), []string{`^warning: 2021-03-01\.\.2021-03-07 missing#1 was closed on 2021-07-01: neither a schedule nor what was started before that begins it again; nothing is done$`})
	if code := s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --dry-run --reprocess=all")); code != 0 {
		t.Errorf("a dry run of what a schedule doesn't begin: exit code %d", code)
	}
}
