package simulate

// The events of the city: their number, and in which part of a day they are.

import (
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// A fraction of events a day is met on average, and a part of a day has a part of its events.
func TestEventsOfTheCity(t *testing.T) {
	s, err := ParseScenario("events-per-day=2.5,busy-day=2021-03-01")
	if err != nil {
		t.Fatal(err)
	}
	year := s.events(civil.Date(2021, 1, 1), civil.Date(2022, 1, 1))
	if len(year) < 860 || len(year) > 960 {
		t.Errorf("%d events a year, want about 912", len(year))
	}
	at := civil.Date(2021, 1, 1) + 14*civil.Hour
	morning, evening := s.events(civil.Date(2021, 1, 1), at), s.events(at, civil.Date(2021, 1, 2))
	if whole := s.events(civil.Date(2021, 1, 1), civil.Date(2021, 1, 2)); len(morning)+len(evening) != len(whole) || len(morning) == 0 {
		t.Errorf("%v and %v of %v", morning, evening, whole)
	}
	if busy := s.events(civil.Date(2021, 3, 1), civil.Date(2021, 3, 2)); len(busy) != 1 {
		t.Errorf("busy day %v", busy)
	}
}
