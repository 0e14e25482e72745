//go:build image

// Package imagetest runs the built image as GitHub's runner runs a container action. It needs a container engine, so it
// hides behind a build tag: `make image` builds the image and runs these tests.
package imagetest

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the project has promised of its size, in bytes.
const (
	imageLimit  = 15e6
	binaryLimit = 14e6
)

// image is the tag to test.
func image(t *testing.T) string {
	t.Helper()
	tag := os.Getenv("IMAGE")
	if tag == "" {
		t.Fatal("IMAGE names no image")
	}
	return tag
}

// docker runs the client to its end and returns its output and exit code.
func docker(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs strings.Builder
	command := exec.CommandContext(t.Context(), "docker", args...)
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), command.ProcessState.ExitCode()
}

func TestImageHoldsTheProgramAndCertificatesOnly(t *testing.T) {
	container, stderr, code := docker(t, "create", image(t))
	if code != 0 {
		t.Fatal(stderr)
	}
	container = strings.TrimSpace(container)
	t.Cleanup(func() { exec.Command("docker", "rm", container).Run() })

	export := exec.CommandContext(t.Context(), "docker", "cp", container+":/", "-")
	stdout, err := export.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := export.Start(); err != nil {
		t.Fatal(err)
	}
	files := map[string]int64{}
	for archive := tar.NewReader(stdout); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Size > 0 {
			files["/"+strings.TrimPrefix(header.Name, "/")] = header.Size
		}
	}
	if err := export.Wait(); err != nil {
		t.Fatal(err)
	}
	want := []string{"/etc/ssl/certs/ca-certificates.crt", "/trigger-event-gather"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(files))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if size := files["/trigger-event-gather"]; size >= binaryLimit {
		t.Errorf("the program has %d bytes, limit %.0f", size, binaryLimit)
	}
}

func TestImageSettings(t *testing.T) {
	stdout, stderr, code := docker(t, "image", "inspect", image(t))
	if code != 0 {
		t.Fatal(stderr)
	}
	type config struct {
		User, WorkingDir string
		Entrypoint, Cmd  []string
	}
	var images []struct {
		Size   int64
		Config config
	}
	if err := json.Unmarshal([]byte(stdout), &images); err != nil {
		t.Fatal(err)
	}
	want := config{Entrypoint: []string{"/trigger-event-gather"}}
	if diff := cmp.Diff(want, images[0].Config); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if images[0].Size >= imageLimit {
		t.Errorf("the image has %d bytes, limit %.0f", images[0].Size, imageLimit)
	}
}

func TestVersionIsTheStampedOne(t *testing.T) {
	stdout, stderr, code := docker(t, "run", "--rm", image(t), "--version")
	if want := os.Getenv("VERSION"); code != 0 || !strings.Contains(stdout, want) {
		t.Errorf("--version: exit %d, %q, want %q; %s", code, stdout, want, stderr)
	}
}

func TestArgumentsAreACommandLine(t *testing.T) {
	stdout, stderr, code := docker(t, "run", "--rm", "-e", "INPUT_MODE=nonsense", image(t),
		"plan", "--begin", "2021-01-01", "--end", "2021-02-01", "--window", "7d", "--format", "json")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var windows []struct{ From, To string }
	if err := json.Unmarshal([]byte(stdout), &windows); err != nil {
		t.Fatalf("%v in %q", err, stdout)
	}
	if len(windows) != 5 || windows[4].To != "2021-02-01T00:00:00" {
		t.Errorf("got %v, want five windows up to 2021-02-01T00:00:00", windows)
	}
}

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
	if step.read(t, "summary") == "" {
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

// step is one step of a job as the runner prepares it: folders on the host that it mounts into the container.
// (actions/runner, ContainerActionHandler.cs.)
type step struct {
	dir    string
	inputs map[string]string
}

// newStep prepares a step started by hand (workflow_dispatch). Input names are upper case with hyphens, as the runner
// spells them after INPUT_.
func newStep(t *testing.T, inputs map[string]string) step {
	t.Helper()
	s := step{t.TempDir(), inputs}
	files := map[string]string{
		"workflow/event.json":   `{"inputs":{},"ref":"refs/heads/main","repository":{"default_branch":"main"}}`,
		"file_commands/output":  "",
		"file_commands/summary": "",
		"home/.keep":            "",
		"workspace/.keep":       "",
	}
	for name, text := range files {
		path := filepath.Join(s.dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// run is the client's command line for it.
func (s step) run(image string, flags ...string) []string {
	environment := map[string]string{
		"CI": "true", "GITHUB_ACTIONS": "true", "HOME": "/github/home", "GITHUB_WORKSPACE": "/github/workspace",
		"GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_EVENT_PATH": "/github/workflow/event.json",
		"GITHUB_OUTPUT": "/github/file_commands/output", "GITHUB_STEP_SUMMARY": "/github/file_commands/summary",
		"GITHUB_REPOSITORY": "city/cdp", "GITHUB_REF": "refs/heads/main", "GITHUB_REF_NAME": "main",
		"GITHUB_WORKFLOW_REF": "city/cdp/.github/workflows/backfill.yml@refs/heads/main",
		"GITHUB_RUN_ID":       "1", "GITHUB_RUN_ATTEMPT": "1", "GITHUB_ACTOR": "maintainer",
		"GITHUB_API_URL": "https://api.github.com", "GITHUB_SERVER_URL": "https://github.com",
	}
	for name, value := range s.inputs {
		environment["INPUT_"+name] = value
	}
	args := []string{"run", "--rm", "--workdir", "/github/workspace"}
	for name, value := range environment {
		args = append(args, "-e", name+"="+value)
	}
	for _, folder := range []string{"workspace", "home", "workflow", "file_commands"} {
		args = append(args, "-v", filepath.Join(s.dir, folder)+":/github/"+folder)
	}
	return append(append(args, flags...), image)
}

func (s step) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "file_commands", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// outputs reads GITHUB_OUTPUT in both forms the runner accepts (actions/runner, FileCommandManager.cs).
func (s step) outputs(t *testing.T) map[string]string {
	t.Helper()
	outputs := map[string]string{}
	rest := s.read(t, "output")
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
