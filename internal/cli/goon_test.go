package cli

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
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

// step is a process in a run of backfill.yml, on a GitHub in memory that has it.
func step(t *testing.T, env map[string]string) (*process, *session, simtest.GitHub) {
	t.Helper()
	city, err := simulate.ParseScenario("history-days=0")
	if err != nil {
		t.Fatal(err)
	}
	city.Start = time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)
	payload := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(payload, []byte(`{"inputs":{"begin":"2021-01-01","end":null,"dry-run":false}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REPOSITORY": "CouncilDataProject/seattle",
		"GITHUB_WORKFLOW_REF": "CouncilDataProject/seattle/.github/workflows/backfill.yml@refs/heads/main", "GITHUB_REF_NAME": "main",
		"GITHUB_RUN_ID": "7", "GITHUB_JOB": "backfill", "GITHUB_EVENT_PATH": payload,
	}
	maps.Copy(variables, env)
	e := &Env{Stdout: io.Discard, Stderr: io.Discard}
	for name, value := range variables {
		e.Environ = append(e.Environ, name+"="+value)
	}
	p := &process{ctx: t.Context(), last: t.Context(), env: e, runner: newRunner(e)}
	var ps problems
	s := gitHubFlags{}.connect(p, simulateFlags{}, &city, &ps)
	if err := ps.err(); err != nil {
		t.Fatal(err)
	}
	s.github.WriteFile("main", ".github/workflows/backfill.yml", []byte(ownWorkflow))
	return p, s, simtest.GitHub{GitHub: s.github}
}

func TestTheNextRunHasTheInputsOfThisOne(t *testing.T) {
	p, s, g := step(t, nil)
	next, err := p.successor(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next.begin(p); err != nil {
		t.Fatal(err)
	}
	sent := g.Dispatches()
	if len(sent) != 1 || sent[0].Workflow != "backfill.yml" {
		t.Fatalf("sent %+v", sent)
	}
	if diff := cmp.Diff(map[string]string{"begin": "2021-01-01", "end": "", "dry-run": "false"}, sent[0].Inputs); diff != "" {
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
			p, s, _ := step(t, env)
			if next, err := p.successor(s); !errors.Is(err, errNoSuccessor) {
				t.Errorf("got %+v, %v", next, err)
			}
		})
	}
	p, s, _ := step(t, map[string]string{"GITHUB_ACTIONS": ""})
	if next, err := p.successor(s); next != nil || err != nil {
		t.Errorf("outside of a workflow: got %+v, %v", next, err)
	}
}

func TestNothingGoesOnBesideAnotherRun(t *testing.T) {
	p, s, g := step(t, nil)
	next, err := p.successor(s)
	if err != nil {
		t.Fatal(err)
	}
	other := g.StartRun("backfill.yml", map[string]string{"begin": "2019-01-01"})
	if err := s.clock.Sleep(context.Background(), time.Minute); err != nil {
		t.Fatal(err)
	}
	status, todo := next.takeOver(p, true)
	if status != statusStopped || len(todo) == 0 || len(g.Dispatches()) != 0 {
		t.Errorf("beside run %d: %s, %v, sent %+v", other, status, todo, g.Dispatches())
	}
}

func TestAStepWithoutProgressIsNotStartedForEver(t *testing.T) {
	p, s, g := step(t, nil)
	next, err := p.successor(s)
	if err != nil {
		t.Fatal(err)
	}
	if status, todo := next.takeOver(p, false); status != statusStopped || len(g.Dispatches()) != 0 || !strings.Contains(strings.Join(todo, ""), "nothing was sent") {
		t.Errorf("got %s, %v, sent %+v", status, todo, g.Dispatches())
	}
	if status, _ := next.takeOver(p, true); status != statusInProgress || len(g.Dispatches()) != 1 {
		t.Errorf("got %s, sent %+v", status, g.Dispatches())
	}
}

func TestARefIsKnownByItsName(t *testing.T) {
	for in, want := range map[string]string{"main": "main", "refs/heads/main": "main", "refs/tags/v1": "v1", "release/heads": "release/heads"} {
		p, _, g := step(t, nil)
		p.github = g.GitHub
		var ps problems
		city := simulate.Scenario{Repository: "CouncilDataProject/seattle"}
		st := dispatchFlags{Ref: in}.station(p, gitHubFlags{}, &city, gatherFile, specialFile, &ps)
		if len(ps) > 0 || st.policy.Ref != want {
			t.Errorf("ref %q: got %q, %v", in, st.policy.Ref, ps)
		}
	}
}
