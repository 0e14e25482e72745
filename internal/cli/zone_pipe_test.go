//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Settings that are a named pipe would be waited for without an end; those that lead out of the workspace are a stranger's way
// to the machine's other files.
func TestSettingsThatAreNoFileOfTheWorkspace(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.yaml")
	if err := os.WriteFile(outside, []byte("iana_timezone: Europe/Berlin\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		put func(name string) error
		why string
	}{
		"a pipe":           {func(name string) error { return syscall.Mkfifo(name, 0o600) }, "cookiecutter.yaml cannot be read: not a regular file"},
		"a link out of it": {func(name string) error { return os.Symlink(outside, name) }, "cookiecutter.yaml cannot be read: path escapes from parent"},
		"a link to a device": {func(name string) error { return os.Symlink("/dev/zero", name) },
			"cookiecutter.yaml cannot be read: path escapes from parent"},
		"a folder": {func(name string) error { return os.Mkdir(name, 0o700) }, "cookiecutter.yaml cannot be read: is a directory"},
		"too large": {func(name string) error {
			return os.WriteFile(name, []byte("iana_timezone: UTC\n"+strings.Repeat("#", maxSettings)), 0o600)
		}, "cookiecutter.yaml cannot be read: larger than any such file should be"},
		"not there": {func(string) error { return nil }, "no cookiecutter.yaml here"},
	} {
		folder := t.TempDir()
		if err := c.put(filepath.Join(folder, settingsFile)); err != nil {
			t.Fatal(err)
		}
		p := &process{env: &Env{Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_WORKSPACE=" + folder}}}
		if zone, err := p.workspaceZone(); zone != nil || !isNoZone(err) || err.Error() != c.why {
			t.Errorf("%s: %v, %v", name, zone, err)
		}
	}
}
