package reconcile

// Attempts of which no end is recorded: what can be concluded of them without another look.

import (
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// lapse records that intents will not be sent.
func lapse(own []*ledger.Attempt, now time.Time) []ledger.Fact {
	facts := make([]ledger.Fact, len(own))
	for i, a := range own {
		facts[i] = ledger.Concluded{Key: a.Key, Class: ledger.Lapsed, Reason: "not sent", At: now}
	}
	return facts
}

// settle is what can be concluded. An own intent lapses when it is too old to be sent, or can't be sent. For an intent
// of another process, or one whose answer was lost, a run is looked for. A run that GitHub hasn't known for a while is lost.
func (v *view) settle(lanes map[string]*Lane, now time.Time, p *Policy) []ledger.Fact {
	var facts []ledger.Fact
	for _, a := range v.attempts {
		switch {
		case a.Settled():
		case a.Dispatched.Run != 0:
			if v.isLost(a, now, p) {
				facts = append(facts, giveUp(a, "GitHub doesn't know the run", now)...)
			}
		case v.sendable(a, p):
			lane := lanes[a.Intent.Workflow]
			if now.Sub(a.Intent.At) >= sendWithin || now.Before(v.PausedUntil) || lane == nil || lane.resting(now) {
				facts = append(facts, lapse([]*ledger.Attempt{a}, now)...)
			}
		default:
			facts = append(facts, v.findRun(a, now)...)
		}
	}
	return facts
}

// passed says whether so much time has passed since a record was dated. Nothing is waited for of one that is dated as far in the
// future: no clock of ours wrote it.
func passed(now, dated time.Time, d time.Duration) bool {
	return now.Sub(dated) >= d || dated.Sub(now) >= d
}

// isLost says whether the run of an attempt is one that GitHub doesn't know, and won't.
func (v *view) isLost(a *ledger.Attempt, now time.Time, p *Policy) bool {
	since, missing := v.Missing[a.Dispatched.Run]
	return missing && passed(now, a.Dispatched.At, lostAfter) && (!p.Wait || now.Sub(since) >= missingFor)
}

// findRun looks for the run of an attempt whose run is unknown. While a candidate runs, it holds the attempt's slot and
// window. Only its name or its log proves that it is the attempt's: else the window is gathered twice, which costs time,
// where a false cover would lose meetings. When GitHub accepted the dispatch without returning an id, one of the candidates
// is the run: it is known where only one fits, and doesn't matter where all succeeded. Nothing is given up in the first
// minutes, in which a run may not be in the lists yet.
func (v *view) findRun(a *ledger.Attempt, now time.Time) []ledger.Fact {
	fit := v.candidates(a)
	if i := slices.IndexFunc(fit, func(r workflow.Run) bool { return v.proved(r, a) }); i >= 0 {
		return v.adopt(a, fit[i])
	}
	if slices.ContainsFunc(fit, workflow.Run.Alive) {
		return nil
	}
	one := len(fit) == 1 || len(fit) > 0 && !slices.ContainsFunc(fit, func(r workflow.Run) bool { return r.Conclusion != "success" })
	switch {
	case a.Accepted() && one:
		return v.adopt(a, fit[0])
	case !passed(now, a.Begun(), deadAfter):
		return nil
	case len(fit) > 0:
		return giveUp(a, "a run that may be its own ended: "+urls(fit), now)
	}
	return giveUp(a, "no run of it appeared", now)
}

// adopt records the run of an attempt that was found. From then on it is no candidate for another attempt.
func (v *view) adopt(a *ledger.Attempt, r workflow.Run) []ledger.Fact {
	v.ours[r.ID] = true
	return []ledger.Fact{ledger.Dispatched{Key: a.Key, Run: r.ID, URL: r.URL, At: r.Created}}
}

// giveUp records that the run of an attempt can't be known. If GitHub accepted the dispatch, there was a run, and so a run
// attempt.
func giveUp(a *ledger.Attempt, reason string, now time.Time) []ledger.Fact {
	c := ledger.Concluded{Key: a.Key, Class: ledger.Lost, Reason: reason, At: now}
	if a.Accepted() {
		c.RunAttempt = 1
	}
	return []ledger.Fact{c}
}

func urls(runs []workflow.Run) string {
	all := make([]string, len(runs))
	for i, r := range runs {
		all[i] = r.URL
	}
	return strings.Join(all, " ")
}
