package reconcile

// Failures one after another: the scraper is down, or credentials are gone.

import (
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// streak counts the different windows that failed one after another up to now, nothing having gathered since. Windows that
// overlap count once.
type streak struct {
	now    int // in this run of the step
	before int // before it
}

// streak looks back to the last outcome that shows that gathering works; where a step doesn't wait, no further than a day.
func (v *view) streak(now time.Time, p *Policy) (s streak) {
	var failing []ledger.Subject
	for _, a := range slices.Backward(v.attempts) {
		if !a.Settled() || !v.State.Counts(a) {
			continue
		}
		if !p.Wait && a.Concluded.At.Before(now.Add(-24*time.Hour)) {
			break
		}
		switch outcomeOf(a).shows {
		case works:
			return s
		case fails:
			if slices.ContainsFunc(failing, a.Subject.Overlaps) {
				continue
			}
			failing = append(failing, a.Subject)
			if a.Concluded.At.Before(p.Started) {
				s.before++
			} else {
				s.now++
			}
		}
	}
	return s
}

// stops says whether the step ends: too many failed in this run of it (where it doesn't wait, in the last day), or its probe
// did.
func (s streak) stops(p *Policy) bool {
	if s.now == 0 {
		return false
	}
	return s.now >= p.MaxFailures || s.before >= p.MaxFailures || !p.Wait && s.now+s.before >= p.MaxFailures
}

// probes says whether the step begins with one window, to see whether gathering works again.
func (s streak) probes(p *Policy) bool { return s.now+s.before >= p.MaxFailures }
