package reconcile

import (
	"cmp"
	"maps"
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
// opens, and ok is false where it was never opened by hand. Nor does it open what a person closed, and no step does that was
// started before that.
func Resume(state *ledger.State, wanted ledger.Request, o Occasion, p Policy) (r ledger.Request, ok bool) {
	latest, n := Latest(state, wanted.Words)
	wanted.Retries, wanted.RunLimit = p.Retries, p.RunLimit.Truncate(time.Second)
	if latest.Retries != wanted.Retries || latest.RunLimit != wanted.RunLimit || !slices.Equal(latest.Events, wanted.Events) {
		latest.Events, latest.Retries, latest.RunLimit, latest.Used = wanted.Events, wanted.Retries, wanted.RunLimit, wanted.At
	}
	record, closed := state.Closed[latest.ID]
	onlyByHand := o.Scheduled && wanted.Words.Reprocess != ReprocessMissing
	if n > 0 && !closed && (onlyByHand || Open(state, latest, p)) {
		return latest, true
	}
	wanted.ID = wanted.Words.ID(n + 1)
	return wanted, !onlyByHand && !(closed && o.before(record))
}

// Occasion is what started this step.
type Occasion struct {
	Scheduled bool
	Created   time.Time // when the run was created that the step is part of; zero where that is unknown
}

// before says whether the step was started before a person closed a request, or without a person: on a schedule. The next run of a
// step that goes on may wait for long.
func (o Occasion) before(closed ledger.Closed) bool {
	return o.Scheduled || !o.Created.IsZero() && o.Created.Before(closed.At)
}

// repeats says whether a request says the same as the one before it of its words. A schedule makes such a one with each run.
func repeats(state *ledger.State, r ledger.Request) bool {
	_, n := Latest(state, r.Words)
	before, known := state.Requests[r.Words.ID(n-1)]
	_, closed := state.Closed[before.ID]
	return known && !closed && before.Window == r.Window && before.Retries == r.Retries && before.RunLimit == r.RunLimit && slices.Equal(before.Events, r.Events)
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
	p.Request, p.CatchUp = r, r.ID == HorizonID
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
	return slices.DeleteFunc(byTime(state), func(r ledger.Request) bool {
		latest, _ := Latest(state, r.Words)
		return latest.ID != r.ID
	})
}

// byTime are all requests, the oldest first.
func byTime(state *ledger.State) []ledger.Request {
	return slices.SortedFunc(maps.Values(state.Requests), func(a, b ledger.Request) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
}
