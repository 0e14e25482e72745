package simulate_test

// Dispatches: every error, run details, run names, concurrency groups.

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

func TestDispatchIsRefused(t *testing.T) {
	many := "on:\n  workflow_dispatch:\n    inputs:\n"
	for i := range 26 {
		many += fmt.Sprintf("      x%d:\n", i)
	}
	for _, c := range []struct {
		name, file, scenario string
		body                 object
		prepare              func(*stage)
		status               int
		message              string
	}{
		{name: "no such file", file: "nope.yml", body: object{"ref": "main"}, status: 404, message: "Not Found"},
		{name: "deleted file", file: "other.yml", body: object{"ref": "v1"}, status: 404, message: "Not Found",
			prepare: func(s *stage) { s.WriteFile("main", ".github/workflows/other.yml", nil) }},
		{name: "no such ref", file: "other.yml", body: object{"ref": "fail"}, status: 422, message: "No ref found for: fail"},
		{name: "a commit is no ref", file: "other.yml", body: object{"ref": "COMMIT"}, status: 422, message: "No ref found for: COMMIT"},
		{name: "no trigger", file: "push.yml", body: object{"ref": "main"}, status: 422, message: "Workflow does not have 'workflow_dispatch' trigger"},
		{name: "not on that ref", file: "other.yml", body: object{"ref": "old"}, status: 422, message: "Workflow does not have 'workflow_dispatch' trigger"},
		{name: "disabled", file: "other.yml", body: object{"ref": "main"}, status: 422, message: "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
			prepare: func(s *stage) { s.SetWorkflowState("other.yml", simulate.StateDisabledManually) }},
		{name: "unexpected", file: "other.yml", body: object{"ref": "main", "inputs": object{"foo": "1", "bar": "2"}}, status: 422, message: `Unexpected inputs provided: ["bar", "foo"]`},
		{name: "missing", file: "other.yml", body: object{"ref": "main", "inputs": object{"size": "small"}}, status: 422, message: "Required input 'branch_name' not provided"},
		{name: "no choice", file: "other.yml", body: object{"ref": "main", "inputs": object{"branch_name": "x", "size": "huge"}}, status: 422,
			message: "Provided value 'huge' for input 'size' not in the list of allowed values"},
		{name: "too large", file: "other.yml", body: object{"ref": "main", "inputs": object{"branch_name": strings.Repeat("é", 65535)}}, status: 422, message: "inputs are too large."},
		{name: "too many declared", file: "many.yml", body: object{"ref": "main"}, status: 422,
			message: "Invalid Argument - failed to parse workflow: you may only define up to 25 `inputs` for a `workflow_dispatch` event"},
		{name: "older server, 400", file: "other.yml", scenario: "run-details=400", body: object{"ref": "main", "return_run_details": true}, status: 400,
			message: "Invalid request.\n\n\"return_run_details\" is not a permitted key."},
		{name: "older server, 422", file: "other.yml", scenario: "run-details=422", body: object{"ref": "main", "return_run_details": true}, status: 422,
			message: "Invalid request.\n\n\"return_run_details\" is not a permitted key."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := on(t, c.scenario)
			s.WriteFile("old", "README.md", []byte("old"))
			for file, text := range map[string]string{"other.yml": simulate.OtherWorkflow, "push.yml": "on: [push]\n", "many.yml": many} {
				s.WriteFile("main", ".github/workflows/"+file, []byte(text))
			}
			if c.prepare != nil {
				c.prepare(s)
			}
			ref, _ := c.body["ref"].(string)
			if ref == "COMMIT" {
				ref = s.head("main")
				c.body["ref"] = ref
			}
			got, response := ask[errorBody](s, "POST", "/actions/workflows/"+c.file+"/dispatches", c.body)
			if want := strings.Replace(c.message, "COMMIT", ref, 1); response.StatusCode != c.status || got.Message != want {
				t.Errorf("%d %q, want %d %q", response.StatusCode, got.Message, c.status, want)
			}
			if n := len(s.Dispatches()) + len(s.Runs()); n != 0 {
				t.Errorf("%d runs", n)
			}
			s.clean()
		})
	}
}

func TestDispatchOfOneCharacterLessFits(t *testing.T) {
	s := on(t, "")
	s.WriteFile("main", ".github/workflows/other.yml", []byte(simulate.OtherWorkflow))
	value := strings.Repeat("é", simulate.MaxInputs-len(`{"branch_name":""}`)-1) + "<"
	_, response := ask[any](s, "POST", "/actions/workflows/other.yml/dispatches", object{"ref": "main", "inputs": object{"branch_name": value}})
	if response.StatusCode != http.StatusNoContent {
		t.Errorf("%s", response.Status)
	}
	if got := s.Dispatches()[0].Inputs["size"]; got != "small" {
		t.Errorf("size %q, want its default", got)
	}
}

func TestRunDetails(t *testing.T) {
	for _, c := range []struct {
		scenario string
		asked    bool
		version  string
		status   int
	}{
		{"", true, versionNow, http.StatusOK},
		{"", false, versionNow, http.StatusNoContent},
		{"run-details=ignored", true, versionNow, http.StatusNoContent},
		{"run-details=422", false, versionNow, http.StatusNoContent},
		{"", false, versionNext, http.StatusOK},
	} {
		s := on(t, c.scenario)
		body := object{"ref": "main", "inputs": object{"from": "2021-03-01T00:00:00", "to": "2021-03-02T00:00:00"}}
		if c.asked {
			body["return_run_details"] = true
		}
		r := newRequest("POST", "/repos/CouncilDataProject/seattle"+gatherPath+"/dispatches", body)
		r.Header.Set("X-Github-Api-Version", c.version)
		response, err := s.client.Do(r)
		if err != nil || response.StatusCode != c.status {
			t.Errorf("%+v: %v %v", c, response, err)
		}
		s.clean()
	}
}

func TestRunNameShowsTheInputs(t *testing.T) {
	s := on(t, "run-name=on")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	if got := s.see(id).DisplayTitle; got != "gather 2021-03-01T00:00:00 2021-03-02T00:00:00" {
		t.Errorf("title %q", got)
	}
}

func TestConcurrencyGroupKeepsOneRunWaiting(t *testing.T) {
	s := on(t, "")
	text, _ := s.ReadFile("main", ".github/workflows/event-gather-pipeline.yml")
	s.WriteFile("main", ".github/workflows/event-gather-pipeline.yml", append([]byte("concurrency:\n  group: gather\n"), text...))
	var ids []int64
	for range 3 {
		ids = append(ids, s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00"))
	}
	var got []string
	for _, id := range ids {
		got = append(got, s.see(id).Status)
	}
	if want := "queued completed pending"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	if jobs, _ := ask[struct{ Jobs []jobView }](s, "GET", "/actions/runs/"+itoa(ids[1])+"/jobs", nil); len(jobs.Jobs) != 0 {
		t.Errorf("jobs of a run that was replaced: %+v", jobs.Jobs)
	}
	if s.outcome(ids[0]) != success || s.outcome(ids[2]) != success {
		t.Error("the others didn't succeed")
	}
}
