package simulate

// The city: which events it held, and how long each takes to gather.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// eventKey is one event of the city: its day and its place in it.
type eventKey struct {
	day civil.Time
	n   int
}

// events are the city's events in [from, to), in order.
func (s Scenario) events(from, to civil.Time) []eventKey {
	var all []eventKey
	for day := from.Floor(); day < to; day += civil.Day {
		n := int(s.EventsPerDay)
		if s.chance("events", int64(day)) < s.EventsPerDay-float64(n) {
			n++
		}
		if touch(s.BusyDays, day, day+civil.Day) {
			n = 1
		}
		for i := range n {
			// meetings are held between nine and seven
			at := day + 9*civil.Hour + civil.Time((float64(i)+s.chance("at", int64(day), int64(i)))/float64(n)*float64(10*civil.Hour))
			if from <= at && at < to {
				all = append(all, eventKey{day, i})
			}
		}
	}
	return all
}

// cost is how long an event takes now.
func (g *GitHub) cost(e eventKey) time.Duration {
	s := g.scenario
	whole := minutes(s.EventMinutes * (0.7 + 0.6*s.chance("minutes", int64(e.day), int64(e.n))))
	if touch(s.BusyDays, e.day, e.day+civil.Day) {
		whole = minutes(s.BusyMinutes)
	}
	if g.known[e] {
		return min(whole, minutes(s.CachedMinutes))
	}
	return whole
}
