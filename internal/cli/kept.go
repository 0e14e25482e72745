package cli

// A simulation that is kept: its ledger is in a file, and each command goes on where the last one ended.

import (
	"bytes"
	"context"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// keptFile is the ledger of a simulation in a file. With each save it is recorded how far simulated time got.
type keptFile struct {
	*ledger.File
	city *simulate.Scenario
	now  func() time.Time
}

// openKept opens the ledger of a simulation, of which memory was read before it was locked.
func openKept(path string, memory *ledger.Ledger, city *simulate.Scenario, now func() time.Time) (keptFile, error) {
	file, err := ledger.OpenFile(path)
	if err != nil {
		return keptFile{}, err
	}
	locked, err := ledger.ReadFile(path)
	if err == nil && !bytes.Equal(locked.Encode(), memory.Encode()) {
		err = &ledger.LockedError{Path: path} // somebody wrote it meanwhile
	}
	if err != nil {
		_ = file.Close()
	}
	return keptFile{file, city, now}, err
}

// Save writes the ledger, and that it is a simulation's. The moment is raised to the second: time never goes back.
func (f keptFile) Save(ctx context.Context, l *ledger.Ledger) error {
	l = l.First(l.Len())
	l.Add(ledger.Simulated{Repository: f.city.Repository, Scenario: f.city.Text, Began: f.city.Start,
		At: f.now().Add(time.Second - 1).Truncate(time.Second)})
	return f.File.Save(ctx, l)
}

// keepTime records how far simulated time got since the last save.
func (f keptFile) keepTime(ctx context.Context) error {
	l, err := f.Load(ctx)
	if err != nil {
		return err
	}
	return f.Save(ctx, l)
}

// mayBeKept says whether a simulation may write to a ledger: to its own, and to one that nobody began.
func mayBeKept(l *ledger.Ledger) bool { return l.IsSimulated() || l.Len() == 0 && l.Torn == 0 }

// goOn has a city go on as it is on the ledger of its simulation. The clock began when it began there, so that what a
// scenario says of later hours holds. Without a scenario the city stays as it was.
func (f cityFlags) goOn(city *simulate.Scenario, last ledger.Simulated, ps *problems) {
	if city.Repository != last.Repository {
		ps.add("ledger", "name that repository, or another file", "it is of a simulation of %q, not of %q", last.Repository, city.Repository)
	}
	if f.Scenario == "" {
		was, err := simulate.ParseScenario(last.Scenario)
		if err != nil {
			ps.add("ledger", "give --scenario, or name another file", "its %v", err)
		}
		was.Repository = city.Repository
		*city = was
	}
	city.Start = last.Began
}

// pastOf is what a ledger knows of its simulation. An intent whose answer is unknown counts as sent: a run that may have been
// in flight is.
func pastOf(l *ledger.Ledger) simulate.Past {
	past := simulate.Past{Until: l.Simulated.At}
	for _, a := range l.Attempts() {
		at := a.Dispatched.At
		if !a.Accepted() {
			at = a.Intent.At
			if a.Settled() {
				continue
			}
		}
		d := simulate.Dispatch{At: at, ID: a.Dispatched.Run, Workflow: a.Intent.Workflow, Ref: a.Intent.Ref,
			Inputs: map[string]any{"from": a.From.String(), "to": a.Intent.To.String()}}
		if a.IsEvent() {
			d.Inputs = map[string]any{event.Input: simulate.AnyEvent}
		}
		if a.Settled() {
			d.Ended = a.Concluded.At
		}
		past.Dispatch = append(past.Dispatch, d)
	}
	for observed := range l.Observed {
		past.LastRun = max(past.LastRun, observed.Run)
	}
	return past
}

// refuseKept is the error of a command on the real GitHub whose ledger is a simulation's.
func refuseKept(l *ledger.Ledger) error {
	if !l.IsSimulated() {
		return nil
	}
	return &inputError{[]problem{{Place: "ledger", Message: "it is of a simulation: nothing in it happened on GitHub",
		Hint: "name another ledger; with --simulate the simulation goes on"}}}
}
