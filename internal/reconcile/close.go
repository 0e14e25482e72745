package reconcile

// Closing requests: nothing goes on with them, and where that is wanted their runs are cancelled on GitHub.

import (
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// Closable are the requests of some words, all where they are none, that are open; with runs those, too, that are closed, done or
// followed by another and have attempts without a known end. known says whether there is any of these words.
func Closable(state *ledger.State, words ledger.Words, runs bool, p Policy) (requests []ledger.Request, known bool) {
	for _, r := range byTime(state) {
		if words != (ledger.Words{}) && r.Words != words {
			continue
		}
		known = true
		newest, _ := Latest(state, r.Words)
		if newest.ID == r.ID && Open(state, r, p.Judged(r)) || runs && len(unsettledOf(state, []string{r.ID})) > 0 {
			requests = append(requests, r)
		}
	}
	return requests, known
}

// unsettledOf are the attempts of requests of which no end is known.
func unsettledOf(state *ledger.State, requests []string) (all []*ledger.Attempt) {
	for _, a := range state.Unsettled() {
		if slices.Contains(requests, a.Intent.Request) {
			all = append(all, a)
		}
	}
	return all
}

// close closes what the policy says: first the records, then the runs, then it sees these end.
func (v *view) close(now time.Time, p *Policy) Step {
	if p.DryRun {
		return Stop{Planned}
	}
	if facts := v.unclosed(now, p); len(facts) > 0 {
		return Record{facts}
	}
	alive := v.toCancel(p)
	if !p.Closing.Runs || len(alive) == 0 {
		return Stop{Done}
	}
	ask := slices.DeleteFunc(slices.Clone(alive), func(a *ledger.Attempt) bool { return a.Dispatched.Run == 0 || v.CancelAsked[a.Dispatched.Run] })
	switch {
	case len(ask) > 0 && !now.Before(v.PausedUntil):
		return CancelRuns{ask}
	case p.over(now):
		return Stop{StillAlive}
	}
	poll := Poll{Until: p.Deadline}
	if now.Before(v.PausedUntil) && v.PausedUntil.Before(poll.Until) {
		poll.Until = v.PausedUntil
	}
	return poll
}

// unclosed are the records that are missing.
func (v *view) unclosed(now time.Time, p *Policy) (facts []ledger.Fact) {
	for _, id := range p.Closing.Requests {
		if closed, known := v.State.Closed[id]; !known || p.Closing.Runs && !closed.Runs {
			facts = append(facts, ledger.Closed{Request: id, Runs: p.Closing.Runs, At: now})
		}
	}
	return facts
}

// toCancel are the live attempts of the requests that are closed.
func (v *view) toCancel(p *Policy) (all []*ledger.Attempt) {
	for _, a := range v.attempts {
		if slices.Contains(p.Closing.Requests, a.Intent.Request) && v.live(a) {
			all = append(all, a)
		}
	}
	return all
}
