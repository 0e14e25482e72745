package cli

import (
	"context"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// What every command works with.

// process is what a command works with.
type process struct {
	ctx, last context.Context
	env       *Env
	runner    *runner
	problems  problems         // what is wrong already before the command reads its flags
	github    *simulate.GitHub // what a simulation acts on; nil: one of its own
}

// runnable is a command.
type runnable interface {
	run(*process) (outcome, error)
}
