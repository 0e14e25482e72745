package reconcile

// The final status of a command and its exit code, and what a person does next: one pure function each.

import (
	"slices"
)

// Status is the word of the output "status".
type Status string

// The words.
const (
	StatusComplete   Status = "complete"
	StatusPlanned    Status = "planned"
	StatusInProgress Status = "in-progress"
	StatusIncomplete Status = "incomplete"
	StatusFailed     Status = "failed"
	StatusStopped    Status = "stopped"
)

// Exit codes.
const (
	ExitDone       = 0 // all is well, or another run goes on
	ExitIncomplete = 1 // something needs a person
	ExitInput      = 2 // bad input, event file or ledger
	ExitGitHub     = 3 // GitHub refuses or cannot be reached
	ExitStopped    = 4 // all is saved, run it again
	ExitBug        = 5
)

// Fault is what an error ends a command with. Where several errors happened, the greatest counts.
type Fault int

// The faults, the least first.
const (
	NoFault     Fault = iota
	SignalFault       // a signal
	InputFault        // bad input, event file or ledger
	GitHubFault       // GitHub refuses or cannot be reached
	BugFault
)

// Ending is how a command ended, as far as its status depends on it.
type Ending struct {
	Fault       Fault
	Reason      Reason // why the loop stopped; empty where there was none, or where a fault ended it
	Open        bool   // of the status command: a request is open
	NeedsPerson bool   // what failed or was cancelled, and counts
	LeftHorizon bool   // of a catch-up: a gap left the horizon since the last tick
	GoesOn      bool   // a later run of the step goes on by itself: wait: false, or a catch-up's next tick
}

// Status is the status and the exit code. Where several fit, the first in this order counts.
func (e Ending) Status() (Status, int) {
	switch {
	case e.Fault == BugFault:
		return StatusFailed, ExitBug
	case e.Fault == GitHubFault:
		return StatusFailed, ExitGitHub
	case e.Fault == InputFault:
		return StatusFailed, ExitInput
	case e.Fault == SignalFault, e.Reason == WasClosed:
		return StatusStopped, ExitStopped
	case e.Reason == MaxFailures, e.Reason == NoRunner, e.Reason == StillAlive:
		return StatusIncomplete, ExitIncomplete
	case e.Reason == Planned:
		return StatusPlanned, ExitDone
	case e.LeftHorizon:
		return StatusIncomplete, ExitIncomplete
	case e.Open, e.Reason == OnePass, e.Reason == Resting, e.Reason == Continued, e.Reason == TimeOver && e.GoesOn:
		return StatusInProgress, ExitDone
	case e.Reason == TimeOver:
		return StatusStopped, ExitStopped
	case e.NeedsPerson:
		return StatusIncomplete, ExitIncomplete
	}
	return StatusComplete, ExitDone
}

// EndingOf is the ending of a step whose loop stopped by its own decision.
func EndingOf(r Result, p *Policy) Ending {
	return Ending{
		Reason:      r.Reason,
		NeedsPerson: r.Coverage.needsPerson(p) || r.Left != nil && len(r.Left.CancelledNow(p)) > 0,
		LeftHorizon: r.Left != nil && len(r.Left.Missed()) > 0,
		GoesOn:      !p.Wait || p.CatchUp,
	}
}

// needsPerson says whether something that counts failed or was cancelled. What an earlier run of the step found of an event, or of
// a catch-up's days, was reported then, and is only listed.
func (c *Coverage) needsPerson(p *Policy) bool {
	return slices.ContainsFunc(c.NeedsPerson(), func(piece Piece) bool {
		return !p.Request.ForEvents() && !p.CatchUp || !piece.Last.Concluded.At.Before(p.Started)
	})
}

// CancelledNow are the pieces that a person cancelled, as far as this run of the step found that.
func (c *Coverage) CancelledNow(p *Policy) []Piece {
	return slices.DeleteFunc(slices.Clone(c.Cancelled), func(piece Piece) bool { return piece.Last.Concluded.At.Before(p.Started) })
}

// Advice is something for a person to do next.
type Advice int

// All advice.
const (
	LookAtFailed    Advice = iota // look at the last runs of what failed
	GatherCancelled               // gather what a person cancelled, if that is wanted
	EndDryRun                     // begin, without dry-run
	FindRunner                    // for a day no gather step began
	FixScraper                    // max-failures: the scraper is down, or credentials are gone
	RunAgain                      // run the same again to go on
	WaitForRest                   // the next tick tries again what failed
	WaitForNextRun                // the next run goes on, and nobody has to do anything
	LookAtRunners                 // the budget was spent without progress
	FollowRun                     // the run that goes on
	RunAgainSaved                 // the budget is spent: run the same again
	OpenAgain                     // a person closed it: the same words open a new request
	ForceCancel                   // runs that were cancelled don't end
)

// Next is what a person does next.
func (e Ending) Next(r Result, p *Policy) []Advice {
	switch {
	case e.Fault != NoFault:
		return nil
	case r.Reason == Planned:
		return []Advice{EndDryRun}
	case r.Reason == MaxFailures:
		return []Advice{FixScraper}
	case r.Reason == NoRunner:
		return []Advice{FindRunner}
	case r.Reason == Continued:
		return []Advice{FollowRun}
	case r.Reason == WasClosed:
		return []Advice{OpenAgain}
	case r.Reason == StillAlive:
		return []Advice{ForceCancel}
	}
	all := e.unfinished(r, p) // what failed comes after what is still to be gathered
	if len(r.Coverage.Failed) > 0 {
		all = append(all, LookAtFailed)
	}
	if len(r.Coverage.Cancelled) > 0 {
		all = append(all, GatherCancelled)
	}
	return all
}

// unfinished is how the request goes on where it isn't done.
func (e Ending) unfinished(r Result, p *Policy) []Advice {
	switch r.Reason {
	case OnePass:
		return []Advice{RunAgain}
	case Resting:
		return []Advice{WaitForRest}
	case TimeOver:
		switch {
		case e.GoesOn:
			return []Advice{WaitForNextRun}
		case p.OwnRun != 0 && !r.Progressed:
			return []Advice{LookAtRunners}
		}
		return []Advice{RunAgainSaved}
	}
	return nil
}
