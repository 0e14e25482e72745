package cli

import (
	"errors"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

const ownWorkflow = `on:
  workflow_dispatch:
    inputs:
      begin:
        type: string
      end:
        type: string
      dry-run:
        type: boolean
jobs:
  backfill:
    runs-on: ubuntu-latest
  fleet:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        city: [a, b]
`

// stepOf is a process in a run of backfill.yml, connected to a GitHub that has it.
func stepOf(t *testing.T, env map[string]string) (*process, *connection) {
	t.Helper()
	city, err := simulate.ParseScenario("history-days=0")
	if err != nil {
		t.Fatal(err)
	}
	city.Start = time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)
	g := simulate.New(city)
	g.WriteFile("main", ".github/workflows/backfill.yml", []byte(ownWorkflow))
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	payload := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(payload, []byte(`{"inputs":{"begin":"2021-01-01","end":null,"dry-run":false}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REPOSITORY": "CouncilDataProject/seattle",
		"GITHUB_WORKFLOW_REF": "CouncilDataProject/seattle/.github/workflows/backfill.yml@refs/heads/main", "GITHUB_REF_NAME": "main",
		"GITHUB_RUN_ID": "7", "GITHUB_JOB": "backfill", "GITHUB_EVENT_PATH": payload, "GITHUB_API_URL": server.URL, "GITHUB_TOKEN": "t",
	}
	maps.Copy(variables, env)
	e := &Env{Stdout: io.Discard, Stderr: io.Discard}
	for name, value := range variables {
		e.Environ = append(e.Environ, name+"="+value)
	}
	p := &process{ctx: t.Context(), last: t.Context(), env: e, runner: newRunner(e)}
	var ps problems
	c := gitHubFlags{Repository: "CouncilDataProject/seattle"}.connect(p, simulateFlags{}, nil, &ps)
	if err := ps.err(); err != nil {
		t.Fatal(err)
	}
	return p, c
}

func TestTheNextRunHasTheInputsOfThisOne(t *testing.T) {
	p, c := stepOf(t, nil)
	own, run, err := p.continuation(c)
	if err != nil {
		t.Fatal(err)
	}
	if run != 7 || own.Workflow.File != "backfill.yml" || own.Ref != "main" {
		t.Errorf("run %d, %s on %s", run, own.Workflow.File, own.Ref)
	}
	if diff := cmp.Diff(map[string]string{"begin": "2021-01-01", "dry-run": "false"}, own.Inputs); diff != "" {
		t.Error(diff)
	}
}

func TestNothingGoesOnWhereItCannotBeRight(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"a schedule":             {"GITHUB_EVENT_NAME": "schedule"},
		"another repository":     {"GITHUB_REPOSITORY": "CouncilDataProject/fleet"},
		"a called workflow":      {"GITHUB_JOB": "gather"},
		"a matrix":               {"GITHUB_JOB": "fleet"},
		"another's workflow":     {"GITHUB_WORKFLOW_REF": "somebody/else/.github/workflows/backfill.yml@main"},
		"no such ref":            {"GITHUB_REF_NAME": "gone"},
		"an unreadable payload":  {"GITHUB_EVENT_PATH": "/nowhere"},
		"a run without a number": {"GITHUB_RUN_ID": ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, c := stepOf(t, env)
			if own, run, err := p.continuation(c); !errors.Is(err, errNoContinuation) {
				t.Errorf("got %+v, run %d, %v", own, run, err)
			}
		})
	}
	// The workflow of the same name in another repository is another workflow, whatever else fits.
	t.Run("another repository with the same workflow", func(t *testing.T) {
		p, c := stepOf(t, map[string]string{"GITHUB_REPOSITORY": "CouncilDataProject/fleet",
			"GITHUB_WORKFLOW_REF": "CouncilDataProject/fleet/.github/workflows/backfill.yml@refs/heads/main"})
		if own, run, err := p.continuation(c); !errors.Is(err, errNoContinuation) {
			t.Errorf("got %+v, run %d, %v", own, run, err)
		}
	})
	p, c := stepOf(t, map[string]string{"GITHUB_ACTIONS": ""})
	if own, _, err := p.continuation(c); own != nil || err != nil {
		t.Errorf("outside of a workflow: got %+v, %v", own, err)
	}
}

func TestARefIsKnownByItsName(t *testing.T) {
	for in, want := range map[string]string{"main": "main", "refs/heads/main": "main", "refs/tags/v1": "v1", "release/heads": "release/heads"} {
		_, c := stepOf(t, nil)
		var ps problems
		if o := (dispatchFlags{Ref: in}).read(c, gatherFile, specialFile, &ps); len(ps) > 0 || o.policy.Ref != want {
			t.Errorf("ref %q: got %q, %v", in, o.policy.Ref, ps)
		}
	}
}

// What GitHub says of the token is believed where it says no: nothing is dispatched with a token that can't write.
func TestATokenThatCannotPushIsRefused(t *testing.T) {
	p, c := stepOf(t, nil)
	info, err := c.repo.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ps problems
	o := dispatchFlags{}.read(c, gatherFile, specialFile, &ps)
	if _, err := c.preflight(p, info, o); err != nil || len(ps) > 0 {
		t.Fatalf("a token that can: %v, %v", err, ps)
	}
	info.CannotPush = true
	if _, err := c.preflight(p, info, o); err == nil || !strings.Contains(err.Error(), "may not write to CouncilDataProject/seattle") {
		t.Errorf("got %v", err)
	}
}
