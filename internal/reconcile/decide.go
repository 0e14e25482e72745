// Package reconcile makes a request covered: it looks at the ledger and at GitHub, derives what is still to be gathered,
// dispatches into the free slots, records, waits, and looks again.
//
// [Decide] is a pure function and holds every rule; [Loop] has every effect and no rule. Nothing is remembered between
// two decisions but the ledger, so that being killed anywhere costs time and nothing else, and resuming, retrying and
// going on are no mechanisms of their own.
package reconcile

import (
	"cmp"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Step is what to do next: exactly one of [Record], [Conclude], [Read], [Intend], [Dispatch], [Poll] and [Stop].
type Step interface{ step() }

// Record means: add what follows from what was seen, and decide again.
type Record struct{ Facts []ledger.Fact }

// Conclude means: read how these runs ended, record it, and decide again.
type Conclude struct{ Ended []Ended }

// Ended is an attempt whose run is seen to have ended in a run attempt that isn't recorded.
type Ended struct {
	Attempt *ledger.Attempt
	Run     workflow.Run
}

// Read means: read these runs by id, and decide again.
type Read struct{ Runs []int64 }

// Intend means: make these intents durable, and decide again. Nothing of them has left.
type Intend struct{ Intents []ledger.Intent }

// Dispatch means: send this durable intent, record the answer, and decide again.
type Dispatch struct{ Attempt *ledger.Attempt }

// Poll means: make what is known durable, wait, and look again. Time alone changes nothing before Until, if that is set.
type Poll struct{ Until time.Time }

// Stop means: make what is known durable, and end.
type Stop struct{ Reason Reason }

func (Record) step()   {}
func (Conclude) step() {}
func (Read) step()     {}
func (Intend) step()   {}
func (Dispatch) step() {}
func (Poll) step()     {}
func (Stop) step()     {}

// Reason is why a step ends by its own decision.
type Reason string

// The reasons to stop.
const (
	Resting  Reason = "resting"      // what is left rests for longer than it is worth waiting
	NoLane   Reason = "no-lane"      // every lane refuses dispatches
	Done     Reason = "done"         // nothing is left to send or to wait for
	TooMany  Reason = "max-runs"     // more windows pending at the start than allowed
	Failing  Reason = "max-failures" // different windows failed one after another
	Planned  Reason = "dry-run"      // this is what the next pass would do
	OnePass  Reason = "one-pass"     // not to wait was asked for
	TimeOver Reason = "time-budget"  // the time budget is spent
)

// Decide says what to do next, and how the request stands. It is pure: the same world, moment and policy give the same
// step. The moment is GitHub's time.
func Decide(w *World, now time.Time, p *Policy) (Step, *Coverage) {
	v := look(w)
	c := cover(v, p)
	return decide(v, c, now, p), c
}

func decide(v *view, c *Coverage, now time.Time, p *Policy) Step {
	if ended := v.ended(); len(ended) > 0 {
		return Conclude{ended}
	}
	if facts := v.settle(now, p); len(facts) > 0 {
		return Record{facts}
	}
	if ids := v.unread(slices.Concat(c.Pending, c.GivenUp, c.Left), v.Known); len(ids) > 0 {
		return Read{ids}
	}
	own := v.unsent(p)
	free := v.free(p)
	c.Free, c.Next = free, v.next(c, free, now)
	if reason := stop(v, c, own, now, p); reason != "" {
		if len(own) > 0 {
			return Record{lapse(own, now)}
		}
		return Stop{reason}
	}
	if len(own) > 0 {
		if free > 0 {
			return Dispatch{own[0]}
		}
		return v.poll(c, now, p)
	}
	if ids := v.unread(c.Next, v.Checked); len(ids) > 0 {
		return Read{ids}
	}
	switch {
	case len(c.Next) > 0:
		return Intend{v.intents(c.Next, now, p)}
	case !p.Wait:
		return Stop{OnePass}
	case c.resting(now):
		return Stop{Resting}
	}
	return v.poll(c, now, p)
}

// resting says whether there is nothing to wait for but what rests for long.
func (c *Coverage) resting(now time.Time) bool {
	return len(c.Running) == 0 && len(c.Pending) > 0 && !slices.ContainsFunc(c.Pending, func(p Piece) bool {
		return p.NotBefore.Sub(now) <= worthWaiting
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
	wake(v.Hold)
	for _, piece := range c.Pending {
		wake(piece.NotBefore)
	}
	for _, a := range v.attempts {
		if since, gone := v.Gone[a.Dispatched.Run]; gone {
			wake(since.Add(goneAfter))
		}
		if !a.Settled() && a.Dispatched.Run == 0 {
			wake(a.Intent.At.Add(sendWithin))
			wake(a.Begun().Add(deadAfter))
		}
	}
	return poll
}

// stop is why the step ends here, or empty.
func stop(v *view, c *Coverage, own []*ledger.Attempt, now time.Time, p *Policy) Reason {
	switch {
	case v.Fresh && p.MaxRuns > 0 && len(c.Pending) > p.MaxRuns:
		return TooMany
	case len(c.Pending) > 0 && v.streak(now, p) >= p.MaxFailures:
		return Failing
	case p.DryRun:
		return Planned
	case c.Done() && len(own) == 0:
		return Done
	case len(c.Pending) > 0 && len(v.lanes(p)) == 0:
		return NoLane
	case !p.Deadline.IsZero() && !now.Before(p.Deadline):
		return TimeOver
	}
	return ""
}

// streak is how many different windows failed one after another, up to now: in this run of the step, or in the last day
// where a step doesn't wait. A window that reached its time limit shows that gathering works, as a success does; what a
// person cancelled shows nothing.
func (v *view) streak(now time.Time, p *Policy) int {
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
		switch class := workflow.Class(a.Concluded.Class); class {
		case ledger.Success, workflow.TimeLimit:
			failing = nil
		case workflow.Person, Lapsed:
		default:
			if !slices.ContainsFunc(failing, a.Subject.Overlaps) {
				failing = append(failing, a.Subject)
			}
		}
	}
	return len(failing)
}

// free is how many more runs may leave now. Where the server tells no run ids, a run must be found before the next leaves.
func (v *view) free(p *Policy) int {
	for _, a := range v.attempts {
		if a.Accepted() && a.Dispatched.Run == 0 && !a.Settled() {
			return 0
		}
	}
	free := p.MaxParallel - v.house(func(a *ledger.Attempt) bool { return v.mayLeave(a, p) })
	if v.Idless {
		free = min(free, 1)
	}
	return free
}

// next are the first pending pieces that may be sent now: rested, and with no live attempt over any part of them.
func (v *view) next(c *Coverage, free int, now time.Time) []Piece {
	if now.Before(v.Hold) {
		return nil
	}
	var alive []window.Window
	for _, a := range v.attempts {
		if v.alive(a) {
			alive = append(alive, a.Window)
		}
	}
	busy := window.Of(alive...)
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

// unread are the ids of the last runs of pieces, without those read: somebody may have run them again.
func (v *view) unread(pieces []Piece, read map[int64]bool) []int64 {
	var ids []int64
	for _, p := range pieces {
		if p.Last != nil && p.Last.Dispatched.Run != 0 && !read[p.Last.Dispatched.Run] {
			ids = append(ids, p.Last.Dispatched.Run)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// lanes are those that take dispatches.
func (v *view) lanes(p *Policy) []string {
	return slices.DeleteFunc(slices.Clone(p.Lanes), func(lane string) bool { return v.Closed[lane] })
}

// intents are the intents that send pieces, each to the lane with the fewest runs in flight.
func (v *view) intents(pieces []Piece, now time.Time, p *Policy) []ledger.Intent {
	load := map[string]int{}
	attempts := map[ledger.Subject]int{}
	for _, a := range v.attempts {
		attempts[a.Subject]++
		if v.alive(a) {
			load[a.Intent.Workflow]++
		}
	}
	for _, r := range v.listed {
		if r.Alive() && !v.ours[r.ID] {
			load[r.File]++
		}
	}
	intents := make([]ledger.Intent, len(pieces))
	for i, piece := range pieces {
		lane := slices.MinFunc(v.lanes(p), func(a, b string) int { return cmp.Compare(load[a], load[b]) })
		load[lane]++
		intents[i] = ledger.Intent{
			Key:     ledger.Key{Label: ledger.Label(piece.Subject, attempts[piece.Subject]+1), Writer: p.Writer},
			Request: p.Request.ID, Workflow: lane, Ref: p.Ref, At: now,
		}
		if piece.Event == "" {
			intents[i].To = piece.To + p.Overlap
		} else {
			intents[i].About = p.Events[piece.Event].About
		}
	}
	return intents
}
