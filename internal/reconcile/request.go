package reconcile

import (
	"cmp"
	"slices"
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

// Resume is the request that the wanted one, which has no ID, is now: the newest of its words while that is open, with the
// interval it meant the first time, or with the events there are now; else a new one. It remembers the policy's retries and run
// limit. A schedule ticks for ever: there, what would gather everything anew each time (all, failed) resumes but never
// opens, nor does what a person closed, and ok is false where it was never opened by hand.
func Resume(state *ledger.State, wanted ledger.Request, scheduled bool, p Policy) (r ledger.Request, ok bool) {
	latest, n := Latest(state, wanted.Words)
	wanted.Retries, wanted.RunLimit = p.Retries, p.RunLimit.Truncate(time.Second)
	if latest.Retries != wanted.Retries || latest.RunLimit != wanted.RunLimit || !slices.Equal(latest.Events, wanted.Events) {
		latest.Events, latest.Retries, latest.RunLimit, latest.Used = wanted.Events, wanted.Retries, wanted.RunLimit, wanted.At
	}
	_, closed := state.Closed[latest.ID]
	onlyByHand := scheduled && (closed || wanted.Words.Reprocess != ReprocessMissing)
	if n > 0 && !closed && (onlyByHand || Open(state, latest, p)) {
		return latest, true
	}
	wanted.ID = wanted.Words.ID(n + 1)
	return wanted, !onlyByHand
}

// repeats says whether a request says the same as the one before it of its words. A schedule makes such a one with each run.
func repeats(state *ledger.State, r ledger.Request) bool {
	_, n := Latest(state, r.Words)
	before, known := state.Requests[r.Words.ID(n-1)]
	return known && before.Window == r.Window && before.Retries == r.Retries && before.RunLimit == r.RunLimit && slices.Equal(before.Events, r.Events)
}

// Open says whether a request is not closed, and some of it is neither covered nor failed nor cancelled, on the ledger alone. It
// is judged by the policy's retries and run limit.
func Open(state *ledger.State, r ledger.Request, p Policy) bool {
	_, closed := state.Closed[r.ID]
	p.Request = r
	return !closed && !OnLedger(state, p).Done()
}

// Judged is a policy with the retries and the run limit of the last command that worked on a request, as far as they are known.
func (p Policy) Judged(r ledger.Request) Policy {
	p.Request = r
	if r.RunLimit > 0 {
		p.Retries, p.RunLimit = r.Retries, r.RunLimit
	}
	return p
}

// OnLedger is how the policy's request stands on the ledger alone, before GitHub is asked.
func OnLedger(state *ledger.State, p Policy) *Coverage {
	return cover(newView(&World{State: state}), &p)
}

// LastFailure is the last attempt over some of a window that ended without success, or nil.
func LastFailure(state *ledger.State, w window.Window) *ledger.Attempt {
	var last *ledger.Attempt
	for _, a := range state.Attempts() {
		if !a.IsEvent() && a.Settled() && a.Concluded.Class != ledger.Success && state.Counts(a) && a.Window.Overlaps(w) {
			last = a
		}
	}
	return last
}

// idleFor is how long nothing may happen to an open request before a person should know.
const idleFor = 7 * 24 * time.Hour

// Idle are the open requests that nothing has happened to for a week, with the moment since when. Of requests of the same
// words the newest counts.
func Idle(state *ledger.State, now time.Time, p Policy) (requests []ledger.Request, since []time.Time) {
	p.CatchUp, p.RevisitAfter = false, 0
	for _, r := range Newest(state) {
		if last := lastOf(state, r); now.Sub(last) > idleFor && Open(state, r, p.Judged(r)) {
			requests, since = append(requests, r), append(since, last)
		}
	}
	return requests, since
}

// lastOf is when anything last happened to a request.
func lastOf(state *ledger.State, r ledger.Request) time.Time {
	last := r.At
	for _, a := range state.Attempts() {
		if a.Intent.Request == r.ID && a.Begun().After(last) {
			last = a.Begun()
		}
	}
	return last
}

// Newest are the newest requests of all words, the oldest first.
func Newest(state *ledger.State) []ledger.Request {
	var all []ledger.Request
	for id, r := range state.Requests {
		if latest, _ := Latest(state, r.Words); latest.ID == id {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b ledger.Request) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all
}
