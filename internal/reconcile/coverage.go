package reconcile

import (
	"cmp"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Coverage is how a request stands. Of a stretch of time, Requested is exactly the union of Covered, InFlight, and the
// windows of GivenUp, Left and Pending (these three out to whole days). Of events, the sets are empty.
type Coverage struct {
	Requested window.Set
	Covered   window.Set        // requested moments that a successful run's window holds
	InFlight  window.Set        // requested moments in the windows of live attempts, and not covered
	Pending   []Piece           // in the order they are sent
	Next      []Piece           // of Pending, what leaves now; where that was decided
	GivenUp   []Piece           // by time
	Left      []Piece           // what a person cancelled, by time
	Gathered  []*ledger.Attempt // the successes that count and hold some of it
	Held      []*ledger.Attempt // of Running, those whose run waits for somebody's approval
	Running   []*ledger.Attempt // the live attempts over some of it
	Free      int               // slots, where that was decided
	Rate      Rate
}

// Gaps are the stretches that are not covered, out to whole days.
func (c *Coverage) Gaps() window.Set { return c.Requested.Minus(c.Covered).Days() }

// Leaving are the stretches of the oldest day that nothing gathers: by tomorrow a horizon that moves on has left them behind.
func (c *Coverage) Leaving() window.Set {
	if len(c.Requested) == 0 {
		return nil
	}
	from := c.Requested[0].From
	return c.Requested.Minus(c.Covered).Minus(c.InFlight).Within(window.Window{From: from, To: from + civil.Day}).Days()
}

// Done says whether nothing is left to send or to wait for.
func (c *Coverage) Done() bool { return len(c.Pending) == 0 && len(c.Running) == 0 }

// Piece is a stretch of time, or an event, that needs one run.
type Piece struct {
	ledger.Subject
	Tries     int             // counted failures of attempts whose window holds it
	NotBefore time.Time       // it rests until then
	Last      *ledger.Attempt // the last attempt whose window holds it; nil where it was never tried
	Attempts  int             // the attempts that ended and whose window holds it
}

// cover derives how a request stands, from the ledger and the runs seen.
func cover(v *view, p *Policy) *Coverage {
	c := &Coverage{Rate: v.learn(p.RunLimit)}
	successes, failures := v.counting(&p.Request)
	if len(p.Request.Events) > 0 {
		c.coverEvents(v, p, successes, failures)
	} else {
		c.coverWindows(v, p, successes, failures)
	}
	for _, a := range c.Running {
		if v.runs[a.Dispatched.Run].Status == "waiting" {
			c.Held = append(c.Held, a)
		}
	}
	slices.SortStableFunc(c.Pending, func(a, b Piece) int {
		byTime := cmp.Compare(a.From, b.From)
		if p.NewestFirst {
			byTime = -byTime
		}
		return cmp.Or(cmp.Compare(a.Tries, b.Tries), byTime)
	})
	return c
}

// counting are the attempts that count for a request, by its word for whose do. What is in flight is neither; an intent
// that lapsed was no attempt.
func (v *view) counting(r *ledger.Request) (successes, failures []*ledger.Attempt) {
	for _, a := range v.attempts {
		own := a.Intent.Request == r.ID
		switch success := a.Concluded.Class == ledger.Success; {
		case success && (own || r.Words.Reprocess != All):
			successes = append(successes, a)
		case !success && !v.alive(a) && a.Concluded.Class != Lapsed && (own || r.Words.Reprocess == Missing):
			failures = append(failures, a)
		}
	}
	return successes, failures
}

func (c *Coverage) coverWindows(v *view, p *Policy, successes, failures []*ledger.Attempt) {
	c.Requested = window.Of(p.Request.Window)
	var covered, inFlight []window.Window
	for _, a := range successes {
		if a.Window.Overlaps(p.Request.Window) {
			c.Gathered = append(c.Gathered, a)
			covered = append(covered, seen(a, p.Zone))
		}
	}
	if p.Patient {
		for _, o := range v.State.Observed {
			covered = append(covered, o.Window)
		}
	}
	c.Covered = window.Of(covered...).Intersect(c.Requested)
	rest := c.Requested.Minus(c.Covered)
	for _, a := range v.attempts {
		if v.alive(a) && len(rest.Within(a.Window)) > 0 {
			c.Running = append(c.Running, a)
			inFlight = append(inFlight, a.Window)
		}
	}
	c.InFlight = window.Of(inFlight...).Intersect(rest)
	rest = rest.Minus(c.InFlight)

	groups := groupByWindow(failures)
	for _, s := range govern(rest, groups, later) {
		if last := s.group.last(); last.Concluded.Class == string(workflow.Person) {
			c.Left = append(c.Left, Piece{Subject: ledger.Subject{Window: s.Window}, Last: last, Attempts: len(s.group.attempts)})
		}
	}
	rest = rest.Minus(windows(c.Left))
	hold(govern(rest, groups, shorter), groups, func(s stretch, holders []*ledger.Attempt) {
		c.judge(s, holders, p)
	})
	c.carve(rest.Minus(groupsSet(groups)), p)
}

// seen is what a successful attempt covers: its window, up to the moment its run was created.
func seen(a *ledger.Attempt, zone *time.Location) window.Window {
	created := a.Concluded.Created
	if created.IsZero() {
		created = a.Begun()
	}
	return window.Window{From: a.Window.From, To: min(a.Window.To, civil.Of(created.In(zone)))}
}

// judge says what becomes of a stretch that was tried: again, in halves, or given up. This is the right-hand side of the
// table of outcomes. Failures are counted over every attempt whose window holds the stretch, so that halves begin with
// the failures of the whole and one rule serves them both; but nothing is given up whose own window never really failed.
func (c *Coverage) judge(s stretch, holders []*ledger.Attempt, p *Policy) {
	piece := tried(holders)
	tooLong := slices.ContainsFunc(s.group.attempts, func(a *ledger.Attempt) bool {
		return a.Concluded.Class == string(workflow.TimeLimit)
	})
	retries := p.Retries
	if p.Patient {
		retries = halveAfter - 1
		piece.NotBefore = latest(piece.NotBefore, piece.Last.Concluded.At.Add(time.Duration(piece.Tries)*patience))
	}
	spent := piece.Tries > retries && tries(s.group.attempts) > 0
	mid, halves := s.group.Midnight()
	switch {
	case halves && (tooLong || spent):
		c.pend(piece, s.Window, window.Window{From: s.group.From, To: mid})
		c.pend(piece, s.Window, window.Window{From: mid, To: s.group.To})
	case spent && !p.Patient:
		piece.Window = s.Window
		c.GivenUp = append(c.GivenUp, piece)
	default:
		c.pend(piece, s.Window, s.group.Window)
	}
}

// tried is a piece over which attempts failed, the oldest first.
func tried(failures []*ledger.Attempt) Piece {
	last := failures[len(failures)-1]
	piece := Piece{Last: last, Tries: tries(failures), Attempts: len(failures)}
	if last.Concluded.Class == string(workflow.Runner) {
		piece.NotBefore = last.Concluded.At.Add(runnerPause)
	}
	return piece
}

// tries is how many of the failures are held against what failed: of a time limit only that of a window which can't be
// halved, of runners and lost responses those beyond the excused, of people's none.
func tries(failures []*ledger.Attempt) int {
	counted, pardoned := 0, 0
	for _, a := range failures {
		switch workflow.Class(a.Concluded.Class) {
		case workflow.TimeLimit:
			if _, halves := a.Window.Midnight(); !halves {
				counted++
			}
		case workflow.Runner, LostResponse:
			pardoned++
		case workflow.Person:
		default:
			counted++
		}
	}
	return counted + max(0, pardoned-excused)
}

// pend adds the part of a stretch within bounds, out to whole days but not beyond the bounds.
func (c *Coverage) pend(piece Piece, stretch, bounds window.Window) {
	if part := stretch.Intersect(bounds); !part.Empty() {
		piece.Window = part.Days().Intersect(bounds)
		c.Pending = append(c.Pending, piece)
	}
}

// carve adds the windows of time that was never tried.
func (c *Coverage) carve(never window.Set, p *Policy) {
	if !p.Size.Hourly() {
		never = never.Days()
	}
	size := p.Size
	if size.Auto() {
		size = c.Rate.Size(p.RunLimit)
	}
	for _, stretch := range never {
		for w := range window.Carve(stretch, size) {
			c.Pending = append(c.Pending, Piece{Subject: ledger.Subject{Window: w}})
		}
	}
}

func windows(pieces []Piece) window.Set {
	ws := make([]window.Window, len(pieces))
	for i, p := range pieces {
		ws[i] = p.Window
	}
	return window.Of(ws...)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
