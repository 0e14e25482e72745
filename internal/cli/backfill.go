package cli

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

type backfillCommand struct {
	rangeFlags
	zoneFlag
	dispatchFlags
	gitHubFlags
	reprocessFlag
	continueFlag
	orderFlags
}

func (c *backfillCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{ending: planned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems()
	s := c.rangeFlags.read(&ps)
	zone := ps.zone("timezone", c.Timezone)
	conn, o, ok := p.dispatching(c.dispatchFlags, c.gitHubFlags, c.simulateFlags.city(zone, s, &ps), gatherFile, specialFile, &ps)
	if !ok {
		return outcome{}, ps.err()
	}
	o.inputs = []string{"from", "to"}
	o.mayContinue = ps.bool("continue", c.Continue)
	o.policy.Size = s.size
	o.policy.NewestFirst = ps.choice("order", c.Order, "oldest-first", "newest-first") == "newest-first"
	o.policy.Overlap = civil.Time(ps.duration("overlap", c.Overlap) / time.Second)
	o.policy.MaxRuns = ps.number("max-runs", c.MaxRuns, 1)
	words := ledger.Words{Begin: c.Begin, End: c.End, Reprocess: c.reprocessFlag.read(&ps)}
	s.checkEarly(zone, conn, &ps)
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
	w := s.check(o.policy.Zone, conn.today(p, s), &ps, p.runner.warning)
	if w.To+o.policy.Overlap > lastDay {
		ps.add("overlap", "years run from 0001 to 9999", "%q: leads beyond %s", c.Overlap, lastDay.Day())
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	k, done, err := conn.open(p, info, o)
	if err != nil {
		return outcome{}, err
	}
	defer done()
	if ok, err := k.resume(p, ledger.Request{Window: w, Words: words, At: k.policy.Started}); !ok {
		return k.neverBegun(), err
	}
	p.runner.say("range       %s, %s", report.Days(k.policy.Request.Window), report.Typed(k.policy.Request))
	result, _, err := k.work(p)
	return result, err
}

// resume has the step work on the request that the wanted one is now; ok is false where it begins none.
func (k *controller) resume(p *process, wanted ledger.Request) (ok bool, err error) {
	occasion, err := k.occasion(p, wanted.Words)
	if err != nil {
		return false, err
	}
	k.policy.Request, ok = reconcile.Resume(&k.ledger.State, wanted, occasion, k.policy)
	if !ok {
		p.runner.warning(report.NotBegun(&k.ledger.State, wanted.Words))
	}
	return ok, nil
}

// occasion is what started this step. GitHub is asked for its run only where the request of the words was closed.
func (k *controller) occasion(p *process, words ledger.Words) (o reconcile.Occasion, err error) {
	here := p.env.context()
	o.Scheduled = here.EventName == "schedule"
	latest, _ := reconcile.Latest(&k.ledger.State, words)
	if _, closed := k.ledger.Closed[latest.ID]; !closed || !k.current || here.RunID == 0 {
		return o, nil
	}
	run, err := k.repo.Run(p.ctx, here.RunID)
	if err != nil && !errors.Is(err, workflow.ErrGone) {
		return o, fmt.Errorf("read this run: %w", err)
	}
	o.Created = run.Created
	return o, nil
}

// today is the clock that says which days are over. The clock of a new simulation begins at the end that was typed: so the
// machine's counts there, where it is earlier, and what the real GitHub would refuse is refused.
func (c *connection) today(p *process, s span) func() time.Time {
	simulated, is := c.backend.(simulatedGitHub)
	if now := p.env.now(); is && !simulated.memory.IsSimulated() && s.End != "" && now.Before(c.Now()) {
		return func() time.Time { return now }
	}
	return c.Now
}

// checkEarly finds what is wrong of s before GitHub is asked for the zone and the time: what needs neither, and days that are over
// in no zone and by no clock that is believed. A simulation is asked at once.
func (s span) checkEarly(zone *time.Location, c *connection, ps *problems) {
	var wrong problems
	later := civil.Of(c.Now().UTC()) + 3*civil.Day
	switch {
	case !s.valid:
	case !c.simulated() && max(s.begin.Civil, s.end.Civil) > later:
		s.check(cmp.Or(zone, time.UTC), c.Now, &wrong)
	case !s.needsZone():
		s.check(time.UTC, nil, &wrong)
	}
	*ps = append(*ps, wrong...)
}

// neverBegun is how a step ends that doesn't begin what nobody began by hand, or what a person closed.
func (k *controller) neverBegun() (o outcome) {
	if k.policy.DryRun {
		o.ending = planned
	}
	return o
}

// check is the window that s means, with all that can be wrong of it; without a clock, that part which needs none.
func (s span) check(zone *time.Location, now func() time.Time, ps *problems, note ...func(problem)) window.Window {
	w, notes := s.window(zone, now, ps)
	if s.carve(w, ps); len(*ps) > 0 || now == nil {
		return w
	}
	today := civil.Of(now().In(zone))
	if !s.size.Hourly() {
		today = today.Floor()
	} else {
		notes = append(notes, hourlyNote)
	}
	if w.To > today {
		ps.add("end", "leave end out to gather up to the start of today; newer days are the schedule's", "%q: that day isn't over; today is %s in %s", s.End, today.Day(), zone)
	}
	for _, tell := range note {
		for _, n := range notes {
			tell(problem{Message: n})
		}
	}
	return w
}
