//go:build release

package releasetest

// Which tags a release moves, and when it moves none.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	digest  = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	builder = "golang:1.26-bookworm@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
)

// prepared writes what `prepare` would have left.
func (c *checkout) prepared(t *testing.T) {
	t.Helper()
	out := t.TempDir()
	for name, text := range map[string]string{
		"digest": digest, "builder": builder, "notes.md": "What it brings.\n", "assets/a.tar.gz": "an archive",
	} {
		checkout{folder: out}.write(t, name, text+"\n", 0o644)
	}
	c.environment = append(c.environment, "RELEASE_OUT="+out)
}

// publish releases the commit that is checked out.
func (c checkout) publish(t *testing.T, version string) {
	t.Helper()
	c.tag(t, version)
	if output, err := c.release(t, "publish", version); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

func TestTheReleaseCommit(t *testing.T) {
	t.Parallel()
	c, twin := newCheckout(t), newCheckout(t)
	c.prepared(t)
	twin.prepared(t)
	// Somebody else, later.
	twin.environment = append(twin.environment, "GIT_AUTHOR_NAME=b", "GIT_AUTHOR_EMAIL=b@example.org", "GIT_AUTHOR_DATE=2026-02-01T00:00:00Z",
		"GIT_COMMITTER_NAME=b", "GIT_COMMITTER_EMAIL=b@example.org", "GIT_COMMITTER_DATE=2026-02-01T00:00:00Z")
	c.publish(t, "v1.0.0")
	twin.publish(t, "v1.0.0")

	release, main := c.at(t, "v1.0.0"), c.at(t, "main")
	if main != c.git(t, "rev-parse", "HEAD") || c.at(t, "v1.0.0^") != main {
		t.Errorf("main is %s, the release's parent %s", main, c.at(t, "v1.0.0^"))
	}
	if c.at(t, "v1") != release {
		t.Errorf("v1 is %s, want %s", c.at(t, "v1"), release)
	}
	if twin.at(t, "v1.0.0") != release {
		t.Errorf("the same commit gave %s and %s", release, twin.at(t, "v1.0.0"))
	}
	c.git(t, "fetch", "--quiet", c.origin, "v1.0.0")
	want := []string{
		"-ARG BUILDER=golang:1.26-bookworm", "+ARG BUILDER=" + builder,
		"-ARG VERSION=", "+ARG VERSION=v1.0.0",
		"-  image: Dockerfile", "+  image: docker://ghcr.io/councildataproject/trigger-event-gather@" + digest,
	}
	if diff := cmp.Diff(want, changed(c.git(t, "diff", "--unified=0", main, release, "--", ":!.github/workflows"))); diff != "" {
		t.Errorf("changed lines (-want +got):\n%s", diff)
	}
	if left := c.git(t, "ls-tree", "-r", "--name-only", release, ".github/workflows"); left != "" {
		t.Errorf("a workflow's token may not push them: %s", left)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(c.origin), "releases/v1.0.0/draft")); err == nil {
		t.Error("the GitHub Release is still a draft")
	}
}

