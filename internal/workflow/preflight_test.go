package workflow

import (
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const pipeline = `
name: Event Gather
on:
  schedule: [{cron: "0 0 * * *"}]
  workflow_dispatch:
    inputs:
      from: {description: when, required: false}
      to:
jobs:
  process-events:
    runs-on: [self-hosted]
    timeout-minutes: 300
    steps:
      - {name: Gather and Process New Events - CRON, run: run_cdp_event_gather config.json}
`

func active(state string) reply {
	return reply{status: 200, body: fmt.Sprintf(`{"id":1,"path":".github/workflows/event-gather-pipeline.yml","state":%q,"created_at":"2021-05-01T09:00:00Z"}`, state)}
}

func contents(text string) reply {
	return reply{status: 200, body: fmt.Sprintf(`{"type":"file","encoding":"base64","content":%q}`, base64.StdEncoding.EncodeToString([]byte(text)))}
}

// What we can't read GitHub may run: the usual names are taken then. Where GitHub can't, either, it refuses the dispatch.
func TestDefinitionsThatCannotBeRead(t *testing.T) {
	info := Info{DefaultBranch: "trunk"}
	for name, text := range map[string]string{"no YAML": "on: [", "too many marks": pipeline + "# " + strings.Repeat(", ", mostMarks)} {
		for _, ref := range []string{"", "old"} {
			client, _, _ := onWire(t, active("active"), contents(text), contents(text))
			w := gatherWorkflow(t, client)
			warnings, err := w.Preflight(t.Context(), info, ref, "from", "to")
			unread := w.Repository.Unread
			if err != nil || len(warnings) > 0 || len(unread) != 1 || !strings.Contains(unread[0].Message, `workflow "event-gather-pipeline.yml" can't be read: `) || w.Gather.Known() {
				t.Errorf("%s, ref %q: %v, %v, %v", name, ref, err, warnings, unread)
			}
		}
	}
	client, _, _ := onWire(t, contents("on: ["))
	w := gatherWorkflow(t, client)
	if err := w.ReadDefinition(t.Context(), "main"); err != nil || len(w.Repository.Unread) != 1 {
		t.Errorf("of another workflow: %v, %v", err, w.Repository.Unread)
	}
}

func TestPreflight(t *testing.T) {
	info := Info{DefaultBranch: "trunk"}
	tests := []struct {
		name     string
		info     Info
		replies  []reply
		problems []string
		warnings int
	}{
		{"ready", info, []reply{active("active"), contents(pipeline)}, nil, 0},
		{"missing", info, []reply{refused(404, "Not Found"), council}, []string{`no workflow "event-gather-pipeline.yml" on branch "trunk"`}, 0},
		{"known, but no longer on the branch", info, []reply{active("active"), refused(404, "Not Found"), council}, []string{`no workflow "event-gather-pipeline.yml" on branch "trunk"`}, 0},
		{
			"everything at once", Info{DefaultBranch: "trunk", Archived: true},
			[]reply{active("disabled_inactivity"), contents("on: {workflow_dispatch: {inputs: {from: {}, city: {required: true}}}}")},
			[]string{"is archived", "not active: disabled_inactivity", `does not declare the input "to"`, `requires the input "city"`}, 0,
		},
		{"no trigger", info, []reply{active("active"), contents("on: push")}, []string{"has no workflow_dispatch trigger"}, 0},
		{"cancels what waits", info, []reply{active("active"), contents(pipeline + "concurrency: gather\n")}, nil, 1},
		{"nothing that gathers", info, []reply{active("active"), contents("on: {workflow_dispatch: {inputs: {from: , to: }}}")}, nil, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client, wire, _ := onWire(t, tt.replies...)
			w := gatherWorkflow(t, client)
			warnings, err := w.Preflight(t.Context(), tt.info, "", "from", "to")
			problems := split(err)
			if len(problems) != len(tt.problems) || len(warnings) != tt.warnings {
				t.Fatalf("got problems %v and warnings %v", problems, warnings)
			}
			for i, want := range tt.problems {
				refused, ok := problems[i].(*Refused)
				if !ok || !strings.Contains(refused.Error(), want) || refused.Hint() == "" {
					t.Errorf("problem %d is %v, want one with a hint that says %s", i, problems[i], want)
				}
			}
			if len(wire.seen) != len(tt.replies) {
				t.Errorf("asked %v", wire.sent())
			}
			if want := time.Date(2021, 5, 1, 9, 0, 0, 0, time.UTC); err == nil && !w.Added.Equal(want) {
				t.Errorf("the workflow was added on %s, want %s", w.Added, want)
			}
		})
	}
}

