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
