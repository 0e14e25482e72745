package reconcile

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
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

// Resume is the request that these words mean now: the newest of them while it is open, with the stretch it meant the
// first time; else a new one, of this stretch. A schedule ticks for ever: there, what would gather everything anew each
// time (all, failed) resumes but never opens, and ok is false where it was never opened by hand.
func Resume(state *ledger.State, words ledger.Words, w window.Window, scheduled bool, now time.Time, p Policy) (r ledger.Request, ok bool) {
	latest, n := Latest(state, words)
	if n > 0 && (open(state, latest, p) || scheduled && words.Reprocess != Missing) {
		return latest, true
	}
	if scheduled && words.Reprocess != Missing {
		return ledger.Request{}, false
	}
	return ledger.Request{ID: words.ID(n + 1), Window: w, Words: words, At: now}, true
}

// open says whether some of a request is neither covered nor given up nor left, on the ledger alone.
func open(state *ledger.State, r ledger.Request, p Policy) bool {
	p.Request = r
	return !Standing(state, p).Done()
}

// Standing is how the policy's request stands on the ledger alone, before GitHub is asked.
func Standing(state *ledger.State, p Policy) *Coverage {
	return cover(look(&World{State: state}), &p)
}
