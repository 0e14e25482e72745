package report

// Problems and warnings: what is wrong, where, and the way out.

import (
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Problem is one thing that a person should know or change.
type Problem struct {
	Place   string // an input's name; empty where there is no one place
	Message string
	Hint    string // the way out; empty where there is none
}

// String is the place and the message.
func (p Problem) String() string {
	if p.Place == "" {
		return p.Message
	}
	return p.Place + ": " + p.Message
}

// TooMany says that more is pending than allowed.
func TooMany(p *reconcile.Policy, c *reconcile.Coverage) Problem {
	return Problem{"max-runs", fmt.Sprintf("%s were never tried, more than %d: nothing is sent", Count(c.NeverTried(), thing(&p.Request)), p.MaxRuns),
		"raise max-runs, or ask for less"}
}

// Failure is the summary of a step that ended with problems and has no other; empty without problems.
func Failure(problems []Problem) Summary {
	if len(problems) == 0 {
		return nil
	}
	return Summary{{head: "### This step failed\n\n", thing: "problem", rows: len(problems), urgent: len(problems),
		row: func(i int) string { return problems[i].markdown() }}}
}

func (p Problem) markdown() string {
	text := "- " + Inert(p.String())
	if p.Hint != "" {
		text += "<br>\n  hint: " + Inert(p.Hint)
	}
	return text + "\n"
}
