package reconcile

// Whether somebody has to be told how a request ended: what becomes of the issue that says so. There is one for a ledger.

import (
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Notice is what becomes of the issue.
type Notice int

// What may become of it.
const (
	NoNotice Notice = iota
	OpenIssue
	UpdateIssue
	CloseIssue
)

// Notice is what becomes of the issue after a request ended. open says whether there is an open issue, same whether its text
// is what would be written now, and well whether nothing on the ledger needs a person.
func (e Ending) Notice(open, same, well bool) Notice {
	switch status, _ := e.Status(); {
	case status == StatusComplete && open && well:
		return CloseIssue
	case status != StatusIncomplete && status != StatusFailed:
		return NoNotice
	case !open:
		return OpenIssue
	case !same:
		return UpdateIssue
	}
	return NoNotice
}

// Well says whether nothing on a ledger needs a person: of no request that is not closed something failed or was cancelled,
// and nothing left the horizon of a catch-up ungathered. Of a request that a newer one holds as a whole, the newer one counts.
func Well(state *ledger.State, p Policy) bool {
	p = Policy{Zone: p.Zone, Retries: p.Retries, RunLimit: p.RunLimit}
	requests := slices.DeleteFunc(Newest(state), func(r ledger.Request) bool {
		_, closed := state.Closed[r.ID]
		return closed
	})
	for i, r := range requests {
		held := slices.ContainsFunc(requests[i+1:], func(newer ledger.Request) bool { return holds(newer, r) })
		if !held && len(OnLedger(state, p.Judged(r)).NeedsPerson()) > 0 {
			return false
		}
	}
	return len(MissedEver(state, p)) == 0
}

// holds says whether a request asks for all that another one asks for.
func holds(r, other ledger.Request) bool {
	if r.ForEvents() != other.ForEvents() {
		return false
	}
	if !r.ForEvents() {
		return r.Window.Holds(other.Window)
	}
	return !slices.ContainsFunc(other.Events, func(id string) bool { return !slices.Contains(r.Events, id) })
}

// MissedEver are the days that some tick of a catch-up looked at, that the last one no longer did, and that nobody gathered.
func MissedEver(state *ledger.State, p Policy) window.Set {
	gone := state.LeftHorizon()
	if gone.Empty() {
		return nil
	}
	p = Policy{Zone: p.Zone, Retries: p.Retries, RunLimit: p.RunLimit}
	p.Request = ledger.Request{Window: gone, Words: ledger.Words{Reprocess: ReprocessMissing}}
	return OnLedger(state, p).Missed()
}
