package reconcile

// Windows that were tried without success, and how time is divided where they overlap.

import (
	"cmp"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// triedWindow is a window with the failed attempts at exactly it, the oldest first.
type triedWindow struct {
	window.Window
	attempts []*ledger.Attempt
}

func (t *triedWindow) last() *ledger.Attempt { return t.attempts[len(t.attempts)-1] }

// triedWindows are the windows of attempts, which come the oldest first, by where they begin.
func triedWindows(attempts []*ledger.Attempt) []*triedWindow {
	byWindow := map[window.Window]*triedWindow{}
	var windows []*triedWindow
	for _, a := range attempts {
		t := byWindow[a.Window]
		if t == nil {
			t = &triedWindow{Window: a.Window}
			byWindow[a.Window] = t
			windows = append(windows, t)
		}
		t.attempts = append(t.attempts, a)
	}
	slices.SortFunc(windows, func(a, b *triedWindow) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return windows
}

func unionOf(windows []*triedWindow) window.Set {
	ws := make([]window.Window, len(windows))
	for i, t := range windows {
		ws[i] = t.Window
	}
	return window.Of(ws...)
}

// section is an interval of time with the tried window by which it is decided.
type section struct {
	window.Window
	by *triedWindow
}

// days is a section out to whole days, but not beyond the tried window.
func (s section) days() window.Window { return s.Window.Days().Intersect(s.by.Window) }

// laterFirst orders tried windows by their last attempt.
func laterFirst(a, b *triedWindow) int {
	return cmp.Or(-a.last().Begun().Compare(b.last().Begun()), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// shorterFirst orders tried windows by length, then the later first: where they overlap, it says which keeps its bounds.
func shorterFirst(a, b *triedWindow) int {
	return cmp.Or(cmp.Compare(a.Length(), b.Length()), laterFirst(a, b))
}

// cut divides rest, as far as tried windows reach, into sections; each is decided by the first in order of the windows
// that hold it. Windows come by where they begin, and sections leave by time.
func cut(rest window.Set, windows []*triedWindow, order func(a, b *triedWindow) int) []section {
	bounds := make([]civil.Time, 0, 2*len(windows))
	for _, t := range windows {
		bounds = append(bounds, t.From, t.To)
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)

	sweep := sweep{ahead: windows}
	var whole []section
	for i := range len(bounds) - 1 {
		open := sweep.at(bounds[i])
		if len(open) == 0 {
			continue
		}
		s := section{window.Window{From: bounds[i], To: bounds[i+1]}, slices.MinFunc(open, order)}
		if last := len(whole) - 1; last >= 0 && whole[last].by == s.by && whole[last].To == s.From {
			whole[last].To = s.To
		} else {
			whole = append(whole, s)
		}
	}
	var out []section
	for _, s := range whole {
		for _, part := range rest.Within(s.Window) {
			out = append(out, section{part, s.by})
		}
	}
	return out
}

// eachWithAttempts calls visit for each section, in order, with all attempts whose window holds it, the oldest first.
func eachWithAttempts(sections []section, windows []*triedWindow, visit func(section, []*ledger.Attempt)) {
	sweep := sweep{ahead: windows}
	for _, s := range sections {
		var holding []*ledger.Attempt
		for _, t := range sweep.at(s.From) {
			if t.Holds(s.Window) {
				holding = append(holding, t.attempts...)
			}
		}
		slices.SortStableFunc(holding, func(a, b *ledger.Attempt) int { return a.Begun().Compare(b.Begun()) })
		visit(s, holding)
	}
}

// sweep goes through time and knows the tried windows that hold the moment it is at.
type sweep struct {
	ahead []*triedWindow // yet to begin
	open  []*triedWindow
}

// at goes on to a moment no earlier than the last.
func (s *sweep) at(t civil.Time) []*triedWindow {
	for len(s.ahead) > 0 && s.ahead[0].From <= t {
		s.open = append(s.open, s.ahead[0])
		s.ahead = s.ahead[1:]
	}
	s.open = slices.DeleteFunc(s.open, func(w *triedWindow) bool { return w.To <= t })
	return s.open
}
