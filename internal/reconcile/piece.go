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
func tried(attempts []*ledger.Attempt, p *Policy) Piece {
	last := attempts[len(attempts)-1]
	piece := Piece{Last: last, Tries: countTries(attempts), Attempts: len(attempts)}
	if p.CatchUp {
		piece.NotBefore = last.Concluded.At.Add(time.Duration(piece.Tries) * catchUpRest)
	}
	return piece
}
