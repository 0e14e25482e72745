package event

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// A Place is a character of a file. Line and Column count from 1, columns in code points.
type Place struct {
	File         string
	Line, Column int
}

// String is file:line:column, the file quoted where its name could pass for more than a name.
func (p Place) String() string {
	return fmt.Sprintf("%s:%d:%d", safetext.Name(p.File), p.Line, p.Column)
}

// A Problem is something a person should change in an event file. An event with one that is not a Warning cannot be sent.
type Problem struct {
	Place
	Warning bool
	Message string
	Hint    string // the way out, or empty
}

// String is file:line:column: message, without the hint.
func (p Problem) String() string {
	if p.Warning {
		return p.Place.String() + ": warning: " + p.Message
	}
	return p.Place.String() + ": " + p.Message
}

// SortProblems sorts by file, line and column, and keeps the order of those at one place.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// quote quotes a value from an event file in a message.
func quote(s string) string { return safetext.Quote(s, 80) }
