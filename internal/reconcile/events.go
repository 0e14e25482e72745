package reconcile

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// coverEvents is the table of outcomes for events. An event is ingested once per content, and can't be halved: what fails
// too often is given up.
func (c *Coverage) coverEvents(v *view, p *Policy, successes, failures []*ledger.Attempt) {
	done := map[string]*ledger.Attempt{}
	for _, a := range successes {
		done[a.Event] = a
	}
	alive := map[string]*ledger.Attempt{}
	for _, a := range v.attempts {
		if v.alive(a) {
			alive[a.Event] = a
		}
	}
	failed := map[string][]*ledger.Attempt{}
	for _, a := range failures {
		failed[a.Event] = append(failed[a.Event], a)
	}
	for _, sha := range p.Request.Events {
		subject := ledger.Subject{Event: sha}
		if a := done[sha]; a != nil {
			c.Gathered = append(c.Gathered, a)
			continue
		}
		if a := alive[sha]; a != nil {
			c.Running = append(c.Running, a)
			continue
		}
		piece := Piece{Subject: subject}
		if attempts := failed[sha]; len(attempts) > 0 {
			piece = tried(attempts)
			piece.Subject = subject
		}
		switch {
		case piece.Last != nil && piece.Last.Concluded.Class == string(workflow.Person):
			c.Left = append(c.Left, piece)
		case piece.Tries > p.Retries:
			c.GivenUp = append(c.GivenUp, piece)
		default:
			c.Pending = append(c.Pending, piece)
		}
	}
}
