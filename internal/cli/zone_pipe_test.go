//go:build unix

package cli

import (
	"path/filepath"
	"syscall"
	"testing"
)

// Settings that are a named pipe would be waited for without an end.
func TestSettingsThatAreAPipe(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(folder, settingsFile), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &process{env: &Env{Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_WORKSPACE=" + folder}}}
	if zone, err := p.workspaceZone(); zone != nil || !isNoZone(err) {
		t.Errorf("%v, %v", zone, err)
	}
}
