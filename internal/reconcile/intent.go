package reconcile

import (
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// mayLeave says whether an attempt is an intent of this process that never left.
func (v *view) mayLeave(a *ledger.Attempt, p *Policy) bool {
	return a.Writer == p.Writer && !a.Settled() && !a.Accepted() && !v.Lost[a.Key]
}

// unsent are the intents of this process that never left, the oldest first.
func (v *view) unsent(p *Policy) []*ledger.Attempt {
	var own []*ledger.Attempt
	for _, a := range v.attempts {
		if v.mayLeave(a, p) {
			own = append(own, a)
		}
	}
	return own
}

func lapse(own []*ledger.Attempt, now time.Time) []ledger.Fact {
	facts := make([]ledger.Fact, len(own))
	for i, a := range own {
		facts[i] = ledger.Concluded{Key: a.Key, Class: Lapsed, Reason: "not sent", At: now}
	}
	return facts
}

// settle is what follows, without another look, for attempts of which no end is recorded: an own intent lapses when it is
// too old to be sent, or can't be; of another's, or one whose answer was lost, a run is looked for; a run that GitHub hasn't known for
// a while was deleted.
func (v *view) settle(now time.Time, p *Policy) []ledger.Fact {
	var facts []ledger.Fact
	for _, a := range v.attempts {
		switch since, gone := v.Gone[a.Dispatched.Run]; {
		case a.Settled():
		case a.Dispatched.Run != 0:
			if gone && now.Sub(since) >= goneAfter {
				facts = append(facts, ledger.Concluded{Key: a.Key, RunAttempt: 1, Class: string(workflow.Person), Reason: "the run was deleted", At: now})
			}
		case v.mayLeave(a, p):
			if now.Sub(a.Intent.At) >= sendWithin || now.Before(v.Hold) || v.Closed[a.Intent.Workflow] {
				facts = append(facts, lapse([]*ledger.Attempt{a}, now)...)
			}
		default:
			facts = append(facts, v.find(a, now)...)
		}
	}
	return facts
}

// find looks for the run of an attempt whose run is unknown. Runs that fit hold the attempt's slot and window until they
// end. Of an intent they prove nothing but by their name: then the window is gathered twice, which costs, where a false
// cover would lose. Of a dispatch that GitHub accepted without telling a run, there is one among them: it is known where
// only one fits, and doesn't matter where all succeeded.
func (v *view) find(a *ledger.Attempt, now time.Time) []ledger.Fact {
	fit := v.fitting(a)
	if i := slices.IndexFunc(fit, func(r workflow.Run) bool { return proves(r, a) }); i >= 0 {
		return adopt(a, fit[i])
	}
	if slices.ContainsFunc(fit, workflow.Run.Alive) {
		return nil
	}
	one := len(fit) == 1 || len(fit) > 0 && !slices.ContainsFunc(fit, func(r workflow.Run) bool { return r.Conclusion != "success" })
	switch {
	case a.Accepted() && one:
		return adopt(a, fit[0])
	case len(fit) > 0:
		return lost(a, "a run that may be its own ended: "+urls(fit), now)
	case now.Sub(a.Begun()) >= deadAfter:
		return lost(a, "no run of it appeared", now)
	}
	return nil
}

// adopt records the run of an attempt that was found.
func adopt(a *ledger.Attempt, r workflow.Run) []ledger.Fact {
	return []ledger.Fact{ledger.Dispatched{Key: a.Key, Run: r.ID, URL: r.URL, At: r.Created}}
}

// lost gives up on an attempt whose run can't be known. One that GitHub accepted did have a run, and so a run attempt.
func lost(a *ledger.Attempt, reason string, now time.Time) []ledger.Fact {
	c := ledger.Concluded{Key: a.Key, Class: LostResponse, Reason: reason, At: now}
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