func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err != nil {
		return []error{err}
	}
	return nil
}

// A preflight that could not be made says so, and not that the workflow is at fault.
func TestPreflightUnauthorized(t *testing.T) {
	client, _, _ := onWire(t, active("active"), refused(401, "Bad credentials"))
	_, err := gatherWorkflow(t, client).Preflight(t.Context(), Info{DefaultBranch: "main"}, "")
	if !errors.Is(err, ErrUnauthorized) {
		t.Errorf("got %v, want %v", err, ErrUnauthorized)
	}
}

func TestParseDefinition(t *testing.T) {
	dispatchable := definition{dispatchable: true}
	tests := []struct {
		text string
		want definition
	}{
		{"", definition{}},
		{"- a list", definition{}},
		{"on: workflow_dispatch", dispatchable},
		{"'on': workflow_dispatch", dispatchable},
		{"true: workflow_dispatch", definition{}},
		{"on: [push, workflow_dispatch]", dispatchable},
		{"on: [push]", definition{}},
		{"on: {workflow_dispatch: }", dispatchable},
		{"on: {push: {}}", definition{}},
		{"on: &a {workflow_dispatch: {inputs: {from: &i {required: true}, to: *i}}}", definition{dispatchable: true, inputs: []string{"from", "to"}, required: []string{"from", "to"}}},
		{"on: {workflow_dispatch: {inputs: {a: {required: true, default: x}, b: {required: false}, c: null}}}", definition{dispatchable: true, inputs: []string{"a", "b", "c"}}},
		{"concurrency: one", definition{groups: []string{"one"}}},
		{"concurrency: {group: one, cancel-in-progress: true}", definition{groups: []string{"one"}, cancels: true}},
		{"concurrency: {group: one, queue: max}", definition{}},
		{"concurrency: 'gather-${{ github.run_id }}'", definition{}},
		{"concurrency: 'gather-${{ inputs.from }}'", definition{}},
		{"jobs: {a: {concurrency: two}, b: {strategy: {matrix: {c: [1]}}}}", definition{single: []string{"a"}, groups: []string{"two"}}},
	}
	for _, tt := range tests {
		got, err := parseDefinition([]byte(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(definition{})); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
	}
}

func TestGatherOfAWorkflow(t *testing.T) {
	job := func(settings, steps string) string {
		return "jobs: {deploy-runner-on-gcp: {steps: [{run: cml runner launch}]}, process-events: {" + settings + "steps: [{uses: actions/checkout@v4}, " + steps + "]}}"
	}
	const command = "run: 'cd python\nrun_cdp_event_gather event-gather-config.json'"
	for _, tt := range []struct {
		name, text string
		want       Gather
	}{
		{"nothing", "", Gather{}},
		{"no gather", job("", "{run: ls}"), Gather{}},
		{"two steps, of which one runs", job("", "{name: CRON, "+command+"}, {name: Manual, "+command+"}"), Gather{Jobs: []string{"process-events"}, Steps: []string{"CRON", "Manual"}}},
		{"a step without a name", job("", "{run: run_cdp_event_gather c.json}"), Gather{Jobs: []string{"process-events"}, Steps: []string{"Run run_cdp_event_gather c.json"}}},
		{"an event", job("", "{name: Process, run: process_special_event e.json}"), Gather{Jobs: []string{"process-events"}, Steps: []string{"Process"}}},
		{"a job with a name", job("name: Gather, ", "{name: G, "+command+"}"), Gather{Jobs: []string{"Gather"}, Steps: []string{"G"}}},
		{"a job with a name of a matrix", job("name: 'Gather ${{ matrix.a }}', ", "{name: G, "+command+"}"), Gather{Jobs: []string{"process-events"}, Steps: []string{"G"}}},
		{"its time limit", job("timeout-minutes: 1440, ", "{name: G, "+command+"}"), Gather{[]string{"process-events"}, []string{"G"}, 24 * time.Hour, 24 * time.Hour}},
		{"a step's time limit", job("timeout-minutes: 360, ", "{name: G, timeout-minutes: 300, "+command+"}"), Gather{[]string{"process-events"}, []string{"G"}, 5 * time.Hour, 6 * time.Hour}},
		{"a time limit that is an expression", job("timeout-minutes: '${{ inputs.limit }}', ", "{name: G, "+command+"}"), Gather{Jobs: []string{"process-events"}, Steps: []string{"G"}}},
		{"a retry step", job("timeout-minutes: 400, ", "{name: G, uses: nick-fields/retry@v3, with: {timeout_minutes: 120, max_attempts: 3, command: run_cdp_event_gather c.json}}"),
			Gather{[]string{"process-events"}, []string{"G"}, 2 * time.Hour, 400 * time.Minute}},
		{"a retry step without a name", job("", "{uses: nick-fields/retry@v3, with: {timeout_seconds: 90, command: run_cdp_event_gather c.json}}"),
			Gather{[]string{"process-events"}, []string{"Run nick-fields/retry@v3"}, 90 * time.Second, 0}},
		{"two jobs that gather", "jobs: {city: {timeout-minutes: 90, steps: [{name: C, " + command + "}]}, county: {steps: [{name: D, " + command + "}]}}",
			Gather{[]string{"city", "county"}, []string{"C", "D"}, 90 * time.Minute, 90 * time.Minute}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := parseDefinition([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, d.gather); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A workflow file that would take long to read, or much memory, is refused before it is.
func TestHostileDefinitions(t *testing.T) {
	const most = 1 << 20
	aliases := "k: &k {" + strings.Repeat("a:,", 1_000) + "}\ns: &s [" + strings.Repeat("*k,", 60) + "]\njobs:\n"
	for i := range 60 {
		aliases += fmt.Sprintf("  j%d: {steps: *s}\n", i)
	}
	for _, c := range []struct{ before, again, want string }{
		{"", "[", "exceeded max depth"}, {"", "{", "exceeded max depth"},
		{"", "? ", "of the marks"}, {"", "- ", "of the marks"}, {"", "- #\n", "of the marks"}, {"on:\n", "  a:\n", "of the marks"},
		{"on: &a [", "*a,", "of the marks"}, {"on: ", "!!x ", "of the marks"}, {"", "%a\n", "lines that begin with %"},
		{aliases + "#", "a", "more than 100 aliases"},
	} {
		text := []byte(c.before + strings.Repeat(c.again, (most-len(c.before))/len(c.again)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := parseDefinition(text)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: got %v, want %q", c.before+c.again, err, c.want)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
			t.Errorf("%.20q: %d bytes", c.before+c.again, took)
		}
	}
}

// A workflow file is written by others: whatever it holds is read or refused.
func FuzzParseDefinition(f *testing.F) {
	for _, text := range []string{pipeline, "on: [push]", "on: &a [*a]", "? {a: b}\n: c", "a: &a {<<: *a}", "\x00", "on: !!binary x"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parseDefinition(text)
		if err == nil && len(d.required) > len(d.inputs) {
			t.Errorf("more required inputs than inputs: %+v", d)
		}
	})
}
