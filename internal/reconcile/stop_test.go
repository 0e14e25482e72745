package reconcile

import (
	"errors"
	"testing"
	"time"

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
	p.CatchUp = true
	if got := describe(Decide(&s.World, noon, p).Step); got != "read history" {
		t.Errorf("got %s", got)
	}
	s.HistoryRead = true
	if got := describe(Decide(&s.World, noon, p).Step); got != "intend 1-5#1" {
		t.Errorf("after that: %s", got)
	}
}

func TestMaxFailures(t *testing.T) {
	for _, c := range []struct {
		name, story string
		wait        bool
		want        string
	}{
		{"different windows", "1-3 gather\n3-5 runner\n5-7 else", true, "stop max-failures"},
		{"one is missing", "1-3 gather\n3-5 gather", true, "intend 5-9#1"},
		{"the same window again", "1-3 gather\n1-3 gather\n1-2 gather", true, "intend 3-7#1"},
		{"a success between", "1-3 gather\n3-5 gather\n7-9 success\n5-7 gather", true, "intend 9-13#1"},
		{"a time limit between", "1-3 gather\n3-5 gather\n7-8 time limit\n5-7 gather", true, "intend 8-12#1"},
		{"a time limit doesn't count", "1-3 gather\n3-5 gather\n5-7 time limit", true, "intend 5-6#1"},
		{"nor does a person", "1-3 gather\n3-5 gather\n5-7 person", true, "intend 7-11#1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			p.MaxFailures, p.Wait, p.Started = 3, c.wait, noon.Add(-2*time.Hour)
			s.tell(c.story)
			if step := Decide(&s.World, noon.Add(time.Hour), p).Step; describe(step) != c.want {
				t.Errorf("got %s, want %s", describe(step), c.want)
			}
			p.Started = noon.Add(time.Hour)
			if step := Decide(&s.World, noon.Add(time.Hour), p).Step; describe(step) == "stop max-failures" {
				t.Error("failures of an earlier run of the step count")
			}
			p.Wait = false
			if step := Decide(&s.World, noon.Add(time.Hour), p).Step; describe(step) != c.want {
				t.Errorf("without waiting: got %s, want %s", describe(step), c.want)
			}
			if step := Decide(&s.World, noon.Add(25*time.Hour), p).Step; describe(step) == "stop max-failures" {
				t.Error("without waiting: failures of more than a day ago count")
			}
		})
	}
}
