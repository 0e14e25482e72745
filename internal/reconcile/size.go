package reconcile

import (
	"cmp"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Sizes that are learned stay within these days; DefaultDays is the size where nothing is known.
const (
	DefaultDays = 3
	mostDays    = 31
)

// samples is how many of the last attempts a rate is measured from: few enough to follow the seasons of a council.
const samples = 20

// Rate is how long runs take for a day that is covered. The zero value is nothing known.
type Rate struct {
	run  time.Duration
	days float64
}

// Known says whether an estimate can be made: something was covered.
func (r Rate) Known() bool { return r.run > 0 && r.days > 0 }

// Size is the safe size of a window: half of the limit's worth of days, 1 to 31; 1 where runs only reached the limit.
func (r Rate) Size(limit time.Duration) window.Size {
	if r.run == 0 {
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

// learn measures the rate from this ledger's attempts; where they say nothing, from the runs of others whose logs name what
// they gathered, else from the gather jobs of scheduled runs and the time between them.
func (v *view) learn(limit time.Duration) Rate {
	if rate := v.learnFromAttempts(limit); rate.run > 0 {
		return rate
	}
	if rate := v.learnFromOthers(limit); rate.run > 0 {
		return rate
	}
	return v.learnFromSchedule(limit)
}

// learnFromAttempts measures the last first attempts that ran to their end or to the time limit. One that was killed at the
// limit took its time and covered nothing: its halves will. Another attempt at a window says nothing, since what was
// transcribed before is quick; nor does what took longer than the limit and succeeded, which was held or queued for the rest
// of the time.
func (v *view) learnFromAttempts(limit time.Duration) (rate Rate) {
	for i, n := len(v.attempts)-1, 0; i >= 0 && n < samples; i-- {
		a := v.attempts[i]
		success := a.Concluded.Class == ledger.Success && a.Concluded.Minutes <= limit.Minutes()
		if a.IsEvent() || a.Number > 1 || !success && a.Concluded.Class != ledger.TimeLimit {
			continue
		}
		n++
		rate.run += time.Duration(a.Concluded.Minutes * float64(time.Minute))
		if success {
			rate.days += days(a.Window.Length())
		}
	}
	return rate
}

// learnFromOthers measures the last runs of others whose logs name their windows.
func (v *view) learnFromOthers(limit time.Duration) (rate Rate) {
	var observed []ledger.Observed
	for _, o := range v.State.Observed {
		if o.Logged && o.Minutes > 0 && o.Minutes <= limit.Minutes() && !o.Window.Empty() {
			observed = append(observed, o)
		}
	}
	slices.SortFunc(observed, func(a, b ledger.Observed) int { return cmp.Compare(b.Run, a.Run) })
	for _, o := range observed[:min(len(observed), samples)] {
		rate.run += time.Duration(o.Minutes * float64(time.Minute))
		rate.days += days(o.Window.Length())
	}
	return rate
}

// learnFromSchedule measures the gather jobs of scheduled runs over the time between the runs.
func (v *view) learnFromSchedule(limit time.Duration) (rate Rate) {
	var next time.Time
	for _, r := range v.Listed {
		if r.Event != "schedule" {
			continue
		}
		took := v.State.Observed[ledger.RunAttempt{Run: r.ID, Attempt: r.Attempt}].Minutes
		if next.After(r.Created) && took > 0 && took < limit.Minutes() {
			rate.run += time.Duration(took * float64(time.Minute))
			rate.days += next.Sub(r.Created).Hours() / 24
		}
		next = r.Created
	}
	return rate
}
