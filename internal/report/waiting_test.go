package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// A step that waits for slots says whose runs hold them, at once and every half hour, with how far it is. A run that lasts far
// too long is warned of once.
func TestWaiting(t *testing.T) {
	begun := time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC)
	days := window.Window{From: civil.Date(2021, 3, 1), To: civil.Date(2021, 3, 5)}
	d := &reconcile.Decision{
		Coverage: &reconcile.Coverage{Requested: window.Of(days), Pending: []reconcile.Piece{{Subject: ledger.OfWindow(days)}}},
		Others: []workflow.Run{
			{ID: 7, File: "gather.yml", Actor: "ada\n::error::", Event: "workflow_dispatch", Created: begun.Add(-2 * time.Hour), URL: "https://github.example/7"},
			{ID: 8, File: "special.yml", Actor: "bob", Event: "schedule", Created: begun, URL: "https://github.example/8"},
		},
	}
	w := NewWaiting(&reconcile.Policy{Started: begun, RunLimit: 6 * time.Hour, MaxParallel: 1})
	told := func(after time.Duration) string {
		t.Helper()
		lines, warnings := w.Lines(d, begun.Add(after))
		for _, p := range warnings {
			lines = append(lines, fmt.Sprintf("warning: %s; %s", p.Message, p.Hint))
		}
		return strings.Join(lines, "\n")
	}
	is := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
	}
	const line = "waiting     for a slot: "
	is("at once", told(0), line+`gather.yml by ada\n::error::, started 2 h ago  https://github.example/7`+"\n"+
		line+"special.yml by the schedule, started just now  https://github.example/8")
	is("for half an hour", told(29*time.Minute), "")
	is("after half an hour", told(30*time.Minute), line+`gather.yml by ada\n::error::, started 2 h 30 min ago  https://github.example/7`+"\n"+
		line+"special.yml by the schedule, started 30 min ago  https://github.example/8\n"+
		"progress    0 of 4 days covered; 0 in flight, 1 pending; no estimate yet: no run has ended that could be measured")
	if got := told(28 * time.Hour); strings.Count(got, "\n") != 3 || !strings.HasSuffix(got,
		"\nwarning: https://github.example/7 was started 30 h ago, far longer than the time limit; look at it, and cancel it if it does nothing: it holds a slot") {
		t.Errorf("after a day:\n%s", got)
	}
	if got := told(29 * time.Hour); strings.Contains(got, "warning") {
		t.Errorf("warned twice:\n%s", got)
	}
	d.Free = 1
	if got := told(30*time.Hour - time.Minute); strings.Contains(got, line) {
		t.Errorf("with a free slot:\n%s", got)
	}
	d.Free = 0
	if got := told(30*time.Hour - time.Minute); !strings.Contains(got, line) {
		t.Errorf("when it begins again:\n%s", got)
	}
}
