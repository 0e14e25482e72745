// The pictures of the README are made by the program. Its calendar is one; of a summary, docs/images/summary.md is what a browser
// shows, and `make pictures` takes the picture.

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// pictured is a backfill with troubles, and one that is stopped on its way, on one ledger.
var pictured = [][]string{
	{"backfill", "--begin", "2021-03-01", "--end", "2021-04-12", "--max-parallel", "2", "--scenario", "bad-day=2021-03-09,cancelled=#4@30m"},
	{"backfill", "--begin", "2020-10-01", "--end", "2021-03-01", "--max-parallel", "2", "--time-budget", "20h"},
	{"status", "--format", "svg"},
}

func TestPictures(t *testing.T) {
	folder := t.TempDir()
	kept := filepath.Join(folder, "ledger.jsonl")
	var summary, calendar string
	for i, args := range pictured {
		var stdout bytes.Buffer
		cli.Main(t.Context(), t.Context(), cli.Env{Args: append(args, "--simulate", "--ledger", "file:"+kept), Stdout: &stdout, Stderr: &bytes.Buffer{}})
		if calendar = stdout.String(); i == 0 {
			summary = summaryOfAStep(t, kept, args[:7])
		}
	}
	for name, got := range map[string]string{"summary.md": summary, "coverage.svg": calendar} {
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

// summaryOfAStep is the summary of a step with the ledger of a simulation, as if its runs had been real: they have pages.
func summaryOfAStep(t *testing.T, kept string, args []string) string {
	folder := t.TempDir()
	copied, summary := filepath.Join(folder, "ledger.jsonl"), filepath.Join(folder, "summary.md")
	text := regexp.MustCompile(`(?m)^.*"kind":"simulated".*\n`).ReplaceAllString(readText(t, kept), "")
	if err := errors.Join(os.WriteFile(copied, []byte(text), 0o600), os.WriteFile(summary, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	begun := time.Date(2021, 4, 14, 12, 0, 0, 0, time.UTC)
	server := httptest.NewServer(simtest.New(t, begun, ""))
	defer server.Close()
	cli.Main(t.Context(), t.Context(), cli.Env{
		Args: append(args, "--ledger", "file:"+copied), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Now: func() time.Time { return begun },
		Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary, "GITHUB_API_URL=" + server.URL,
			"GITHUB_REPOSITORY=CouncilDataProject/seattle", "GITHUB_TOKEN=a-token"},
	})
	return readText(t, summary)
}
