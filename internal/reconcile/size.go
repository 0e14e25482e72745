package reconcile

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Sizes that are learned stay within these days; DefaultDays is the size where nothing is known.
const (
	DefaultDays = 3
	mostDays    = 31
)

// samples is how many of the last attempts a rate is measured from: few enough to follow the seasons of a council.
const samples = 20

// Rate is how long runs take for a day of window. The zero value is nothing known.
type Rate struct {
	run  time.Duration
	days float64
}

// Known says whether anything was measured.
func (r Rate) Known() bool { return r.days > 0 && r.run > 0 }

func (r *Rate) add(run time.Duration, days float64) { r.run += run; r.days += days }

// Size is the safe size of a window: half of the limit's worth of days, 1 to 31.
func (r Rate) Size(limit time.Duration) window.Size {
	if !r.Known() {
		return window.Days(DefaultDays)
	}
	return window.Days(int(min(mostDays, max(1, limit.Hours()/2/r.run.Hours()*r.days))))
}

// Estimate is how long runs over so much civil time take, fully one after another.
func (r Rate) Estimate(span civil.Time) time.Duration {
	if !r.Known() {
		return 0
	}
	return time.Duration(float64(r.run) / r.days * days(span))
}

func days(span civil.Time) float64 { return float64(span) / float64(civil.Day) }

// learn measures the rate from this ledger's last attempts that ran to their end or to the time limit; a window killed at
// the limit needs at least that, and so halves the size by itself. Where there are none, from scheduled runs and the
// time between them.
func (v *view) learn(limit time.Duration) Rate {
	var rate Rate
	for i, n := len(v.attempts)-1, 0; i >= 0 && n < samples; i-- {
		a := v.attempts[i]
		// What took longer than the limit and succeeded was held or queued for the rest of the time.
		measured := a.Concluded.Class == ledger.Success && a.Concluded.Minutes <= limit.Minutes() || a.Concluded.Class == string(workflow.TimeLimit)
		if measured && a.Event == "" && a.Concluded.Minutes > 0 {
			rate.add(time.Duration(a.Concluded.Minutes*float64(time.Minute)), days(a.Window.Length()))
			n++
		}
	}
	if rate.Known() {
		return rate
	}
	var next time.Time
	for _, r := range v.listed {
		if r.Event != "schedule" {
			continue
		}
		if took := r.Updated.Sub(r.Started); r.Conclusion == "success" && !next.IsZero() && next.After(r.Created) && took < limit {
			rate.add(took, next.Sub(r.Created).Hours()/24)
		}
		next = r.Created
	}
	return rate
}
