package reconcile

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// A run of others is read where it may have gathered: one that the schedule or a person started in a lane, and that succeeded.
func TestWhichRunsOfOthersAreRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*workflow.Run)
		read   bool
	}{
		{"by hand", func(*workflow.Run) {}, true},
		{"by the schedule", func(r *workflow.Run) { r.Event = "schedule" }, true},
		{"by the schedule, of any branch", func(r *workflow.Run) { r.Event, r.Branch = "schedule", "other" }, true},
		{"by a pull request", func(r *workflow.Run) { r.Event = "pull_request" }, false},
		{"by a pull request of a fork", func(r *workflow.Run) { r.Event = "pull_request_target" }, false},
		{"by a push", func(r *workflow.Run) { r.Event = "push" }, false},
		{"by another workflow", func(r *workflow.Run) { r.Event = "workflow_run" }, false},
		{"by a comment", func(r *workflow.Run) { r.Event = "issue_comment" }, false},
		{"by GitHub doesn't say what", func(r *workflow.Run) { r.Event = "" }, false},
		{"failed", func(r *workflow.Run) { r.Conclusion = "failure" }, false},
		{"cancelled", func(r *workflow.Run) { r.Conclusion = "cancelled" }, false},
		{"skipped", func(r *workflow.Run) { r.Conclusion = "skipped" }, false},
		{"neutral", func(r *workflow.Run) { r.Conclusion = "neutral" }, false},
		{"ended without a word", func(r *workflow.Run) { r.Conclusion = "" }, false},
		{"queued", func(r *workflow.Run) { r.Status, r.Conclusion = "queued", "" }, false},
		{"alive again after a success", func(r *workflow.Run) { r.Status, r.Attempt = "in_progress", 2 }, false},
		{"in a state unknown today", func(r *workflow.Run) { r.Status = "pondering" }, false},
		{"of another lane", func(r *workflow.Run) { r.File = "event-gather-pipeline-1.yml" }, false},
		{"of special events", func(r *workflow.Run) { r.File = "process-special-event.yml" }, false},
		{"of a workflow that GitHub doesn't name", func(r *workflow.Run) { r.File = "" }, false},
	} {
		for _, from := range []string{"listed", "history"} {
			t.Run(c.name+", "+from, func(t *testing.T) {
				r := workflow.Run{ID: 7, Attempt: 1, File: lane, Event: "workflow_dispatch", Branch: "main", Actor: "ada",
					Status: "completed", Conclusion: "success", Created: noon.Add(-2 * time.Hour)}
				c.change(&r)
				s := newStory()
				if s.Listed = []workflow.Run{r}; from == "history" {
					s.Listed, s.History = nil, []workflow.Run{r}
				}
				got := describe(Decide(&s.World, noon, policy()).Step)
				if read := got == "observe 7"; read != c.read || !read && strings.HasPrefix(got, "observe") {
					t.Errorf("got %s", got)
				}
			})
		}
	}
}

// What is read once, whatever lists show it, and what isn't ours.
func TestRunsOfOthersAreReadOnce(t *testing.T) {
	others := func(id int64) workflow.Run {
		return workflow.Run{ID: id, Attempt: 1, File: lane, Event: "schedule", Branch: "main", Status: "completed", Conclusion: "success",
			Created: noon.Add(-2 * time.Hour)}
	}
	for _, c := range []struct {
		name string
		edit func(*story, *Policy)
		want string
	}{
		{"each once, listed first", func(s *story, _ *Policy) {
			s.Listed, s.History = []workflow.Run{others(9), others(8)}, []workflow.Run{others(9), others(8), others(7)}
		}, "observe 9 8 7"},
		{"one that is recorded not again", func(s *story, _ *Policy) {
			s.History = []workflow.Run{others(9), others(8)}
			s.ledger.Add(ledger.Observed{Run: 9, RunAttempt: 1, At: noon})
		}, "observe 8"},
		{"unless it succeeded again", func(s *story, _ *Policy) {
			s.History = []workflow.Run{others(9)}
			s.History[0].Attempt = 2
			s.ledger.Add(ledger.Observed{Run: 9, RunAttempt: 1, At: noon})
		}, "observe 9"},
		{"none of ours", func(s *story, _ *Policy) {
			s.attempt("me", span(1, 5), "success")
			s.History = []workflow.Run{others(101), others(9)}
		}, "observe 9"},
		{"none where nothing is left to gather", func(s *story, _ *Policy) {
			s.attempt("me", span(1, 13), "success")
			s.History = []workflow.Run{others(9)}
		}, "stop done"},
		{"of every lane", func(s *story, p *Policy) {
			p.Lanes = append(slices.Clone(p.Lanes), "second.yml")
			s.History = []workflow.Run{others(9), others(8)}
			s.History[1].File = "second.yml"
		}, "observe 9 8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), policy()
			c.edit(s, p)
			if got := describe(Decide(&s.World, noon, p).Step); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
