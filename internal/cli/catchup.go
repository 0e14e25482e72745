package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

type catchUpCommand struct {
	zoneFlag
	dispatchFlags
	gitHubFlags
	lookbackFlags
}

// run gathers what the schedule missed, as far back as it looks. It knows no request: each tick looks anew.
func (c *catchUpCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{ending: planned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems()
	zone := ps.zone("timezone", c.Timezone)
	conn, o, ok := p.dispatching(c.dispatchFlags, c.gitHubFlags, c.city(zone, &ps), gatherFile, specialFile, &ps)
	if !ok {
		return outcome{}, ps.err()
	}
	o.inputs = []string{"from", "to"}
	o.policy.CatchUp, p.goesOn = true, true
	o.policy.Size = ps.size("window", c.Window)
	o.policy.MaxRuns = ps.number("max-runs", c.MaxRuns, 1)
	o.policy.ScheduledDays = ps.number("scheduled-days", c.ScheduledDays, 1)
	lookback := ps.days("lookback", c.Lookback)
	if o.policy.RevisitAfter = ps.days("revisit-after", c.RevisitAfter); lookback > 0 && o.policy.RevisitAfter >= lookback {
		ps.add("revisit-after", "look back further, or revisit earlier", "%q: not less than lookback, %s", c.RevisitAfter, report.Length(lookback))
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}

	info, err := conn.ask(p, &ps)
	if err != nil {
		return outcome{}, err
	}
	if o.policy.Zone, err = conn.zone(p, zone); err != nil {
		return outcome{}, err
	}
	k, done, err := conn.open(p, info, o)
	if err != nil {
		return outcome{}, err
	}
	defer done()
	return k.catchUp(p, lookback)
}

// city is the scenario to simulate; without one the schedule misses a day now and then. One that is given keeps the schedule.
func (c *catchUpCommand) city(zone *time.Location, ps *problems) *simulate.Scenario {
	flags := c.simulateFlags
	switch {
	case flags.Simulate == "":
	case flags.Scenario == "":
		flags.Scenario = "schedule=on,dropped-tick=20%,gather-failure=5%,busy-day=none"
	case !strings.Contains(flags.Scenario, "schedule="):
		flags.Scenario += ",schedule=on"
	}
	return flags.city(zone, span{}, ps)
}

// catchUp gathers what is missing of the last days.
func (k *controller) catchUp(p *process, lookback civil.Time) (outcome, error) {
	now := civil.Of(k.policy.Started.In(k.policy.Zone))
	horizon := reconcile.Horizon(now, lookback, 0)
	since := horizon.From
	if last, ticked := k.ledger.Tick(k.policy.Started); ticked {
		since = min(since, last.Window.From)
	}
	var err error
	if k.schedule, err = k.readSchedule(p, since); err != nil {
		return outcome{}, err
	}
	if k.schedule.Exists() {
		horizon = reconcile.Horizon(now, lookback, k.schedule.Days)
	}
	k.policy.LastChance = reconcile.LastChance(&k.ledger.State, horizon, k.policy.Started)
	k.policy.Request = ledger.Request{Window: horizon, Words: ledger.Words{Reprocess: reconcile.ReprocessMissing}}
	var gaps []report.Gap
	k.onStart = func(d *reconcile.Decision) {
		k.warnOfSchedule(p)
		if horizon.Empty() {
			p.runner.warning(report.NothingToLookAt(k.schedule.Days))
			return
		}
		p.runner.say("range       %s", report.Days(horizon))
		gaps = report.Gaps(d.Coverage, &k.ledger.State, k.schedule)
		for _, gap := range gaps {
			p.runner.say("%s", gap.Line())
		}
		for _, line := range report.Revisits(d.Coverage, &k.policy) {
			p.runner.say("%s", line)
		}
	}
	o, step, err := k.work(p)
	missed := report.Missed(step.Result.Left, &k.ledger.State, k.schedule)
	for _, gap := range missed {
		p.runner.warning(gap.Left())
	}
	for _, problem := range report.CancelledBeyond(step.Result.Left, &k.policy) {
		p.runner.warning(problem)
	}
	o.summary = slices.Concat(o.summary, report.MissedSummary(missed), report.GapsSummary(gaps))
	ever := report.GapsIn(reconcile.MissedEver(&k.ledger.State, k.policy), &k.ledger.State, k.schedule)
	o.missing = append(o.missing, report.MissedSummary(ever)...)
	return o, err
}

// readSchedule reads when the lanes start by themselves, and how far back their runs gather today.
func (k *controller) readSchedule(p *process, from civil.Time) (*schedule.Schedule, error) {
	s := &schedule.Schedule{Since: civil.Datetime{Civil: from}.Instant(k.policy.Zone)}
	for _, lane := range k.lanes {
		crons, err := lane.Schedules(p.ctx, k.info.DefaultBranch)
		if err != nil {
			return nil, err
		}
		s.Add(schedule.Lane{File: lane.File, Crons: crons, Added: lane.Added}, k.policy.Started)
	}
	var err error
	if s.Days, err = k.scheduledDays(p); err != nil || k.info.Private {
		return s, err
	}
	s.Active, s.ActiveErr = k.repo.NewestCommit(p.ctx, k.info.DefaultBranch)
	if p.ctx.Err() != nil || errors.Is(s.ActiveErr, workflow.ErrUnauthorized) {
		return nil, fmt.Errorf("read the newest commit of %s: %w", k.info.DefaultBranch, s.ActiveErr)
	}
	return s, nil
}

// scheduledDays is how many days back a scheduled run gathers today.
func (k *controller) scheduledDays(p *process) (int, error) {
	settings, refused := 0, error(nil)
	text, err := k.repo.FileText(p.ctx, schedule.ConfigFile, k.info.DefaultBranch)
	switch {
	case errors.Is(err, workflow.ErrGone):
		err = fmt.Errorf("there is no %s", schedule.ConfigFile)
	case err != nil:
		refused = fmt.Errorf("read %s: %w", schedule.ConfigFile, err)
	default:
		settings, err = schedule.LookBack(text)
	}
	if days := schedule.Days(settings, k.policy.ScheduledDays); days > 0 {
		return days, nil
	}
	if refused != nil {
		return 0, refused
	}
	p.runner.warning(problem{Place: "scheduled-days", Message: fmt.Sprintf("%d is used: %v", schedule.DefaultDays, err), Hint: "give scheduled-days"})
	return schedule.DefaultDays, nil
}

// warnOfSchedule warns of what a person should look at.
func (k *controller) warnOfSchedule(p *process) {
	for _, f := range k.schedule.Findings(k.policy.Started) {
		p.runner.warning(report.Finding(f))
	}
	requests, since := reconcile.Idle(&k.ledger.State, k.policy.Started, k.policy)
	for i, r := range requests {
		p.runner.warning(report.Idle(r, since[i]))
	}
}
