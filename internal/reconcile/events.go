package reconcile

// How a request for events stands. Contents with one file or one key are versions of one event; the archive holds what was
// ingested last.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// versions are the attempts at the versions of one event: those with its file, or with its key, which is its body's name and
// its first session's time.
type versions []*ledger.Attempt

// isVersion says whether two events have one file, or one key.
func isVersion(a, b ledger.About) bool {
	return a.File == b.File || a.Body == b.Body && a.Start.Equal(b.Start)
}

// about describes an event: as it is in the repository, else as it was sent last.
func (v *view) about(sha string, p *Policy) (about ledger.About) {
	if e, known := p.Events[sha]; known {
		return e.About
	}
	for _, a := range v.attempts {
		if a.Event == sha {
			about = a.Intent.About
		}
	}
	return about
}

// versionsOf are the versions of an event that is in the repository now.
func (v *view) versionsOf(about ledger.About) versions {
	var all versions
	for _, a := range v.attempts {
		if a.IsEvent() && isVersion(a.Intent.About, about) {
			all = append(all, a)
		}
	}
	return all
}

// coverEvents places each event of the request. A version that is no longer in the repository is superseded: an event is
// ingested when it succeeded after every superseded version that did, and it leaves only while no other version is in
// flight.
func (c *Coverage) coverEvents(v *view, p *Policy, successes, failures []*ledger.Attempt) {
	current := map[string]bool{}
	for _, sha := range p.Request.Events {
		current[sha] = true
	}
	success, attempts := map[string]*ledger.Attempt{}, map[string][]*ledger.Attempt{}
	for _, a := range successes {
		success[a.Event] = a
	}
	for _, a := range failures {
		attempts[a.Event] = append(attempts[a.Event], a)
	}
	for _, sha := range p.Request.Events {
		all := v.versionsOf(v.about(sha, p))
		c.Superseded = append(c.Superseded, all.ended(current)...)
		own := success[sha]
		live, blocked := c.liveVersion(v, all, sha)
		superseded := all.supersededAt(current)
		switch {
		case own != nil && own.Concluded.At.After(superseded):
			c.Successes = append(c.Successes, own)
		case live != nil:
			c.Live = append(c.Live, live)
		default: // never ingested, or a superseded version was ingested after it: A, B, A
			c.placeEvent(sha, since(superseded, attempts[sha]), blocked, p)
		}
	}
}

// liveVersion is the live attempt at an event, and whether another version of it is in flight. That one is waited for, too.
func (c *Coverage) liveVersion(v *view, all versions, sha string) (own *ledger.Attempt, blocked bool) {
	for _, a := range v.attempts {
		if a.Event == sha && v.live(a) {
			own = a
		}
	}
	for _, a := range all {
		if a.Event != sha && v.live(a) {
			blocked = true
			if own == nil {
				c.addLive(a)
			}
		}
	}
	return own, blocked
}

// addLive adds a live attempt once.
func (c *Coverage) addLive(a *ledger.Attempt) {
	for _, known := range c.Live {
		if known == a {
			return
		}
	}
	c.Live = append(c.Live, a)
}

// supersededAt is when a version that isn't in the repository any more last succeeded, as far as the moment tells at which
// that was recorded; zero where none did.
func (all versions) supersededAt(current map[string]bool) (last time.Time) {
	for _, a := range all {
		if !current[a.Event] && a.Concluded.Class == ledger.Success {
			last = latest(last, a.Concluded.At)
		}
	}
	return last
}

// since are the attempts that ended after a moment.
func since(moment time.Time, attempts []*ledger.Attempt) (later []*ledger.Attempt) {
	for _, a := range attempts {
		if a.Concluded.At.After(moment) {
			later = append(later, a)
		}
	}
	return later
}

// ended are the versions that are no longer in the repository and whose run failed: a person may run one again.
func (all versions) ended(current map[string]bool) (ended []Piece) {
	for _, a := range all {
		if !current[a.Event] && a.Settled() && a.Concluded.Class != ledger.Success {
			ended = append(ended, Piece{Subject: a.Subject, Last: a})
		}
	}
	return ended
}

func (c *Coverage) placeEvent(sha string, own []*ledger.Attempt, blocked bool, p *Policy) {
	piece := Piece{Subject: ledger.OfEvent(sha)}
	if len(own) > 0 {
		piece = tried(own)
		piece.Subject = ledger.OfEvent(sha)
	}
	piece.Blocked = blocked
	switch {
	case piece.Last != nil && piece.Last.Concluded.Class == ledger.Person:
		c.Cancelled = append(c.Cancelled, piece)
	case piece.Last != nil && after(own, piece.Tries, false, p) == failed:
		c.Failed = append(c.Failed, piece)
	default:
		c.Pending = append(c.Pending, piece)
	}
}
