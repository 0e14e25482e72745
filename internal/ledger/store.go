package ledger

import (
	"context"
	"errors"
)

// Store keeps a ledger where the next process finds it.
type Store interface {
	// Load reads the ledger and remembers the version it read. Nothing stored yet is an empty ledger.
	Load(context.Context) (*Ledger, error)
	// Save writes the ledger if what is stored is still the version last loaded or saved. [ErrLostRace] means that it
	// isn't: load, merge, decide again.
	Save(context.Context, *Ledger) error
	// Changed says whether somebody else may have written the ledger since it was last loaded or saved.
	Changed(context.Context) (bool, error)
	// String says where the ledger is, for people.
	String() string
}

// ErrLostRace says that somebody else wrote the ledger since it was loaded.
var ErrLostRace = errors.New("the ledger was written by somebody else meanwhile")