// changed are the lines that a diff adds and removes.
func changed(diff string) (lines []string) {
	for line := range strings.SplitSeq(diff, "\n") {
		if strings.HasPrefix(line, "+") && !strings.HasPrefix(line, "+++") || strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "---") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestTheMajorFollowsItsNewestRelease(t *testing.T) {
	t.Parallel()
	c := newCheckout(t)
	c.prepared(t)
	c.tag(t, "v1.10.0") // somebody's, whose release never came to its end
	for _, release := range []struct{ version, v1, v2 string }{
		{"v1.0.0", "v1.0.0", ""},
		{"v1.2.0", "v1.2.0", ""},
		{"v1.0.1", "v1.2.0", ""},
		{"v2.0.0", "v1.2.0", "v2.0.0"},
		{"v1.10.0", "v1.10.0", "v2.0.0"},
	} {
		c.commit(t)
		c.publish(t, release.version)
		if c.at(t, "v1") != c.at(t, release.v1) {
			t.Errorf("after %s v1 is not %s:\n%s", release.version, release.v1, c.refs(t))
		}
		if release.v2 != "" && c.at(t, "v2") != c.at(t, release.v2) {
			t.Errorf("after %s v2 is not %s:\n%s", release.version, release.v2, c.refs(t))
		}
	}
}

func TestAFailingStepMovesNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func(*testing.T, *checkout)
		step  string
		moved string // by somebody else, to main~
	}{
		"the release commit cannot be made": {func(t *testing.T, c *checkout) { c.stub(t, "git", refuses("commit-tree")) }, "commit", ""},
		"no digest":                         {func(t *testing.T, c *checkout) { c.environment = append(c.environment, "RELEASE_OUT="+t.TempDir()) }, "commit", ""},
		"the draft is refused": {func(t *testing.T, c *checkout) {
			c.environment = append(c.environment, "RELEASE_FOLDER=")
			c.stub(t, "gh", refuses("release"))
		}, "draft", ""},
		"the origin refuses v1": {func(t *testing.T, c *checkout) {
			hook := filepath.Join(c.origin, "hooks/update")
			if err := os.WriteFile(hook, []byte("#!/bin/sh\ntest \"$1\" != refs/tags/v1\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "move", ""},
		"somebody moves v1 meanwhile": {func(t *testing.T, c *checkout) {
			c.stub(t, "git", `case " $* " in *" push "*) `+gitPath(t)+` -C `+c.origin+` update-ref refs/tags/v1 main~ ;; esac`)
		}, "move", "v1"},
		"somebody moves the tag meanwhile": {func(t *testing.T, c *checkout) {
			c.stub(t, "git", `case " $* " in *" push "*) `+gitPath(t)+` -C `+c.origin+` update-ref refs/tags/v1.2.0 main~ ;; esac`)
		}, "move", "v1.2.0"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCheckout(t)
			c.prepared(t)
			c.publish(t, "v1.0.0")
			c.commit(t)
			c.commit(t)
			c.tag(t, "v1.2.0")
			test.spoil(t, &c)
			want := map[string]string{}
			for _, ref := range []string{"main", "v1", "v1.0.0", "v1.2.0"} {
				want[ref] = c.at(t, ref)
			}
			if test.moved != "" {
				want[test.moved] = c.at(t, "main~")
			}
			output, err := c.release(t, "publish", "v1.2.0")
			if err == nil || !strings.Contains(output, test.step+" failed") {
				t.Fatalf("%v, want %s to fail:\n%s", err, test.step, output)
			}
			got := map[string]string{}
			for ref := range want {
				got[ref] = c.at(t, ref)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("moved (-want +got):\n%s", diff)
			}
		})
	}
}

func gitPath(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestARunThatFailedIsFinishedByAnother(t *testing.T) {
	t.Parallel()
	c := newCheckout(t)
	c.prepared(t)
	c.tag(t, "v1.0.0")
	// GitHub as gh shows it: a folder that holds whether there is a release.
	log := filepath.Join(t.TempDir(), "log")
	c.environment = append(c.environment, "RELEASE_FOLDER=")
	c.stub(t, "gh", `echo "$*" >>`+log+`
case "$2" in
view) test -e `+log+`.made; exit ;;
create) touch `+log+`.made; exit ;;
edit) test "$4" != --draft=false || test -e `+log+`.works; exit ;;
*) exit ;;
esac`)
	if output, err := c.release(t, "publish", "v1.0.0"); err == nil {
		t.Fatalf("it published although GitHub was down:\n%s", output)
	}
	released := c.at(t, "v1.0.0")
	if c.at(t, "v1") != released || released == c.at(t, "main") {
		t.Fatalf("the tags were to be moved by then:\n%s", c.refs(t))
	}

	// The checkout is still the commit of main that was tagged; then the tag as it is now.
	if err := os.WriteFile(log+".works", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, commit := range []string{"HEAD", released} {
		c.git(t, "fetch", "--quiet", c.origin, "v1.0.0")
		c.git(t, "checkout", "--quiet", "--detach", commit)
		for _, verb := range []string{"prepare", "publish"} {
			if output, err := c.release(t, verb, "v1.0.0"); err != nil {
				t.Fatalf("%s: %v\n%s", verb, err, output)
			}
		}
		if c.at(t, "v1.0.0") != released || c.at(t, "v1") != released {
			t.Errorf("another run moved a tag:\n%s", c.refs(t))
		}
	}
	want := []string{
		"release view v1.0.0",
		"release create v1.0.0 --draft --verify-tag --title v1.0.0 --notes-file OUT/notes.md OUT/assets/a.tar.gz",
		"release edit v1.0.0 --draft=false --latest=true",
		"release edit v1.0.0 --draft=false --latest=true",
		"release edit v1.0.0 --draft=false --latest=true",
	}
	out := strings.TrimPrefix(c.environment[indexOf(c.environment, "RELEASE_OUT=")], "RELEASE_OUT=")
	got := strings.Split(strings.TrimSpace(strings.ReplaceAll(read(t, log), out, "OUT")), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("gh (-want +got):\n%s", diff)
	}
}

func indexOf(environment []string, prefix string) int {
	for i, pair := range environment {
		if strings.HasPrefix(pair, prefix) {
			return i
		}
	}
	return -1
}

func TestWhatIsNoRelease(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		version, want string
		spoil         func(*testing.T, checkout)
	}{
		"no version":          {"1.0", "say vX.Y.Z", nil},
		"a part of a version": {"v1.0", "say vX.Y.Z", nil},
		"a leading zero":      {"v1.00.0", "say vX.Y.Z", nil},
		"no changes told":     {"v1.0.2", "CHANGELOG.md says nothing under ## [1.0.2]", nil},
		"no tag":              {"v1.2.0", "has no tag v1.2.0: push it", nil},
		"changes":             {"v1.0.0", "commit them", func(t *testing.T, c checkout) { c.write(t, "main.go", "package main", 0o644) }},
		"a file that is new":  {"v1.0.0", "commit them", func(t *testing.T, c checkout) { c.write(t, "new.go", "package main", 0o644) }},
		"not on main": {"v1.0.0", "is not on main", func(t *testing.T, c checkout) {
			c.git(t, "commit", "--quiet", "--allow-empty", "--message", "aside")
			c.tag(t, "v1.0.0")
		}},
		"another commit than the tag's": {"v1.0.0", "check out the tag", func(t *testing.T, c checkout) { c.commit(t) }},
		"an image on main": {"v1.0.0", "image: Dockerfile", func(t *testing.T, c checkout) {
			c.write(t, "action.yml", strings.Replace(read(t, c.folder, "action.yml"), "image: Dockerfile", "image: docker://alpine", 1), 0o644)
			c.commit(t)
			c.commit(t) // so that the tag is on no release commit or its parent
			c.git(t, "push", "--quiet", "--force", c.origin, "HEAD~2:refs/tags/v1.0.0")
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCheckout(t)
			c.prepared(t)
			c.tag(t, "v1.0.0")
			if test.spoil != nil {
				test.spoil(t, c)
			}
			before := c.refs(t)
			for _, verb := range []string{"prepare", "publish"} {
				if output, err := c.release(t, verb, test.version); err == nil || !strings.Contains(output, test.want) {
					t.Errorf("%s: %v, want %q:\n%s", verb, err, test.want, output)
				}
			}
			if diff := cmp.Diff(before, c.refs(t)); diff != "" {
				t.Errorf("moved (-before +after):\n%s", diff)
			}
		})
	}
}
