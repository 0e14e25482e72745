package reconcile

import (
	"errors"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// The time budget is spent with work left, in a step that may go on by itself; it is run 7 of its own workflow.
func TestGoingOn(t *testing.T) {
	own := func(runs ...workflow.Run) func(*story, *Policy) {
		return func(s *story, _ *Policy) { s.OwnRuns = append([]workflow.Run{}, runs...) }
	}
	for _, c := range []struct {
		name, story string
		edit        func(*story, *Policy)
		want        string
	}{
		{"its runs are listed first", "1-5 success", nil, "list own"},
		{"it goes on", "1-5 success", own(workflow.Run{ID: 7, Status: "in_progress"}), "continue"},
		{"an earlier run has ended", "1-5 success", own(workflow.Run{ID: 6, Status: "completed"}), "continue"},
		{"another run waits", "1-5 success", own(workflow.Run{ID: 8, Status: "queued"}), "stop time-budget"},
		{"nothing was sent or ended meanwhile", "", own(), "stop time-budget"},
		{"only another sent", "", func(s *story, _ *Policy) { s.attempt("them", span(1, 5), "") }, "stop time-budget"},
		{"it may not", "1-5 success", func(_ *story, p *Policy) { p.OwnRun = 0 }, "stop time-budget"},
		{"it doesn't wait", "1-5 success", func(_ *story, p *Policy) { p.Wait = false }, "stop time-budget"},
		{"it was started", "1-5 success", func(s *story, _ *Policy) { s.Continued = &workflow.Dispatched{} }, "stop continued"},
		{"it could not be", "1-5 success", func(s *story, _ *Policy) { s.NotContinued = errors.New("refused") }, "stop time-budget"},
		{"all is done", "1-13 success", own(), "stop done"},
		{"max-failures", "1-2 gather\n3-4 gather", func(_ *story, p *Policy) { p.MaxFailures = 2 }, "stop max-failures"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			p.Started, p.Deadline, p.OwnRun = noon.Add(-2*time.Hour), noon, 7
			s.tell(c.story)
			if c.edit != nil {
				c.edit(s, p)
			}
			if got := describe(Decide(&s.World, noon, p).Step); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A catch-up reads what the schedule gathered before anything else.
func TestACatchUpBeginsWithTheHistory(t *testing.T) {
	s, p := newStory(), policy()
	p.CatchUp, s.HistoryRead = true, false
	if got := describe(Decide(&s.World, noon, p).Step); got != "read history" {
		t.Errorf("got %s", got)
	}
	s.HistoryRead = true
	if got := describe(Decide(&s.World, noon, p).Step); got != "intend 1-5#1" {
		t.Errorf("after that: %s", got)
	}
}

func TestMaxFailures(t *testing.T) {
	const stops = "stop max-failures"
	for _, c := range []struct{ name, story, want, probe string }{
		{"different windows", "1-3 gather\n3-5 gather\n5-7 else", stops, "intend 7-11#1"},
		{"one is missing", "1-3 gather\n3-5 gather", "intend 5-9#1", "intend 5-9#1"},
		{"the same window again", "1-3 gather\n1-3 gather\n1-2 gather", "intend 3-7#1", "intend 3-7#1"},
		{"a success between", "1-3 gather\n3-5 gather\n7-9 success\n5-7 gather", "intend 9-13#1", "intend 9-13#1"},
		{"a time limit between", "1-3 gather\n3-5 gather\n7-8 time limit\n5-7 gather", "intend 8-12#1", "intend 8-12#1"},
		{"a time limit doesn't count", "1-3 gather\n3-5 gather\n5-7 time limit", "intend 5-6#1", "intend 5-6#1"},
		{"nor does a person", "1-3 gather\n3-5 gather\n5-7 person", "intend 7-11#1", "intend 7-11#1"},
		{"nor a lost answer", "1-3 gather\n3-5 gather\n5-7 lost", "intend 5-7#2", "intend 5-7#2"},
		{"five lost answers are no scraper that is down", "1-3 lost\n3-5 lost\n5-7 lost\n7-9 lost\n9-11 lost", "intend 1-3#2", "intend 1-3#2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			p.MaxFailures = 3
			s.tell(c.story)
			decide := func(started, now time.Time, wait bool, slots int) string {
				p.Started, p.Wait, p.MaxParallel = started, wait, slots
				return describe(Decide(&s.World, now, p).Step)
			}
			for _, wait := range []bool{true, false} {
				if got := decide(noon.Add(-2*time.Hour), noon.Add(time.Hour), wait, 1); got != c.want {
					t.Errorf("in this run of the step, wait %v: got %s, want %s", wait, got, c.want)
				}
				if got := decide(noon.Add(time.Hour), noon.Add(time.Hour), wait, 1); got != c.probe {
					t.Errorf("in a later one, wait %v: got %s, want %s", wait, got, c.probe)
				}
			}
			if c.want != stops {
				return
			}
			if got := decide(noon.Add(time.Hour), noon.Add(time.Hour), true, 9); got != c.probe {
				t.Errorf("more than one window probes: %s", got)
			}
			if got := decide(noon.Add(25*time.Hour), noon.Add(25*time.Hour), false, 9); got == c.probe || got == stops {
				t.Errorf("without waiting, failures of more than a day ago count: %s", got)
			}
		})
	}
}

// A probe that fails ends the step again; one that gathers lets all go on.
func TestAProbe(t *testing.T) {
	for class, want := range map[ledger.Class]string{ledger.Gather: "stop max-failures", ledger.Success: "intend 9-13#1 1-3#2 3-5#2 5-7#2"} {
		s, p := newStory(), policy()
		s.tell("1-3 gather\n3-5 gather\n5-7 gather")
		p.MaxFailures, p.MaxParallel, p.Started = 3, 9, s.at.Add(30*time.Second)
		s.attempt("me", span(7, 9), class)
		if got := describe(Decide(&s.World, noon, p).Step); got != want {
			t.Errorf("after a probe's %s: got %s, want %s", class, got, want)
		}
	}
}

// Runners don't come: the lane rests longer each time, and after a day a person should know.
func TestNoRunner(t *testing.T) {
	at := func(hours float64) time.Time { return noon.Add(time.Duration(hours * float64(time.Hour))) }
	for _, c := range []struct {
		name    string
		failed  []float64 // hours after noon
		then    string    // an attempt after them
		started float64
		now     float64
		want    string
	}{
		{"it rests ten minutes", []float64{0}, "", -1, 0.1, "poll"},
		{"then one run tries", []float64{0}, "", -1, 0.2, "intend 1-5#2"},
		{"then twenty", []float64{0, 1}, "", -1, 1.3, "poll"},
		{"and two hours at most", []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, "", -1, 10.1, "intend 1-5#10"},
		{"a day", []float64{0, 23, 25}, "", -1, 26, "stop no-runner"},
		{"a later run of the step tries once more", []float64{0, 23, 25}, "", 26, 26, "intend 1-5#4"},
		{"a gather step began since", []float64{0, 23}, "gather", -1, 26, "intend 5-9#1 9-13#1 1-5#4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			for _, h := range c.failed {
				s.at = at(h).Add(-time.Minute)
				s.attempt("me", span(1, 5), ledger.Runner)
			}
			if c.then != "" {
				s.attempt("me", span(1, 5), ledger.Class(c.then))
			}
			p.Started, p.MaxParallel = at(c.started), 9
			if got := describe(Decide(&s.World, at(c.now), p).Step); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
