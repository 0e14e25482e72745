package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
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

// formatTable is the format for people at a terminal.
const formatTable = "table"

// run shows how every request stands on the ledger. Of requests of the same words the newest speaks for all.
func (c *statusCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{ending: planned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems()
	retries, limit := ps.number("retries", orDefault(c.Retries, standards()["retries"]), 0), ps.limit("run-limit", c.RunLimit)
	policy := reconcile.Policy{Retries: retries, RunLimit: cmp.Or(limit, usualLimit)}
	format := ps.choice("format", c.Format, formatTable, "svg", "markdown", "json", "html")
	if format != formatTable {
		p.env.Stdout = p.env.Stderr // standard output has the page alone
	}
	zone := ps.zone("timezone", c.Timezone)
	memory, err := c.memory(p, &zone, &ps)
	if err != nil {
		return outcome{}, err
	}
	p.tellLedger(memory)
	policy.Zone = zone
	judge := func(r ledger.Request) reconcile.Policy {
		judged := policy.Judged(r)
		if c.Retries != "" {
			judged.Retries = retries
		}
		judged.RunLimit = cmp.Or(limit, judged.RunLimit)
		return judged
	}
	o, text := standings(&memory.State, judge, zone, p.runner.by())
	if format == formatTable {
		p.runner.say("%s", text)
		return o, nil
	}
	dashboard := report.DashboardOf(&memory.State, judge, zone, cmp.Or(c.Repository, p.env.context().Repository))
	if memory.IsSimulated() {
		dashboard.Simulated, dashboard.Repository = true, memory.Simulated.Repository
	}
	_, err = p.runner.data.Write(page(dashboard, format))
	return o, err
}

// standings are how the newest requests stand: the outcome, and the table as lines of text.
func standings(state *ledger.State, judge func(ledger.Request) reconcile.Policy, zone *time.Location, by report.By) (o outcome, table string) {
	var out strings.Builder
	var open []report.Standing // of requests that nobody closed
	requests := reconcile.Newest(state)
	if horizon, ok := reconcile.LastHorizon(state); ok {
		requests = append([]ledger.Request{horizon}, requests...)
	}
	for _, r := range requests {
		coverage := reconcile.OnLedger(state, judge(r))
		overview := report.OverviewOf(coverage, r, report.Names{Zone: zone})
		closed, is := state.Closed[r.ID]
		if !is {
			open = append(open, overview.Standing)
		}
		switch {
		case is:
			overview.Next = []report.Sentence{report.WasClosed(closed)}
		case coverage.Done():
			overview.Next = report.NeedsPerson(coverage, r, by)
			o.ending.NeedsPerson = o.ending.NeedsPerson || len(coverage.NeedsPerson()) > 0
			o.outputs.add(coverage)
		default:
			overview.Next = report.Unfinished(r)
			o.ending.Open = true
			o.outputs.add(coverage)
		}
		o.summary, o.links = append(o.summary, overview.Summary()...), append(o.links, overview.Links()...)
		fmt.Fprintf(&out, "%s\n%s", report.Typed(r), overview.Text())
	}
	for _, w := range reconcile.MissedEver(state, judge(ledger.Request{})) {
		o.ending.NeedsPerson = true
		fmt.Fprintln(&out, report.TooOldLine(w))
	}
	o.standing = report.OfRequests(open)
	if len(o.summary) == 0 {
		o.summary = report.Said("Nothing was asked for yet.\n")
		out.WriteString("nothing was asked for yet\n")
	}
	return o, strings.TrimSuffix(out.String(), "\n")
}

// add counts how a request stands.
func (o *outputs) add(c *reconcile.Coverage) {
	o.Succeeded += len(c.Successes)
	o.Failed += len(c.NeedsPerson())
	o.Remaining += len(c.Pending) + len(c.Live)
}

// page is a dashboard in a format.
func page(d *report.Dashboard, format string) []byte {
	switch format {
	case "svg":
		return []byte(d.SVG())
	case "html":
		return []byte(d.HTML())
	case "json":
		text, err := json.Marshal(d.JSON())
		if err != nil {
			panic(err) // unreachable unless bug in report: it has nothing that JSON can't say
		}
		return append(text, '\n')
	}
	return []byte(d.Summary().Markdown(report.DashboardRoom))
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
		ps.add("ledger", "add --ledger file:PATH", "a simulation without a file is forgotten")
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
