package report

import (
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

func TestDays(t *testing.T) {
	day := civil.Date(2021, 3, 9)
	for want, w := range map[string]window.Window{
		"2021-03-09":                                 {From: day, To: day + civil.Day},
		"2021-03-09 to 2021-03-11":                   {From: day, To: day + 3*civil.Day},
		"2021-03-09T06:00:00 to 2021-03-10T00:00:00": {From: day + 6*civil.Hour, To: day + civil.Day},
	} {
		got := Days(w)
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if cell := (Row{Title: got}).name(); strings.Contains(cell, "-") {
			t.Errorf("a browser may break %q", cell)
		}
	}
}

func TestLengthsForPeople(t *testing.T) {
	for want, got := range map[string]string{
		"45 s": Took(45 * time.Second), "1 min": Took(time.Minute - time.Second/2), "2 h 5 min": Took(2*time.Hour + 5*time.Minute + 20*time.Second), "3 h": Took(3 * time.Hour),
		"1 h": Took(time.Hour - time.Second), "47 h 59 min": Took(48*time.Hour - time.Minute), "3 days 4 h": Took(76 * time.Hour), "2 days": Took(48*time.Hour + time.Minute),
		"1 day": Length(civil.Day), "0 days": Length(0), "1.5 days": Length(36 * civil.Hour),
		"0 of 2 days covered": OfDays(nil, window.Of(window.Window{To: 2 * civil.Day})), "1 of 2 days covered": OfDays(window.Of(window.Window{From: civil.Hour, To: 2 * civil.Day}), window.Of(window.Window{To: 2 * civil.Day})),
		"0.5 of 1.5 days covered": OfDays(window.Of(window.Window{To: 12 * civil.Hour}), window.Of(window.Window{To: 36 * civil.Hour})), "1 event": Count(1, "event"), "2 events": Count(2, "event"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTotalsNameOnlyWhatThereIs(t *testing.T) {
	s := Overview{Progress: "3 of 7 days covered", Thing: "window", Rows: []Row{{State: Covered}, {State: Pending}, {State: Pending}, {State: Cancelled}}}
	if got, want := s.Totals(), "3 of 7 days covered, 2 windows pending, 1 window cancelled."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Attempts, s.RunTime, s.Estimate = 2, 90*time.Minute, 3*time.Hour
	if got, want := s.Totals(), "3 of 7 days covered, 2 windows pending, 1 window cancelled; 2 runs sent, 1.5 run hours; about 3.0 run hours to go."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASummaryShowsWhatNeedsAPersonFirstAndIsBounded(t *testing.T) {
	s := Overview{Title: "2021", Progress: "some", Thing: "window", Next: []Sentence{own("look")}}
	for range mostRows + 3 {
		s.Rows = append(s.Rows, Row{Title: "fine", State: Covered})
	}
	s.Rows = append(s.Rows, Row{Title: "bad day", State: Failed, Reason: "a | b", URL: "https://github.example/1"})
	text := s.Summary().Markdown(1 << 20)
	bad, fine := strings.Index(text, "- bad day: failed, [run bad day, attempt 0]"), strings.Index(text, "| fine | covered |")
	if bad < 0 || bad > fine || !strings.Contains(text, `a &#124; b`) || !strings.Contains(text, "\nNot shown: 4 windows more.\n") || strings.Count(text, "\n| ") != 1+mostRows {
		t.Errorf("got %s", text)
	}
}
