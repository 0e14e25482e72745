package reconcile

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

func TestWhatBecomesOfAWindow(t *testing.T) {
	for _, c := range []struct {
		name, story            string
		pending, givenUp, left string
		edit                   func(*Policy)
	}{
		{name: "never tried is carved", pending: "1-5 5-9 9-13"},
		{name: "covered", story: "1-5 success", pending: "5-9 9-13"},
		{name: "in flight", story: "1-5 ", pending: "5-9 9-13"},
		{name: "carved from its oldest moment", story: "3-5 success", pending: "1-3 5-9 9-13"},
		{name: "a failed gather goes after the others", story: "1-5 gather", pending: "5-9 9-13 1-5"},
		{name: "again, retries times", story: "1-5 gather\n1-5 gather", pending: "5-9 9-13 1-5"},
		{name: "then in halves", story: "1-5 gather\n1-5 gather\n1-5 else", pending: "5-9 9-13 1-3 3-5"},
		{name: "a half that was gathered", story: "1-5 gather\n1-5 gather\n1-5 gather\n1-3 success", pending: "5-9 9-13 3-5"},
		{name: "each half is tried once", story: "1-5 gather\n1-5 gather\n1-5 gather\n1-3 gather", pending: "5-9 9-13 3-5 1-2 2-3"},
		{name: "down to one day", story: "1-5 gather\n1-5 gather\n1-5 gather\n1-3 gather\n1-2 gather", pending: "5-9 9-13 3-5 2-3", givenUp: "1-2"},
		{name: "no retries", story: "1-5 gather", edit: func(p *Policy) { p.Retries = 0 }, pending: "5-9 9-13 1-3 3-5"},
		{name: "more retries open what was given up", story: "1-2 gather\n1-2 gather\n1-2 gather", edit: func(p *Policy) { p.Retries = 3 }, pending: "2-6 6-10 10-13 1-2"},
		{name: "given up", story: "1-2 gather\n1-2 gather\n1-2 gather", pending: "2-6 6-10 10-13", givenUp: "1-2"},
		{name: "a time limit halves at once, in order", story: "1-5 time limit", pending: "1-3 3-5 5-9 9-13"},
		{name: "and again", story: "1-5 time limit\n1-3 time limit", pending: "1-2 2-3 3-5 5-9 9-13"},
		{name: "a larger window's time limit isn't held against a day", story: "1-3 time limit\n1-2 time limit\n1-2 time limit", pending: "2-3 3-7 7-11 11-13 1-2"},
		{name: "a day over the limit is given up", story: "1-2 time limit\n1-2 time limit\n1-2 time limit", pending: "2-6 6-10 10-13", givenUp: "1-2"},
		{name: "a runner's failure isn't held against the window", story: strings.Repeat("1-5 runner\n", 9), pending: "1-5 5-9 9-13"},
		{name: "nor a lost response", story: "1-5 lost", pending: "1-5 5-9 9-13"},
		{name: "five times at most", story: strings.Repeat("1-5 lost\n", 6), pending: "5-9 9-13 1-5"},
		{name: "then as gather", story: strings.Repeat("1-5 lost\n", 8), pending: "5-9 9-13 1-3 3-5"},
		{name: "a half whose runner failed isn't given up", story: "1-3 gather\n1-3 gather\n1-3 gather\n1-2 runner", pending: "3-7 7-11 11-13 1-2 2-3"},
		{name: "nor one whose dispatch was lost", story: "1-3 gather\n1-3 gather\n1-3 gather\n1-2 lost", pending: "3-7 7-11 11-13 1-2 2-3"},
		{name: "a person's cancellation is left", story: "1-5 person", pending: "5-9 9-13", left: "1-5"},
		{name: "even after a failure", story: "1-5 gather\n1-5 person", pending: "5-9 9-13", left: "1-5"},
		{name: "a later failure counts instead", story: "1-5 person\n1-5 gather", pending: "5-9 9-13 1-5"},
		{name: "a lapsed intent was never tried", story: "1-3 lapsed", pending: "1-5 5-9 9-13"},
		{name: "a lost response keeps its bounds", story: "1-3 lost", pending: "1-3 3-7 7-11 11-13"},
		{name: "of what was tried the uncovered part", story: "1-9 gather\n5-13 success", pending: "1-5"},
		{name: "the shorter decides", story: "1-9 gather\n3-5 gather\n3-5 gather\n3-5 gather", pending: "9-13 1-3 5-9 3-4 4-5"},
		{name: "of equals the later decides", story: "1-5 gather\n3-7 gather", pending: "7-11 11-13 1-3 3-7"},
		{name: "newest first", story: "5-9 gather", edit: func(p *Policy) { p.NewestFirst = true }, pending: "9-13 1-5 5-9"},
		{name: "whole days, from a run created within its window", story: "1-5 success", edit: func(p *Policy) {
			p.Zone = time.FixedZone("then", -int((civil.Of(noon)-civil.Date(2021, 1, 3)+civil.Hour)/civil.Second))
		}, pending: "2-6 6-10 10-13"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			if c.edit != nil {
				c.edit(p)
			}
			s.tell(c.story)
			got := Decide(&s.World, noon.Add(time.Hour), p).Coverage
			want := [3]string{c.pending, c.givenUp, c.left}
			if diff := cmp.Diff(want, [3]string{showAll(got.Pending), showAll(got.Failed), showAll(got.Cancelled)}); diff != "" {
				t.Errorf("pending, given up, left:\n%s", diff)
			}
		})
	}
}

