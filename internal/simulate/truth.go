package simulate

// What really happened, for tests and for what a simulation reports at its end.

import (
	"slices"
	"strconv"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// Span is a stretch of civil time that a successful run gathered: its window, up to the moment it gathered in.
type Span struct {
	From, To civil.Time
	RunID    int64
	Attempt  int
}

// Ingested is a special event that a successful run stored.
type Ingested struct {
	RunID int64
	JSON  string // as the pipeline read it
}

// Effect is something a controller changed: a save (a commit on a branch, or a branch that came to be) or a dispatch.
type Effect struct {
	N    int // counted from 1, saves and dispatches together
	At   time.Time
	Kind string // KindSave or KindDispatch

	Branch, Path string // of a save; no path where a branch came to be

	RunID    int64 // of a dispatch
	Workflow string
	Inputs   map[string]string
	InFlight int // the pipelines' runs that were not over when it came, whoever started them
}

func (g *GitHub) effect(e Effect) {
	e.N, e.At = len(g.effects)+1, g.now
	g.effects = append(g.effects, e)
}

// Run is one attempt of a run as it really went.
type Run struct {
	ID                    int64
	Attempt               int
	Workflow              string // file name
	Event, Actor          string
	Inputs                map[string]string
	Created, Began, Ended time.Time // of this attempt; zero where it didn't yet
	Status, Conclusion    string
}

// Effects are the controllers' saves and dispatches, in order.
func (g *GitHub) Effects() []Effect {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.effects)
}

// Dispatches are the controllers' dispatches, in order.
func (g *GitHub) Dispatches() []Effect {
	return slices.DeleteFunc(g.Effects(), func(e Effect) bool { return e.Kind != KindDispatch })
}

// Gathered is what successful runs gathered, in the order they ended.
func (g *GitHub) Gathered() []Span {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.gathered)
}

// Ingested is what successful runs ingested, in the order they ended.
func (g *GitHub) Ingested() []Ingested {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.ingested)
}

// Violations are the things that a controller did and shouldn't have.
func (g *GitHub) Violations() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.violations)
}

// Log is every request there was.
func (g *GitHub) Log() []Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.log)
}

// Runs are all attempts of all runs that are not deleted or forgotten, oldest run first.
func (g *GitHub) Runs() []Run {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []Run
	for _, r := range g.runs {
		for _, a := range r.attempts {
			all = append(all, Run{ID: r.id, Attempt: a.number, Workflow: r.workflow.file(), Event: r.event, Actor: r.actor,
				Inputs: r.inputs, Created: a.started, Began: a.began, Ended: a.ended, Status: a.status, Conclusion: a.conclusion})
		}
	}
	return all
}

// Worked is how long all runs ran, from their first job's start to their end.
func (g *GitHub) Worked() time.Duration {
	var all time.Duration
	for _, r := range g.Runs() {
		if !r.Began.IsZero() && !r.Ended.IsZero() {
			all += r.Ended.Sub(r.Began)
		}
	}
	return all
}

// MaxInFlight is the most runs that were not over at once, right after a dispatch.
func (g *GitHub) MaxInFlight() int {
	most := 0
	for _, d := range g.Dispatches() {
		most = max(most, d.InFlight+1)
	}
	return most
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
