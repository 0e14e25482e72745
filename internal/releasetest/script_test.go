//go:build release

// Package releasetest runs the release script with targets of this machine: a bare repository, a folder, a registry on
// loopback. It needs git, and for dry_test.go a container engine, so it hides behind a build tag: `make release-test`.
package releasetest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// checkout is a clone of the repository as it stands in the working tree, and the origin it was cloned from.
type checkout struct {
	folder, origin string
	environment    []string
}

// newCheckout commits the working tree's files to the main branch of a new origin. Who, when and what are fixed, so that
// two of them are the same commit.
func newCheckout(t *testing.T) checkout {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c := checkout{folder: filepath.Join(dir, "checkout"), origin: filepath.Join(dir, "origin.git")}
	c.environment = append(os.Environ(), "RELEASE_ORIGIN="+c.origin, "RELEASE_FOLDER="+filepath.Join(dir, "releases"), "GITHUB_OUTPUT=", "GITHUB_REPOSITORY=",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org", "GIT_COMMITTER_DATE=2026-01-01T00:00:00Z")
	files, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // deleted, and not yet committed
		}
		info, err2 := os.Stat(filepath.Join(root, name))
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		c.write(t, name, string(text), info.Mode())
	}
	c.git(t, "init", "--quiet", "--initial-branch=main")
	c.git(t, "init", "--quiet", "--bare", "--initial-branch=main", c.origin)
	changelog := "# Changelog\n"
	for _, version := range []string{"2.0.0", "1.10.0", "1.2.0", "1.0.1", "1.0.0"} {
		changelog += fmt.Sprintf("\n## [%s]\nWhat %s brings.\n", version, version)
	}
	c.write(t, "CHANGELOG.md", changelog, 0o644)
	c.commit(t)
	return c
}

func (c checkout) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	path := filepath.Join(c.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// git runs it in the checkout and returns what it prints.
func (c checkout) git(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command("git", append([]string{"-C", c.folder}, args...)...)
	command.Env = c.environment
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, output)
	}
	return strings.TrimSpace(string(output))
}

// commit commits what was written and pushes it to main.
func (c checkout) commit(t *testing.T) string {
	t.Helper()
	c.git(t, "add", "--all")
	c.git(t, "commit", "--quiet", "--allow-empty", "--message", "A change")
	c.git(t, "push", "--quiet", c.origin, "HEAD:refs/heads/main")
	return c.git(t, "rev-parse", "HEAD")
}

// tag pushes a tag on the commit that is checked out, as a person does.
func (c checkout) tag(t *testing.T, version string) {
	t.Helper()
	c.git(t, "push", "--quiet", "--force", c.origin, "HEAD:refs/tags/"+version)
}

// at is the commit of a ref of the origin, or empty.
func (c checkout) at(t *testing.T, ref string) string {
	t.Helper()
	output, err := exec.Command("git", "-C", c.origin, "rev-parse", "--verify", "--quiet", ref+"^{commit}").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(output))
}

// refs are those of the origin.
func (c checkout) refs(t *testing.T) string {
	t.Helper()
	output, err := exec.Command("git", "-C", c.origin, "for-each-ref").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(output)
}

// release runs the script and returns all it prints.
func (c checkout) release(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var output bytes.Buffer
	command := exec.CommandContext(t.Context(), filepath.Join(c.folder, "tools/release"), args...)
	command.Env, command.Stdout, command.Stderr = c.environment, &output, &output
	err := command.Run()
	return output.String(), err
}

// stub puts a command before the real one on the path: a piece of shell that sees its arguments, after which the real
// one runs.
func (c *checkout) stub(t *testing.T, name, script string) {
	t.Helper()
	real, err := exec.LookPath(name)
	if err != nil {
		real = "/bin/true"
	}
	dir := t.TempDir()
	text := "#!/usr/bin/env bash\n" + script + "\nexec " + real + ` "$@"` + "\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, pair := range c.environment {
		if path, ok := strings.CutPrefix(pair, "PATH="); ok {
			c.environment = append(c.environment, "PATH="+dir+":"+path)
		}
	}
}

// refuses is a stub that fails when its arguments hold these words.
func refuses(words string) string {
	return fmt.Sprintf(`case " $* " in *" %s "*) echo "a stub refuses" >&2; exit 1 ;; esac`, words)
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
