package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/linkcheck"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

type specialCommand struct {
	eventFlags
	dispatchFlags
	gitHubFlags
	reprocessFlag
	continueFlag
}

// run converts, and dispatches each event that is new by content. It dispatches only where that is for the archive: on the
// default branch, or from a terminal. Everywhere else it only checks, and needs no permission to write.
func (c *specialCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{ending: planned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems()
	options := c.eventFlags.read(&ps)
	reprocess := c.reprocessFlag.read(&ps)
	maxRuns := ps.number("max-runs", orDefault(c.MaxRuns, strconv.Itoa(mostEvents)), 1)
	city := c.simulateFlags.city(options.zone, span{}, &ps)
	why := p.onlyChecks()
	var conn *connection
	var o dispatchOptions
	if why == "" {
		var ok bool
		if conn, o, ok = p.dispatching(c.dispatchFlags, c.gitHubFlags, city, specialFile, gatherFile, &ps); !ok {
			return outcome{}, ps.err()
		}
		o.mayContinue = ps.bool("continue", c.Continue)
	}
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	if why != "" {
		p.runner.say("events are only checked: %s", why)
		conn = p.looking(c.gitHubFlags, c.simulateFlags, city)
	}
	var err error
	if options.zone, options.unknown, err = eventZone(options.zone, p.zonePlaces(c.Repository, conn, why == "")...); err != nil {
		return outcome{}, err
	}
	set, err := p.events(options)
	if err != nil {
		return outcome{}, err
	}
	if set.invalid() {
		return p.checked(&set, ledger.New(), options) // what is ingested changes nothing
	}
	if why != "" {
		memory := p.known(conn)
		p.readBase(conn, &set, reconcile.ArchiveOf(&memory.State))
		checks, err := p.checked(&set, memory, options)
		checks.standing.CheckOnly = true
		return checks, err
	}
	o.inputs = []string{event.Input}
	o.policy.Zone, o.policy.MaxRuns = cmp.Or(options.zone, time.UTC), maxRuns
	return conn.ingest(p, o, &set, options, reprocess)
}

// ingest asks GitHub what is ingested already, and sends the rest.
func (c *connection) ingest(p *process, o dispatchOptions, set *eventSet, options eventOptions, reprocess string) (outcome, error) {
	var ps problems
	info, err := c.ask(p, &ps)
	if err != nil {
		return outcome{}, err
	}
	k, done, err := c.open(p, info, o)
	if err != nil {
		return outcome{}, err
	}
	defer done()
	checks, err := p.checked(set, k.ledger, options)
	if err != nil {
		return checks, err
	}
	var result outcome
	if len(set.events) > 0 {
		result, err = k.send(p, set, reprocess)
	}
	result.summary = append(result.summary, set.summary(func(e event.Event) string {
		return cmp.Or(stateIn(result.outputs.Events, e), set.state(e))
	})...)
	return result, err
}

// stateIn is the state of an event in a list of outputs; empty where the list doesn't have it.
func stateIn(all []outputEvent, e event.Event) string {
	for _, o := range all {
		if o.ID == e.ID {
			return o.State
		}
	}
	return ""
}

// send dispatches what isn't ingested yet.
func (k *controller) send(p *process, set *eventSet, reprocess string) (outcome, error) {
	wanted := ledger.Request{Words: ledger.Words{Reprocess: reprocess}, At: k.policy.Started}
	var err error
	if k.policy.Events, err = inputs(set.events); err != nil {
		return outcome{}, err
	}
	for _, e := range set.events {
		if !slices.Contains(wanted.Events, e.ID) {
			wanted.Events = append(wanted.Events, e.ID)
		}
	}
	slices.Sort(wanted.Events)
	if ok, err := k.resume(p, wanted); !ok {
		return k.neverBegun(), err
	}
	p.runner.say("events      %d, %s", len(wanted.Events), report.Typed(k.policy.Request))
	o, step, err := k.work(p)
	if c := step.Result.Coverage; c != nil {
		o.outputs.Events = eventOutputs(set.events, c)
	}
	return o, err
}

// inputs are the events as they are sent, each held to be inert in sh, dash, bash and busybox.
func inputs(events []event.Event) (map[string]reconcile.Event, error) {
	all := map[string]reconcile.Event{}
	for _, e := range events {
		if _, twice := all[e.ID]; twice {
			continue // it goes by the first file
		}
		quoted := e.AppendInput(nil)
		if err := event.CheckQuoted(quoted); err != nil {
			return nil, &bugError{fmt.Sprintf("%s: %v", e.At.File, err)}
		}
		all[e.ID] = reconcile.Event{About: about(e), Input: string(quoted)}
	}
	return all, nil
}

// onlyChecks is why this occasion is for checking only; empty where events may leave.
func (p *process) onlyChecks() string {
	here := p.env.context()
	if !here.InWorkflow {
		return ""
	}
	switch here.EventName {
	case "schedule":
		return "" // GitHub documents that schedules run on the default branch only; their payload doesn't name it
	case "push", "workflow_dispatch":
	default:
		return fmt.Sprintf("on %q nothing is dispatched", here.EventName)
	}
	byDefault, err := here.DefaultBranch()
	if err != nil {
		return fmt.Sprintf("the default branch is unknown: %v", err)
	}
	if here.Ref != "refs/heads/"+byDefault {
		return fmt.Sprintf("%s is not the default branch, %s", strings.TrimPrefix(here.Ref, "refs/heads/"), byDefault)
	}
	return ""
}

// checked tells all problems of the events, those included that only the ledger shows. The error is nil where nothing
// stands in the way of sending them.
func (p *process) checked(set *eventSet, memory *ledger.Ledger, o eventOptions) (outcome, error) {
	archive := reconcile.ArchiveOf(&memory.State)
	set.state = func(e event.Event) string { return string(archive.State(e.ID, e.At.File)) }
	var fresh []event.Event
	for _, e := range set.events {
		if e.JSON != nil && archive.State(e.ID, e.At.File) != reconcile.EventUnchanged {
			change := set.changes(archive, &e)
			fresh, set.changed = append(fresh, e), append(set.changed, change)
			set.problems = slices.Concat(set.problems, conflicts(archive, e), staying(archive.FromFile(e.At.File), change))
		}
	}
	set.problems = append(set.problems, event.CheckBare(fresh)...)
	set.problems = append(set.problems, p.checkAddresses(fresh, o.check, linkcheck.Public)...)
	if p.ctx.Err() != nil {
		return outcome{}, errStopped
	}
	p.tellEvents(*set, fresh)
	result := outcome{ending: planned, summary: set.summary(set.state), standing: report.Checked(set.events, set.problems)}
	if set.invalid() {
		result.standing.Said += ", nothing was sent"
		return result, &inputError{set.flags} // those of the files are told
	}
	for _, e := range set.events {
		result.outputs.Events = append(result.outputs.Events, outputEvent{e.At.File, e.ID, set.state(e), e.JSON})
	}
	return result, nil
}

// eventOutputs are the events with what became of them.
func eventOutputs(events []event.Event, c *reconcile.Coverage) []outputEvent {
	states := map[string]string{}
	for _, a := range c.Successes {
		states[a.Event] = "ingested"
	}
	for _, a := range c.Live {
		states[a.Event] = "in-flight"
	}
	for state, pieces := range map[string][]reconcile.Piece{"pending": c.Pending, "failed": c.Failed, "cancelled": c.Cancelled} {
		for _, piece := range pieces {
			states[piece.Event] = state
		}
	}
	all := make([]outputEvent, len(events))
	for i, e := range events {
		all[i] = outputEvent{e.At.File, e.ID, states[e.ID], e.JSON}
	}
	return all
}
