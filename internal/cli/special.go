package cli

import (
	"cmp"
	"context"
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
	ps := p.problems
	options := c.eventFlags.read(&ps)
	reprocess := c.reprocessFlag.read(&ps)
	maxRuns := ps.number("max-runs", orDefault(c.MaxRuns, strconv.Itoa(mostEvents)), 1)
	city := c.simulateFlags.city(options.zone, span{}, &ps)
	why := ""
	if city == nil {
		why = p.onlyChecks()
	}
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
		conn = p.looking(c.gitHubFlags)
	}
	var err error
	if options.zone, err = eventZone(options.zone, c.zonePlaces(p, conn, why == "")...); err != nil {
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
		return p.checked(&set, p.known(conn), options)
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
	result.summary += "\n" + checks.summary
	return result, err
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
	occasion, err := k.occasion(p, wanted.Words)
	if err != nil {
		return outcome{}, err
	}
	var ok bool
	if k.policy.Request, ok = reconcile.Resume(&k.ledger.State, wanted, occasion, k.policy); !ok {
		return k.neverBegun(p, wanted.Words), nil
	}
	p.runner.say("events      %d, request %s", len(wanted.Events), k.policy.Request.ID)
	o, step, err := k.work(p)
	if c := step.Result.Coverage; c != nil {
		o.outputs.Events = eventOutputs(set.events, c)
	}
	return o, err
}

// inputs are the events as they are sent, each held to be inert in every shell.
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

func about(e event.Event) ledger.About {
	a := ledger.About{File: e.At.File, Body: e.Body}
	for i, session := range e.Sessions {
		if i == 0 {
			a.Start = session.Start.UTC()
		}
		a.Videos = append(a.Videos, session.Video)
	}
	return a
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

// knownLimit is how long a check waits for what it can do without: the zone, and the ledger.
const knownLimit = 5 * time.Second

// looking is a connection for a check; nil where there is none, such as without a token.
func (p *process) looking(g gitHubFlags) *connection {
	var ps problems
	if c := g.connect(p, simulateFlags{}, nil, &ps); len(ps) == 0 {
		return c
	}
	return nil
}

// zonePlaces are where the zone of the events is looked up: in the workspace, where the files are, unless they are for another
// repository; then on GitHub.
func (c *specialCommand) zonePlaces(p *process, conn *connection, dispatches bool) (places []zonePlace) {
	if here := p.env.context().Repository; here == "" || orDefault(c.Repository, here) == here {
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
	return nil, &noZoneError{err.Error()}
}

// known is the ledger, as far as it can be read, so that what is ingested already needn't be asked for again. A pull
// request's token may not be able to; then everything counts as new.
func (p *process) known(c *connection) *ledger.Ledger {
	if c == nil || c.place.kind != placeBranch {
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

// checked tells all problems of the events, those included that only the ledger shows. The error is nil where nothing
// stands in the way of sending them.
func (p *process) checked(set *eventSet, memory *ledger.Ledger, o eventOptions) (outcome, error) {
	archive := reconcile.ArchiveOf(&memory.State)
	state := func(e event.Event) string { return string(archive.State(e.ID, e.At.File)) }
	var fresh []event.Event
	for _, e := range set.events {
		if e.JSON != nil && archive.State(e.ID, e.At.File) != reconcile.EventUnchanged {
			fresh = append(fresh, e)
			set.problems = append(set.problems, conflicts(archive, e)...)
		}
	}
	set.problems = append(set.problems, p.checkAddresses(fresh, o.check, linkcheck.Public)...)
	if p.ctx.Err() != nil {
		return outcome{}, errStopped
	}
	p.tellEvents(*set, fresh)
	result := outcome{ending: planned, summary: report.Events(set.events, set.problems, state)}
	if set.invalid() {
		return result, &inputError{set.flags} // those of the files are told
	}
	for _, e := range set.events {
		result.outputs.Events = append(result.outputs.Events, outputEvent{e.At.File, e.ID, state(e), e.JSON})
	}
	return result, nil
}

// conflicts warns where an event was ingested before under another body or time: the archive knows events by these, and
// will hold both.
func conflicts(a *reconcile.Archive, e event.Event) (problems []event.Problem) {
	now := about(e)
	warn := func(at event.Place, what string, before ledger.About) {
		if before.File == "" || before.Body == now.Body && before.Start.Equal(now.Start) {
			return
		}
		problems = append(problems, event.Problem{Place: at, Warning: true,
			Message: fmt.Sprintf("%s was ingested as %q of %s; the archive will hold both", what, before.Body, before.Start.In(e.Sessions[0].Start.Location()).Format("2006-01-02 15:04")),
			Hint:    "an event is known by its body's name and its first session's time; remove the old one from the archive by hand"})
	}
	warn(e.At, "this file", a.FromFile(e.At.File))
	for _, session := range e.Sessions {
		if before := a.WithVideo(session.Video); before.File != e.At.File {
			warn(session.At, "this video", before)
		}
	}
	return problems
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
