package reconcile

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// An intent over 1-13 was recorded at noon; a decision comes some time after.
func TestAnIntentWithoutARun(t *testing.T) {
	fits := func(edit func(*workflow.Run)) func(*story, *Policy) {
		return func(s *story, _ *Policy) {
			r := workflow.Run{ID: 7, File: lane, Event: "workflow_dispatch", Branch: "main", Actor: "bot", Status: "in_progress", Created: noon, URL: "run 7"}
			edit(&r)
			s.Listed = append(s.Listed, r)
		}
	}
	completed := func(conclusion string) func(*story, *Policy) {
		return fits(func(r *workflow.Run) { r.Status, r.Conclusion = "completed", conclusion })
	}
	logged := func(conclusion string, log workflow.Log) func(*story, *Policy) {
		return func(s *story, p *Policy) {
			completed(conclusion)(s, p)
			s.Logs[Reading{Run: 7}] = log
		}
	}
	ended := func(conclusion string) func(*story, *Policy) { return logged(conclusion, workflow.Log{Found: -1}) }
	own := workflow.Log{From: "2021-01-01T00:00:00", To: "2021-01-13T00:00:00", Found: 3}
	others := workflow.Log{From: "2021-01-01T00:00:00", To: "2021-01-14T00:00:00", Found: 3}
	named := func(title string) func(*story, *Policy) {
		return fits(func(r *workflow.Run) { r.Title = title })
	}
	accepted := func(more ...func(*story, *Policy)) func(*story, *Policy) {
		return func(s *story, p *Policy) {
			s.ledger.Add(ledger.Dispatched{Key: s.State.Attempts()[0].Key, At: noon})
			for _, edit := range more {
				edit(s, p)
			}
		}
	}
	second := func(s *story, _ *Policy) {
		r := s.Listed[0]
		r.ID, r.URL, r.Conclusion = 8, "run 8", "failure"
		s.Logs[Reading{Run: 8}] = workflow.Log{Found: -1}
		s.Listed = append(s.Listed, r)
	}
	for _, c := range []struct {
		name, writer string
		after        time.Duration
		edit         func(*story, *Policy)
		want         string
	}{
		{"the writer sends it", "me", 0, nil, "dispatch 1-13"},
		{"within two minutes", "me", 119 * time.Second, nil, "dispatch 1-13"},
		{"or lets it lapse", "me", 2 * time.Minute, nil, "conclude lapsed"},
		{"not while every slot is taken", "me", 0, fits(func(r *workflow.Run) { r.Created = noon.Add(-time.Hour) }), "poll"},
		{"not past the budget", "me", 0, func(_ *story, p *Policy) { p.Deadline = noon }, "conclude lapsed"},
		{"not to a lane that is closed", "me", 0, func(s *story, _ *Policy) { s.Disabled = map[string]bool{lane: true} }, "conclude lapsed"},
		{"not while GitHub takes none", "me", 0, func(s *story, _ *Policy) { s.PausedUntil = noon.Add(time.Minute) }, "conclude lapsed"},

		{"another's is waited for", "them", 119 * time.Second, nil, "poll"},
		{"five minutes", "them", 5*time.Minute - time.Second, nil, "poll"},
		{"and is dead", "them", 5 * time.Minute, nil, "conclude lost"},
		{"as is an own one whose answer was lost", "me", 5 * time.Minute, func(s *story, _ *Policy) { s.Unanswered[s.State.Attempts()[0].Key] = true }, "conclude lost"},
		{"which isn't sent again meanwhile", "me", time.Minute, func(s *story, _ *Policy) { s.Unanswered[s.State.Attempts()[0].Key] = true }, "poll"},

		{"a run that fits holds it", "them", time.Hour, fits(func(*workflow.Run) {}), "poll"},
		{"until it ends, and its log is read", "them", time.Hour, completed("success"), "read logs 7"},
		{"its log proves it", "them", time.Minute, logged("success", own), "adopt 7"},
		{"also where it failed", "them", time.Minute, logged("failure", own), "adopt 7"},
		{"its log proves that it is another's", "them", time.Hour, logged("success", others), "conclude lost"},
		{"which is observed first where it isn't an hour ago", "them", time.Minute, logged("success", others), "observe 7"},
		{"its log says nothing", "them", time.Hour, ended("success"), "conclude lost"},
		{"nothing is judged in the first five minutes", "them", 10 * time.Second, ended("success"), "poll"},
		{"another workflow's doesn't fit", "them", time.Hour, fits(func(r *workflow.Run) { r.File = "other.yml" }), "conclude lost"},
		{"nor a scheduled one", "them", time.Hour, fits(func(r *workflow.Run) { r.Event = "schedule" }), "conclude lost"},
		{"nor one on another ref", "them", time.Hour, fits(func(r *workflow.Run) { r.Branch = "old" }), "conclude lost"},
		{"nor one created before", "them", time.Hour, fits(func(r *workflow.Run) { r.Created = noon.Add(-time.Second) }), "conclude lost"},
		{"nor one of a person, where our actor is known", "them", time.Hour, func(s *story, p *Policy) {
			fits(func(r *workflow.Run) { r.Actor = "ada" })(s, p)
			own := workflow.Run{ID: 101, Actor: "bot", Status: "in_progress", Created: noon.Add(-time.Hour)}
			s.Listed = append(s.Listed, own)
			key := s.attempt("them", span(20, 21), "intent")
			s.ledger.Add(ledger.Dispatched{Key: key, Run: 101, At: noon})
		}, "conclude lost"},

		{"its name proves it", "them", time.Minute, named("gather 2021-01-01T00:00:00 to 2021-01-13T00:00:00"), "adopt 7"},
		{"whose runs our actor's are says nothing of another's", "them", time.Hour, func(s *story, p *Policy) {
			fits(func(r *workflow.Run) { r.Actor = "ada" })(s, p)
			s.Listed = append(s.Listed, workflow.Run{ID: 101, Actor: "bot", Status: "in_progress", Created: noon.Add(-time.Hour)})
			key := s.attempt("me", span(20, 21), "intent")
			s.ledger.Add(ledger.Dispatched{Key: key, Run: 101, At: noon})
		}, "poll"},
		{"half a name doesn't", "them", time.Minute, named("gather 2021-01-01T00:00:00"), "poll"},

		{"accepted without an id, none fits", "me", time.Minute, accepted(), "poll"},
		{"none in five minutes", "me", 5 * time.Minute, accepted(), "conclude lost"},
		{"one runs", "me", time.Hour, accepted(fits(func(*workflow.Run) {})), "poll"},
		{"one ended", "me", time.Hour, accepted(ended("failure")), "adopt 7"},
		{"several, not all a success", "me", time.Hour, accepted(ended("success"), second), "conclude lost"},
		{"several, all a success", "me", time.Hour, accepted(ended("success"), ended("success")), "adopt 7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			s.at = noon.Add(-time.Minute)
			s.attempt(c.writer, span(1, 13), "intent")
			if c.edit != nil {
				c.edit(s, p)
			}
			step := Decide(&s.World, noon.Add(c.after), p).Step
			if got := describe(step); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAnIntentAndItsPossibleRunTakeOneSlot(t *testing.T) {
	s, p := newStory(), policy()
	p.MaxParallel = 2
	s.at = noon.Add(-time.Minute)
	s.attempt("them", span(1, 5), "intent")
	s.Listed = []workflow.Run{{ID: 7, File: lane, Event: "workflow_dispatch", Branch: "main", Status: "queued", Created: noon}}
	if step := Decide(&s.World, noon.Add(time.Minute), p).Step; describe(step) != "intend 5-9#1" {
		t.Errorf("got %s", describe(step))
	}
}

func TestNothingLeavesBeforeARunWithoutIDIsFound(t *testing.T) {
	s, p := newStory(), policy()
	p.MaxParallel = 9
	key := s.attempt("me", span(1, 5), "intent")
	s.ledger.Add(ledger.Dispatched{Key: key, At: s.at})
	if step := Decide(&s.World, s.at.Add(time.Second), p).Step; describe(step) != "poll" {
		t.Errorf("got %s", describe(step))
	}
}

func TestARunThatGitHubDoesNotKnow(t *testing.T) {
	s, p := newStory(), policy()
	s.tell("1-13 ")
	sent := s.State.Attempts()[0].Dispatched.At
	s.Missing[101] = sent.Add(25 * time.Minute)
	for _, c := range []struct {
		after time.Duration
		wait  bool
		want  string
	}{
		{29 * time.Minute, false, "stop one-pass"},
		{30 * time.Minute, false, "conclude lost"},
		{30 * time.Minute, true, "poll"}, // it may be back in a moment
		{35 * time.Minute, true, "conclude lost"},
	} {
		p.Wait = c.wait
		if got := describe(Decide(&s.World, sent.Add(c.after), p).Step); got != c.want {
			t.Errorf("after %s, wait %v: got %s, want %s", c.after, c.wait, got, c.want)
		}
	}
}

func TestLanesShareTheLoad(t *testing.T) {
	s, p := newStory(), policy()
	p.MaxParallel, p.Lanes = 5, []string{"a.yml", "b.yml"}
	s.Listed = []workflow.Run{{ID: 1, File: "a.yml", Status: "queued"}}
	step := Decide(&s.World, noon, p).Step
	var lanes []string
	for _, i := range step.(Intend).Intents {
		lanes = append(lanes, i.Workflow)
	}
	if got := lanes; len(got) != 3 || got[0] != "b.yml" || got[1] != "a.yml" || got[2] != "b.yml" {
		t.Errorf("got %v", got)
	}
}

func TestOverlapLengthensOnlyWhatIsSent(t *testing.T) {
	s, p := newStory(), policy()
	p.Overlap = window.Window{From: span(1, 3).From, To: span(1, 3).To}.Length()
	step := Decide(&s.World, noon, p).Step
	i := step.(Intend).Intents[0]
	if w := i.Subject; w.Window != span(1, 5) || i.To != span(1, 7).To {
		t.Errorf("got window %v, sent to %v", w, i.To)
	}
}
