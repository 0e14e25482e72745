package cli

// What a check of event files finds out on GitHub, as far as it may: it can do without.

import (
	"context"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// knownLimit is how long a check waits for what it can do without: the zone, and the ledger.
const knownLimit = 5 * time.Second

// looking is a connection for a check, to the simulated city where there is one; nil where there is none, such as without a token.
func (p *process) looking(g gitHubFlags, s simulateFlags, city *simulate.Scenario) *connection {
	var ps problems
	if c := g.connect(p, s, city, &ps); len(ps) == 0 {
		return c
	}
	return nil
}

// zonePlaces are where the zone of the events is looked up: in the workspace, where the files are, unless they are for another
// repository; then on GitHub.
func (p *process) zonePlaces(repository string, conn *connection, dispatches bool) (places []zonePlace) {
	if here := p.env.context().Repository; orDefault(repository, here) == here {
		places = append(places, p.workspaceZone)
	}
	switch {
	case conn == nil:
	case dispatches:
		places = append(places, func() (*time.Location, error) {
			if _, err := conn.repo.Info(p.ctx); err != nil { // else one that can't be seen looks like one without settings
				return nil, err
			}
			return conn.settingsZone(p.ctx)
		})
	default:
		places = append(places, func() (*time.Location, error) { return conn.knownZone(p) })
	}
	return places
}

// knownZone is the zone that the settings on GitHub name, as far as a check may read them.
func (c *connection) knownZone(p *process) (*time.Location, error) {
	ctx, cancel := context.WithTimeout(p.ctx, knownLimit)
	defer cancel()
	zone, err := c.settingsZone(ctx)
	if _, wrong := err.(*inputError); err == nil || wrong || isNoZone(err) {
		return zone, err
	}
	p.runner.warning(problem{Place: "timezone", Message: "the repository's is not known: " + err.Error(), Hint: zoneHint})
	return nil, &noZoneError{why: err.Error()}
}

// known is the ledger, as far as it can be read, so that what is ingested already needn't be asked for again. A pull
// request's token may not be able to; then everything counts as new.
func (p *process) known(c *connection) *ledger.Ledger {
	if c == nil || c.place.kind != placeBranch && !c.simulated() {
		return ledger.New()
	}
	ctx, cancel := context.WithTimeout(p.ctx, knownLimit)
	defer cancel()
	memory, err := c.readLedger(ctx)
	if err != nil {
		p.runner.warning(problem{Place: "ledger", Message: "every event counts as new: " + err.Error(), Hint: hintOf(err)})
		return ledger.New()
	}
	return memory
}
