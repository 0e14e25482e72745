package ledger

import (
	"cmp"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// State is the fold of a ledger's facts. Folding is commutative, associative and idempotent: for every piece of state,
// of two facts that speak of it, the same one wins whichever came first.
type State struct {
	Requests map[string]Request
	Closed   map[string]Closed // by the ID of the request
	// Observed are runs of others that gathered, in no order that means anything.
	Observed map[RunAttempt]Observed
	// Simulated is where the simulation is that keeps the ledger; zero in a ledger of the real GitHub.
	Simulated Simulated
	attempts  map[Key]*Attempt
	ordered   []*Attempt
	sorted    bool
	ticks     map[int64]Tick // by the second in which they began
}

// RunAttempt names one attempt of a run, as GitHub counts them.
type RunAttempt struct {
	Run     int64
	Attempt int
}

// Attempt is what is known of one dispatch. Of a zero Intent, Dispatched or Concluded nothing is known.
type Attempt struct {
	Key
	Intent     Intent
	Dispatched Dispatched
	Concluded  Concluded
}

// Settled says whether the attempt ended, as far as the ledger knows. A dispatch that became known after its intent was
// judged dead makes it unsettled again.
func (a *Attempt) Settled() bool {
	return a.Concluded.Class != "" && (a.Concluded.RunAttempt > 0 || a.Dispatched.At.IsZero())
}

// Accepted says whether GitHub is known to have accepted the dispatch.
func (a *Attempt) Accepted() bool { return !a.Dispatched.At.IsZero() }

// SentBy says whether a writer's dispatch left, as far as anybody knows.
func (a *Attempt) SentBy(writer string) bool {
	return a.Writer == writer && a.Concluded.Class != Lapsed
}

// Begun is the moment the attempt was intended, by GitHub's clock, or the first known of it.
func (a *Attempt) Begun() time.Time {
	if a.Intent.At.IsZero() {
		return a.Dispatched.At
	}
	return a.Intent.At
}

// Attempts are all attempts, the oldest first; the order is the same for every order of facts. Callers must not change
// them.
func (s *State) Attempts() []*Attempt {
	if !s.sorted {
		slices.SortFunc(s.ordered, func(a, b *Attempt) int {
			return cmp.Or(a.Begun().Compare(b.Begun()), a.Subject.Compare(b.Subject), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Writer, b.Writer))
		})
		s.sorted = true
	}
	return s.ordered
}

// Unsettled are the attempts of which no end is known, the oldest first.
func (s *State) Unsettled() []*Attempt {
	var unsettled []*Attempt
	for _, a := range s.Attempts() {
		if !a.Settled() {
			unsettled = append(unsettled, a)
		}
	}
	return unsettled
}

// Attempt is the attempt of a key, nil where the ledger has none.
func (s *State) Attempt(k Key) *Attempt { return s.attempts[k] }

// IsSimulated says whether a simulation keeps the ledger.
func (s *State) IsSimulated() bool { return !s.Simulated.At.IsZero() }

func (s *State) fold(f Fact) {
	switch f := f.(type) {
	case Request:
		s.foldRequest(f)
	case Closed:
		old, known := s.Closed[f.Request]
		s.Closed[f.Request] = winner(old, f, known, moreClosed(f, old))
	case Tick:
		old, known := s.ticks[f.At.Unix()]
		s.ticks[f.At.Unix()] = winner(old, f, known, 0)
	case Observed:
		key := RunAttempt{f.Run, f.RunAttempt}
		old, known := s.Observed[key]
		s.Observed[key] = winner(old, f, known, f.At.Compare(old.At))
	case Simulated:
		s.Simulated = winner(s.Simulated, f, s.IsSimulated(), f.At.Compare(s.Simulated.At))
	case Intent:
		a := s.attempt(f.Key)
		a.Intent = winner(a.Intent, f, !a.Intent.At.IsZero(), f.At.Compare(a.Intent.At))
	case Dispatched:
		a := s.attempt(f.Key)
		a.Dispatched = winner(a.Dispatched, f, a.Accepted(), cmp.Compare(f.Run, a.Dispatched.Run))
	case Concluded:
		a := s.attempt(f.Key)
		a.Concluded = winner(a.Concluded, f, a.Concluded.Class != "", moreConclusive(f, a.Concluded))
	}
}

