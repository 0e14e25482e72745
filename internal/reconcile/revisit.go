package reconcile

// Days that a catch-up gathers once more, some time after they were gathered: minutes, votes and captions appear late.

import (
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// late are the attempts that began long enough after their windows to count as another look at them.
func (p *Policy) late(attempts []*ledger.Attempt) []*ledger.Attempt {
	return slices.DeleteFunc(slices.Clone(attempts), func(a *ledger.Attempt) bool {
		return civil.Of(a.Begun().In(p.Zone)) < a.Window.To+p.RevisitAfter
	})
}

// covers are the parts of a window that a run covers which was created at a moment: all, but where days are to be looked at
// once more, of what is due only what it looked at late enough.
func (p *Policy) covers(w window.Window, created civil.Time) []window.Window {
	if p.RevisitAfter == 0 {
		return []window.Window{w}
	}
	due := civil.Of(p.Started.In(p.Zone)).Floor() - p.RevisitAfter
	return []window.Window{{From: max(w.From, due), To: w.To}, {From: w.From, To: min(w.To, due, created-p.RevisitAfter)}}
}