func TestReprocess(t *testing.T) {
	other := func(s *story, class ledger.Class) {
		key := s.attempt("them", span(1, 5), class)
		s.ledger.Add(ledger.Intent{Key: key, Request: "2020-01-01.. missing#1", Workflow: lane, Ref: "main", At: s.at.Add(time.Millisecond)})
	}
	for _, c := range []struct {
		reprocess string
		class     ledger.Class
		pending   string
	}{
		{ReprocessMissing, "success", "5-9 9-13"},
		{ReprocessMissing, "gather", "5-9 9-13 1-5"},
		{ReprocessMissing, "person", "5-9 9-13"},
		{ReprocessFailed, "success", "5-9 9-13"},
		{ReprocessFailed, "gather", "1-5 5-9 9-13"},
		{ReprocessFailed, "person", "1-5 5-9 9-13"},
		{ReprocessAll, "success", "1-5 5-9 9-13"},
		{ReprocessAll, "gather", "1-5 5-9 9-13"},
		{ReprocessAll, "", "5-9 9-13"},
		{ReprocessFailed, "", "5-9 9-13"},
	} {
		s, p := newStory(), policy()
		p.Request.Words.Reprocess = c.reprocess
		other(s, c.class)
		if got := Decide(&s.World, noon, p).Coverage; showAll(got.Pending) != c.pending {
			t.Errorf("%s after another request's %q: pending %s, want %s", c.reprocess, c.class, showAll(got.Pending), c.pending)
		}
	}
}

