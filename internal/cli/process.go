package cli

import (
	"context"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// What every command works with.

// process is what a command works with.
type process struct {
	ctx, last context.Context // end with the time budget, too; within last what is known is still saved
	env       *Env
	runner    *runner
	github    *simulate.GitHub                // what a simulation acts on; nil: one of its own
	goesOn    bool                            // a later run of the step goes on by itself
	tell      func(o *outcome, failure error) // tells somebody how the command ended; nil where nobody is to be told
	wrong     problems                        // with the command line's arguments
}

// problems are those that a command begins with.
func (p *process) problems() problems { return slices.Clone(p.wrong) }

// runnable is a command.
type runnable interface {
	run(*process) (outcome, error)
}
