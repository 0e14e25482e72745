//go:build runner

package runnertest

// The checkout as an action: `uses: ./`, and a later step that reads its outputs.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unstamped is how a log begins where the program is the next release, unfinished.
var unstamped = regexp.MustCompile(`^trigger-event-gather v\d+\.\d+\.\d+-dev: plan\b`)

// The first test is alone: it has the engine build the image, whose layers the others find.
func TestPlan(t *testing.T) {
	o := act(t, workflowRun{workspace: stage.checkout, file: "plan.yml", event: "workflow_dispatch", payload: dispatch(nil), api: serve(t)})
	if o.code != 0 {
		t.Fatalf("act: exit %d\n%s", o.code, o.log)
	}
	stage.built = true
	ended, outputs := o.later(t)
	var windows []struct{ From, To string }
	if err := json.Unmarshal([]byte(outputs["windows"]), &windows); err != nil || len(windows) != 5 {
		t.Errorf("windows=%q, want five", outputs["windows"])
	}
	delete(outputs, "windows")
	want := map[string]string{"status": "planned", "runs": "[]", "events": "[]", "dispatched": "0", "succeeded": "0", "failed": "0", "remaining": "0", "found": "0"}
	for name := range outputs {
		if _, known := want[name]; !known {
			delete(outputs, name) // one that came later
		}
	}
	if d := cmp.Diff(want, outputs); ended != "success" || d != "" {
		t.Errorf("a later step saw %q and outputs (-want +got):\n%s", ended, d)
	}
	// Of an image that a runner built nobody stamped the version.
	if log := o.printed("/job", "it"); !unstamped.MatchString(log) || strings.Contains(log, "***") {
		t.Errorf("the log doesn't begin with the version, or holds a secret:\n%s", log)
	}
	if s := o.summary("/job", "it"); !strings.HasPrefix(s, "## ○ ") {
		t.Errorf("summary %q", s)
	}
}

// GitHub's runner reads all of action.yml as a template, and few contexts are known there: an expression in a description
// once kept this action from loading. act does the same, so every other test here would tell.
func TestExpressionInADescriptionDoesNotLoad(t *testing.T) {
	manifest, err := os.ReadFile(filepath.Join(stage.checkout, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, expression string }{
		{"secret", "${{ secrets.GATHER_TOKEN }}"},
		{"github", "${{ github.token }}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, after, found := strings.Cut(string(manifest), "\n    description: |\n")
			if !found {
				t.Fatal("action.yml has no description in lines of its own")
			}
			broken := workspace(t, map[string]string{"action.yml": before + "\n    description: |\n      " + test.expression + "\n" + after})
			o := act(t, workflowRun{workspace: broken, file: "plan.yml", event: "workflow_dispatch", payload: dispatch(nil), api: serve(t)})
			if o.code == 0 || !strings.Contains(o.log, "expressions are not allowed here") {
				t.Errorf("act: exit %d\n%s", o.code, o.log)
			}
			if log := o.printed("/job", "it"); log != "" {
				t.Errorf("it ran all the same:\n%s", log)
			}
		})
	}
}

func TestBackfill(t *testing.T) {
	t.Parallel()
	github := newCity(t, "busy-day=none")
	o := act(t, workflowRun{workspace: stage.checkout, file: "backfill-here.yml", event: "workflow_dispatch", payload: dispatch(nil), api: serve(t, github)})
	if o.code != 0 {
		t.Fatalf("act: exit %d\n%s", o.code, o.log)
	}
	_, outputs := o.later(t)
	var runs []struct{ From, To, Conclusion string }
	if err := json.Unmarshal([]byte(outputs["runs"]), &runs); err != nil {
		t.Errorf("runs=%q: %v", outputs["runs"], err)
	}
	want := []struct{ From, To, Conclusion string }{
		{"2021-01-01T00:00:00", "2021-01-02T00:00:00", "success"}, {"2021-01-02T00:00:00", "2021-01-03T00:00:00", "success"},
	}
	if d := cmp.Diff(want, runs); outputs["status"] != "complete" || d != "" {
		t.Errorf("status=%q, runs (-want +got):\n%s%s", outputs["status"], d, o.log)
	}
	var sent []string
	for _, e := range github.Dispatches() {
		sent = append(sent, e.Workflow+" "+e.Inputs["from"]+" "+e.Inputs["to"])
	}
	if d := cmp.Diff([]string{
		"event-gather-pipeline.yml 2021-01-01T00:00:00 2021-01-02T00:00:00", "event-gather-pipeline.yml 2021-01-02T00:00:00 2021-01-03T00:00:00",
	}, sent); d != "" {
		t.Errorf("GitHub was sent (-want +got):\n%s", d)
	}
	// The default of github-token is an expression; only the runner makes a token of it.
	if d := cmp.Diff(map[string]bool{token: true}, github.tokens); d != "" {
		t.Errorf("GitHub was asked with (-want +got):\n%s", d)
	}
	if s := o.summary("/job", "it"); !strings.Contains(s, "2 of 2 days covered") {
		t.Errorf("summary:\n%s", s)
	}
}

// A mistake in a pull request is marked in its place, and a step that cleans up or tells somebody still reads how it
// ended.
func TestSpecialEventsInAPullRequest(t *testing.T) {
	github := newCity(t, "")
	o := act(t, workflowRun{workspace: stage.checkout, file: "events-here.yml", event: "pull_request", payload: pullRequest, api: serve(t, github)})
	if o.code == 0 || !o.exited("/job", "it", "2") {
		t.Errorf("act: exit %d; the step's isn't 2\n%s", o.code, o.log)
	}
	want := []string{"::error col=11,file=council/pull_request/mistaken.yml,line=3::council/pull_request/mistaken.yml:3:11: sessions must have at least one session"}
	if d := cmp.Diff(want, o.commands("/job", "it", "error")); d != "" {
		t.Errorf("annotations (-want +got):\n%s%s", d, o.log)
	}
	ended, outputs := o.later(t)
	if ended != "failure" || outputs["status"] != "failed" || outputs["dispatched"] != "0" {
		t.Errorf("a later step saw %q, status=%q, dispatched=%q", ended, outputs["status"], outputs["dispatched"])
	}
	if sent := github.Dispatches(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

// Pushes of one event are one dispatch.
func TestSpecialEventsOnAPush(t *testing.T) {
	t.Parallel()
	github := newCity(t, "")
	push := workflowRun{
		workspace: stage.checkout, file: "events-here.yml", event: "push", payload: push, api: serve(t, github),
	}
	for _, want := range []string{"1", "0"} {
		o := act(t, push)
		if o.code != 0 {
			t.Fatalf("act: exit %d\n%s", o.code, o.log)
		}
		_, outputs := o.later(t)
		if outputs["status"] != "complete" || outputs["dispatched"] != want {
			t.Errorf("status=%q, dispatched=%q, want complete and %s\n%s", outputs["status"], outputs["dispatched"], want, o.log)
		}
		// Nobody lives at the video's address. That is told once, and stops nothing.
		warned := strings.Count(strings.Join(o.commands("/job", "it", "warning"), "\n"), "file=council/push/debate.yml,line=5::")
		if strconv.Itoa(warned) != want {
			t.Errorf("%d warnings of the video's address, want %s\n%s", warned, want, o.log)
		}
	}
	sent := github.Dispatches()
	if len(sent) != 1 || sent[0].Workflow != "process-special-event.yml" || len(github.Ingested()) != 1 {
		t.Errorf("sent %v, ingested %v", sent, github.Ingested())
	}
}
