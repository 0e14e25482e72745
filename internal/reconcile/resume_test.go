package reconcile_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// TestAResumedBackfillOfMonthsSendsItsPlan: a step that goes on in the middle, on 28 February, carves from there what a plan
// of the whole range shows, and not windows that run from 28th to 28th.
func TestAResumedBackfillOfMonthsSendsItsPlan(t *testing.T) {
	month, err := window.ParseSize("1mo")
	if err != nil {
		t.Fatal(err)
	}
	words := ledger.Words{Begin: "2021-01-31", End: "2021-07-01", Reprocess: reconcile.ReprocessMissing}
	wanted := ledger.Request{ID: words.ID(1), Words: words, At: time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC),
		Window: window.Window{From: civil.Date(2021, 1, 31), To: civil.Date(2021, 7, 1)}}
	var plan, sent []string
	for w := range window.Carve(wanted.Window, month, wanted.Window.From) {
		plan = append(plan, w.String())
	}
	g := city(t, "busy-day=none,events-per-day=0")
	for _, wait := range []bool{false, false, true} {
		if _, err := run(bounded(t, g), g, nil, "ada", func(l *reconcile.Loop) {
			l.Policy.Request, l.Policy.Size, l.Policy.MaxParallel, l.Policy.Wait = wanted, month, 1, wait
		}); err != nil {
			t.Fatal(err)
		}
		if err := g.Clock().Sleep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range g.Dispatches() {
		sent = append(sent, d.Inputs["from"]+"/"+d.Inputs["to"])
	}
	if diff := cmp.Diff(plan, sent); diff != "" {
		t.Errorf("sent (-plan +sent):\n%s", diff)
	}
}
