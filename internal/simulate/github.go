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
	"net/http"
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
	runs          []*run // oldest first, without the deleted ones
	runCount      int    // runs that were ever created
	dispatchCount int    // those of them that controllers dispatched
	queued        []*run // waiting for a self-hosted runner, in their order
	busyRunners   int
	transcribed   map[councilEvent]bool

	rate          rate
	lastResponses map[string]lastResponse // by URL and headers
	faults        []*activeFault
	onEffect      func(Effect)
	journal       Journal
}

// New is GitHub at the start of a scenario. The days of history that the scenario asks for have passed.
func New(s Scenario) *GitHub {
	began := s.Start.Add(-time.Duration(s.HistoryDays) * day).Truncate(time.Second)
	g := &GitHub{
		scenario:      s,
		now:           began,
		created:       began,
		git:           newGitStore(),
		transcribed:   map[councilEvent]bool{},
		lastResponses: map[string]lastResponse{},
		users:         map[string]json.RawMessage{},
		rate:          rate{limit: s.RateLimit},
		onEffect:      func(Effect) {},
	}
	g.repositoryJSON = encode(withoutURLs(g.minimalRepository()))
	g.mux = g.newMux()
	g.addInstanceFiles()
	g.setTimers()
	for _, f := range s.Faults {
		g.faults = append(g.faults, &activeFault{Fault: f})
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.advanceTo(s.Start.Truncate(time.Second))
	return g
}
