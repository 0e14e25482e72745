//go:build image

package imagetest

// The image as a step of a job.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPlanAsAnAction(t *testing.T) {
	step := newStep(t, map[string]string{"MODE": "plan", "BEGIN": "2021-01-01", "END": "2021-02-01", "WINDOW": "7d"})
	if _, stderr, code := docker(t, step.run(image(t))...); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	outputs := step.outputs(t)
	if outputs["status"] != "planned" {
		t.Errorf("status=%q, want planned", outputs["status"])
	}
	var windows []struct{ From, To string }
	if err := json.Unmarshal([]byte(outputs["windows"]), &windows); err != nil || len(windows) != 5 {
		t.Errorf("windows=%q, want five", outputs["windows"])
	}
	if step.read(t, "file_commands/summary") == "" {
		t.Error("no summary")
	}
}

func TestBadInputAsAnAction(t *testing.T) {
	step := newStep(t, map[string]string{"MODE": "plan", "BEGIN": "2021-02-30", "MAX-PARALLEL": "many"})
	stdout, stderr, code := docker(t, step.run(image(t))...)
	if code != 2 {
		t.Errorf("exit %d, want 2", code)
	}
	for _, name := range []string{"begin", "max-parallel"} {
		if !strings.Contains(stdout+stderr, name) {
			t.Errorf("%s is not named in %q%q", name, stdout, stderr)
		}
	}
	if got := step.outputs(t)["status"]; got != "failed" {
		t.Errorf("status=%q, want failed", got)
	}
}

// step is one step of a job as GitHub's runner prepares it: folders that it mounts into the container, and an
// environment (actions/runner, ContainerActionHandler.cs).
type step struct {
	folder      string
	environment map[string]string
}

// newStep prepares a step of a run started by hand. Inputs are named as the runner does after INPUT_: in upper case, with
// their hyphens.
func newStep(t *testing.T, inputs map[string]string) step {
	t.Helper()
	s := step{t.TempDir(), map[string]string{
		"CI": "true", "GITHUB_ACTIONS": "true", "HOME": "/github/home", "GITHUB_WORKSPACE": "/github/workspace",
		"GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_EVENT_PATH": "/github/workflow/event.json",
		"GITHUB_OUTPUT": "/github/file_commands/output", "GITHUB_STEP_SUMMARY": "/github/file_commands/summary",
		"GITHUB_REPOSITORY": "city/cdp", "GITHUB_REF": "refs/heads/main", "GITHUB_REF_NAME": "main",
		"GITHUB_WORKFLOW_REF": "city/cdp/.github/workflows/backfill.yml@refs/heads/main",
		"GITHUB_RUN_ID":       "1", "GITHUB_RUN_ATTEMPT": "1", "GITHUB_ACTOR": "maintainer",
		"GITHUB_API_URL": "https://api.github.com", "GITHUB_SERVER_URL": "https://github.com",
	}}
	for name, value := range inputs {
		s.environment["INPUT_"+name] = value
	}
	for name, text := range map[string]string{
		"workflow/event.json":   `{"inputs":{},"ref":"refs/heads/main","repository":{"default_branch":"main"}}`,
		"file_commands/output":  "",
		"file_commands/summary": "",
	} {
		s.write(t, name, text)
	}
	return s
}

// run is the client's command line for it.
func (s step) run(image string, flags ...string) []string {
	args := []string{"run", "--rm", "--workdir", "/github/workspace"}
	for name, value := range s.environment {
		args = append(args, "-e", name+"="+value)
	}
	for _, folder := range []string{"workspace", "home", "workflow", "file_commands"} {
		args = append(args, "-v", filepath.Join(s.folder, folder)+":/github/"+folder)
	}
	return append(append(args, flags...), image)
}

func (s step) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(s.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (s step) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// outputs reads GITHUB_OUTPUT in both forms the runner accepts (actions/runner, FileCommandManager.cs).
func (s step) outputs(t *testing.T) map[string]string {
	t.Helper()
	outputs := map[string]string{}
	rest := s.read(t, "file_commands/output")
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if name, value, ok := strings.Cut(line, "="); ok && !strings.Contains(name, "<<") {
			outputs[name] = value
			continue
		}
		name, delimiter, ok := strings.Cut(line, "<<")
		if !ok {
			t.Fatalf("neither name=value nor name<<delimiter: %q", line)
		}
		var value string
		if value, rest, ok = strings.Cut(rest, "\n"+delimiter+"\n"); !ok {
			t.Fatalf("%s has no end", name)
		}
		outputs[name] = value
	}
	return outputs
}
