package cli

import (
	"io"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
)

// What the program is given by its surroundings.

// Env is what a process has.
type Env struct {
	Args    []string // without the program's name
	Environ []string // NAME=value
	Stdout  io.Writer
	Stderr  io.Writer
	// Columns is how wide the terminal behind Stderr is; 0 where there is none.
	Columns int
	Version string
}

// context is what GitHub's runner says of this step; little of it is known on a command line.
func (e *Env) context() actions.Context { return actions.ReadContext(e.Environ) }
