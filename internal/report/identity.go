package report

// The first line of a log.

import (
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// Identity is which program does what. Empty fields are left out.
type Identity struct {
	Version, Mode, Repository, Ledger string
	Action, ActionRef                 string // the repository and ref that a workflow uses the action by
}

// Line is the first line of a log.
func (i Identity) Line() string {
	line := fmt.Sprintf("trigger-event-gather %s: %s", i.Version, i.Mode)
	if i.Repository != "" {
		line += " of " + safetext.Escape(i.Repository, 200)
	}
	if i.Ledger != "" {
		line += ", ledger " + safetext.Escape(i.Ledger, 200)
	}
	if i.Action != "" {
		line += fmt.Sprintf(", used as %s@%s", safetext.Escape(i.Action, 200), safetext.Escape(i.ActionRef, 200))
	}
	return line
}
