package workflow

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

const runJSON = `{"id":42,"name":"Event Gather","display_title":"gather","run_attempt":2,"event":"workflow_dispatch",
"path":".github/workflows/event-gather-pipeline.yml@main","status":"completed","conclusion":"failure","head_branch":"main","head_sha":"abc",
"html_url":"https://github.com/run/42","created_at":"2021-07-01T00:00:00Z","run_started_at":"2021-07-01T01:00:00Z",
"updated_at":"2021-07-01T02:00:00Z","actor":{"login":"eve"},"triggering_actor":{"login":"bob"},"pull_requests":[]}`

func at(hour, minute int) time.Time { return time.Date(2021, 7, 1, hour, minute, 0, 0, time.UTC) }

var run42 = Run{
	ID: 42, Attempt: 2, File: "event-gather-pipeline.yml", Event: "workflow_dispatch", Status: "completed", Conclusion: "failure",
	Actor: "eve", Branch: "main", Title: "gather", URL: "https://github.com/run/42", HeadSHA: "abc",
	Created: at(0, 0), Started: at(1, 0), Updated: at(2, 0),
}

func TestRun(t *testing.T) {
	client, wire, _ := onWire(t, reply{status: 200, body: runJSON, header: []string{"ETag", `"1"`}}, reply{status: 304}, refused(404, "Not Found"))
	repository := gatherWorkflow(t, client).Repository
	for range 2 {
		got, err := repository.Run(t.Context(), 42)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(run42, got); diff != "" {
			t.Error(diff)
		}
	}
	if got := wire.seen[1].Header.Get("If-None-Match"); got != `"1"` {
		t.Errorf("If-None-Match %q, want the run's mark", got)
	}
	if _, err := repository.Run(t.Context(), 42); !errors.Is(err, ErrGone) {
		t.Errorf("a deleted run: %v, want %v", err, ErrGone)
	}
}

func TestAlive(t *testing.T) {
	for status, want := range map[string]bool{
		"completed": false, "queued": true, "in_progress": true, "waiting": true, "pending": true, "requested": true, "": true, "new word": true,
	} {
		if got := (Run{Status: status}).Alive(); got != want {
			t.Errorf("%q: alive %t, want %t", status, got, want)
		}
	}
}

