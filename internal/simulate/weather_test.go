package simulate_test

// How runs look that end in other ways than by success: their jobs, steps and annotations.

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// look is how a run's jobs look: names, conclusions and minutes, the steps that ended otherwise than they should, and
// annotations.
func (s *stage) look(run int64) string {
	s.t.Helper()
	r := s.see(run)
	view := r.Status
	if r.Conclusion != nil {
		view = *r.Conclusion
	}
	for _, j := range s.jobs(run) {
		view += "; " + j.Name + " " + value(j.Conclusion)
		if len(j.Steps) == 0 {
			view += " without steps"
		}
		for _, step := range j.Steps {
			if c := value(step.Conclusion); c != success && c != "skipped" {
				view += " [" + step.Name + ": " + c + "]"
			}
		}
		notes, _ := ask[[]struct{ Message string }](s, "GET", "/check-runs/"+itoa(j.ID)+"/annotations", nil)
		for _, n := range notes {
			view += " (" + n.Message + ")"
		}
	}
	return view
}

func value(text *string) string {
	if text == nil {
		return "-"
	}
	return *text
}

const manualStep = "Gather and Process Requested Events - Manual"

func TestHowRunsEnd(t *testing.T) {
	const (
		deployed  = "deploy-runner-on-gcp success; "
		exit      = " (Process completed with exit code 1.)"
		cancelled = " (The operation was canceled.)"
	)
	for _, c := range []struct{ name, scenario, want string }{
		{"success", "", "success; " + deployed + "process-events success"},
		{"gather failed", "gather-failure=#1", "failure; " + deployed + "process-events failure [" + manualStep + ": failure]" + exit},
		{"gather skipped", "gather-skipped=#1", "success; " + deployed + "process-events skipped without steps"},
		{"gather continued", "gather-continued=#1", "success; " + deployed + "process-events failure [" + manualStep + ": failure]" + exit},
		{"gather failed and continued", "gather-continued=#1,gather-failure=#1",
			"success; " + deployed + "process-events failure [" + manualStep + ": failure]" + exit},
		{"set-up failed", "setup-failure=#1,seed=1", "failure; " + deployed + "process-events failure [Check GPU Drivers: failure]" + exit},
		{"container failed", "setup-failure=#1,seed=2", "failure; " + deployed + "process-events failure [Initialize containers: failure] (Docker pull failed with exit code 1)"},
		{"not deployed", "runner-failure=#1",
			"failure; deploy-runner-on-gcp failure [Create Runner: failure]" + exit + "; process-events skipped without steps"},
		{"not acquired", "not-acquired=#1", "cancelled; " + deployed + "process-events cancelled without steps " +
			"(The job was not acquired by Runner of type self-hosted even after multiple attempts)"},
		{"runner lost", "runner-lost=#1", "failure; " + deployed + "process-events failure [" + manualStep + ": failure] " +
			"(The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is " +
			"canceled.) (Process completed with exit code 143.)"},
		{"operation canceled", "operation-canceled=#1", "cancelled; " + deployed + "process-events cancelled [" + manualStep + ": cancelled]" + cancelled},
		{"cancelled", "cancelled=#1@40m", "cancelled; " + deployed + "process-events cancelled [" + manualStep + ": cancelled] " +
			"(The run was canceled by @octocat.)" + cancelled},
		{"cancelled while it is deployed", "cancelled=#1@1m", "cancelled; deploy-runner-on-gcp cancelled [Create Runner: cancelled] " +
			"(The run was canceled by @octocat.)" + cancelled + "; process-events cancelled without steps"},
		{"cancelled while it waits for a runner", "cancelled=#1@40m,queue-minutes=60", "cancelled; " + deployed +
			"process-events cancelled without steps (The run was canceled by @octocat.)"},
		{"limit of the job", "job-timeout-minutes=60", "cancelled; " + deployed + "process-events cancelled [" + manualStep + ": cancelled] " +
			"(The job running on runner gcp-cdp-runner-1 has exceeded the maximum execution time of 60 minutes.)" + cancelled},
		{"limit of the step", "step-timeout-minutes=60", "failure; " + deployed + "process-events failure [" + manualStep + ": failure] " +
			"(The action '" + manualStep + "' has timed out after 60 minutes.)"},
		{"tries that all end by their limit", "retry-step=30", "failure; " + deployed + "process-events failure [" + manualStep + ": failure] " +
			"(Final attempt failed. Timeout of 1800000ms hit)"},
		{"the second try gets further", "retry-step=60", "success; " + deployed + "process-events success"},
		{"startup failure", "startup-failure=#1", "startup_failure"},
		{"no runner for a day", "queue-death=#1", "cancelled; process-events cancelled without steps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := on(t, c.scenario)
			id := s.dispatch("2021-03-01T00:00:00", "2021-03-03T00:00:00")
			s.outcome(id)
			if got := s.look(id); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := len(s.Gathered()) == 1; got != strings.HasPrefix(c.want, "success; "+deployed+"process-events success") {
				t.Errorf("gathered: %v", got)
			}
			s.clean()
		})
	}
}

