// Package simtest controls a simulated GitHub from tests and reads what happened on it. It holds no state: everything is
// in the [simulate.GitHub] that it wraps.
//
// Only tests import it, so that the program has nothing of it.
package simtest

import (
	"slices"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// GitHub is a simulated GitHub with the controls that tests need. Make one with [New], or from any simulate.GitHub as
// simtest.GitHub{g}.
type GitHub struct{ *simulate.GitHub }

// New is a simulated GitHub whose clock starts at a moment. A scenario that can't be read fails the test.
func New(t testing.TB, start time.Time, scenario string) GitHub {
	t.Helper()
	s, err := simulate.ParseScenario(scenario)
	if err != nil {
		t.Fatal(err)
	}
	s.Start = start
	return GitHub{simulate.New(s)}
}

// OnEffect has f called after each save and dispatch, before its response is sent: the place to cancel a context, or to
// end a controller as a crash would, by a panic with [Killed].
func (g GitHub) OnEffect(f func(simulate.Effect)) {
	g.Access(func(a simulate.Access) { a.OnEffect(f) })
}

// AddFault adds a fault to those of the scenario, from now on.
func (g GitHub) AddFault(f simulate.Fault) {
	g.Access(func(a simulate.Access) { a.AddFault(f) })
}

// StartRun starts a workflow by hand, now, and returns the run's id. The workflow must exist.
func (g GitHub) StartRun(file string, inputs map[string]string) (id int64) {
	g.Access(func(a simulate.Access) { id = a.StartRun(file, inputs) })
	return id
}

// CancelRun cancels a run, as a person does.
func (g GitHub) CancelRun(id int64) { g.Access(func(a simulate.Access) { a.CancelRun(id) }) }

// RerunRun re-runs a completed run, as a person does.
func (g GitHub) RerunRun(id int64) { g.Access(func(a simulate.Access) { a.RerunRun(id) }) }

// DeleteRun deletes a completed run, as a person does.
func (g GitHub) DeleteRun(id int64) { g.Access(func(a simulate.Access) { a.DeleteRun(id) }) }

// ReadFile is the content of a file on a branch.
func (g GitHub) ReadFile(branch, name string) (content []byte, ok bool) {
	g.Access(func(a simulate.Access) { content, ok = a.ReadFile(branch, name) })
	return content, ok
}

// Issues are all issues, by their numbers.
func (g GitHub) Issues() (all []simulate.Issue) {
	g.Access(func(a simulate.Access) { all = a.Issues() })
	return all
}

// AddIssue opens an issue, as somebody else does. Its number is the next one.
func (g GitHub) AddIssue(i simulate.Issue) { g.Access(func(a simulate.Access) { a.AddIssue(i) }) }

// DeleteBranch deletes a branch, as a person does.
func (g GitHub) DeleteBranch(branch string) {
	g.Access(func(a simulate.Access) { a.DeleteBranch(branch) })
}

// SetWorkflowState disables or enables a workflow. It must exist.
func (g GitHub) SetWorkflowState(file, state string) {
	g.Access(func(a simulate.Access) { a.SetWorkflowState(file, state) })
}

// Requests are all HTTP requests so far.
func (g GitHub) Requests() (all []simulate.Request) {
	g.Access(func(a simulate.Access) { all = slices.Clone(a.Journal().Requests) })
	return all
}

// Effects are the saves and dispatches of controllers.
func (g GitHub) Effects() (all []simulate.Effect) {
	g.Access(func(a simulate.Access) { all = slices.Clone(a.Journal().Effects) })
	return all
}

// Dispatches are the dispatches of controllers.
func (g GitHub) Dispatches() []simulate.Effect {
	return slices.DeleteFunc(g.Effects(), func(e simulate.Effect) bool { return e.Kind != simulate.KindDispatch })
}

// Gathered is what successful runs gathered.
func (g GitHub) Gathered() (all []simulate.Gathered) {
	g.Access(func(a simulate.Access) { all = slices.Clone(a.Journal().Gathered) })
	return all
}

// Ingested are the special events that successful runs stored.
func (g GitHub) Ingested() (all []simulate.Ingested) {
	g.Access(func(a simulate.Access) { all = slices.Clone(a.Journal().Ingested) })
	return all
}

// Runs are all attempts of all runs that were not deleted and are not older than the retention, oldest run first.
func (g GitHub) Runs() (all []simulate.Run) {
	g.Access(func(a simulate.Access) { all = a.Runs() })
	return all
}

// MaxInFlight is the largest number of runs in flight right after a dispatch.
func (g GitHub) MaxInFlight() int {
	most := 0
	for _, d := range g.Dispatches() {
		most = max(most, d.InFlight+1)
	}
	return most
}
