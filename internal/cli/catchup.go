package cli

import (
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

type catchUpCommand struct {
	zoneFlag
	dispatchFlags
	gitHubFlags
	Window        string `help:"How much one run gathers: auto, N with h, d, w or mo, or ISO 8601 (P7D). By default auto: learned from how long runs take." placeholder:"SIZE" group:"every day"`
	Lookback      string `help:"How far back to look for gaps. By default 30d." placeholder:"TIME" group:"rarely"`
	ScheduledDays string `help:"How many days back a scheduled run gathers; by default as the instance's python/event-gather-config.json says, else 2." placeholder:"N" group:"rarely"`
}

// gapsByDefault is the city that is simulated when nobody describes one: its schedule misses a day now and then.
const gapsByDefault = "schedule=on,dropped-tick=20%,gather-failure=5%,busy-day=none"

// run gathers what the schedule missed, as far back as it looks. It knows no request: each tick looks anew.
func (c *catchUpCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{status: statusPlanned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems
	zone := ps.zone("timezone", c.Timezone)
	size := ps.size("window", c.Window)
	back := ps.positive("lookback", c.Lookback, "30d")
	lookback := civil.Time(back/(24*time.Hour)) * civil.Day
	if back > 0 && lookback == 0 {
		ps.add("lookback", "whole days, such as 30d", "%q: less than a day", c.Lookback)
	}
	given := ps.number("scheduled-days", c.ScheduledDays, 0, 1)
	maxRuns := ps.number("max-runs", c.MaxRuns, 0, 1)
	simulated := c.simulateFlags
	if simulated.Scenario == "" && simulated.Simulate != "" {
		simulated.Scenario = gapsByDefault
	}
	st := c.station(p, c.gitHubFlags, simulated.city(zone, span{}, &ps), gatherFile, specialFile, &ps)
	if st == nil {
		return outcome{}, ps.err()
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	policy := &st.policy
	policy.Size, policy.MaxRuns, policy.Patient = size, maxRuns, true

	err := st.reach(p, &ps)
	if err != nil {
		return outcome{}, err
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	if policy.Zone, err = st.zone(p, zone); err != nil {
		return outcome{}, err
	}
	done, err := st.ready(p, "from", "to")
	if err != nil {
		return outcome{}, err
	}
	defer done()

	today := civil.Of(policy.Started.In(policy.Zone)).Floor()
	horizon := window.Window{From: today - lookback, To: today}
	watch, err := st.watch(p, horizon.From, given)
	if err != nil {
		return outcome{}, err
	}
	watch.tell(p, st)
	if watch.scheduled() {
		horizon.To -= civil.Time(watch.days) * civil.Day
	}
	if horizon.Empty() {
		p.runner.warning(problem{Place: "lookback", Message: fmt.Sprintf("nothing is left to look at: the schedule's own %d days reach back as far", watch.days),
			Hint: "look back further than scheduled-days"})
		return outcome{status: statusComplete, summary: fmt.Sprintf("Nothing is left to look at: the schedule's own %d days reach back as far.\n", watch.days)}, nil
	}
	policy.Request = ledger.Request{Window: horizon, Words: ledger.Words{Reprocess: reconcile.Missing}}
	p.runner.say("range       %s", report.Days(horizon))
	gaps := ""
	for _, gap := range reconcile.Standing(&st.memory.State, *policy).Gaps() {
		cause := watch.cause(gap, &st.memory.State)
		p.runner.say("gap         %s: %s", report.Days(gap), cause)
		gaps += fmt.Sprintf("- %s: %s\n", report.Days(gap), report.Inert(cause))
	}
	o, result, err := st.work(p)
	if result.Coverage != nil && err == nil {
		st.judge(p, &o, result)
	}
	if gaps != "" {
		o.summary += "\n**Gaps that were found**\n\n" + gaps
	}
	return o, err
}

// judge is the status of a catch-up: its next tick goes on with what is left, but not with a day that has left the
// horizon by then.
func (st *station) judge(p *process, o *outcome, result reconcile.Result) {
	if result.Reason == reconcile.Resting || result.Reason == reconcile.TimeOver {
		o.status = statusInProgress
	}
	if result.Reason == reconcile.Planned {
		return
	}
	for _, gap := range result.Coverage.Leaving() {
		leaving := problem{Message: fmt.Sprintf("the gap %s leaves the horizon ungathered", report.Days(gap)),
			Hint: "mend what its runs say, and gather it with mode: backfill"}
		p.runner.warning(leaving)
		o.summary += fmt.Sprintf("\n> The gap %s leaves the horizon ungathered, and no tick tries it again: %s.\n", report.Days(gap), leaving.Hint)
		o.status = statusIncomplete
	}
}