func TestRuns(t *testing.T) {
	first := reply{status: 200, header: []string{"ETag", `W/"1"`}, body: `{"total_count":2,"workflow_runs":[{"id":1},` + runJSON + `]}`}
	second := reply{status: 200, header: []string{"ETag", `W/"2"`}, body: `{"workflow_runs":[{"id":3,"status":"queued","conclusion":null}]}`}
	client, wire, _ := onWire(t, first, reply{status: 304}, second, reply{status: 304})
	a, b := gatherWorkflow(t, client), gatherWorkflow(t, client)

	type poll struct {
		IDs     []int64
		Changed bool
	}
	var got []poll
	// The last poll is answered 304 for what b has seen and a has not.
	for _, w := range []*Workflow{a, a, b, a} {
		runs, changed, err := w.Runs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if last := runs[len(runs)-1]; last.File != w.File || last.Attempt != 1 {
			t.Errorf("a run of which little is said: %+v", last)
		}
		p := poll{Changed: changed}
		for _, r := range runs {
			p.IDs = append(p.IDs, r.ID)
		}
		got = append(got, p)
	}
	want := []poll{{[]int64{42, 1}, true}, {[]int64{42, 1}, false}, {[]int64{3}, true}, {[]int64{3}, true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, want := wire.seen[1].URL.RequestURI(), "/repos/city/council/actions/workflows/event-gather-pipeline.yml/runs?exclude_pull_requests=true&per_page=50"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	if u := client.Usage(); u.Requests != 2 || u.NotModified != 2 {
		t.Errorf("usage %+v, want 2 requests and 2 not modified", u)
	}
}

func TestRunsOfTheWrongShape(t *testing.T) {
	client, wire, _ := onWire(t, reply{status: 200, header: []string{"ETag", `"1"`}, body: `{"workflow_runs":"none"}`})
	if _, _, err := gatherWorkflow(t, client).Runs(t.Context()); err == nil || len(wire.seen) != 1 {
		t.Errorf("got %v after %d requests, want an error after one", err, len(wire.seen))
	}
}

const jobsJSON = `{"total_count":2,"jobs":[
{"id":5,"name":"deploy-runner","conclusion":"success","started_at":"2021-07-01T01:00:00Z","completed_at":"2021-07-01T01:05:00Z","steps":[{"name":"a","conclusion":"success"}]},
{"id":6,"name":"process-events","conclusion":"cancelled","started_at":"2021-07-01T01:05:00Z","completed_at":"2021-07-01T01:35:00Z","steps":[{"name":"Gather and Process Requested Events - Manual","conclusion":"cancelled","started_at":"2021-07-01T01:06:00Z"}]}]}`

const successJSON = `{"total_count":1,"jobs":[{"id":6,"name":"process-events","status":"completed","conclusion":"success",
"started_at":"2021-07-01T01:05:00Z","completed_at":"2021-07-01T01:35:00Z","steps":[{"name":"Gather and Process Requested Events - Manual","conclusion":"success","started_at":"2021-07-01T01:06:00Z"}]}]}`

func TestOutcome(t *testing.T) {
	cancelled := run42
	cancelled.Conclusion = "cancelled"
	const deployCancelledJSON = `{"total_count":2,"jobs":[
		{"id":5,"name":"deploy-runner","status":"completed","conclusion":"cancelled","steps":[{"name":"Set up job","conclusion":"cancelled"}]},
		{"id":6,"name":"process-events","status":"completed","conclusion":"cancelled","steps":[]}]}`
	tests := []struct {
		name    string
		run     Run
		replies []reply
		want    Outcome
		asked   []string
	}{
		{
			"of a success the jobs are read", Run{ID: 42, Conclusion: "success", Started: at(1, 0), Updated: at(2, 0)}, []reply{{status: 200, body: successJSON}},
			Outcome{Class: ledger.Success, Conclusion: "success", Minutes: 30, Reason: "succeeded", Job: 6}, []string{"GET /repos/city/council/actions/runs/42/jobs"},
		},
		{
			"the annotations of the gather job speak", cancelled,
			[]reply{{status: 200, body: jobsJSON}, {status: 200, body: `[{"message":"The operation was canceled."},{"message":"The job running on runner x has exceeded the maximum execution time of 30 minutes."}]`}},
			Outcome{Class: ledger.TimeLimit, Conclusion: "cancelled", Minutes: 30, Reason: "The job running on runner x has exceeded the maximum execution time of 30 minutes.", Job: 6},
			[]string{"GET /repos/city/council/actions/runs/42/jobs", "GET /repos/city/council/check-runs/6/annotations"},
		},
		{
			"without checks: read", cancelled,
			[]reply{{status: 200, body: jobsJSON}, refused(403, "Resource not accessible by integration")},
			Outcome{Class: ledger.Person, Conclusion: "cancelled", Minutes: 30, Reason: "cancelled; who did it can't be read without checks: read", Job: 6},
			[]string{"GET /repos/city/council/actions/runs/42/jobs", "GET /repos/city/council/check-runs/6/annotations"},
		},
		{
			"replaced before any job", Run{ID: 42, Conclusion: "cancelled"}, []reply{{status: 200, body: `{"total_count":0,"jobs":[]}`}},
			Outcome{Class: ledger.Runner, Conclusion: "cancelled", Reason: "ended as cancelled before any job", Replaced: true},
			[]string{"GET /repos/city/council/actions/runs/42/jobs"},
		},
		{
			"a person cancelled while the machine was made", Run{ID: 42, Conclusion: "cancelled"},
			[]reply{{status: 200, body: deployCancelledJSON}, {status: 200, body: `[{"message":"The run was canceled by @octocat."}]`}},
			Outcome{Class: ledger.Person, Conclusion: "cancelled", Reason: "The run was canceled by @octocat.", Job: 6},
			[]string{"GET /repos/city/council/actions/runs/42/jobs", "GET /repos/city/council/check-runs/5/annotations"},
		},
		{
			"no jobs", Run{ID: 42, Conclusion: "startup_failure"}, []reply{{status: 200, body: `{"total_count":0,"jobs":[]}`}},
			Outcome{Class: ledger.Runner, Conclusion: "startup_failure", Minutes: 0, Reason: "ended as startup_failure", Job: 0}, []string{"GET /repos/city/council/actions/runs/42/jobs"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client, wire, _ := onWire(t, tt.replies...)
			got, err := gatherWorkflow(t, client).Outcome(t.Context(), tt.run, 6*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.asked, wire.sent()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func BenchmarkRunsNotModified(b *testing.B) {
	client, _, _ := onWire(b, reply{status: 200, header: []string{"ETag", `"1"`}, body: `{"workflow_runs":[` + runJSON + `]}`}, reply{status: 304})
	w := gatherWorkflow(b, client)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := w.Runs(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
