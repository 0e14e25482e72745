package event

// Problems in event files, and how they are printed.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// A Place is the position of a character in a file. Line and Column count from 1, columns in code points.
type Place struct {
	File         string
	Line, Column int
}

// String is file:line:column. A file name with control characters is quoted.
func (p Place) String() string {
	return fmt.Sprintf("%s:%d:%d", safetext.Name(p.File), p.Line, p.Column)
}

// A Problem is an error or a warning about an event file. An event with an error is not sent.
type Problem struct {
	Place
	Warning bool
	Message string
	Hint    string // how to fix it, or empty
}

// String is file:line:column: message, without the hint.
func (p Problem) String() string {
	if p.Warning {
		return p.Place.String() + ": warning: " + p.Message
	}
	return p.Place.String() + ": " + p.Message
}

// SortProblems sorts problems by file, line and column. Those at one place keep their order.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// quote quotes a value from an event file in a message.
func quote(s string) string { return safetext.Quote(s, 80) }

// escape escapes it without quotes.
func escape(s string) string { return safetext.Escape(s, 80) }
