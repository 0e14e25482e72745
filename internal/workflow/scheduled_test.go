package workflow

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pageOf is an answer with so many runs, whose ids fall from first.
func pageOf(first, count int) reply {
	runs := make([]string, count)
	for i := range runs {
		runs[i] = fmt.Sprintf(`{"id":%d,"event":"schedule","status":"completed","conclusion":"success"}`, first-i)
	}
	return reply{status: 200, body: `{"total_count":5000,"workflow_runs":[` + strings.Join(runs, ",") + `]}`}
}

func TestScheduled(t *testing.T) {
	for _, tt := range []struct {
		name    string
		replies []reply
		runs    int
		pages   int
	}{
		{"none", []reply{pageOf(0, 0)}, 0, 1},
		{"less than a page", []reply{pageOf(99, 99)}, 99, 1},
		{"a page and no more", []reply{pageOf(100, 100), pageOf(0, 0)}, 100, 2},
		{"two pages", []reply{pageOf(130, 100), pageOf(30, 30)}, 130, 2},
		{"more than GitHub searches", []reply{pageOf(5000, 100)}, 1000, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, wire, _ := onWire(t, tt.replies...)
			runs, err := gatherWorkflow(t, client).Scheduled(t.Context(), at(1, 30))
			if err != nil || len(runs) != tt.runs || len(wire.seen) != tt.pages {
				t.Errorf("%d runs of %d pages, %v; want %d of %d", len(runs), len(wire.seen), err, tt.runs, tt.pages)
			}
			for i, req := range wire.seen {
				want := fmt.Sprintf("/repos/city/council/actions/workflows/event-gather-pipeline.yml/runs?"+
					"event=schedule&page=%d&created=%%3E%%3D2021-07-01T01:30:00Z&exclude_pull_requests=true&per_page=100", i+1)
				if got := req.URL.RequestURI(); got != want {
					t.Errorf("asked for %s, want %s", got, want)
				}
			}
			for _, r := range runs {
				if r.File != "event-gather-pipeline.yml" || r.Event != "schedule" {
					t.Fatalf("a run of which little is said: %+v", r)
				}
			}
		})
	}
}

func TestScheduledIsAllOrNothing(t *testing.T) {
	for name, second := range map[string]reply{
		"a refusal":       refused(401, "Bad credentials"),
		"the wrong shape": {status: 200, body: `{"workflow_runs":"none"}`},
		"half an answer":  {status: 200, body: `{"workflow_runs":[`},
	} {
		client, _, _ := onWire(t, pageOf(100, 100), second)
		if runs, err := gatherWorkflow(t, client).Scheduled(t.Context(), at(0, 0)); err == nil || runs != nil {
			t.Errorf("%s on the second page: %d runs, %v", name, len(runs), err)
		}
	}
}

func TestSchedules(t *testing.T) {
	daily := Schedule{Cron: "9 7 * * *"}
	for _, tt := range []struct {
		text string
		want []Schedule
	}{
		{"on: {schedule: [{cron: 9 7 * * *}]}", []Schedule{daily}},
		{"on:\n  schedule:\n    - cron: '9 7 * * *'\n      timezone: America/Los_Angeles\n    - cron: '0 1 * * 1'\n",
			[]Schedule{{daily.Cron, "America/Los_Angeles"}, {Cron: "0 1 * * 1"}}},
		{"a: &daily [{cron: 9 7 * * *}]\non: {schedule: *daily}", []Schedule{daily}},
		{"on: schedule", nil},
		{"on: [push, schedule]", nil},
		{"on: {schedule: }", nil},
		{"on: {schedule: daily}", nil},
		{"on: {schedule: {cron: 9 7 * * *}}", nil},
		{"on: {schedule: [9 7 * * *, {timezone: UTC}, {cron: [9]}, {cron: ''}]}", nil},
		{"", nil},
	} {
		client, _, _ := onWire(t, contents(tt.text))
		got, err := gatherWorkflow(t, client).Schedules(t.Context(), "main")
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
	}
	client, _, _ := onWire(t, contents("on: ["), refused(404, "Not Found"))
	if _, err := gatherWorkflow(t, client).Schedules(t.Context(), "main"); err == nil || !strings.HasPrefix(err.Error(), "event-gather-pipeline.yml: ") {
		t.Errorf("no YAML: %v", err)
	}
	if _, err := gatherWorkflow(t, client).Schedules(t.Context(), "main"); !errors.Is(err, ErrGone) {
		t.Errorf("no file: %v, want %v", err, ErrGone)
	}
}
