package cli

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

func TestOfSeveralEndsOneCounts(t *testing.T) {
	input, bug, github := &inputError{}, &bugError{"x"}, errors.New("GitHub refused")
	canceled := fmt.Errorf("list runs: %w", context.Canceled)
	for _, c := range []struct {
		name string
		err  error
		want reconcile.Fault
	}{
		{"input", input, reconcile.InputFault},
		{"GitHub before input", errors.Join(input, github), reconcile.GitHubFault},
		{"a bug before all", errors.Join(input, errors.Join(github, bug)), reconcile.BugFault},
		{"a signal", stopped(canceled), reconcile.SignalFault},
		{"input before a signal", stopped(errors.Join(canceled, input)), reconcile.InputFault},
		{"what a signal left unsaved", stopped(errors.Join(canceled, &reconcile.UnsavedError{Err: context.Canceled})), reconcile.GitHubFault},
	} {
		if got := faultOf(c.err); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
	if err := stopped(nil); err != nil {
		t.Errorf("a signal after all was done: %v", err)
	}
}
