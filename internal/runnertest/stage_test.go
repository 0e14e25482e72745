//go:build runner

// Package runnertest has this action loaded and run as a runner does it: act reads action.yml, builds the Dockerfile and
// runs the container as a step of a workflow, against a simulated GitHub on loopback. It needs a container engine and the
// modules of act, so it hides behind a build tag: `make runner`. What is missing is a failure; nothing is skipped.
//
// act is a runner of another make. Where it differs from GitHub's (actions/runner), a test here proves less:
//   - It reads action.yml when the step begins, GitHub's in "Set up job": there no step of the job runs when it doesn't
//     load. An expression in a description that reads a context is refused by both, in other words.
//   - It sets no GITHUB_WORKFLOW_REF; the tests give it. GITHUB_RUN_ID is 1, GITHUB_SHA is the workspace's commit.
//   - HOME is the engine's, and GITHUB_WORKSPACE the path on this machine; GitHub's mounts are below /github. RUNNER_TEMP
//     is /tmp, and not shared with later steps.
//   - Each input is also set under its bare name beside INPUT_NAME, the token too.
//   - Branch and path filters of a trigger aren't looked at, and permissions not at all.
//   - The engine is sent all of the action's folder; .dockerignore isn't looked at.
//   - actions/checkout of the workflow's own repository copies the workspace, whatever ref was pinned.
//   - ##[error] counts only at the beginning of a line, where GitHub's finds it anywhere. All before a line's last :: is
//     read as a command with its properties, where GitHub's stops at the first.
//   - Annotations and summaries are lines of act's log, without the limits of number and size that GitHub has.
package runnertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stage is what all tests share. They share the checkout too, for act sends all of it to the engine, and not what
// .dockerignore leaves: one that differed would be compiled again.
var stage struct {
	dir      string // of all that follows, and of the workspaces
	top      string // of this repository
	act      string // the program
	home     string // its settings: none
	checkout string // a copy of what git knows here, or would take, with a city's files
	image    string // of the job's own container: the Dockerfile's base image, which is here anyway
	built    bool   // by act, of the checkout
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "runnertest")
	if err == nil {
		err = setStage(dir)
	}
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

func setStage(dir string) (err error) {
	if stage.top, err = filepath.Abs("../.."); err != nil {
		return err
	}
	stage.dir, stage.act, stage.home, stage.checkout = dir, filepath.Join(dir, "act"), filepath.Join(dir, "home"), filepath.Join(dir, "checkout")
	dockerfile, err := os.ReadFile(filepath.Join(stage.top, "Dockerfile"))
	if err != nil {
		return err
	}
	base := regexp.MustCompile(`(?m)^ARG BUILDER=(\S+)$`).FindSubmatch(dockerfile)
	if base == nil {
		return fmt.Errorf("the Dockerfile has no base image")
	}
	stage.image = string(base[1])
	// Without a file of settings act asks for some.
	if err := os.MkdirAll(filepath.Join(stage.home, "act"), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(stage.home, "act/actrc"), nil, 0o644); err != nil {
		return err
	}
	if _, err := output(stage.top, "go", "build", "-modfile=tools/act/go.mod", "-o", stage.act, "github.com/nektos/act"); err != nil {
		return err
	}
	if _, err := output(stage.top, "docker", "version"); err != nil {
		return err
	}
	if err := checkOut(); err != nil {
		return err
	}
	// act wants to know at what commit a workspace is, and git looks above it, too: so the workspaces need none of their own.
	if _, err := output(dir, "git", "init", "--quiet", "--initial-branch", "main"); err != nil {
		return err
	}
	_, err = output(dir, "git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false",
		"commit", "--quiet", "--allow-empty", "--message", "all")
	return err
}

// checkOut makes the checkout.
func checkOut() error {
	known, err := output(stage.top, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	for file := range strings.SplitSeq(strings.TrimSuffix(known, "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(stage.top, file))
		if os.IsNotExist(err) {
			continue // deleted here, and git not told yet
		}
		if err == nil {
			err = writeFile(filepath.Join(stage.checkout, file), text)
		}
		if err != nil {
			return err
		}
	}
	for file, text := range cityFiles {
		if err := writeFile(filepath.Join(stage.checkout, file), []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// output runs a command in a folder.
func output(dir, name string, args ...string) (string, error) {
	command := exec.Command(name, args...)
	command.Dir = dir
	var errs strings.Builder
	command.Stderr = &errs
	out, err := command.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", command, err, &errs)
	}
	return string(out), err
}

func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// workspace is a folder with these files, by path.
func workspace(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := os.MkdirTemp(stage.dir, "workspace")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range files {
		if err := writeFile(filepath.Join(dir, path), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
