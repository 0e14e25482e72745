package cli

import (
	"io"
	"slices"
	"strings"

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

// proxy is the name of a variable that says to connect through a proxy; empty if there is none.
func (e *Env) proxy() string {
	names := []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"}
	for _, variable := range e.Environ {
		if name, value, _ := strings.Cut(variable, "="); value != "" && slices.Contains(names, name) {
			return name
		}
	}
	return ""
}
