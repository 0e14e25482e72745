// Package reconcile makes a request covered: it looks at the ledger and at GitHub, derives what is still to be gathered,
// dispatches into the free slots, records, waits, and looks again.
//
// [Decide] is a pure function and holds every rule; [Loop] has every effect and no rule. A decision is made from a
// [World], which has three parts. The ledger's state is durable. The [Observation] is GitHub as last looked at; each look
// replaces it. The [Memory] is what this process did and was answered: it is lost when the process dies, and that costs
// time, never a moment of coverage. So resuming, retrying and going on are one loop.
package reconcile

import (
	"cmp"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Decide says what to do next. It is pure: the same world, moment and policy give the same decision. The moment is
// GitHub's time.
func Decide(w *World, now time.Time, p *Policy) Decision {
	v := newView(w)
	d := Decision{Coverage: cover(v, p), Free: v.free(p)}
	d.Next = v.next(d.Coverage, d.Free, now)
	d.Step = v.step(&d, now, p)
	return d
}

func (v *view) step(d *Decision, now time.Time, p *Policy) Step {
	if step := v.find(d.Coverage, now, p); step != nil {
		return step
	}
	own := v.unsent(p)
	if reason := v.stop(d.Coverage, own, now, p); reason != "" {
		if len(own) > 0 {
			return Record{lapse(own, now)}
		}
		return v.end(reason, p)
	}
	if len(own) > 0 {
		if d.Free > 0 {
			return Dispatch{own[0]}
		}
		return v.poll(d.Coverage, now, p)
	}
	if ids := unread(d.Next, v.Asked); len(ids) > 0 {
		return Read{ids}
	}
	switch {
	case len(d.Next) > 0:
		return Intend{v.intents(d.Next, now, p)}
	case !p.Wait:
		return Stop{OnePass}
	case d.Coverage.resting(now):
		return Stop{Resting}
	}
	return v.poll(d.Coverage, now, p)
}

// find is the step by which more becomes known than the world says; nil where there is none.
func (v *view) find(c *Coverage, now time.Time, p *Policy) Step {
	if p.CatchUp && !v.HistoryRead {
		return ReadHistory{}
	}
	if ended := v.ended(); len(ended) > 0 {
		return Conclude{ended}
	}
	if facts := v.settle(now, p); len(facts) > 0 {
		return Record{facts}
	}
	if ids := unread(slices.Concat(c.Pending, c.Failed, c.Cancelled), v.AskedOnce); len(ids) > 0 {
		return Read{ids}
	}
	return nil
}

// resting says whether there is nothing to wait for but what rests for long.
func (c *Coverage) resting(now time.Time) bool {
	return len(c.Live) == 0 && len(c.Pending) > 0 && !slices.ContainsFunc(c.Pending, func(p Piece) bool {
		return p.NotBefore.Sub(now) <= longestRest
	})
}

// poll waits, at most until the earliest moment at which time alone would change the decision.
func (v *view) poll(c *Coverage, now time.Time, p *Policy) Poll {
	var poll Poll
	wake := func(at time.Time) {
		if at.After(now) && (poll.Until.IsZero() || at.Before(poll.Until)) {
			poll.Until = at
		}
	}
	wake(p.Deadline)
	wake(v.PausedUntil)
	for _, piece := range c.Pending {
		wake(piece.NotBefore)
	}
	for _, a := range v.attempts {
		if since, missing := v.Missing[a.Dispatched.Run]; missing {
			wake(since.Add(deletedAfter))
		}
		if !a.Settled() && a.Dispatched.Run == 0 {
			wake(a.Intent.At.Add(sendWithin))
			wake(a.Begun().Add(deadAfter))
		}
	}
	return poll
}

// stop is why the step ends here, or empty.
func (v *view) stop(c *Coverage, own []*ledger.Attempt, now time.Time, p *Policy) Reason {
	switch {
	case v.tooMany(c, p):
		return TooMany
	case len(c.Pending) > 0 && v.failuresInARow(now, p) >= p.MaxFailures:
		return MaxFailures
	case p.DryRun:
		return Planned
	case c.Done() && len(own) == 0:
		return Done
	case len(c.Pending) > 0 && len(v.enabled(p)) == 0:
		return NoLane
	case !p.Deadline.IsZero() && !now.Before(p.Deadline):
		return TimeOver
	}
	return ""
}

// tooMany says whether more is pending at the start than allowed.
func (v *view) tooMany(c *Coverage, p *Policy) bool {
	return v.Fresh && p.MaxRuns > 0 && len(c.Pending) > p.MaxRuns
}

// failuresInARow counts the different windows that failed one after another, up to now: in this run of the step, or in
// the last day where a step doesn't wait. Windows that overlap count once.
func (v *view) failuresInARow(now time.Time, p *Policy) int {
	since := p.Started
	if !p.Wait {
		since = now.Add(-24 * time.Hour)
	}
	var ended []*ledger.Attempt
	for _, a := range v.attempts {
		if a.Settled() && !a.Concluded.At.Before(since) {
			ended = append(ended, a)
		}
	}
	slices.SortStableFunc(ended, func(a, b *ledger.Attempt) int { return a.Concluded.At.Compare(b.Concluded.At) })
	var failing []ledger.Subject
	for _, a := range ended {
		switch outcomeOf(a).shows {
		case works:
			failing = nil
		case fails:
			if !slices.ContainsFunc(failing, a.Subject.Overlaps) {
				failing = append(failing, a.Subject)
			}
		}
	}
	return len(failing)
}

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

// next are the first pending pieces that may be sent now: rested, and with no live attempt over any part of them.
func (v *view) next(c *Coverage, free int, now time.Time) []Piece {
	if now.Before(v.PausedUntil) {
		return nil
	}
	var live []window.Window
	for _, a := range v.attempts {
		if v.live(a) {
			live = append(live, a.Window)
		}
	}
	busy := window.Of(live...)
	var next []Piece
	for _, piece := range c.Pending {
		if len(next) >= free {
			break
		}
		if !now.Before(piece.NotBefore) && len(busy.Within(piece.Window)) == 0 {
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

// intents are the intents that send pieces, each to the lane with the fewest runs in flight.
func (v *view) intents(pieces []Piece, now time.Time, p *Policy) []ledger.Intent {
	load := map[string]int{}
	attempts := map[ledger.Subject]int{}
	for _, a := range v.attempts {
		attempts[a.Subject]++
		if v.live(a) {
			load[a.Intent.Workflow]++
		}
	}
	for _, r := range v.Listed {
		if r.Alive() && !v.ours[r.ID] {
			load[r.File]++
		}
	}
	intents := make([]ledger.Intent, len(pieces))
	for i, piece := range pieces {
		lane := slices.MinFunc(v.enabled(p), func(a, b string) int { return cmp.Compare(load[a], load[b]) })
		load[lane]++
		intents[i] = ledger.Intent{
			Key:     ledger.Key{Subject: piece.Subject, Number: attempts[piece.Subject] + 1, Writer: p.Writer},
			Request: p.Request.ID, Workflow: lane, Ref: p.Ref, At: now,
		}
		if piece.IsEvent() {
			intents[i].About = p.Events[piece.Event].About
		} else {
			intents[i].To = piece.To + p.Overlap
		}
	}
	return intents
}
