package simulate_test

// What the tests of this package share: a simulated GitHub and a client that sends requests as a controller does.

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

var start = time.Date(2021, 7, 1, 7, 0, 0, 0, time.UTC)

// stage is a simulated GitHub and a client of it.
type stage struct {
	t testing.TB
	simtest.GitHub
	client http.Client
}

func on(t testing.TB, scenario string) *stage {
	t.Helper()
	g := simtest.New(t, start, scenario)
	return &stage{t: t, GitHub: g, client: http.Client{Transport: g.Transport()}}
}

// Values as GitHub's API has them.
const (
	statusQueued     = "queued"
	statusInProgress = "in_progress"
	statusCompleted  = "completed"

	success        = "success"
	failure        = "failure"
	cancelled      = "cancelled"
	startupFailure = "startup_failure"
	stale          = "stale"

	versionNow  = "2022-11-28"
	versionNext = "2026-03-10"
)

const (
	apiURL       = "https://api.github.com"
	specialInput = "event-details-json-string"
	configFile   = "python/event-gather-config.json"
	day          = 24 * time.Hour
)

type object = map[string]any

// errorBody is an error in GitHub's shape.
type errorBody struct{ Message string }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// sleep lets simulated time pass.
func (s *stage) sleep(d time.Duration) {
	s.t.Helper()
	if err := s.Clock().Sleep(context.Background(), d); err != nil {
		s.t.Fatal(err)
	}
}

func newRequest(method, path string, body any) *http.Request {
	var payload io.Reader
	if text, raw := body.(string); raw {
		payload = strings.NewReader(text)
	} else if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		payload = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, apiURL+path, payload)
	if err != nil {
		panic(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("User-Agent", "test")
	r.Header.Set("Accept", "application/vnd.github+json")
	r.Header.Set("X-Github-Api-Version", versionNow)
	if payload != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// ask sends a request below the path of the repository and reads the response into a T.
func ask[T any](s *stage, method, path string, body any) (T, *http.Response) {
	s.t.Helper()
	var got T
	response, err := s.client.Do(newRequest(method, "/repos/CouncilDataProject/seattle"+path, body))
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &got); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return got, response
}

type runView struct {
	ID           int64   `json:"id"`
	Status       string  `json:"status"`
	Conclusion   *string `json:"conclusion"`
	RunAttempt   int     `json:"run_attempt"`
	DisplayTitle string  `json:"display_title"`
}

type runsView struct {
	TotalCount   int       `json:"total_count"`
	WorkflowRuns []runView `json:"workflow_runs"`
}

const gatherPath = "/actions/workflows/event-gather-pipeline.yml"

// dispatch sends one window, and returns the run's id.
func (s *stage) dispatch(from, to string) int64 {
	s.t.Helper()
	got, response := ask[struct {
		ID      int64  `json:"workflow_run_id"`
		Message string `json:"message"`
	}](s, "POST", gatherPath+"/dispatches", object{"ref": "main", "inputs": object{"from": from, "to": to}, "return_run_details": true})
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("dispatch: %d %s", response.StatusCode, got.Message)
	}
	return got.ID
}

// see reads a run by its id.
func (s *stage) see(id int64) runView {
	s.t.Helper()
	got, _ := ask[runView](s, "GET", "/actions/runs/"+itoa(id), nil)
	return got
}

// outcome waits for a run to end and returns its conclusion.
func (s *stage) outcome(id int64) string {
	s.t.Helper()
	for range 24 * 40 {
		if r := s.see(id); r.Status == statusCompleted {
			return *r.Conclusion
		}
		s.sleep(time.Hour)
	}
	s.t.Fatalf("run %d never ends", id)
	return ""
}

// clean fails the test if there were violations.
func (s *stage) clean() {
	s.t.Helper()
	for _, v := range s.Violations() {
		s.t.Errorf("violation: %s", v)
	}
}
