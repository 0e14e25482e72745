// Package simulate is GitHub in memory: the part of its REST API that this program uses, a repository with the pipelines
// of the Council Data Project, and a clock of its own. `--simulate` and the tests run against it.
//
// [GitHub] is an [http.Handler], so the client in front of it is the one that talks to the real GitHub:
//
//	g := simulate.New(scenario)
//	client := &http.Client{Transport: g.Transport()}
//	clock := g.Clock() // time passes only in its Sleep
//
// It is strict. A request that the real GitHub would not understand (an unknown route or query parameter, a missing
// header, a malformed body) gets an error response and is kept in the journal as a violation. So is an input that would
// hurt the pipeline, such as an empty `from`.
//
// It is deterministic. Whatever looks random is a hash of the scenario's seed and of the thing in question: the same seed
// and the same requests give the same bytes.
package simulate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// GitHub is one repository on a simulated server. Its methods may be called from any goroutine.
type GitHub struct {
	scenario Scenario
	mux      *http.ServeMux

	mu             sync.Mutex // guards all fields below
	now            time.Time
	timers         []timer // by time; of one moment, in the order in which they were set
	git            gitStore
	created        time.Time
	repositoryJSON json.RawMessage            // as runs show it
	users          map[string]json.RawMessage // as runs show them, by login

	workflows     []*workflow
	definitions   map[string]definition // by the blob of the workflow file
	runs          []*run                // oldest first, without the deleted ones
	runCount      int                   // runs that were ever created
	dispatchCount int                   // those of them that controllers dispatched
	restored      map[int64]bool        // ids of runs that have a past: nobody else gets them
	queued        []*run                // waiting for a self-hosted runner, in their order
	busyRunners   int
	transcribed   map[councilEvent]bool
	issues        []*Issue // by number

	rate          rate
	lastResponses map[string]lastResponse // by URL and headers
	faults        []*activeFault
	onEffect      func(Effect)
	journal       Journal
}

// timer is something that the simulation does at a moment: a run starts or ends, the schedule triggers, a person acts.
type timer struct {
	at time.Time
	do func()
}

// activeFault is a fault with the number of requests of its kind so far.
type activeFault struct {
	Fault
	seen int
}

// Violations are the requests that the real GitHub would not understand, and the inputs that would hurt the pipeline.
func (g *GitHub) Violations() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.journal.Violations)
}

func (g *GitHub) addViolation(format string, args ...any) {
	g.journal.Violations = append(g.journal.Violations, fmt.Sprintf(format, args...))
}

func (g *GitHub) addEffect(e Effect) {
	e.N, e.At = len(g.journal.Effects)+1, g.now
	g.journal.Effects = append(g.journal.Effects, e)
}
