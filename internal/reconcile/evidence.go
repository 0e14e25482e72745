package reconcile

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Evidence is what a successful scheduled run gathered, for certain: at some moment between its start and its end, in UTC,
// the pipeline took the last days up to that moment, and its scrapers read both bounds as local time. Of any other run
// nothing is known. A run that was run again is read by the attempt that succeeded.
func Evidence(r workflow.Run, days int, zone *time.Location, now time.Time) (o ledger.Observed, ok bool) {
	if r.Event != "schedule" || r.Alive() || r.Conclusion != "success" {
		return o, false
	}
	o = ledger.Observed{Run: r.ID, RunAttempt: r.Attempt, At: now, Window: window.Window{
		From: civil.Of(r.Updated.UTC()) - civil.Time(days)*civil.Day,
		To:   min(civil.Of(r.Started.UTC()), civil.Of(r.Started.In(zone))),
	}}
	return o, !o.Window.Empty()
}
