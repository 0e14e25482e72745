// Package simulate is GitHub in memory, with a Council Data Project pipeline behind it and a clock of its own.
//
// It is the stage of `--simulate`, of every test of the reconciler, and the place where faults are injected. It is an
// [http.Handler], so what stands in front of it is the same client that talks to the real GitHub.
//
//	g := simulate.New(scenario)
//	client := &http.Client{Transport: g.Transport()}
//	clock := g.Clock() // the one clock: time passes only in its Sleep
//
// It is strict. A request that the real GitHub would not understand (an unknown route, a missing header, a malformed
// body, an unknown query parameter) is answered as an error and also kept as a violation, so that a test can fail for it
// even when the client got over it; and so is a value that would hurt the pipeline, such as an empty `from`.
//
// It is deterministic: everything that looks random is a hash of the scenario's seed and of the thing it is about, so
// the same seed and the same requests give the same bytes.
package simulate

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// GitHub is one repository on one simulated server. Its methods may be called from any goroutine.
type GitHub struct {
	scenario Scenario
	mux      *http.ServeMux

	mu      sync.Mutex // guards all that follows
	now     time.Time
	timers  []timer // by time; of one moment, in the order in which they were set
	git     gitStore
	created time.Time
	self    json.RawMessage            // the repository as every run shows it
	users   map[string]json.RawMessage // and users

	workflows  []*workflow
	runs       []*run // oldest first; deleted ones are gone
	ever       int    // runs that were ever created,
	dispatched int    // of these by controllers
	queue      []*run // runs that wait for a runner, first come first served
	busy       int    // runners at work
	known      map[eventKey]bool

	rate     rate
	answered map[string]answered
	faults   []*injected
	onEffect func(Effect)
	journal  Journal
}

// New is GitHub as the scenario has it, at the scenario's start. What the scenario says of the time before (scheduled
// runs, people's runs) has happened.
func New(s Scenario) *GitHub {
	began := s.Start.Add(-time.Duration(s.HistoryDays) * 24 * time.Hour).Truncate(time.Second)
	g := &GitHub{
		scenario: s,
		now:      began,
		created:  began,
		git:      newGitStore(),
		known:    map[eventKey]bool{},
		answered: map[string]answered{},
		users:    map[string]json.RawMessage{},
		rate:     rate{limit: s.RateLimit},
		onEffect: func(Effect) {},
	}
	g.self = encode(brief(g.minimalRepository()))
	g.mux = g.routes()
	g.addInstanceFiles()
	g.populate()
	for _, f := range s.Faults {
		g.faults = append(g.faults, &injected{Fault: f})
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.advanceTo(s.Start.Truncate(time.Second))
	return g
}
