package reconcile_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// TestAStepStopsWhenItsRequestIsClosed lets a backfill work, and another process close its request after some hours: nothing
// leaves after the backfill's next look, the runs end, and another request gathers all.
func TestAStepStopsWhenItsRequestIsClosed(t *testing.T) {
	t.Parallel()
	for seed := range often(20) {
		g := city(t, fmt.Sprintf("seed=%d,busy-day=2021-01-08,gather-failure=10%%", seed+1))
		runs := seed%2 == 1
		var worked reconcile.Result
		var closedAt, stoppedAt time.Time
		after := time.Duration(seed%7)*time.Hour + 20*time.Minute // the first: no run ends for long, so only a look finds it
		backfill := func(c *simtest.Controller) {
			var err error
			if worked, err = run(bounded(t, g), g, c, "ada"); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
			stoppedAt = g.Clock().Now()
		}
		closes := func(c *simtest.Controller) {
			_ = c.Clock().Sleep(t.Context(), after)
			closedAt = g.Clock().Now()
			got, err := run(bounded(t, g), g, c, "bob", func(l *reconcile.Loop) {
				l.Policy.Closing = &reconcile.Closing{Requests: []string{l.Policy.Request.ID}, Runs: runs}
				l.Policy.Request, l.Policy.Deadline = ledger.Request{}, l.Policy.Started.Add(reconcile.CloseWithin)
			})
			if err != nil || got.Reason != reconcile.Done {
				t.Errorf("seed %d: closing ended as %q, %v", seed, got.Reason, err)
			}
		}
		g.Run(backfill, closes)
		if worked.Reason != reconcile.WasClosed {
			t.Fatalf("seed %d: the backfill ended as %q", seed, worked.Reason)
		}
		if late := stoppedAt.Sub(closedAt); late > 5*time.Minute { // it looks every three
			t.Errorf("seed %d: the backfill stopped %s after its request was closed", seed, late)
		}
		for _, d := range g.Dispatches() {
			if late := d.At.Sub(closedAt); late > 4*time.Minute {
				t.Errorf("seed %d: a run left %s after its request was closed", seed, late)
			}
		}
		for _, r := range g.Runs() {
			if runs && r.Ended.IsZero() {
				t.Errorf("seed %d: run %d goes on", seed, r.ID)
			}
		}
		again, err := run(bounded(t, g), g, nil, "eve")
		if err != nil || again.Reason != reconcile.Done || len(again.Coverage.Cancelled) > 0 {
			t.Errorf("seed %d: the same words ended as %q with %v cancelled, %v", seed, again.Reason, again.Coverage.Cancelled, err)
		}
		settled(t, g, again, 2)
	}
}
