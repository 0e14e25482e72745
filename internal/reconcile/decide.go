// Package reconcile makes a request covered: it looks at the ledger and at GitHub, derives what is still to be gathered,
// dispatches into the free slots, records, waits, and looks again.
//
// [Decide] is a pure function and holds every rule; [Loop] has every effect and no rule. A decision is made from a
// [World], which has three parts. The ledger's state is durable. The [Observation] is GitHub as last looked at; each look
// replaces it. The [Memory] is what this process did and was answered: it is lost when the process dies, and that costs
// time, never a moment of coverage. So resuming, retrying and going on are one loop.
package reconcile

import (
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Decide says what to do next. It is pure: the same world, moment and policy give the same decision. The moment is
// GitHub's time.
func Decide(w *World, now time.Time, p *Policy) Decision {
	v := newView(w)
	d := Decision{Coverage: cover(v, p), Free: v.free(p), Lanes: v.lanes(p), Others: v.others()}
	d.Next = v.next(&d, now, p)
	d.Step = v.step(&d, now, p)
	return d
}

func (v *view) step(d *Decision, now time.Time, p *Policy) Step {
	if step := v.find(d, now, p); step != nil {
		return step
	}
	if p.Closing != nil {
		return v.close(now, p)
	}
	own := v.unsent(p)
	if reason := v.stop(d, own, now, p); reason != "" {
		if len(own) > 0 {
			return Record{lapse(own, now)}
		}
		return v.end(reason, p)
	}
	if len(own) > 0 {
		if d.Free > 0 {
			return Dispatch{own[0]}
		}
		return v.poll(d, now, p)
	}
	if ids := unread(d.Next, v.Asked); len(ids) > 0 {
		return Read{ids}
	}
	switch {
	case len(d.Next) > 0:
		return Intend{v.intents(d, now, p)}
	case !p.Wait:
		return v.end(OnePass, p)
	case d.resting(now):
		return v.end(Resting, p)
	}
	return v.poll(d, now, p)
}

// find is the step by which more becomes known than the world says; nil where there is none.
func (v *view) find(d *Decision, now time.Time, p *Policy) Step {
	c := d.Coverage
	if !v.HistoryRead && !p.Request.ForEvents() && p.Closing == nil {
		return ReadHistory{}
	}
	if ended := v.ended(now); len(ended) > 0 {
		return Conclude{ended}
	}
	if runs := v.unreadLogs(p); len(runs) > 0 {
		return ReadLogs{runs}
	}
	if facts := v.settle(d.Lanes, now, p); len(facts) > 0 {
		return Record{facts}
	}
	if runs := v.unobserved(p); len(runs) > 0 && (p.CatchUp || !c.Done()) {
		return Observe{runs}
	}
	if runs := v.stuck(now, p); len(runs) > 0 {
		return Inspect{runs}
	}
	if ids := unread(v.uncovered(c, p), v.AskedOnce); len(ids) > 0 {
		return Read{ids}
	}
	return nil
}

// uncovered is all whose last run a person may have run again, with what left the horizon of a catch-up.
func (v *view) uncovered(c *Coverage, p *Policy) []Piece {
	all := slices.Concat(c.Pending, c.Failed, c.Cancelled, c.Superseded)
	if left := v.left(p); left != nil {
		all = slices.Concat(all, left.Pending, left.Failed, left.Cancelled)
	}
	return all
}

// resting says whether there is nothing to wait for but what rests for long.
func (d *Decision) resting(now time.Time) bool {
	c := d.Coverage
	return len(c.Live) == 0 && len(c.Pending) > 0 && !slices.ContainsFunc(c.Pending, func(p Piece) bool {
		return p.NotBefore.Sub(now) <= longestRest
	})
}

// poll waits, at most until the earliest moment at which time alone would change the decision.
func (v *view) poll(d *Decision, now time.Time, p *Policy) Poll {
	var poll Poll
	wake := func(at time.Time) {
		if at.After(now) && (poll.Until.IsZero() || at.Before(poll.Until)) {
			poll.Until = at
		}
	}
	wake(p.Deadline)
	wake(v.PausedUntil)
	for _, piece := range d.Coverage.Pending {
		wake(piece.NotBefore)
	}
	for _, lane := range d.Lanes {
		wake(lane.Until)
	}
	for _, a := range v.attempts {
		if a.Settled() {
			continue
		}
		if a.Dispatched.Run == 0 {
			wake(a.Intent.At.Add(sendWithin))
			wake(a.Begun().Add(deadAfter))
			continue
		}
		if since, missing := v.Missing[a.Dispatched.Run]; missing {
			wake(a.Dispatched.At.Add(lostAfter))
			wake(since.Add(missingFor))
		}
		wake(v.nextInspection(a, now, p))
	}
	return poll
}

// stop is why the step ends here, or empty.
func (v *view) stop(d *Decision, own []*ledger.Attempt, now time.Time, p *Policy) Reason {
	if reason := v.stopsAtOnce(d.Coverage, p); reason != "" {
		return reason
	}
	c := d.Coverage
	pending := len(c.Pending) > 0
	switch {
	case pending && v.streak(now, p).stops(p):
		return MaxFailures
	case c.Done() && len(own) == 0:
		return Done
	case pending && len(d.Lanes) == 0:
		return NoLane
	case pending && v.noRunner(d.Lanes, now, p) != nil:
		return NoRunner
	case p.over(now):
		return TimeOver
	}
	return ""
}

// stopsAtOnce is why the step ends whatever is left, or empty.
func (v *view) stopsAtOnce(c *Coverage, p *Policy) Reason {
	_, closed := v.State.Closed[p.Request.ID]
	switch {
	case p.DryRun:
		return Planned
	case closed:
		return WasClosed
	case v.Fresh && c.TooMany(p):
		return TooMany
	}
	return ""
}

// over says whether the time budget is spent.
func (p *Policy) over(now time.Time) bool { return !p.Deadline.IsZero() && !now.Before(p.Deadline) }

// free is how many more runs may leave now. Where the server returns no run ids, a run must be found before the next
// leaves.
func (v *view) free(p *Policy) int {
	for _, a := range v.attempts {
		if a.Accepted() && a.Dispatched.Run == 0 && !a.Settled() {
			return 0
		}
	}
	free := p.MaxParallel - v.slotsInUse(p)
	if v.NoRunIDs {
		free = min(free, 1)
	}
	return free
}

// next are the first pending pieces that may be sent now: rested, with a lane that takes them, and with no live attempt
// over any part of them. After a streak of failures one of them is a probe.
func (v *view) next(d *Decision, now time.Time, p *Policy) []Piece {
	if now.Before(v.PausedUntil) {
		return nil
	}
	most := min(d.Free, room(d.Lanes, now))
	if v.streak(now, p).probes(p) {
		most = min(most, 1-len(d.Coverage.Live))
	}
	var live []window.Window
	for _, a := range v.attempts {
		if v.live(a) {
			live = append(live, a.Window)
		}
	}
	busy := window.Of(live...)
	var next []Piece
	for _, piece := range d.Coverage.Pending {
		if len(next) >= most {
			break
		}
		other := func(chosen Piece) bool {
			return piece.IsEvent() && isVersion(v.about(piece.Event, p), v.about(chosen.Event, p))
		}
		if !now.Before(piece.NotBefore) && !piece.Blocked && len(busy.Within(piece.Window)) == 0 && !slices.ContainsFunc(next, other) {
			next = append(next, piece)
			busy = busy.Union(window.Of(piece.Window))
		}
	}
	return next
}

// unread are the ids of the last runs of pieces, without those that were asked for: a person may have run them again.
func unread(pieces []Piece, asked map[int64]bool) []int64 {
	var ids []int64
	for _, p := range pieces {
		if p.Last != nil && p.Last.Dispatched.Run != 0 && !asked[p.Last.Dispatched.Run] {
			ids = append(ids, p.Last.Dispatched.Run)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// intents are the intents that send what is next, each to the lane with the fewest runs in flight of those that take one.
func (v *view) intents(d *Decision, now time.Time, p *Policy) []ledger.Intent {
	attempts := map[ledger.Subject]int{}
	for _, a := range v.attempts {
		attempts[a.Subject]++
	}
	var intents []ledger.Intent
	for _, piece := range d.Next {
		lane := choose(d.Lanes, now, p)
		d.Lanes[lane].live++
		intent := ledger.Intent{
			Key:     ledger.Key{Subject: piece.Subject, Number: attempts[piece.Subject] + 1, Writer: p.Writer},
			Request: p.Request.ID, Workflow: lane, Ref: p.Ref, At: now,
		}
		if piece.IsEvent() {
			intent.About = p.Events[piece.Event].About
		} else {
			intent.To = piece.To + p.Overlap
		}
		intents = append(intents, intent)
	}
	return intents
}

// others are the runs of others in flight.
func (v *view) others() []workflow.Run {
	var others []workflow.Run
	for _, r := range v.Listed {
		if r.Alive() && !v.ours[r.ID] {
			others = append(others, r)
		}
	}
	return others
}
