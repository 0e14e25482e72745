package reconcile

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// Latest is the newest request of these words, and how many there are; with none, n is 0.
func Latest(state *ledger.State, words ledger.Words) (latest ledger.Request, n int) {
	for {
		next, known := state.Requests[words.ID(n+1)]
		if !known {
			return latest, n
		}
		latest, n = next, n+1
	}
}

// Resume is the request that the wanted one, which has no ID, is now: the newest of its words while that is open, with the
// stretch it meant the first time, or with the events there are now; else a new one. A schedule ticks for ever: there,
// what would gather everything anew each time (all, failed) resumes but never opens, and ok is false where it was never
// opened by hand.
func Resume(state *ledger.State, wanted ledger.Request, scheduled bool, p Policy) (r ledger.Request, ok bool) {
	latest, n := Latest(state, wanted.Words)
	latest.Events = wanted.Events
	onlyByHand := scheduled && wanted.Words.Reprocess != ReprocessMissing
	if n > 0 && (onlyByHand || open(state, latest, p)) {
		return latest, true
	}
	wanted.ID = wanted.Words.ID(n + 1)
	return wanted, !onlyByHand
}

// open says whether some of a request is neither covered nor failed nor cancelled, on the ledger alone.
func open(state *ledger.State, r ledger.Request, p Policy) bool {
	p.Request = r
	return !OnLedger(state, p).Done()
}

// OnLedger is how the policy's request stands on the ledger alone, before GitHub is asked.
func OnLedger(state *ledger.State, p Policy) *Coverage {
	return cover(newView(&World{State: state}), &p)
}
