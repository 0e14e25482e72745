package simulate_test

// Lists of runs, their filters and pages; re-runs, deletions and annotations.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// list is what a query of the gather workflow's runs gives, as how old they are in hours.
func (s *stage) list(query string) (runsView, *http.Response) {
	s.t.Helper()
	return ask[runsView](s, "GET", gatherPath+"/runs?"+query, nil)
}

func TestListFilters(t *testing.T) {
	s := on(t, "queue-death=#1,gather-failure=#2")
	var ids []int64
	for range 4 {
		ids = append(ids, s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00"))
		s.sleep(24 * time.Hour)
	}
	byHand := s.StartRun("event-gather-pipeline.yml", map[string]string{"from": "2021-03-01T00:00:00", "to": "2021-03-02T00:00:00"})
	s.sleep(time.Minute)
	ids = append(ids, byHand)
	for _, c := range []struct {
		query string
		want  []int // of ids, newest first
	}{
		{"", []int{4, 3, 2, 1, 0}},
		{"per_page=2", []int{4, 3}},
		{"per_page=2&page=3", []int{0}},
		{"page=2", nil},
		{"status=success", []int{3, 2}},
		{"status=completed", []int{3, 2, 1, 0}},
		{"status=in_progress", []int{4}},
		{"status=failure&event=workflow_dispatch", []int{1}},
		{"event=schedule", nil},
		{"branch=main", []int{4, 3, 2, 1, 0}},
		{"branch=other", nil},
		{"actor=octocat", []int{4}},
		{"created=" + url.QueryEscape(">=2021-07-03T07:00:00Z"), []int{4, 3, 2}},
		{"created=" + url.QueryEscape(">2021-07-03T07:00:00Z"), []int{4, 3}},
		{"created=" + url.QueryEscape("<2021-07-03"), []int{1, 0}},
		{"created=" + url.QueryEscape("<=2021-07-03"), []int{2, 1, 0}},
		{"created=2021-07-02", []int{1}},
		{"created=2021-07-02..2021-07-03", []int{2, 1}},
		{"created=*..2021-07-02T07:00:00Z", []int{1, 0}},
		{"created=2021-07-04T00:00:00%2B02:00..*", []int{4, 3}},
	} {
		got, _ := s.list(c.query)
		var view []int
		for _, r := range got.WorkflowRuns {
			view = append(view, slices.Index(ids, r.ID))
		}
		if !slices.Equal(view, c.want) || len(view) != len(got.WorkflowRuns) {
			t.Errorf("%s: %v, want %v", c.query, view, c.want)
		}
	}
	s.clean()
	for _, query := range []string{"status=startup_failure", "created=yesterday", "colour=red", "page=401&per_page=100"} {
		if _, response := s.list(query); response.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", query, response.Status)
		}
	}
	if got := len(s.Violations()); got != 3 { // going too far is no violation
		t.Errorf("violations %q", s.Violations())
	}
}

func TestPagesAreLinked(t *testing.T) {
	s := on(t, "visible-after=0s")
	for range 5 {
		s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	}
	s.sleep(time.Second)
	_, response := s.list("per_page=2&page=2")
	base := "<https://api.github.com/repos/CouncilDataProject/seattle/actions/workflows/event-gather-pipeline.yml/runs?page="
	want := base + `1&per_page=2>; rel="prev", ` + base + `3&per_page=2>; rel="next", ` + base + `3&per_page=2>; rel="last", ` + base + `1&per_page=2>; rel="first"`
	if got := response.Header.Get("Link"); got != want {
		t.Errorf("Link\n%s, want\n%s", got, want)
	}
	if _, response := s.list("per_page=5"); response.Header.Get("Link") != "" {
		t.Errorf("one page, Link %s", response.Header.Get("Link"))
	}
}

func TestNewRunsAreInvisibleForSomeTime(t *testing.T) {
	s := on(t, "visible-after=20s")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.sleep(19 * time.Second)
	if got, _ := s.list(""); got.TotalCount != 0 {
		t.Error("visible after 19 s")
	}
	if got := s.see(id); got.ID != id {
		t.Error("not there by its id")
	}
	s.sleep(time.Second)
	if got, _ := s.list(""); got.TotalCount != 1 {
		t.Error("invisible after 20 s")
	}
}

func TestRerunsKeepTheRun(t *testing.T) {
	s := on(t, "gather-failure=#1,re-run=#1@3h")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	if got := s.outcome(id); got != failure {
		t.Fatal(got)
	}
	for range 24 * 60 {
		if s.sleep(time.Minute); s.see(id).Status == statusInProgress {
			break
		}
	}
	if got := s.see(id); got.Conclusion != nil || got.RunAttempt != 2 {
		t.Errorf("re-run %+v", got)
	}
	if got := s.outcome(id); got != success {
		t.Error(got)
	}
	for filter, want := range map[string]int{"latest": 2, "all": 4} {
		got, _ := ask[struct {
			TotalCount int `json:"total_count"`
		}](s, "GET", "/actions/runs/"+itoa(id)+"/jobs?filter="+filter, nil)
		if got.TotalCount != want {
			t.Errorf("filter=%s: %d jobs, want %d", filter, got.TotalCount, want)
		}
	}
	if got := s.Gathered(); len(got) != 1 || got[0].Attempt != 2 {
		t.Errorf("gathered %v", got)
	}
	s.clean()
}

func TestRunsAreDeletedAndForgotten(t *testing.T) {
	s := on(t, "deleted=#1@30m,retention-days=3")
	first := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	second := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.sleep(40 * time.Minute)
	if _, response := ask[any](s, "GET", "/actions/runs/"+itoa(first), nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("deleted: %s", response.Status)
	}
	if got, _ := s.list(""); got.TotalCount != 1 || got.WorkflowRuns[0].ID != second {
		t.Errorf("list %v", got)
	}
	s.sleep(3 * 24 * time.Hour)
	if got, _ := s.list(""); got.TotalCount != 0 {
		t.Errorf("list %v", got)
	}
}

// Annotations are how one learns why a job was cancelled.
func TestAnnotationsSayWhy(t *testing.T) {
	for scenario, want := range map[string]string{
		"events-per-day=20":    "The job running on runner gcp-cdp-runner-1 has exceeded the maximum execution time of 360 minutes.",
		"limit=1h":             "The job running on runner gcp-cdp-runner-1 has exceeded the maximum execution time of 60 minutes.",
		"cancelled=#1@30m":     "The run was canceled by @octocat.",
		"cancelled=#1@0s":      "The run was canceled by @octocat.",
		"runner-lost=#1":       "The runner has received a shutdown signal.",
		"bad-day=2021-03-01":   "Process completed with exit code 1.",
		"runner-failure=#1":    "Process completed with exit code 1.",
		"queue-death=#1":       "",
		"minutes-per-event=10": "",
	} {
		s := on(t, scenario)
		id := s.dispatch("2021-03-01T00:00:00", "2021-03-03T00:00:00")
		s.outcome(id)
		var all []string
		jobs, _ := ask[struct{ Jobs []struct{ ID int64 } }](s, "GET", "/actions/runs/"+itoa(id)+"/jobs", nil)
		for _, j := range jobs.Jobs {
			notes, _ := ask[[]struct{ Message string }](s, "GET", "/check-runs/"+itoa(j.ID)+"/annotations", nil)
			for _, n := range notes {
				all = append(all, n.Message)
			}
		}
		if got := strings.Join(all, "|"); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", scenario, got, want)
		}
		s.clean()
	}
}
