//go:build runner

package runnertest

// One call of act, and what its log says.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// patience is how long one workflow may take: the first compiles the action's image, and a step waits half a minute
// between two looks.
const patience = 6 * time.Minute

// token is the job's own; the action's default for github-token hands it on.
const token = "ghs_0123456789runnertest"

// workflowRun is what act is asked for.
type workflowRun struct {
	workspace string            // what is checked out
	file      string            // the workflow: of testdata, or of the workspace's .github/workflows
	event     string            // the trigger, in GitHub's words,
	payload   any               // with what GitHub sends of it
	secrets   map[string]string // beside GITHUB_TOKEN
	api       string            // GitHub's API
	flags     []string          // more of act's
}

// outcome is how it ended.
type outcome struct {
	code    int
	entries []entry
	log     string
}

// entry is a line of act's log.
type entry struct {
	Msg     string
	Job     string
	StepID  []string // ids of steps; of a step without an id its number
	Raw     bool     `json:"raw_output"` // the step wrote it
	Command string
	Line    string `json:"raw"` // a workflow command, as the step wrote it
	Content string // of a summary
}

// act runs the workflow to its end. What keeps it from running at all is a failure of the test. A workflow may not run twice
// at once, for act names containers after it and its job.
func act(t *testing.T, r workflowRun) outcome {
	t.Helper()
	file := filepath.Join(r.workspace, ".github/workflows", r.file)
	if _, err := os.Stat(file); err != nil {
		file = filepath.Join(stage.top, "internal/runnertest/testdata", r.file)
	}
	args := []string{
		r.event, "--json", "--rm", "--no-cache-server", "--directory", r.workspace, "--workflows", file,
		"--eventpath", writeJSON(t, r.payload), "--actor", "maintainer", "--env", "GITHUB_API_URL=" + r.api,
		"--env", "GITHUB_REPOSITORY=" + repository,
		// What a runner sets and act leaves out.
		"--env", "GITHUB_WORKFLOW_REF=" + repository + "/.github/workflows/" + r.file + "@refs/heads/main",
		"--platform", "ubuntu-latest=" + stage.image, "--pull=false", "--network", "host",
		"--use-new-action-cache", "--local-repository", "CouncilDataProject/trigger-event-gather@v1=" + stage.checkout,
		"--secret", "GITHUB_TOKEN=" + token,
	}
	for name, value := range r.secrets {
		args = append(args, "--secret", name+"="+value)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errs bytes.Buffer
	command := exec.CommandContext(ctx, stage.act, append(args, r.flags...)...)
	command.Env = append(os.Environ(), "HOME="+stage.home, "XDG_CONFIG_HOME="+stage.home, "XDG_CACHE_HOME="+t.TempDir())
	command.Stdout, command.Stderr = &out, &errs
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // so that it removes its containers
	command.WaitDelay = 20 * time.Second
	err := command.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("act: %v\n%s%s", err, readable(out.String()), &errs)
	}
	return outcome{command.ProcessState.ExitCode(), entries(t, out.String()), readable(out.String()) + errs.String()}
}

func entries(t *testing.T, log string) (all []entry) {
	t.Helper()
	for line := range strings.Lines(log) {
		var e entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("act's log: %v in %q", err, line)
		}
		all = append(all, e)
	}
	return all
}

// readable is act's log as a person wants it when a test fails: the messages.
func readable(log string) string {
	var text strings.Builder
	for lines := bufio.NewScanner(strings.NewReader(log)); lines.Scan(); {
		var e entry
		if json.Unmarshal(lines.Bytes(), &e) == nil {
			text.WriteString(strings.TrimSuffix(e.Msg, "\n") + "\n")
		}
	}
	return text.String()
}

// of are the entries of a step in the job whose name has job in it: act adds the workflow's name, and a number in a matrix.
func (o outcome) of(job, step string) (all []entry) {
	for _, e := range o.entries {
		if strings.Contains(e.Job, job) && slices.Contains(e.StepID, step) {
			all = append(all, e)
		}
	}
	return all
}

// printed is what a step wrote to its log, commands aside.
func (o outcome) printed(job, step string) string {
	var text strings.Builder
	for _, e := range o.of(job, step) {
		if e.Raw {
			text.WriteString(e.Msg)
		}
	}
	return text.String()
}

// commands are the lines with which a step made annotations of a kind.
func (o outcome) commands(job, step, kind string) (lines []string) {
	for _, e := range o.of(job, step) {
		if e.Command == kind && e.Line != "" {
			lines = append(lines, strings.TrimSpace(e.Line))
		}
	}
	return lines
}

// summary is what a step wrote for the run's page.
func (o outcome) summary(job, step string) string {
	for _, e := range o.of(job, step) {
		if e.Command == "summary" {
			return e.Content
		}
	}
	return ""
}

// exited reports whether a step's container ended with a code. act tells one other than 0 only in a message.
func (o outcome) exited(job, step string, code string) bool {
	return slices.ContainsFunc(o.of(job, step), func(e entry) bool { return strings.Contains(e.Msg, "exit with `FAILURE`: "+code) })
}

// later is what the step "later" of testdata saw: how the step "it" ended, and its outputs.
func (o outcome) later(t *testing.T) (ended string, outputs map[string]string) {
	t.Helper()
	ended, text, _ := strings.Cut(o.printed("/job", "later"), "\n")
	if err := json.Unmarshal([]byte(text), &outputs); err != nil {
		t.Fatalf("the later step saw no outputs: %v\n%s", err, o.log)
	}
	return ended, outputs
}

func writeJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
