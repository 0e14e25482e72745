//go:build runner

package runnertest

// What users copy, unchanged: each example at each of its triggers, in a city's repository, up to the program's first
// decision and its end.

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A new example needs a test below.
func TestEveryExampleIsRun(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(stage.checkout, "examples/*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		names = append(names, filepath.Base(path))
	}
	if d := cmp.Diff([]string{
		"backfill-index.yml", "backfill-weekly.yml", "backfill.yml", "cancel.yml", "catch-up.yml", "fleet.yml", "special-events.yml",
	}, names); d != "" {
		t.Errorf("examples (-run +there are):\n%s", d)
	}
}

// sameImage has act use the image that it built for `uses: ./` in this run of the tests, by the name it gives to that of
// the examples. For these it sends the same files with other headers, and the engine would compile them again. Where no
// test has built it, act does.
func sameImage(t *testing.T) (flags []string) {
	t.Helper()
	if !stage.built {
		return nil
	}
	if _, err := output(stage.top, "docker", "tag", "act-dockeraction", "act-councildataproject-trigger-event-gather-v1-dockeraction"); err != nil {
		t.Fatal(err)
	}
	return []string{"--rebuild=false"}
}

// example is a workspace with the workflow in its place; GitHub has the file, too, for a step looks at its own workflow.
func example(t *testing.T, name string, files map[string]string, cities ...*city) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(stage.checkout, "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"cookiecutter.yaml": settings, ".github/workflows/" + name: string(text)}
	maps.Copy(all, files)
	for _, c := range cities {
		c.WriteFile("main", ".github/workflows/"+name, text)
	}
	return workspace(t, all)
}

// occasion is a trigger of an example, with what comes of it.
type occasion struct {
	event   string
	payload any
	says    string // a line of the log begins so: the first decision
	summary string // and a line of the summary
	sends   int
}

// steps runs an example at each occasion in turn, on one GitHub, with more flags of act's.
func steps(t *testing.T, name, job string, github *city, files map[string]string, flags []string, occasions ...occasion) {
	t.Parallel()
	r := workflowRun{workspace: example(t, name, files, github), file: name, api: serve(t, github), flags: append(flags, sameImage(t)...)}
	for _, when := range occasions {
		t.Run(when.event, func(t *testing.T) {
			sent := len(github.Dispatches())
			r.event, r.payload = when.event, when.payload
			o := act(t, r)
			if o.code != 0 {
				t.Fatalf("act: exit %d\n%s", o.code, o.log)
			}
			expect(t, o, job, when.says, when.summary)
			if sent = len(github.Dispatches()) - sent; sent != when.sends {
				t.Errorf("%d dispatches, want %d\n%s", sent, when.sends, o.log)
			}
		})
	}
}

// expect checks what the action told in a job: it is the only step of an example without an id, but for a checkout. Where a
// later step reads its outputs it has one.
func expect(t *testing.T, o outcome, job, says, summary string) {
	t.Helper()
	var log, page string
	for _, step := range []string{"0", "1", "backfill"} {
		log += o.printed(job, step)
		page += o.summary(job, step)
	}
	// Problems of event files go to stderr: which of two streams a runner shows first is chance.
	if log = "\n" + log; !strings.Contains(log, "\ntrigger-event-gather ") || !strings.Contains(log, "\n"+says) {
		t.Errorf("%s: no line %q in the log\n%s", job, says, log)
	}
	if !strings.Contains(page, summary) {
		t.Errorf("%s: no %q in the summary\n%s", job, summary, page)
	}
	if strings.Contains(log, "***") {
		t.Errorf("%s: a secret in the log\n%s", job, log)
	}
}

func TestExampleBackfill(t *testing.T) {
	form := map[string]string{"begin": "2021-01-01", "end": "2021-01-04", "reprocess": "missing", "dry-run": "true"}
	gather := maps.Clone(form)
	gather["dry-run"] = "false"
	steps(t, "backfill.yml", "/backfill", newCity(t, "busy-day=none"), nil, nil,
		occasion{"workflow_dispatch", dispatch(form), "would send  2021-01-01 to 2021-01-03", "3 days", 0},
		occasion{"workflow_dispatch", dispatch(gather), "sent        2021-01-01 to 2021-01-03", "3 of 3 days covered", 1})
}

