package cli

import (
	"cmp"
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

// statusWithin is how long status may wait for GitHub: a person waits for it.
const statusWithin = 10 * time.Minute

type statusCommand struct {
	zoneFlag
	gitHubFlags
	statusFlags
	cityFlags
}

// run shows how every request stands on the ledger. Of requests of the same words the newest speaks for all.
func (c *statusCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{ending: planned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems()
	retries, limit := ps.number("retries", orDefault(c.Retries, standards()["retries"]), 0), ps.limit("run-limit", c.RunLimit)
	policy := reconcile.Policy{Retries: retries, RunLimit: cmp.Or(limit, usualLimit)}
	zone := ps.zone("timezone", c.Timezone)
	memory, err := c.memory(p, &zone, &ps)
	if err != nil {
		return outcome{}, err
	}
	p.tellLedger(memory)
	policy.Zone = zone
	var o outcome
	for _, r := range reconcile.Newest(&memory.State) {
		judged := policy.Judged(r)
		if c.Retries != "" {
			judged.Retries = retries
		}
		judged.RunLimit = cmp.Or(limit, judged.RunLimit)
		coverage := reconcile.OnLedger(&memory.State, judged)
		overview := report.OverviewOf(coverage, r, report.Names{Zone: zone})
		if closed, is := memory.State.Closed[r.ID]; is {
			overview.Next = []report.Sentence{report.WasClosed(closed)}
			o.summary = append(o.summary, overview.Summary()...)
			p.runner.say("%s", r.ID)
			fmt.Fprint(p.env.Stdout, overview.Text())
			continue
		}
		if coverage.Done() {
			overview.Next = report.NeedsPerson(coverage)
			o.ending.NeedsPerson = o.ending.NeedsPerson || len(coverage.NeedsPerson()) > 0
		} else {
			overview.Next = []report.Sentence{report.Unfinished}
			o.ending.Open = true
		}
		o.outputs.Succeeded += len(coverage.Successes)
		o.outputs.Failed += len(coverage.NeedsPerson())
		o.outputs.Remaining += len(coverage.Pending) + len(coverage.Live)
		o.summary = append(o.summary, overview.Summary()...)
		p.runner.say("%s", r.ID)
		fmt.Fprint(p.env.Stdout, overview.Text())
	}
	if len(o.summary) == 0 {
		o.summary = report.Said("Nothing was asked for yet.\n")
		p.runner.say("nothing was asked for yet")
	}
	return o, nil
}

// memory loads the ledger, from GitHub unless it is a file, with the zone to read it in.
func (c *statusCommand) memory(p *process, zone **time.Location, ps *problems) (*ledger.Ledger, error) {
	city := c.city(*zone, span{}, ps)
	place := ps.ledgerPlace(c.Ledger)
	ps.thereIs(place)
	if city == nil && place.kind == placeFile {
		if err := ps.err(); err != nil {
			return nil, err
		}
		if *zone == nil {
			var err error
			if *zone, err = p.zoneOrUTC(zoneHint, p.workspaceZone); err != nil {
				return nil, err
			}
		}
		l, err := ledger.ReadFile(place.name)
		if err != nil {
			return nil, ledgerProblem(err)
		}
		return l, refuseKept(l)
	}
	if city != nil && place.kind == placeBranch {
		ps.add("ledger", "name the file that the simulation keeps: file:PATH", "no simulated branch outlives its simulation")
	}
	s := c.connect(p, simulateFlags{cityFlags: c.cityFlags}, city, ps)
	if err := ps.err(); err != nil {
		return nil, err
	}
	p.limit(s, statusWithin)
	if _, err := s.repo.Info(p.ctx); err != nil { // else one that can't be seen looks like one without a ledger
		return nil, err
	}
	var err error
	if *zone, err = s.zone(p, *zone); err != nil {
		return nil, err
	}
	return s.readLedger(p.ctx)
}
