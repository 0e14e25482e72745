package cli

import (
	"cmp"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// identified is a command that acts on a repository and its ledger.
type identified interface {
	place(env *Env) (repository, ledger string)
}

// identify makes the first line of the log: which version does what, to which repository, with which ledger. A bug report
// begins with it. In a workflow it is printed at once, whatever follows; on a command line before the first line of the
// log, if there is one: what is made to be piped, and bad input, stay without.
func (r *runner) identify(mode string, command runnable) {
	r.mode, r.place = mode, r.env.context().Repository
	place, ok := command.(identified)
	if ok {
		repository, _ := place.place(r.env)
		r.place, _, _ = strings.Cut(repository, " ")
	}
	if !ok && len(r.env.Args) > 0 {
		return
	}
	id := report.Identity{Version: r.env.Version, Mode: mode, Action: r.env.context().ActionRepository, ActionRef: r.env.context().ActionRef}
	if ok {
		id.Repository, id.Ledger = place.place(r.env)
	}
	r.firstLine = id.Line() + "\n"
	if r.actions != nil {
		r.printFirstLine()
	}
}

func (f gitHubFlags) place(env *Env) (repository, ledger string) {
	return cmp.Or(f.Repository, env.context().Repository), orStandard("ledger", f.Ledger)
}

// simulatedPlace is the repository of a scenario, if one is simulated.
func (f gitHubFlags) simulatedPlace(s cityFlags, env *Env) (repository, ledger string) {
	repository, ledger = f.place(env)
	if s.Simulate == "true" {
		city, _ := simulate.ParseScenario(s.Scenario) // what is wrong with it is said when it is read
		repository = cmp.Or(f.Repository, city.Repository) + " (simulated)"
	}
	return repository, ledger
}

func (c *backfillCommand) place(env *Env) (repository, ledger string) {
	return c.simulatedPlace(c.cityFlags, env)
}

func (c *cancelCommand) place(env *Env) (repository, ledger string) {
	return c.simulatedPlace(c.cityFlags, env)
}

func (c *statusCommand) place(env *Env) (repository, ledger string) {
	return c.simulatedPlace(c.cityFlags, env)
}

func (c *catchUpCommand) place(env *Env) (repository, ledger string) {
	return c.simulatedPlace(c.cityFlags, env)
}

func (c *specialCommand) place(env *Env) (repository, ledger string) {
	return c.simulatedPlace(c.cityFlags, env)
}