func TestHowSpecialRunsEnd(t *testing.T) {
	for scenario, want := range map[string]string{
		"gather-skipped=#1":      "success; deploy-runner-on-gcp success; process-events skipped without steps",
		"gather-continued=#1":    "success; deploy-runner-on-gcp success; process-events failure [Process special events into event gather pipeline: failure] (Process completed with exit code 1.)",
		"step-timeout-minutes=5": "failure; deploy-runner-on-gcp success; process-events failure [Process special events into event gather pipeline: failure] (The action 'Process special events into event gather pipeline' has timed out after 5 minutes.)",
	} {
		s := on(t, scenario)
		s.special(quotedEvent)
		if got := s.look(s.Runs()[0].ID); got != want || len(s.Ingested()) != 0 {
			t.Errorf("%s: %s, want %s; ingested %v", scenario, got, want, s.Ingested())
		}
	}
}

// All steps are shown with what became of them; those that a runner adds at the end run whatever happened.
func TestStepsAfterAFailure(t *testing.T) {
	s := on(t, "gather-failure=#1,setup-failure=#2")
	ended := func() (view string) {
		id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
		s.outcome(id)
		for _, step := range s.gatherJob(id).Steps {
			view += fmt.Sprintf("%s %s\n", value(step.Conclusion), step.Name)
		}
		return view
	}
	want := `success Set up job
success Initialize containers
success Run actions/checkout@v4
success Run actions/setup-python@v5
success Check GPU Drivers
success Install Packages
success Install Python Dependencies
success Setup gcloud
success Dump Credentials to JSON
skipped Gather and Process New Events - CRON
failure Gather and Process Requested Events - Manual
success Post Run actions/setup-python@v5
success Post Run actions/checkout@v4
success Stop containers
success Complete job
`
	if got := ended(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := ended(); !strings.Contains(got, "skipped Gather and Process Requested") || !strings.Contains(got, "skipped Install Packages") {
		t.Errorf("after a failed set-up\n%s", got)
	}
}

// replaced are the statuses of three runs of a concurrency group, and how each ends.
func replaced(t *testing.T, scenario string) (statuses, ends string) {
	s := on(t, scenario)
	var ids []int64
	for range 3 {
		ids = append(ids, s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00"))
		s.sleep(10 * time.Minute)
	}
	for _, id := range ids {
		statuses += s.see(id).Status + " "
	}
	for _, id := range ids {
		s.outcome(id)
		ends += s.look(id) + "\n"
	}
	s.clean()
	return strings.TrimSpace(statuses), ends
}

func TestConcurrency(t *testing.T) {
	const (
		gathered = "success; deploy-runner-on-gcp success; process-events success\n"
		stopped  = "cancelled; deploy-runner-on-gcp success; process-events cancelled [" + manualStep + ": cancelled] " +
			"(Canceling since a higher priority waiting request for 'event-gather' exists) (The operation was canceled.)\n"
	)
	for _, c := range []struct{ scenario, statuses, ends string }{
		{"", "in_progress in_progress in_progress", gathered + gathered + gathered},
		{"concurrency=static", "in_progress completed pending", gathered + "cancelled\n" + gathered},
		{"concurrency=static-cancel,boot-minutes=0", "completed completed in_progress", stopped + stopped + gathered},
		{"concurrency=queue-max", "in_progress pending pending", gathered + gathered + gathered},
	} {
		statuses, ends := replaced(t, c.scenario)
		if statuses != c.statuses || ends != c.ends {
			t.Errorf("%s: %s\n%s", c.scenario, statuses, ends)
		}
	}
}

func TestRunnersThatAreNotThere(t *testing.T) {
	s := on(t, "no-runner=+2h..8h,no-runner=2021-07-03,minutes-per-event=5")
	none := func(at time.Time) bool {
		age := at.Sub(start)
		return age >= 2*time.Hour && age < 8*time.Hour || at.Day() == 3
	}
	looks := map[string]int{}
	for range 80 {
		id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
		s.sleep(time.Hour)
		ended := value(s.see(id).Conclusion)
		looks[ended]++
		began, waited := s.jobs(id)[0].StartedAt, s.gatherJob(id).CreatedAt
		if got, want := ended != success, none(began) || none(waited); got != want {
			t.Errorf("the run of %v: %s", began, ended)
		}
	}
	if looks[failure] < 5 || looks[cancelled] < 5 {
		t.Errorf("%v", looks)
	}
}

func TestQueueMinutes(t *testing.T) {
	s := on(t, "queue-minutes=90")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.sleep(60 * time.Minute)
	if got := s.look(id); got != "in_progress; deploy-runner-on-gcp success; process-events - without steps" || s.gatherJob(id).Status != statusQueued {
		t.Errorf("%s, gather job %s", got, s.gatherJob(id).Status)
	}
	if got := s.outcome(id); got != success {
		t.Error(got)
	}
	if j := s.gatherJob(id); j.StartedAt.Sub(j.CreatedAt) != 90*time.Minute {
		t.Errorf("waited from %v to %v", j.CreatedAt, j.StartedAt)
	}
}

func TestAStuckRun(t *testing.T) {
	s := on(t, "stuck=#1,runners=1")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.sleep(10 * time.Hour)
	if got := s.look(id); got != "in_progress; deploy-runner-on-gcp success; process-events success" || len(s.Gathered()) != 1 {
		t.Errorf("%s, gathered %v", got, s.Gathered())
	}
	if got := s.outcome(s.dispatch("2021-03-02T00:00:00", "2021-03-03T00:00:00")); got != success {
		t.Errorf("the next run on its runner: %s", got)
	}
	s.sleep(300 * time.Hour)
	if got := s.see(id); value(got.Conclusion) != success || len(s.Gathered()) != 2 {
		t.Errorf("%+v, gathered %v", got, s.Gathered())
	}
}

func TestUnknownRunIDs(t *testing.T) {
	s := on(t, "unknown-run-id=#1,gather-failure=#2")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.sleep(time.Hour)
	if _, response := ask[object](s, "GET", "/actions/runs/"+itoa(id), nil); response.StatusCode != http.StatusNotFound || len(s.Runs()) != 0 || len(s.Dispatches()) != 0 {
		t.Errorf("%d, runs %v", response.StatusCode, s.Runs())
	}
	if got := s.outcome(s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")); got != failure {
		t.Errorf("the second dispatch: %s", got)
	}
}

func TestAnnotationsDenied(t *testing.T) {
	s := on(t, "annotations=denied")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.outcome(id)
	got, response := ask[errorBody](s, "GET", "/check-runs/"+itoa(s.gatherJob(id).ID)+"/annotations", nil)
	if response.StatusCode != http.StatusForbidden || got.Message != "Resource not accessible by integration" {
		t.Errorf("%d %+v", response.StatusCode, got)
	}
}