func TestNextStep(t *testing.T) {
	theirs := func(id int64, status string) workflow.Run {
		return workflow.Run{ID: id, File: lane, Event: "workflow_dispatch", Branch: "main", Actor: "bot", Status: status, Conclusion: "success",
			Created: noon.Add(-2 * time.Hour), Attempt: 1}
	}
	for _, c := range []struct {
		name, story string
		edit        func(*story, *Policy)
		want        string
	}{
		{"one slot", "", nil, "intend 1-5#1"},
		{"two slots", "", func(_ *story, p *Policy) { p.MaxParallel = 2 }, "intend 1-5#1 5-9#1"},
		{"one at a time where the server returns no run ids", "", func(s *story, p *Policy) { p.MaxParallel, s.NoRunIDs = 2, true }, "intend 1-5#1"},
		{"a run of ours fills a slot", "1-5 ", nil, "poll"},
		{"a run of others does", "", func(s *story, _ *Policy) { s.Listed = []workflow.Run{theirs(1, "queued")} }, "poll"},
		{"unless it ended", "", func(s *story, _ *Policy) { s.Listed = []workflow.Run{theirs(1, "completed")} }, "observe 1"},
		{"and is read once", "", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(1, "completed")}
			s.Listed[0].Attempt = 1
			s.ledger.Add(ledger.Observed{Run: 1, RunAttempt: 1, At: noon})
		}, "intend 1-5#1"},
		{"one that couldn't be read is not asked for again", "", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(1, "completed")}
			s.ReadOnce[1] = true
		}, "intend 1-5#1"},
		{"one of another workflow is not read", "", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(1, "completed")}
			s.Listed[0].File = "process-special-event.yml"
		}, "intend 1-5#1"},
		{"what others gathered is not sent", "", func(s *story, _ *Policy) {
			s.ledger.Add(ledger.Observed{Run: 1, RunAttempt: 1, Window: span(1, 5), Logged: true, At: noon})
		}, "intend 5-9#1"},
		{"what only follows from a schedule is", "", func(s *story, _ *Policy) {
			s.ledger.Add(ledger.Observed{Run: 1, RunAttempt: 1, Window: span(1, 5), At: noon})
		}, "intend 1-5#1"},
		{"and so is all, where all is gathered anew", "", func(s *story, p *Policy) {
			p.Request.Words.Reprocess = ReprocessAll
			s.ledger.Add(ledger.Observed{Run: 1, RunAttempt: 1, Window: span(1, 5), Logged: true, At: noon})
		}, "intend 1-5#1"},
		{"a run beyond its limit is inspected", "1-13 ", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "in_progress")}
			s.Listed[0].Started = noon.Add(-7 * time.Hour)
		}, "inspect 101"},
		{"not at every look", "1-13 ", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "in_progress")}
			s.Listed[0].Started = noon.Add(-7 * time.Hour)
			s.Inspected[ledger.RunAttempt{Run: 101, Attempt: 1}] = noon.Add(-29 * time.Minute)
		}, "poll"},
		{"its jobs ended lately", "1-13 ", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "in_progress")}
			s.JobsEnded[ledger.RunAttempt{Run: 101, Attempt: 1}] = noon.Add(-9 * time.Minute)
		}, "poll"},
		{"its jobs ended ten minutes ago", "1-13 ", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "in_progress")}
			s.JobsEnded[ledger.RunAttempt{Run: 101, Attempt: 1}] = noon.Add(-10 * time.Minute)
		}, "conclude 101"},
		{"a re-run goes on though the jobs of the attempt before it ended", "1-5 gather", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "in_progress")}
			s.Listed[0].Attempt = 2
			s.JobsEnded[ledger.RunAttempt{Run: 101, Attempt: 1}] = noon.Add(-time.Hour)
		}, "poll"},
		{"a state unknown today is in flight", "", func(s *story, _ *Policy) { s.Listed = []workflow.Run{theirs(1, "pondering")} }, "poll"},
		{"someone runs an ended run again", "1-5 gather", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "in_progress")}
			s.Listed[0].Attempt = 2
		}, "poll"},
		{"a run ended", "1-5 ", func(s *story, _ *Policy) { s.Listed = []workflow.Run{theirs(101, "completed")} }, "conclude 101"},
		{"what is recorded isn't concluded again", "1-13 gather", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "completed")}
			s.Listed[0].Attempt = 1
		}, "intend 1-13#2"},
		{"unless it was run again", "1-13 gather", func(s *story, _ *Policy) {
			s.Read[101] = theirs(101, "completed")
			run := s.Read[101]
			run.Attempt = 2
			s.Read[101] = run
		}, "conclude 101"},
		{"a success is for good", "1-13 success", func(s *story, _ *Policy) {
			s.Listed = []workflow.Run{theirs(101, "completed")}
			s.Listed[0].Attempt, s.Listed[0].Conclusion = 2, "failure"
		}, "stop done"},
		{"labels count attempts", "1-5 gather\n5-9 success\n9-13 success", nil, "intend 1-5#2"},
		{"once at the start what failed is read", "1-2 gather\n1-2 gather\n1-2 gather", func(s *story, _ *Policy) { clear(s.AskedOnce) }, "read [103]"},
		{"what was left too", "1-5 person", func(s *story, _ *Policy) { clear(s.AskedOnce) }, "read [101]"},
		{"before it is sent again it is read again", "1-13 gather", func(s *story, _ *Policy) { clear(s.Asked) }, "read [101]"},
		{"what rests is not sent", "1-13 runner", func(s *story, _ *Policy) { s.shift(time.Hour) }, "poll"},
		{"after a runner's failure the lane rests", "1-5 runner", func(s *story, _ *Policy) { s.shift(time.Hour) }, "poll"},
		{"and then tries with one run", "1-5 runner", func(_ *story, p *Policy) { p.MaxParallel = 9 }, "intend 1-5#2"},
		{"one at a time in a lane that replaces waiting runs", "", func(_ *story, p *Policy) {
			p.MaxParallel, p.Exclusive = 9, map[string]bool{lane: true}
		}, "intend 1-5#1"},
		{"also while a run of others is in it", "", func(s *story, p *Policy) {
			p.MaxParallel, p.Exclusive = 9, map[string]bool{lane: true}
			s.Listed = []workflow.Run{theirs(1, "queued")}
		}, "poll"},
		{"done", "1-13 success", nil, "stop done"},
		{"done with what is given up", "1-2 gather\n1-2 gather\n1-2 gather\n2-13 success", nil, "stop done"},
		{"a live run is waited for", "1-13 ", nil, "poll"},
		{"not to wait", "1-5 ", func(_ *story, p *Policy) { p.Wait = false }, "stop one-pass"},
		{"not to wait sends first", "1-5 success", func(_ *story, p *Policy) { p.Wait = false }, "intend 5-9#1"},
		{"dry run", "", func(_ *story, p *Policy) { p.DryRun = true }, "stop dry-run"},
		{"max-runs", "", func(s *story, p *Policy) { p.MaxRuns, s.Fresh = 2, true }, "stop max-runs"},
		{"max-runs counts what was never tried", "1-5 gather", func(s *story, p *Policy) { p.MaxRuns, s.Fresh = 2, true }, "intend 5-9#1"},
		{"max-runs stops no dry run", "", func(s *story, p *Policy) { p.MaxRuns, s.Fresh, p.DryRun = 1, true, true }, "stop dry-run"},
		{"a dry run after a streak of failures", "1-2 gather\n3-4 gather", func(_ *story, p *Policy) { p.MaxFailures, p.DryRun = 1, true }, "stop dry-run"},
		{"max-runs only at the start", "", func(s *story, p *Policy) { p.MaxRuns = 2 }, "intend 1-5#1"},
		{"max-runs is the most allowed", "", func(s *story, p *Policy) { p.MaxRuns, s.Fresh = 3, true }, "intend 1-5#1"},
		{"budget", "", func(_ *story, p *Policy) { p.Deadline = noon }, "stop time-budget"},
		{"done before budget", "1-13 success", func(_ *story, p *Policy) { p.Deadline = noon }, "stop done"},
		{"the only lane is closed", "", func(s *story, _ *Policy) { s.Disabled = map[string]bool{lane: true} }, "stop no-lane"},
		{"all is in flight when it closes", "1-13 ", func(s *story, _ *Policy) { s.Disabled = map[string]bool{lane: true} }, "poll"},
		{"GitHub takes no dispatches now", "", func(s *story, _ *Policy) { s.PausedUntil = noon.Add(time.Minute) }, "poll"},
		{"rounded out to whole days it would overlap a live attempt", "1-5 gather\n5-13 success", func(s *story, p *Policy) {
			p.MaxParallel = 9
			s.attempt("me", window.Window{From: span(3, 5).From + 12*civil.Hour, To: span(3, 5).To}, "")
		}, "poll"},
		{"two of one window never", "1-5 \n3-7 gather\n7-13 success", func(_ *story, p *Policy) { p.MaxParallel = 9 }, "intend 5-7#1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			p.Started = noon.Add(time.Minute)
			s.tell(c.story)
			if c.edit != nil {
				c.edit(s, p)
			}
			if step := Decide(&s.World, noon, p).Step; describe(step) != c.want {
				t.Errorf("got %s, want %s", describe(step), c.want)
			}
		})
	}
}
