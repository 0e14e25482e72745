package cli

// How a command ended: its outputs, its summary, and which fault an error is.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// outcome is how a command ended.
type outcome struct {
	ending  reconcile.Ending
	outputs outputs
	summary report.Summary
	missing report.Summary // what the issue says that somebody is told by; empty where no request was looked at

	standing report.Standing // for the first line of the summary
	links    []string        // to the runs that need a person, for an annotation
	footnote report.Summary
}

// planned is the ending of a command that only shows what it would do.
var planned = reconcile.Ending{Reason: reconcile.Planned}

// outputsOf are the outputs of a step: what this run of it sent, and how the request stands.
func outputsOf(s report.Step) outputs {
	c := s.Result.Coverage
	o := outputs{Succeeded: len(c.Successes), Failed: len(c.NeedsPerson()), Remaining: len(c.Pending) + len(c.Live), Found: c.Found}
	for _, a := range s.State.Attempts() {
		if !a.SentBy(s.Policy.Writer) {
			continue
		}
		o.Dispatched++
		if !a.IsEvent() {
			o.Windows = append(o.Windows, a.Window)
		}
		o.Runs = append(o.Runs, outputRunOf(a))
	}
	if s.Result.Reason == reconcile.Planned && !s.Policy.Request.ForEvents() {
		o.Windows = []window.Window{}
		for _, piece := range c.Pending {
			o.Windows = append(o.Windows, piece.Window)
		}
	}
	return o
}

func outputRunOf(a *ledger.Attempt) outputRun {
	run := outputRun{ID: a.Dispatched.Run, URL: a.Dispatched.URL, Attempt: a.Number, Conclusion: a.Concluded.Conclusion}
	if !a.IsEvent() {
		run.Window = &a.Window
	}
	return run
}

// errSignal says that a signal ended a command, and errStopped that it can go on.
var (
	errSignal  = errors.New("stopped by a signal")
	errStopped = fmt.Errorf("%w: run it again and it goes on", errSignal)
)

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

// faultOf is the fault of an error, the greatest where several were joined.
func faultOf(err error) reconcile.Fault {
	fault := reconcile.NoFault
	for _, e := range unjoin(err) {
		fault = max(fault, faultOfOne(e))
	}
	return fault
}

func faultOfOne(err error) reconcile.Fault {
	var input *inputError
	var locked *ledger.LockedError
	var invalid *workflow.Invalid
	var bug *bugError
	switch {
	case errors.As(err, &input), errors.As(err, &locked), errors.As(err, &invalid), errors.As(err, new(*fs.PathError)), errors.As(err, new(*os.LinkError)):
		return reconcile.InputFault // also a disk that is full
	case errors.As(err, &bug):
		return reconcile.BugFault
	case errors.Is(err, errSignal):
		return reconcile.SignalFault
	}
	return reconcile.GitHubFault
}
