package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Exit codes.
const (
	exitDone       = 0 // all is well, or somebody goes on
	exitIncomplete = 1 // something needs a person
	exitInput      = 2 // bad input, event file or ledger: nothing was dispatched
	exitGitHub     = 3 // GitHub refuses or cannot be reached
	exitStopped    = 4 // all is saved, run it again
	exitBug        = 5
)

// The words of the output "status".
const (
	statusComplete   = "complete"
	statusPlanned    = "planned"
	statusInProgress = "in-progress"
	statusIncomplete = "incomplete"
	statusFailed     = "failed"
	statusStopped    = "stopped"
)

// outcome is how a command ended, without an error.
type outcome struct {
	status  string
	outputs outputs
	summary string // Markdown
}

func (o outcome) code() int {
	switch o.status {
	case statusIncomplete:
		return exitIncomplete
	case statusStopped:
		return exitStopped
	}
	return exitDone
}

// errStopped says that a signal ended a command.
var errStopped = errors.New("stopped by a signal: run it again and it goes on")

// bugError says that the program did what it must never do.
type bugError struct{ what string }

func (e *bugError) Error() string { return "a bug of ours: " + e.what }

// Hint is what to do about it.
func (*bugError) Hint() string {
	return "what was dispatched is in the ledger; please report this at https://github.com/CouncilDataProject/trigger-event-gather/issues"
}

// stopped is an error with what the signal caused said as that; what else went wrong stays beside it.
func stopped(err error) error {
	all := unjoin(err)
	for i, e := range all {
		if unsaved := (*reconcile.UnsavedError)(nil); !errors.As(e, &unsaved) && errors.Is(e, context.Canceled) {
			all[i] = errStopped
		}
	}
	return errors.Join(all...)
}

// precedence is which exit code counts where several fit, the first before the others.
var precedence = []int{exitBug, exitGitHub, exitInput, exitStopped, exitIncomplete}

// codeOf is the exit code of an error, of several that were joined by precedence.
func codeOf(err error) int {
	rank := len(precedence) - 1
	for _, e := range unjoin(err) {
		rank = min(rank, slices.Index(precedence, codeOfOne(e)))
	}
	return precedence[rank]
}

func codeOfOne(err error) int {
	var input *inputError
	var locked *ledger.LockedError
	var invalid *workflow.Invalid
	var bug *bugError
	switch {
	case errors.As(err, &input), errors.As(err, &locked), errors.As(err, &invalid):
		return exitInput
	case errors.As(err, &bug):
		return exitBug
	case errors.Is(err, errStopped):
		return exitStopped
	}
	return exitGitHub
}