// winner is the one of two facts that counts, where one was known already; order tells which of them counts more.
func winner[F Fact](old, f F, known bool, order int) F {
	if !known || wins(f, old, order) {
		return f
	}
	return old
}

// moreConclusive orders conclusions of one attempt: a success is for good, else the highest run attempt counts, else what
// was seen last.
func moreConclusive(a, b Concluded) int {
	success := func(c Concluded) int {
		if c.Class == Success {
			return 1
		}
		return 0
	}
	return cmp.Or(success(a)-success(b), cmp.Compare(a.RunAttempt, b.RunAttempt), a.At.Compare(b.At))
}

// moreClosed orders closings of one request: one that cancelled its runs counts more, else the earlier.
func moreClosed(a, b Closed) int {
	if a.Runs != b.Runs {
		if a.Runs {
			return 1
		}
		return -1
	}
	return b.At.Compare(a.At)
}

// wins says whether a replaces b, where order tells which of them counts more; facts that differ elsewhere only are
// ordered by their lines, so that the choice never depends on which came first.
func wins(a, b Fact, order int) bool {
	if order == 0 {
		order = slices.Compare(encode(a), encode(b))
	}
	return order > 0
}

// foldRequest lets the earlier of two records of one name count, the earlier of their ends, and what the last command to
// work on it had.
func (s *State) foldRequest(r Request) {
	old, known := s.Requests[r.ID]
	if !known {
		s.Requests[r.ID] = r
		return
	}
	end := min(old.Window.To, r.Window.To)
	last := old
	if wins(r.latest(), old.latest(), r.used().Compare(old.used())) {
		last = r
	}
	first := old.first()
	if wins(r.first(), first, first.At.Compare(r.At)) {
		first = r.first()
	}
	first.Window.To, first.Events, first.Retries, first.RunLimit = end, last.Events, last.Retries, last.RunLimit
	if used := last.used(); !used.Equal(first.At) {
		first.Used = used
	}
	s.Requests[r.ID] = first
}

// first is what the earliest record of a request says for good.
func (r Request) first() Request {
	r.Window.To, r.Events, r.Retries, r.RunLimit, r.Used = 0, nil, 0, 0, time.Time{}
	return r
}

// latest is what the record of the last command that worked on a request says.
func (r Request) latest() Request {
	return Request{Events: r.Events, Retries: r.Retries, RunLimit: r.RunLimit, Used: r.used()}
}

// used is when a command last began to work on it.
func (r Request) used() time.Time {
	if r.Used.IsZero() {
		return r.At
	}
	return r.Used
}

// Tick is the last tick of a catch-up that began before a moment; ok is false where there was none.
func (s *State) Tick(before time.Time) (last Tick, ok bool) {
	for _, t := range s.ticks {
		if t.At.Unix() < before.Unix() && (!ok || t.At.After(last.At)) {
			last, ok = t, true
		}
	}
	return last, ok
}

// Ticked says whether the tick that began at a moment is recorded.
func (s *State) Ticked(began time.Time) bool {
	_, ok := s.ticks[began.Unix()]
	return ok
}

// LeftHorizon is the time that some tick looked at, up to where the last one began to look.
func (s *State) LeftHorizon() window.Window {
	var last Tick
	var gone window.Window
	for _, t := range s.ticks {
		if last.At.IsZero() || t.Window.From < gone.From {
			gone.From = t.Window.From
		}
		if t.At.After(last.At) {
			last = t
		}
	}
	gone.To = max(gone.From, last.Window.From)
	return gone
}

// Counts says whether an attempt counts for anybody: it left, or may have, and its run wasn't cancelled with its request.
func (s *State) Counts(a *Attempt) bool {
	closed := s.Closed[a.Intent.Request]
	cancelled := closed.Runs && a.Concluded.Class != "" && a.Concluded.Class != Success && !a.Concluded.At.Before(closed.At)
	return a.Concluded.Class != Lapsed && !cancelled
}

func (s *State) attempt(k Key) *Attempt {
	s.sorted = false
	a := s.attempts[k]
	if a == nil {
		a = &Attempt{Key: k}
		s.attempts[k] = a
		s.ordered = append(s.ordered, a)
	}
	return a
}
