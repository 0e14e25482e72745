package simulate

// The events of the city.

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// councilEvent is one event of the city: its day, and its place among the events of the day.
type councilEvent struct {
	day civil.Time
	n   int
}

// events are the city's events in [from, to), in order.
func (s Scenario) events(from, to civil.Time) []councilEvent {
	var all []councilEvent
	for day := from.Floor(); day < to; day += civil.Day {
		n := int(s.EventsPerDay)
		if s.chance("events", int64(day)) < s.EventsPerDay-float64(n) {
			n++
		}
		if anyDayIn(s.BusyDays, day, day+civil.Day) {
			n = 1
		}
		for i := range n {
			// events are held between 9:00 and 19:00
			at := day + 9*civil.Hour + civil.Time((float64(i)+s.chance("at", int64(day), int64(i)))/float64(n)*float64(10*civil.Hour))
			if from <= at && at < to {
				all = append(all, councilEvent{day, i})
			}
		}
	}
	return all
}
