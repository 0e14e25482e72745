package cli

// Problems with what a person gave, and errors made of them.

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// problem is one thing wrong with what a person gave, and the way out.
type problem = report.Problem

// inputError is all that is wrong with the input.
type inputError struct{ problems []problem }

func (e *inputError) Error() string {
	lines := make([]string, len(e.problems))
	for i, p := range e.problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "; ")
}

// problems collects problems, so that a person sees all of them at once.
type problems []problem

func (ps *problems) add(place, hint, format string, args ...any) {
	*ps = append(*ps, problem{Place: place, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (ps *problems) addError(place string, err error) {
	*ps = append(*ps, problem{Place: place, Message: err.Error(), Hint: hintOf(err)})
}

// err is an error with all problems, sorted by place; nil if there are none.
func (ps problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	sorted := slices.Clone(ps)
	slices.SortStableFunc(sorted, func(a, b problem) int { return cmp.Compare(a.Place, b.Place) })
	return &inputError{sorted}
}

// hintOf is the hint of an error, or empty.
func hintOf(err error) string {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		return hinted.Hint()
	}
	return ""
}

// list are the problems of an error, of all that were joined.
func list(err error) []problem {
	var all []problem
	for _, e := range unjoin(err) {
		if input, ok := e.(*inputError); ok {
			all = append(all, input.problems...)
		} else {
			all = append(all, problem{Message: e.Error(), Hint: hintOf(e)})
		}
	}
	return all
}

// unjoin are the errors that were joined with errors.Join, also of nested ones; of any other error, the error itself.
func unjoin(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, unjoin(e)...)
	}
	return all
}

// at names the place of each error that was joined.
func at(place string, err error) error {
	if err == nil {
		return nil
	}
	var all []error
	for _, e := range unjoin(err) {
		all = append(all, fmt.Errorf("%s: %w", place, e))
	}
	return errors.Join(all...)
}

// didYouMean is a hint with the known word that was probably meant, or empty.
func didYouMean(word string, known []string) string {
	if nearest := suggest.Nearest(word, known); nearest != "" {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return ""
}
