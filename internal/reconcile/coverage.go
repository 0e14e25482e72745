package reconcile

// How a request stands, derived from the ledger and the runs observed.

import (
	"cmp"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Coverage is how a request stands. For an interval of time, Requested is exactly the union of Covered, InFlight, and the
// windows of Failed, Cancelled and Pending (these three out to whole days). For events, the sets are empty.
type Coverage struct {
	Requested window.Set
	Covered   window.Set        // requested moments that a successful run's window holds
	Revisit   window.Set        // requested moments that were gathered once, and are to be gathered once more; not covered
	InFlight  window.Set        // requested moments in the windows of live attempts, and not covered
	Pending   []Piece           // in the order they are sent
	Failed    []Piece           // tried as often as allowed, by time
	Cancelled []Piece           // a person cancelled the last run, by time
	Successes []*ledger.Attempt // that count and hold some of it
	Live      []*ledger.Attempt // the live attempts over some of it
	Waiting   []*ledger.Attempt // of Live, those whose run waits for a person's approval
	// Superseded are versions of events that are no longer in the repository, and whose last run did not succeed.
	Superseded []Piece
	Found      int // events that the logs of what covers it say they found
	Rate       Rate
}

// Gaps are the intervals that were never gathered, out to whole days.
func (c *Coverage) Gaps() window.Set { return c.Requested.Minus(c.Covered).Minus(c.Revisit).Days() }

// TooMany says whether more of it was never tried than the policy allows.
func (c *Coverage) TooMany(p *Policy) bool { return p.MaxRuns > 0 && c.NeverTried() > p.MaxRuns }

// NeverTried is how many windows or events of it were never tried.
func (c *Coverage) NeverTried() (n int) {
	for _, piece := range c.Pending {
		if piece.Last == nil {
			n++
		}
	}
	return n
}

// Done says whether nothing is left to send or to wait for.
func (c *Coverage) Done() bool { return len(c.Pending) == 0 && len(c.Live) == 0 }

// NeedsPerson are the pieces that no run gathers by itself.
func (c *Coverage) NeedsPerson() []Piece { return slices.Concat(c.Failed, c.Cancelled) }

// cover derives how the policy's request stands.
func cover(v *view, p *Policy) *Coverage {
	c := &Coverage{Rate: v.learn(p.RunLimit)}
	successes, failures := v.counting(&p.Request)
	if p.Request.ForEvents() {
		c.coverEvents(v, p, successes, failures)
	} else {
		c.coverWindows(v, p, successes, failures)
	}
	for _, a := range c.Successes {
		c.addFound(a.Concluded.Found)
	}
	for _, a := range c.Live {
		if v.runs[a.Dispatched.Run].Status == "waiting" {
			c.Waiting = append(c.Waiting, a)
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

func (c *Coverage) addFound(found *int) {
	if found != nil {
		c.Found += *found
	}
}

// counting are the attempts that count for a request, by its word for whose do. What is in flight is neither a success nor
// a failure, and what lapsed, or was cancelled with its request, is no attempt.
func (v *view) counting(r *ledger.Request) (successes, failures []*ledger.Attempt) {
	for _, a := range v.attempts {
		own := a.Intent.Request == r.ID
		if !v.State.Counts(a) {
			continue
		}
		switch success := a.Concluded.Class == ledger.Success; {
		case success && (own || r.Words.Reprocess != ReprocessAll):
			successes = append(successes, a)
		case !success && !v.live(a) && (own || r.Words.Reprocess == ReprocessMissing):
			failures = append(failures, a)
		}
	}
	return successes, failures
}

func (c *Coverage) coverWindows(v *view, p *Policy, successes, failures []*ledger.Attempt) {
	c.Requested = window.Of(p.Request.Window)
	var gathered, covered, inFlight []window.Window
	for _, a := range successes {
		if a.Window.Overlaps(p.Request.Window) {
			c.Successes = append(c.Successes, a)
			w, created := coveredBy(a, p.Zone)
			gathered, covered = append(gathered, w), append(covered, p.covers(w, created)...)
		}
	}
	for _, o := range v.observedBy(p) {
		created := o.Window.To // or later
		if !o.Created.IsZero() {
			created = civil.Of(o.Created.In(p.Zone))
		}
		gathered, covered = append(gathered, o.Window), append(covered, p.covers(o.Window, created)...)
		if o.Window.Overlaps(p.Request.Window) {
			c.addFound(o.Found)
		}
	}
	c.Covered = window.Of(covered...).Intersect(c.Requested)
	c.Revisit = window.Of(gathered...).Intersect(c.Requested).Minus(c.Covered)
	rest := c.Requested.Minus(c.Covered)
	for _, a := range v.attempts {
		if v.live(a) && len(rest.Within(a.Window)) > 0 {
			c.Live = append(c.Live, a)
			inFlight = append(inFlight, a.Window)
		}
	}
	c.InFlight = window.Of(inFlight...).Intersect(rest)
	rest = rest.Minus(c.InFlight)
	never := c.place(rest.Minus(c.Revisit), failures, p)
	c.carve(never.Union(c.place(rest.Intersect(c.Revisit), p.late(failures), p)), p)
}

// place places what is left, by the attempts at it that failed, and returns what was never tried.
func (c *Coverage) place(rest window.Set, failures []*ledger.Attempt, p *Policy) (never window.Set) {
	if len(rest) == 0 {
		return nil
	}
	windows := triedWindows(failures)
	var cancelled []window.Window
	for _, s := range cut(rest, windows, laterFirst) {
		if last := s.by.last(); last.Concluded.Class == ledger.Person {
			c.Cancelled = appendOnce(c.Cancelled, Piece{Subject: ledger.OfWindow(s.days()), Last: last, Attempts: len(s.by.attempts)})
			cancelled = append(cancelled, s.Window)
		}
	}
	rest = rest.Minus(window.Of(cancelled...))
	eachWithAttempts(cut(rest, windows, shorterFirst), windows, func(s section, attempts []*ledger.Attempt) {
		c.placeTried(s, tried(attempts), p)
	})
	return rest.Minus(unionOf(windows))
}

// observedBy are the runs of others that gathered, as far as that counts: what their logs name, except for a request
// that gathers all anew; what follows from a schedule, for a catch-up.
func (v *view) observedBy(p *Policy) []ledger.Observed {
	if p.Request.Words.Reprocess == ReprocessAll {
		return nil
	}
	var counting []ledger.Observed
	for _, o := range v.State.Observed {
		if o.Logged || p.CatchUp {
			counting = append(counting, o)
		}
	}
	return counting
}

// coveredBy is what a successful attempt covers, its window up to the moment its run was created, and that moment.
func coveredBy(a *ledger.Attempt, zone *time.Location) (window.Window, civil.Time) {
	at := a.Concluded.Created
	if at.IsZero() {
		at = a.Begun()
	}
	created := civil.Of(at.In(zone))
	return window.Window{From: a.Window.From, To: min(a.Window.To, created)}, created
}

// placeTried places a section that was tried where it belongs.
func (c *Coverage) placeTried(s section, piece Piece, p *Policy) {
	mid, halves := s.by.Midnight()
	next := after(s.by.attempts, piece.Tries, halves, p)
	if p.CatchUp && halves && s.From < p.LastChance && countTries(s.by.attempts) > 0 { // no more ticks are left to try the whole in
		next = inHalves
	}
	switch next {
	case inHalves:
		c.pend(piece, s.Window, window.Window{From: s.by.From, To: mid}, p)
		c.pend(piece, s.Window, window.Window{From: mid, To: s.by.To}, p)
	case failed:
		piece.Window = s.days()
		c.Failed = appendOnce(c.Failed, piece)
	default:
		c.pend(piece, s.Window, s.by.Window, p)
	}
}

// appendOnce appends a piece, unless the last one is the same days: some hours between the two were gathered.
func appendOnce(pieces []Piece, piece Piece) []Piece {
	if n := len(pieces); n > 0 && pieces[n-1].Subject == piece.Subject {
		return pieces
	}
	return append(pieces, piece)
}

// pend adds the part of an interval within bounds, out to whole days but not beyond the bounds.
func (c *Coverage) pend(piece Piece, interval, bounds window.Window, p *Policy) {
	if part := interval.Intersect(bounds); !part.Empty() {
		piece.Window = part.Days().Intersect(bounds)
		piece.rests(p)
		c.Pending = append(c.Pending, piece)
	}
}

// carve adds the windows of time that was never tried. Months are counted from the begin of the request, which a plan rounds down.
func (c *Coverage) carve(never window.Set, p *Policy) {
	if !p.Size.Hourly() {
		never = never.Days()
	}
	size := p.Size
	if size.Auto() {
		size = c.Rate.Size(p.RunLimit)
	}
	for _, interval := range never {
		for w := range window.Carve(interval, size, p.Request.Window.From.Floor()) {
			c.Pending = append(c.Pending, Piece{Subject: ledger.OfWindow(w)})
		}
	}
}

func union(pieces []Piece) window.Set {
	ws := make([]window.Window, len(pieces))
	for i, p := range pieces {
		ws[i] = p.Window
	}
	return window.Of(ws...)
}
