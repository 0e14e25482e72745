package reconcile

import (
	"cmp"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// group is the failed attempts at one window, the oldest first.
type group struct {
	window.Window
	attempts []*ledger.Attempt
}

func (g *group) last() *ledger.Attempt { return g.attempts[len(g.attempts)-1] }

// groupByWindow sorts attempts, the oldest first, into groups by where they begin.
func groupByWindow(attempts []*ledger.Attempt) []*group {
	byWindow := map[window.Window]*group{}
	var groups []*group
	for _, a := range attempts {
		g := byWindow[a.Window]
		if g == nil {
			g = &group{Window: a.Window}
			byWindow[a.Window] = g
			groups = append(groups, g)
		}
		g.attempts = append(g.attempts, a)
	}
	slices.SortFunc(groups, func(a, b *group) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return groups
}

func groupsSet(groups []*group) window.Set {
	ws := make([]window.Window, len(groups))
	for i, g := range groups {
		ws[i] = g.Window
	}
	return window.Of(ws...)
}

// stretch is a piece of time with the group that decides over it.
type stretch struct {
	window.Window
	group *group
}

// later orders groups by their last attempt, the later first.
func later(a, b *group) int {
	return cmp.Or(-a.last().Begun().Compare(b.last().Begun()), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// shorter orders groups by length, then the later first: where tried windows overlap, it decides which keeps its bounds.
func shorter(a, b *group) int { return cmp.Or(cmp.Compare(a.Length(), b.Length()), later(a, b)) }

// govern cuts rest, as far as groups reach, into stretches of one deciding group: the first by order of those whose
// window holds the stretch. Groups come by where they begin, and stretches leave by time.
func govern(rest window.Set, groups []*group, order func(a, b *group) int) []stretch {
	bounds := make([]civil.Time, 0, 2*len(groups))
	for _, g := range groups {
		bounds = append(bounds, g.From, g.To)
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)

	var whole, active = []stretch(nil), active{groups: groups}
	for i := range len(bounds) - 1 {
		open := active.at(bounds[i])
		if len(open) == 0 {
			continue
		}
		s := stretch{window.Window{From: bounds[i], To: bounds[i+1]}, slices.MinFunc(open, order)}
		if last := len(whole) - 1; last >= 0 && whole[last].group == s.group && whole[last].To == s.From {
			whole[last].To = s.To
		} else {
			whole = append(whole, s)
		}
	}
	var out []stretch
	for _, s := range whole {
		for _, part := range rest.Within(s.Window) {
			out = append(out, stretch{part, s.group})
		}
	}
	return out
}

// hold calls judge for each stretch, in order, with the attempts whose window holds it, the oldest first.
func hold(stretches []stretch, groups []*group, judge func(stretch, []*ledger.Attempt)) {
	active := active{groups: groups}
	for _, s := range stretches {
		var holders []*ledger.Attempt
		for _, g := range active.at(s.From) {
			if g.Holds(s.Window) {
				holders = append(holders, g.attempts...)
			}
		}
		slices.SortStableFunc(holders, func(a, b *ledger.Attempt) int { return a.Begun().Compare(b.Begun()) })
		judge(s, holders)
	}
}

// active walks through time and knows the groups whose window holds the moment it is at.
type active struct {
	groups []*group // yet to begin
	open   []*group
}

// at moves on to a moment no earlier than the last.
func (a *active) at(t civil.Time) []*group {
	for len(a.groups) > 0 && a.groups[0].From <= t {
		a.open = append(a.open, a.groups[0])
		a.groups = a.groups[1:]
	}
	a.open = slices.DeleteFunc(a.open, func(g *group) bool { return g.To <= t })
	return a.open
}
