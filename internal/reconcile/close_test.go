package reconcile

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// What a command that closes the story's request does next, and what a step does that works on it.
func TestClosing(t *testing.T) {
	id := policy().Request.ID
	running := workflow.Run{ID: 101, Attempt: 1, File: lane, Event: "workflow_dispatch", Branch: "main", Status: "in_progress", Created: noon.Add(-time.Hour)}
	closed := func(runs bool) func(*story, *Policy) {
		return func(s *story, _ *Policy) { s.ledger.Add(ledger.Closed{Request: id, Runs: runs, At: noon}) }
	}
	closing := func(runs bool, more ...func(*story, *Policy)) func(*story, *Policy) {
		return func(s *story, p *Policy) {
			p.Request, p.Closing, p.Deadline = ledger.Request{}, &Closing{Requests: []string{id}, Runs: runs}, noon.Add(CloseWithin)
			s.Listed, s.HistoryRead = []workflow.Run{running}, false
			for _, edit := range more {
				edit(s, p)
			}
		}
	}
	for _, c := range []struct {
		name, story string
		edit        func(*story, *Policy)
		want        string
	}{
		{"a step stops", "", closed(false), "stop closed"},
		{"also where runs are in flight", "1-5 ", closed(true), "stop closed"},
		{"what it intended lapses first", "1-5 intent", closed(false), "conclude lapsed"},
		{"before max-failures", "1-2 gather\n3-4 gather", func(s *story, p *Policy) { closed(false)(s, p); p.MaxFailures = 1 }, "stop closed"},
		{"a dry run is planned all the same", "", func(s *story, p *Policy) { closed(false)(s, p); p.DryRun = true }, "stop dry-run"},
		{"another request goes on", "", func(s *story, p *Policy) { closed(false)(s, p); p.Request.ID = "another" }, "intend 1-5#1"},

		{"closing is recorded", "1-5 ", closing(false), "record closed"},
		{"and that is all", "1-5 ", closing(false, closed(false)), "stop done"},
		{"its runs are cancelled then", "1-5 ", closing(true, closed(true)), "cancel [101]"},
		{"also of one that was closed without them", "1-5 ", closing(true, closed(false)), "record closed"},
		{"each is asked for once", "1-5 ", closing(true, closed(true), func(s *story, _ *Policy) { s.CancelAsked[101] = true }), "poll"},
		{"not while GitHub takes no writes", "1-5 ", closing(true, closed(true), func(s *story, _ *Policy) { s.PausedUntil = noon.Add(time.Second) }), "poll"},
		{"they are seen to end", "1-5 ", closing(true, closed(true), func(s *story, _ *Policy) { s.Listed[0].Status = "completed" }), "conclude 101"},
		{"what has ended needs no cancelling", "1-5 success", closing(true, closed(true)), "stop done"},
		{"one that doesn't end", "1-5 ", closing(true, closed(true), func(s *story, p *Policy) { s.CancelAsked[101], p.Deadline = true, noon }), "stop still-alive"},
		{"a dry run", "1-5 ", closing(true, func(_ *story, p *Policy) { p.DryRun = true }), "stop dry-run"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			s.tell(c.story)
			c.edit(s, p)
			if step := Decide(&s.World, noon, p).Step; describe(step) != c.want {
				t.Errorf("got %s, want %s", describe(step), c.want)
			}
		})
	}
}

// The same words open a new request after theirs was closed; a schedule doesn't open what a person closed.
func TestAClosedRequestIsNotResumed(t *testing.T) {
	s, p := newStory(), policy()
	wanted := p.Request
	wanted.ID = ""
	s.ledger.Add(p.Request)
	if r, ok := Resume(s.State, wanted, Occasion{}, *p); !ok || r.ID != p.Request.ID {
		t.Fatalf("resumed %q, %v", r.ID, ok)
	}
	s.ledger.Add(ledger.Closed{Request: p.Request.ID, At: noon})
	if r, ok := Resume(s.State, wanted, Occasion{}, *p); !ok || r.ID != wanted.Words.ID(2) {
		t.Errorf("by hand: %q, %v, want a new one", r.ID, ok)
	}
	for name, o := range map[string]Occasion{"on a schedule": {Scheduled: true}, "by a run that waited since before that": {Created: noon.Add(-time.Minute)}} {
		if r, ok := Resume(s.State, wanted, o, *p); ok {
			t.Errorf("%s: %q, want none", name, r.ID)
		}
	}
	if _, ok := Resume(s.State, wanted, Occasion{Created: noon.Add(time.Minute)}, *p); !ok {
		t.Error("a run that was started later begins none")
	}
	if open, _ := Idle(s.State, noon.AddDate(0, 1, 0), *p); len(open) > 0 {
		t.Errorf("nobody goes on with %v", open)
	}
	failed := wanted
	failed.Words.Reprocess = ReprocessFailed
	opened, _ := Resume(s.State, failed, Occasion{}, *p)
	s.ledger.Add(opened)
	s.ledger.Add(ledger.Closed{Request: opened.ID, At: noon})
	if r, ok := Resume(s.State, failed, Occasion{Scheduled: true}, *p); ok {
		t.Errorf("what only a person opens, on a schedule: %q, want none", r.ID)
	}
}

// A request that has nothing to do and says nothing new is not recorded: a schedule makes one with each run.
func TestARequestThatRepeats(t *testing.T) {
	s, p := newStory(), policy()
	wanted := p.Request
	wanted.ID = ""
	for _, c := range []struct {
		retries int
		repeats bool
	}{{2, false}, {2, true}, {0, false}} {
		p.Retries = c.retries
		s.tell("1-13 success")
		r, _ := Resume(s.State, wanted, Occasion{Scheduled: true}, *p)
		s.ledger.Add(r)
		if got := repeats(s.State, r); got != c.repeats {
			t.Errorf("%s with %d retries: repeats %v", r.ID, c.retries, got)
		}
	}
}

// A request remembers how the last command judged it.
func TestARequestRemembersRetriesAndRunLimit(t *testing.T) {
	s, p := newStory(), policy()
	wanted := p.Request
	wanted.ID = ""
	r, _ := Resume(s.State, wanted, Occasion{}, *p)
	s.ledger.Add(r)
	before := s.ledger.Len()
	again, _ := Resume(s.State, wanted, Occasion{}, *p)
	if s.ledger.Add(again); s.ledger.Len() != before {
		t.Error("the same words with the same retries are recorded twice")
	}
	p.Retries, p.RunLimit, wanted.At = 0, 2*time.Hour, noon.Add(time.Hour)
	r, _ = Resume(s.State, wanted, Occasion{}, *p)
	s.ledger.Add(r)
	if r = s.State.Requests[r.ID]; r.Retries != 0 || r.RunLimit != 2*time.Hour || !r.At.Equal(noon) {
		t.Errorf("got %+v", r)
	}
	judged := Policy{Retries: 2, RunLimit: 6 * time.Hour}.Judged(r)
	if judged.Retries != 0 || judged.RunLimit != 2*time.Hour {
		t.Errorf("judged by %d retries and %s", judged.Retries, judged.RunLimit)
	}
}
