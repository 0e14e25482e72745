//go:build release

package releasetest

// The whole of it: images, what is run of them, and what is downloaded. Needs a container engine, and qemu-user-static.

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const version = "v1.0.0"

// platforms to build for: those of the image, and one that is no Unix. A release has six.
const platforms = "linux/amd64 linux/arm64 windows/amd64"

// warm is the base image with the standard library and our modules already compiled, so that a test compiles in
// seconds. It is made from what the Dockerfile builds, for each platform after the other; first of all in the words of
// `make image`, for after that the engine has it.
func warm(t *testing.T, c checkout) string {
	t.Helper()
	base := os.Getenv("BUILDER")
	if base == "" {
		t.Fatal("BUILDER names no base image")
	}
	build := func(arguments ...string) {
		arguments = append([]string{"build", "--quiet", "--network=host", "--target=builder", "--tag=release-test"}, arguments...)
		if output, err := exec.CommandContext(t.Context(), "docker", append(arguments, c.folder)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	build("--build-arg=BUILDER="+base, "--build-arg=VERSION="+os.Getenv("VERSION"))
	for platform := range strings.FieldsSeq(platforms) {
		if system, architecture, _ := strings.Cut(platform, "/"); platform != "linux/amd64" {
			build("--build-arg=BUILDER=release-test", "--build-arg=GOOS="+system, "--build-arg=GOARCH="+architecture)
		}
	}
	t.Cleanup(func() { exec.Command("docker", "image", "rm", "release-test").Run() })
	return "release-test"
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("qemu-aarch64-static"); err != nil {
		t.Fatalf("%v: install qemu-user-static", err)
	}
	c := newCheckout(t)
	c.environment = append(c.environment, "BUILDER="+warm(t, c), "RELEASE_PLATFORMS="+platforms)
	output, err := c.release(t, "dry", version)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	dry := filepath.Join(c.folder, "dist/dry")
	release := func(path string) string { return strings.TrimSpace(read(t, dry, "release", path)) }

	t.Run("the tags are on the release commit, whose action is the image", func(t *testing.T) {
		c := checkout{folder: c.folder, origin: filepath.Join(dry, "origin.git")}
		for _, tag := range []string{version, "v1"} {
			if c.at(t, tag) != release("commit") {
				t.Errorf("%s is not %s:\n%s", tag, release("commit"), c.refs(t))
			}
		}
		want := "  image: docker://ghcr.io/councildataproject/trigger-event-gather@" + release("digest")
		if action := c.git(t, "--git-dir="+c.origin, "show", "v1:action.yml"); !strings.HasSuffix(action, want) {
			t.Errorf("action.yml doesn't end in %q:\n%s", want, action)
		}
		if action := c.git(t, "--git-dir="+c.origin, "show", "main:action.yml"); !strings.HasSuffix(action, "  image: Dockerfile") {
			t.Errorf("main's action.yml is\n%s", action)
		}
	})

	t.Run("the image is for both", func(t *testing.T) {
		var index struct {
			Manifests []struct {
				Platform struct{ OS, Architecture string }
			}
		}
		decode(t, blob(dry, release("digest")), &index)
		var got []string
		for _, m := range index.Manifests {
			got = append(got, m.Platform.OS+"/"+m.Platform.Architecture)
		}
		if diff := cmp.Diff([]string{"linux/amd64", "linux/arm64"}, got); diff != "" {
			t.Errorf("platforms (-want +got):\n%s", diff)
		}
	})

	t.Run("what is downloaded", func(t *testing.T) {
		var got []string
		err := filepath.WalkDir(filepath.Join(dry, "releases"), func(path string, entry fs.DirEntry, err error) error {
			if !entry.IsDir() {
				got = append(got, entry.Name())
			}
			return err
		})
		want := []string{
			"SHA256SUMS", "notes.md", "trigger-event-gather_v1.0.0.cdx.json", "trigger-event-gather_v1.0.0_linux_amd64.tar.gz",
			"trigger-event-gather_v1.0.0_linux_arm64.tar.gz", "trigger-event-gather_v1.0.0_windows_amd64.tar.gz",
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v, files (-want +got):\n%s", err, diff)
		}
		if notes := release("notes.md"); !strings.HasPrefix(notes, "What 1.0.0 brings.\n") || !strings.Contains(notes, release("digest")) {
			t.Errorf("notes: %s", notes)
		}
		var bill struct{ Components []struct{ Name string } }
		decode(t, filepath.Join(dry, "release/assets/trigger-event-gather_v1.0.0.cdx.json"), &bill)
		if names := bill.Components; len(names) == 0 || !slices.ContainsFunc(names, func(c struct{ Name string }) bool { return c.Name == "std" }) {
			t.Errorf("the list of what is in it holds %v", names)
		}
	})

	t.Run("it says what it saw", func(t *testing.T) {
		for _, want := range []string{
			`ok\s+\S+/internal/imagetest`,                                   // run as the runner would
			`(?s)/internal/imagetest.*v1\.0\.0\n==> assets`,                 // what the program for arm64 says of itself
			`pull [0-9.]+ s, first line [0-9.]+ s; [0-9.]+ MB unpacked`,     // how long until a step works
			`no registry knows release-test: its digest cannot be recorded`, // of a stand-in
			`Nothing outside was touched`,
		} {
			if !regexp.MustCompile(want).MatchString(output) {
				t.Errorf("it doesn't say %s", want)
			}
		}
		t.Log(output)
	})

	t.Run("the same commit elsewhere and later gives the same", func(t *testing.T) {
		twin := newCheckout(t)
		twin.environment = append(twin.environment, "BUILDER=release-test", "RELEASE_PLATFORMS="+platforms, "TZ=Asia/Tokyo")
		twin.stub(t, "docker", `umask 077; if [ "$1" = build ]; then shift; set -- build --no-cache "$@"; fi`)
		if output, err := twin.release(t, "dry", version); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		for _, file := range []string{"digest", "commit", "builder", "notes.md", "assets/SHA256SUMS"} {
			if diff := cmp.Diff(release(file), strings.TrimSpace(read(t, twin.folder, "dist/dry/release", file))); diff != "" {
				t.Errorf("%s (-first +second):\n%s", file, diff)
			}
		}
	})

	for name, stub := range map[string]struct{ command, words, step string }{
		"the build fails":              {"docker", "build", "build"},
		"the image cannot be pulled":   {"docker", "pull", "try"},
		"the image is not as promised": {"go", "image", "try"},
		"no sums":                      {"sha256sum", "--", "assets"},
	} {
		t.Run(name+", and nothing moves", func(t *testing.T) {
			c := c
			c.environment = append(c.environment, "RELEASE_PLATFORMS=linux/amd64", "GOFLAGS=") // the cache of go's tests has another path
			c.stub(t, stub.command, refuses(stub.words))
			output, err := c.release(t, "dry", version)
			if err == nil || !strings.Contains(output, stub.step+" failed") {
				t.Fatalf("%v, want %s to fail:\n%s", err, stub.step, output)
			}
			c.origin = filepath.Join(dry, "origin.git")
			if c.at(t, version) != c.at(t, "main") || c.at(t, "v1") != "" {
				t.Errorf("moved:\n%s", c.refs(t))
			}
		})
	}
}

func TestTheBaseImageIsNamedByItsDigest(t *testing.T) {
	t.Parallel()
	c := newCheckout(t)
	c.tag(t, version)
	out := t.TempDir()
	c.environment = append(c.environment, "RELEASE_OUT="+out)
	c.stub(t, "docker", "echo 'a stub builds nothing' >&2; exit 1")

	t.Run("which a registry tells", func(t *testing.T) {
		registry := serve(t, c)
		crane(t, c, "append", "--new_layer=/dev/null", "--new_tag="+registry+"/golang:1.26-bookworm")
		digest := crane(t, c, "digest", registry+"/golang:1.26-bookworm")
		c := c
		c.environment = append(c.environment, "BUILDER="+registry+"/golang:1.26-bookworm")
		output, err := c.release(t, "prepare", version)
		if err == nil || !strings.Contains(output, "build failed") {
			t.Fatalf("%v, want the stub to fail it:\n%s", err, output)
		}
		if got, want := read(t, out, "builder"), registry+"/golang:1.26-bookworm@"+digest+"\n"; got != want {
			t.Errorf("base image %q, want %q", got, want)
		}
	})
	t.Run("or it is no release", func(t *testing.T) {
		c := c
		c.environment = append(c.environment, "BUILDER=127.0.0.1:1/golang:1.26-bookworm")
		output, err := c.release(t, "prepare", version)
		if err == nil || !strings.Contains(output, "no digest is known of 127.0.0.1:1/golang:1.26-bookworm") {
			t.Errorf("%v, want it to be refused:\n%s", err, output)
		}
	})
}

// The tests above build for some systems only, for the time it takes.
func TestAReleaseIsForSixSystems(t *testing.T) {
	t.Parallel()
	said := regexp.MustCompile(`(?m)^platforms=\$\{RELEASE_PLATFORMS:-(.*)\}$`).FindStringSubmatch(read(t, "../../tools/release"))
	want := []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}
	if said == nil {
		t.Fatal("tools/release names no systems")
	}
	if diff := cmp.Diff(want, strings.Fields(said[1])); diff != "" {
		t.Errorf("systems (-want +got):\n%s", diff)
	}
}

// crane runs the tool from the checkout.
func crane(t *testing.T, c checkout, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"tool", "-modfile=tools/go.mod", "crane"}, args...)...)
	command.Dir = c.folder
	output, err := command.Output()
	if err != nil {
		t.Fatalf("crane %v: %v", args, err)
	}
	return strings.TrimSpace(string(output))
}

// serve is a registry on loopback until the test ends.
func serve(t *testing.T, c checkout) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "crane")
	build := exec.CommandContext(t.Context(), "go", "build", "-modfile=tools/go.mod", "-o", program, "github.com/google/go-containerregistry/cmd/crane")
	build.Dir = c.folder
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	command := exec.CommandContext(t.Context(), program, "registry", "serve", "--address=127.0.0.1:0")
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	var said bytes.Buffer
	for buffer := make([]byte, 256); ; {
		n, err := log.Read(buffer)
		said.Write(buffer[:n])
		if match := regexp.MustCompile(`serving on port (\d+)\n`).FindStringSubmatch(said.String()); match != nil {
			return "127.0.0.1:" + match[1]
		}
		if err != nil {
			t.Fatalf("%v: %s", err, &said)
		}
	}
}

// blob is the file of the image's layout with this digest.
func blob(dry, digest string) string {
	return filepath.Join(dry, "release/oci/blobs/sha256", strings.TrimPrefix(digest, "sha256:"))
}

func decode(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(read(t, path)), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
