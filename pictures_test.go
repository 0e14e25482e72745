// The pictures of the README are made by the program. Its calendar is one; of a summary, docs/images/summary.md is what a browser
// shows, and `make pictures` takes the picture.

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
)

// pictured is a backfill with troubles, and one that is stopped on its way, on one ledger.
var pictured = [][]string{
	{"backfill", "--begin", "2021-03-01", "--end", "2021-04-12", "--max-parallel", "2", "--scenario", "bad-day=2021-03-09,cancelled=#4@30m"},
	{"backfill", "--begin", "2020-10-01", "--end", "2021-03-01", "--max-parallel", "2", "--time-budget", "20h"},
	{"status", "--format", "svg"},
}

func TestPictures(t *testing.T) {
	folder := t.TempDir()
	summary := filepath.Join(folder, "summary.md")
	var calendar bytes.Buffer
	for i, args := range pictured {
		env := cli.Env{Args: append(args, "--simulate", "--ledger", "file:"+filepath.Join(folder, "ledger.jsonl")), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
		switch i {
		case 0:
			env.Environ = []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary}
		case len(pictured) - 1:
			env.Stdout = &calendar
		}
		cli.Main(t.Context(), t.Context(), env)
	}
	for name, got := range map[string]string{"summary.md": readText(t, summary), "coverage.svg": calendar.String()} {
		name = filepath.Join("docs/images", name)
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got == "" || got != readText(t, name) {
			t.Errorf("%s is another now: go test . -run Pictures -update", name)
		}
	}
	if *update {
		return // the pictures of the summary come next
	}
	// What a picture shows is in its text, as PNG's chunk tEXt has it: a keyword, a zero, and the text.
	sum := sha256.Sum256([]byte(readText(t, "docs/images/summary.md")))
	for _, name := range []string{"docs/images/summary-light.png", "docs/images/summary-dark.png"} {
		if !bytes.Contains([]byte(readText(t, name)), []byte("tEXtSource\x00"+hex.EncodeToString(sum[:]))) {
			t.Errorf("%s shows another summary: make pictures", name)
		}
	}
}
