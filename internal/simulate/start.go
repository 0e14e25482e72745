package simulate

// The start of a simulation: the instance's files are committed, the timers set, and the days of history pass.

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// New is GitHub at the start of a scenario. The days of history that the scenario asks for have passed.
func New(s Scenario) *GitHub {
	began := s.Start.Add(-time.Duration(s.HistoryDays) * day).Truncate(time.Second)
	for _, p := range s.PeopleGathers {
		if noon := noonOf(p.On); noon.Before(began) {
			began = noon.Add(-day)
		}
	}
	g := &GitHub{
		scenario:      s,
		now:           began,
		created:       began,
		git:           newGitStore(),
		definitions:   map[string]definition{},
		transcribed:   map[councilEvent]bool{},
		restored:      map[int64]bool{},
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

// addInstanceFiles commits the instance's first files.
func (g *GitHub) addInstanceFiles() {
	s := g.scenario
	files := map[string][]byte{
		"cookiecutter.yaml": s.cookiecutter(),
		configFile:          configText(s.lookBack(civil.Of(g.now))),
		path.Join(workflowFolder, "process-special-event.yml"): []byte(s.specialFile()),
	}
	for _, file := range s.gatherFiles() {
		files[path.Join(workflowFolder, file)] = []byte(s.gatherFile())
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		g.commit(s.Branch, name, files[name], "Add "+name)
	}
}
