package reconcile

// What needs one run: a window, or an event.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// Piece is an interval of time, or an event, that needs one run.
type Piece struct {
	ledger.Subject
	Tries     int             // of the attempts that held it, those that count against it
	NotBefore time.Time       // it rests until then
	Last      *ledger.Attempt // the last attempt that held it; nil where it was never tried
	Attempts  int             // the attempts that ended and held it
	Blocked   bool            // another version of the event is in flight
}

// tried is the piece that attempts held, the oldest first.
func tried(attempts []*ledger.Attempt) Piece {
	return Piece{Last: attempts[len(attempts)-1], Tries: countTries(attempts), Attempts: len(attempts)}
}

// rests has a piece of a catch-up rest for as many days as it failed times. What leaves the horizon soon is tried now, once in
// each run of the step.
func (piece *Piece) rests(p *Policy) {
	if !p.CatchUp || piece.From < p.LastChance && !piece.triedIn(p) {
		return
	}
	piece.NotBefore = piece.Last.Concluded.At.Add(time.Duration(piece.Tries) * catchUpRest)
}

// triedIn says whether the piece itself was tried in this run of the step.
func (piece *Piece) triedIn(p *Policy) bool {
	return piece.Last.Window == piece.Window && !piece.Last.Concluded.At.Before(p.Started)
}
