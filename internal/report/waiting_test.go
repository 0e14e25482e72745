package report

import (
	"fmt"
	"slices"
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

// Other runs hold every slot only where a window waits for one.
func TestSlotsThatNobodyWaitsFor(t *testing.T) {
	days := window.Window{From: civil.Date(2021, 3, 1), To: civil.Date(2021, 3, 5)}
	c := &reconcile.Coverage{Requested: window.Of(days), Pending: []reconcile.Piece{{Subject: ledger.OfWindow(days)}}}
	for reason, want := range map[reconcile.Reason]bool{reconcile.TimeOver: true, reconcile.OnePass: true, reconcile.MaxFailures: false, reconcile.NoRunner: false, reconcile.TooMany: false} {
		step := Step{Policy: &reconcile.Policy{}, State: &ledger.New().State, Result: reconcile.Result{Reason: reason, Decision: reconcile.Decision{Coverage: c}}}
		if got := slices.Contains(step.notes(), "Other runs hold every slot."); got != want {
			t.Errorf("%v: %v", reason, step.notes())
		}
	}
}

// What a person is told to give is named as the form names it, or as it is typed.
func TestAdviceNamesWhatPeopleGive(t *testing.T) {
	c := &reconcile.Coverage{Failed: []reconcile.Piece{{}}}
	for _, tt := range []struct {
		policy reconcile.Policy
		by     By
		reason reconcile.Reason
		want   string
	}{
		{reconcile.Policy{}, Form, reconcile.Done, "Then start the backfill workflow again with the same dates, and choose `failed` in the list (`reprocess: failed`)."},
		{reconcile.Policy{}, Terminal, reconcile.Done, "Then run `backfill` again with `--reprocess failed`."},
		{reconcile.Policy{CatchUp: true}, Form, reconcile.Done, "Then start the backfill workflow over those days, and choose `failed` in the list (`reprocess: failed`)."},
		{reconcile.Policy{CatchUp: true}, Terminal, reconcile.Done, "Then run `backfill` over those days with `--reprocess failed`."},
		{reconcile.Policy{Request: ledger.Request{Events: []string{"a"}}}, Form, reconcile.Done, "Then start the workflow of special events, and choose `failed` in the list (`reprocess: failed`)."},
		{reconcile.Policy{}, Form, reconcile.Planned, "Click Run workflow again and untick the last field (`dry-run: false`) to begin."},
		{reconcile.Policy{}, Terminal, reconcile.Planned, "Leave out `--dry-run` to begin."},
	} {
		got := advice(&tt.policy, reconcile.Result{Reason: tt.reason, Decision: reconcile.Decision{Coverage: c}}, reconcile.Ending{Reason: tt.reason}, tt.by)
		if len(got) != 1 || !strings.HasSuffix(got[0].Text, " "+tt.want) || tt.by == Form && got[0].Markdown != got[0].Text || strings.Contains(got[0].Markdown, "--") {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
