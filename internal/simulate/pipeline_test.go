package simulate_test

// How runs of the pipelines end, what they gather, and how long they take.

import (
	"fmt"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name, scenario, from, to string
		want                     string
		gathered                 bool
	}{
		{"fair weather", "", "2021-03-01T00:00:00", "2021-03-04T00:00:00", success, true},
		{"a busy day is too much for three days", "", "2021-02-09T00:00:00", "2021-02-12T00:00:00", cancelled, false},
		{"but not for two", "", "2021-02-09T00:00:00", "2021-02-11T00:00:00", success, true},
		{"a bad day", "bad-day=2021-03-02", "2021-03-01T00:00:00", "2021-03-04T00:00:00", failure, false},
		{"beside a bad day", "bad-day=2021-03-04", "2021-03-01T00:00:00", "2021-03-04T00:00:00", success, true},
		{"no runner", "runner-failure=#1", "2021-03-01T00:00:00", "2021-03-04T00:00:00", failure, false},
		{"runner lost", "runner-lost=#1", "2021-03-01T00:00:00", "2021-03-04T00:00:00", failure, false},
		{"scraper", "gather-failure=#1", "2021-03-01T00:00:00", "2021-03-04T00:00:00", failure, false},
		{"startup", "startup-failure=#1", "2021-03-01T00:00:00", "2021-03-04T00:00:00", startupFailure, false},
		{"no runner for a day", "queue-death=#1", "2021-03-01T00:00:00", "2021-03-04T00:00:00", cancelled, false},
		{"stale", "stale=#1", "2021-03-01T00:00:00", "2021-03-04T00:00:00", stale, false},
		{"somebody cancels", "cancelled=#1@40m", "2021-03-01T00:00:00", "2021-03-04T00:00:00", cancelled, false},
		{"somebody cancels another", "cancelled=#2@40m", "2021-03-01T00:00:00", "2021-03-04T00:00:00", success, true},
		{"held for approval", "waiting=#1@5h", "2021-03-01T00:00:00", "2021-03-04T00:00:00", success, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := on(t, c.scenario)
			id := s.dispatch(c.from, c.to)
			if got := s.outcome(id); got != c.want {
				t.Errorf("conclusion %s, want %s", got, c.want)
			}
			if got := len(s.Gathered()) == 1; got != c.gathered {
				t.Errorf("gathered: %v, want %v", got, c.gathered)
			}
			s.clean()
		})
	}
}

func TestWindowsThatHurt(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"", ""},
		{"2021-03-01", "2021-03-04"},
		{"2021-03-01T00:00:00+00:00", "2021-03-04T00:00:00"},
		{"2021-03-04T00:00:00", "2021-03-01T00:00:00"},
		{"2021-03-01 00:00:00", "2021-03-04T00:00:00"},
	} {
		s := on(t, "")
		s.outcome(s.dispatch(c.from, c.to))
		if got := s.Violations(); len(got) != 1 {
			t.Errorf("%q..%q: violations %q, want one", c.from, c.to, got)
		}
	}
}

func TestTranscriptsAreKept(t *testing.T) {
	s := on(t, "events-per-day=10,busy-day=none")
	var took []time.Duration
	for range 2 {
		if got := s.outcome(s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")); got != cancelled && got != success {
			t.Fatal(got)
		}
	}
	for _, r := range s.Runs() {
		took = append(took, r.Ended.Sub(r.Began))
	}
	if took[0] < 6*time.Hour || took[1] > 5*time.Hour {
		t.Errorf("tries took %v: the second should get further for the first", took)
	}
}

func TestRunsWaitForRunners(t *testing.T) {
	s := on(t, "runners=2")
	for range 5 {
		s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	}
	s.sleep(time.Minute)
	got, _ := ask[runsView](s, "GET", gatherPath+"/runs?status=in_progress", nil)
	if got.TotalCount != 2 {
		t.Errorf("%d runs in progress on 2 runners", got.TotalCount)
	}
	s.sleep(24 * time.Hour)
	if got := len(s.Gathered()); got != 5 {
		t.Errorf("%d of 5 runs gathered", got)
	}
	if got := s.MaxInFlight(); got != 5 {
		t.Errorf("%d in flight at most, want 5", got)
	}
	s.clean()
}

func TestGatheredEndsWithThePresent(t *testing.T) {
	s := on(t, "timezone=America/Los_Angeles")
	s.outcome(s.dispatch("2021-06-29T00:00:00", "2021-07-03T00:00:00"))
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	now := civil.Of(start.In(zone))
	if got := s.Gathered()[0]; got.To < now || got.To > now+civil.Hour {
		t.Errorf("gathered to %v, though it was %v", got.To, now)
	}
}

type jobView struct {
	ID           int64
	Name, Status string
	Conclusion   *string
	CreatedAt    time.Time `json:"created_at"`
	StartedAt    time.Time `json:"started_at"`
	CompletedAt  *string   `json:"completed_at"`
	Steps        []struct {
		Name, Status string
		Number       int
		Conclusion   *string
	}
}

// Jobs and steps show how far a run has come.
func TestJobsInProgress(t *testing.T) {
	s := on(t, "boot-minutes=10,overhead-minutes=10")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	look := func() (view string) {
		jobs, _ := ask[struct{ Jobs []jobView }](s, "GET", "/actions/runs/"+itoa(id)+"/jobs", nil)
		for _, j := range jobs.Jobs {
			view += j.Name + " " + j.Status
			if (j.Conclusion != nil) != (j.Status == statusCompleted) || (j.CompletedAt != nil) != (j.Status == statusCompleted) {
				t.Errorf("%s is %s with conclusion %v at %v", j.Name, j.Status, j.Conclusion, j.CompletedAt)
			}
			done := 0
			for i, step := range j.Steps {
				if step.Number != i+1 {
					t.Errorf("step %d of %s has number %d", i+1, j.Name, step.Number)
				}
				if step.Status == statusCompleted {
					done++
				}
			}
			view += fmt.Sprintf(" %d/%d; ", done, len(j.Steps))
		}
		return view
	}
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, ""},
		{time.Minute, "deploy-runner-on-gcp in_progress 3/6; "},
		{14 * time.Minute, "deploy-runner-on-gcp completed 6/6; process-events in_progress 4/15; "},
		{15 * time.Minute, "deploy-runner-on-gcp completed 6/6; process-events in_progress 10/15; "},
		{2 * time.Hour, "deploy-runner-on-gcp completed 6/6; process-events completed 15/15; "},
	} {
		s.sleep(c.after)
		if got := look(); got != c.want {
			t.Errorf("%v later: %q, want %q", c.after, got, c.want)
		}
	}
}

func TestOtherWorkflowsNeedNoRunner(t *testing.T) {
	s := on(t, "runners=1")
	s.WriteFile("main", ".github/workflows/backfill.yml", []byte("on: workflow_dispatch\n"))
	s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	waits := s.dispatch("2021-03-02T00:00:00", "2021-03-03T00:00:00")
	other := s.StartRun("backfill.yml", nil)
	s.sleep(10 * time.Minute)
	if got := s.see(other); got.Status != statusCompleted || got.DisplayTitle != ".github/workflows/backfill.yml" {
		t.Errorf("other %+v", got)
	}
	if got := s.see(waits); got.Status != statusQueued {
		t.Errorf("second %+v", got)
	}
	s.dispatch("2021-03-03T00:00:00", "2021-03-04T00:00:00")
	if got := s.MaxInFlight(); got != 3 {
		t.Errorf("%d pipelines in flight, want 3", got)
	}
}
