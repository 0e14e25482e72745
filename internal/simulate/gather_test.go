package simulate_test

// What a gather run gathers by what it is given, and what its log says of that.

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// What people gathered before the clock starts can be read of its log, as long as that is kept.
func TestPeopleGather(t *testing.T) {
	s := on(t, "people-gather=2021-03-01..2021-03-04@2021-05-20,people-gather=2021-02-01..2021-02-02@2021-03-10")
	runs := s.Runs()
	if len(runs) != 2 || !runs[0].Created.Equal(time.Date(2021, 3, 10, 12, 0, 0, 0, time.UTC)) || runs[1].Conclusion != success {
		t.Fatalf("runs %+v", runs)
	}
	want := "] Gathering events to process. (2021-03-01T00:00:00 - 2021-03-04T00:00:00)\n"
	if text := string(s.log(runs[1].ID)); !strings.Contains(text, want) {
		t.Errorf("log\n%s", text)
	}
	if _, status := s.logAddress(s.gatherJob(runs[0].ID).ID); status != http.StatusGone {
		t.Errorf("log of 113 days ago: %d", status)
	}
	if got := s.Gathered(); len(got) != 2 || got[1].From != civil.Date(2021, 3, 1) || got[1].To != civil.Date(2021, 3, 4) {
		t.Errorf("gathered %v", got)
	}
	s.clean()
}

// People may give what only Python's fromisoformat understands; the log has it as isoformat writes it.
func TestWhatPeopleGive(t *testing.T) {
	for _, c := range []struct{ from, to, conclusion, line string }{
		{"2021-03-01", "2021-03-02T12:00", success, "(2021-03-01T00:00:00 - 2021-03-02T12:00:00)"},
		{"2021-03-01T00:00:00-08:00", "2021-03-02T00:00:00Z", success, "(2021-03-01T00:00:00-08:00 - 2021-03-02T00:00:00+00:00)"},
		{"2021-03-02", "2021-03-01", success, "Processing 0 events."},
		{"last week", "2021-03-01", failure, "ValueError"},
		{"", "", failure, "argument --from: expected one argument"},
	} {
		s := on(t, "")
		id := s.StartRun("event-gather-pipeline.yml", map[string]string{"from": c.from, "to": c.to})
		if got := s.outcome(id); got != c.conclusion {
			t.Errorf("%s to %s: %s", c.from, c.to, got)
		}
		if text := string(s.log(id)); !strings.Contains(text, c.line) {
			t.Errorf("%s to %s: log has no %s:\n%s", c.from, c.to, c.line, text)
		}
		s.clean()
	}
}

// A run that is given one window and gathers another leaves that in the log, and the journal knows.
func TestOtherEndsThanWereSent(t *testing.T) {
	s := on(t, "log-other-ends=#1")
	s.outcome(s.dispatch("2021-03-01T00:00:00", "2021-03-03T00:00:00"))
	if got := s.Gathered(); len(got) != 1 || got[0].From.Day() != "2021-06-29" {
		t.Errorf("gathered %v", got)
	}
	s.clean()
}
