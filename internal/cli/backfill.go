package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// The workflow files that every instance begins with.
const (
	gatherFile  = "event-gather-pipeline.yml"
	specialFile = "process-special-event.yml"
)

type backfillCommand struct {
	rangeFlags
	zoneFlag
	dispatchFlags
	gitHubFlags
	Order     string `help:"oldest-first or newest-first. By default oldest-first." placeholder:"ORDER" group:"rarely"`
	Reprocess string `help:"Whose attempts count: missing (every request's), failed (failures of this request only), all (this request's only). By default missing." placeholder:"WHOSE" group:"when things go wrong"`
	Overlap   string `help:"Lengthens only the end that is sent, for scrapers that miss late uploads. By default 0d." placeholder:"TIME" group:"rarely"`
}

func (c *backfillCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{status: statusPlanned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems
	s := c.rangeFlags.read(&ps)
	policy := c.policy(&ps)
	policy.Size = s.size
	policy.NewestFirst = ps.choice("order", c.Order, "oldest-first", "oldest-first", "newest-first") == "newest-first"
	reprocess := ps.choice("reprocess", c.Reprocess, reconcile.Missing, reconcile.Missing, reconcile.Failed, reconcile.All)
	policy.Overlap = civil.Time(ps.duration("overlap", c.Overlap, "0d") / time.Second)
	every := ps.duration("poll-interval", c.PollInterval, "30s")
	budget := ps.positive("time-budget", c.TimeBudget, "5h30m")
	goOn := ps.bool("continue", c.Continue, true) && policy.Wait && !policy.DryRun
	zone := ps.zone("timezone", c.Timezone)

	city := c.simulateFlags.city(zone, s, &ps)
	session := c.connect(p, c.simulateFlags, city, &ps)
	if session == nil {
		return outcome{}, ps.err()
	}
	lanes := session.workflows("workflow", orDefault(c.Workflow, gatherFile), &ps)
	others := session.workflows("also-count", c.AlsoCount, &ps)
	if s.valid && !s.needsZone() {
		s.check(time.UTC, nil, &ps)
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}

	info, err := session.repo.Info(p.ctx)
	if err != nil {
		return outcome{}, err
	}
	if policy.Zone, err = session.zone(p, zone); err != nil {
		return outcome{}, err
	}
	w := s.check(policy.Zone, session.client.Now, &ps, p.runner.warning)
	if session.place == (ledgerPlace{placeBranch, info.DefaultBranch}) {
		ps.add("ledger", "name a branch that holds nothing else", "%q is the default branch", info.DefaultBranch)
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	if err := preflight(p, info, lanes, policy.DryRun, "from", "to"); err != nil {
		return outcome{}, err
	}
	if c.AlsoCount == "" {
		if others, err = existing(p.ctx, session, specialFile, lanes); err != nil {
			return outcome{}, err
		}
	}
	policy.Ref = orDefault(c.Ref, info.DefaultBranch)
	for _, lane := range lanes {
		policy.Lanes = append(policy.Lanes, lane.File)
	}

	store, done, err := session.store()
	if err != nil {
		return outcome{}, err
	}
	defer done()
	memory, err := store.Load(p.ctx)
	if err != nil {
		return outcome{}, ledgerProblem(err)
	}
	if memory.Torn != "" {
		p.runner.warning(problem{Place: "ledger", Message: fmt.Sprintf("a last line was cut short by a crash and is dropped: %.80q", memory.Torn)})
	}
	policy.Started = session.client.Now()
	if session.github == nil || c.TimeBudget != "" {
		policy.Deadline = policy.Started.Add(budget)
	}
	var next *successor
	if goOn && session.github == nil {
		if next, err = p.successor(session); err != nil {
			p.runner.warning(problem{Place: "continue", Message: err.Error(), Hint: "when it stops, run it again; or put it on a schedule with wait: false"})
		}
	}
	words := ledger.Words{Begin: c.Begin, End: c.End, Reprocess: reprocess}
	var ok bool
	if policy.Request, ok = reconcile.Resume(&memory.State, words, w, p.env.Getenv("GITHUB_EVENT_NAME") == "schedule", policy.Started, policy); !ok {
		p.runner.warning(problem{Place: "reprocess", Message: fmt.Sprintf("a schedule doesn't begin what %q would gather anew each time; nothing is done", reprocess),
			Hint: "begin it by hand once, then the schedule goes on with it"})
		return outcome{status: statusComplete}, nil
	}
	loop := &reconcile.Loop{
		Policy: policy, Clock: session.clock, Now: session.client.Now, Every: every, Store: store, Ledger: memory,
		Runs: session.repo.Run, Outcome: session.repo.Outcome, Lanes: lanes, Others: others,
	}
	return c.gather(p, session, loop, next)
}

// policy reads what the flags say of dispatching.
func (f dispatchFlags) policy(ps *problems) reconcile.Policy {
	return reconcile.Policy{
		MaxParallel: ps.number("max-parallel", f.MaxParallel, 1, 1),
		Retries:     ps.number("retries", f.Retries, 2, 0),
		MaxFailures: ps.number("max-failures", f.MaxFailures, 5, 1),
		MaxRuns:     ps.number("max-runs", f.MaxRuns, 0, 1),
		RunLimit:    ps.positive("run-limit", f.RunLimit, "6h"),
		DryRun:      ps.bool("dry-run", f.DryRun, false),
		Wait:        ps.bool("wait", f.Wait, true),
		Writer:      rand.Text()[:8],
	}
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

// preflight finds what stops every dispatch before the first one. A dry run tells it and goes on.
func preflight(p *process, info workflow.Info, lanes []*workflow.Workflow, dryRun bool, inputs ...string) error {
	var all []error
	if info.CannotPush {
		all = append(all, &inputlessRefusal{"the token may not write to " + info.FullName, "give it actions: write and contents: write"})
	}
	for _, lane := range lanes {
		warnings, err := lane.Preflight(p.ctx, info, inputs...)
		for _, w := range warnings {
			p.runner.warning(problem{Message: w.Message, Hint: w.Hint})
		}
		if err != nil {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// inputlessRefusal is a refusal of GitHub's that was seen coming.
type inputlessRefusal struct{ message, hint string }

func (e *inputlessRefusal) Error() string { return e.message }
func (e *inputlessRefusal) Hint() string  { return e.hint }

// existing is a workflow that shares the runners by default, where the repository has it and it is no lane itself.
func existing(ctx context.Context, s *session, file string, lanes []*workflow.Workflow) ([]*workflow.Workflow, error) {
	for _, lane := range lanes {
		if lane.File == file {
			return nil, nil
		}
	}
	w, err := s.repo.Workflow(file)
	if err != nil {
		return nil, err
	}
	switch _, _, err := w.Runs(ctx); {
	case errors.Is(err, workflow.ErrGone):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []*workflow.Workflow{w}, nil
}

func orDefault(text, byDefault string) string {
	if strings.TrimSpace(text) == "" {
		return byDefault
	}
	return text
}