// What is started once is a program that isn't here: in its place stands one that notes how it was called.
func TestExampleBackfillIndex(t *testing.T) {
	dir := t.TempDir()
	gh, notes := filepath.Join(dir, "gh"), filepath.Join(dir, "notes")
	if err := os.WriteFile(gh, []byte("#!/bin/sh\necho \"$GH_TOKEN $GH_REPO: $*\" >>"+notes+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	form := map[string]string{"begin": "2021-01-01", "end": "2021-01-04", "reprocess": "missing", "dry-run": "true"}
	gather := maps.Clone(form)
	gather["dry-run"] = "false"
	steps(t, "backfill-index.yml", "/backfill", newCity(t, "busy-day=none"), nil,
		[]string{"--container-options", "--volume " + dir + ":" + dir + " --volume " + gh + ":/bin/gh"},
		occasion{"workflow_dispatch", dispatch(form), "would send  2021-01-01 to 2021-01-03", "3 days", 0},
		occasion{"workflow_dispatch", dispatch(gather), "sent        2021-01-01 to 2021-01-03", "3 of 3 days covered", 1})
	noted, err := os.ReadFile(notes)
	if want := token + " " + repository + ": workflow run event-index-pipeline.yml\n"; err != nil || string(noted) != want {
		t.Errorf("gh was called with %q, want %q: %v", noted, want, err)
	}
}

// It leaves while the runs that it started are in flight.
func TestExampleBackfillWeekly(t *testing.T) {
	steps(t, "backfill-weekly.yml", "/backfill", stillCity(t, "busy-day=none"), nil, nil,
		occasion{"workflow_dispatch", dispatch(map[string]string{"dry-run": "true"}), "would send  2019-01-01 to 2019-01-03", "731 days", 0},
		occasion{"schedule", schedule, "sent        2019-01-01 to 2019-01-03", "2 windows in flight", 2},
		occasion{"schedule", schedule, "range       2019-01-01 to 2020-12-31, request #1", "2 windows in flight", 0})
}

func TestExampleCancel(t *testing.T) {
	github := stillCity(t, "")
	github.WriteFile("event-gather-ledger", "ledger.jsonl", []byte(`{"v":1,"kind":"request","at":"2021-06-07T08:00:00Z","request":"2021-03-01..2021-03-07 missing#1",`+
		`"begin":"2021-03-01T00:00:00","end":"2021-03-07T00:00:00","words":{"begin":"2021-03-01","end":"2021-03-07","reprocess":"missing"}}`+"\n"))
	form := map[string]string{"begin": "2021-03-01", "end": "2021-03-07", "reprocess": "missing", "cancel-runs": "false", "dry-run": "true"}
	closing, all := maps.Clone(form), map[string]string{"begin": "", "end": "", "reprocess": "missing", "cancel-runs": "false", "dry-run": "false"}
	closing["dry-run"] = "false"
	steps(t, "cancel.yml", "/cancel", github, nil, nil,
		occasion{"workflow_dispatch", dispatch(form), "would close  2021-03-01..2021-03-07 missing#1: ", "1 request would be closed", 0},
		occasion{"workflow_dispatch", dispatch(closing), "close       2021-03-01..2021-03-07 missing#1: ", "1 request closed", 0},
		occasion{"workflow_dispatch", dispatch(all), "nothing is open", "Nothing is open", 0})
}

func TestExampleCatchUp(t *testing.T) {
	// The scheduled run of that day left out the day before; in winter, when Los Angeles is further behind, an hour of the one before that, too.
	gap := ago(11)
	city, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	if !noon.AddDate(0, 0, -10).In(city).IsDST() {
		gap = ago(12) + " to " + gap
	}
	steps(t, "catch-up.yml", "/catch-up", newCity(t, "schedule=on,busy-day=none,dropped-tick="+ago(10)+",run-name=on"), nil, nil,
		occasion{"workflow_dispatch", dispatch(map[string]string{"dry-run": "true"}), "would send  " + gap, "1 window pending", 0},
		occasion{"schedule", schedule, "sent        " + gap, "28 of 28 days covered", 1})
}

func TestExampleSpecialEvents(t *testing.T) {
	form := map[string]string{"reprocess": "missing"}
	steps(t, "special-events.yml", "/special-events", newCity(t, ""), map[string]string{"events/debate.yml": debate}, nil,
		occasion{"pull_request", pullRequest, "events are only checked: on \"pull_request\" nothing is dispatched", "Events: 1. Errors: 0.", 0},
		occasion{"push", push, "sent        events/debate.yml", "1 of 1 ingested", 1},
		occasion{"schedule", schedule, "1 special event: 1 of 1 ingested", "1 of 1 ingested", 0},
		occasion{"workflow_dispatch", dispatch(form), "1 special event: 1 of 1 ingested", "1 of 1 ingested", 0})
}

// Each city has a job of its own, and a token that no other city is asked with.
func TestExampleFleet(t *testing.T) {
	t.Parallel()
	secrets := map[string]string{"SEATTLE_TOKEN": "seattle-s3cret", "KING_COUNTY_TOKEN": "king-county-s3cret", "PORTLAND_TOKEN": "portland-s3cret"}
	var cities []*city
	for _, name := range []string{"seattle", "king-county", "portland"} {
		cities = append(cities, newCity(t, "schedule=on,busy-day=none,run-name=on,repository=CouncilDataProject/"+name))
	}
	r := workflowRun{workspace: example(t, "fleet.yml", nil), file: "fleet.yml", secrets: secrets, api: serve(t, cities...), flags: sameImage(t)}
	for _, when := range []occasion{
		{event: "workflow_dispatch", payload: dispatch(map[string]string{"dry-run": "true"})},
		{event: "schedule", payload: schedule},
	} {
		t.Run(when.event, func(t *testing.T) {
			r.event, r.payload = when.event, when.payload
			o := act(t, r)
			if o.code != 0 {
				t.Fatalf("act: exit %d\n%s", o.code, o.log)
			}
			for _, c := range cities {
				expect(t, o, c.repository, ago(30)+" to "+ago(3)+": 28 of 28 days covered.", "28 of 28 days covered")
			}
		})
	}
	for i, c := range cities {
		if got := slices.Collect(maps.Keys(c.tokens)); !cmp.Equal(got, []string{[]string{"seattle-s3cret", "king-county-s3cret", "portland-s3cret"}[i]}) {
			t.Errorf("%s was asked with %q", c.repository, got)
		}
	}
}
