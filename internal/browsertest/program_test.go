//go:build browser

package browsertest

// The pages, made by the program.

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// desk is a folder in which the program runs.
type desk struct {
	*testing.T
	dir string
}

func newDesk(t *testing.T) desk { return desk{t, t.TempDir()} }

// runs runs the program, expects its exit code, and gives its standard output.
func (d desk) runs(code int, environment []string, args ...string) string {
	d.Helper()
	command := exec.CommandContext(d.Context(), stage.program, args...)
	command.Dir = d.dir
	command.Env = append([]string{"PATH=" + os.Getenv("PATH")}, environment...)
	var stderr strings.Builder
	command.Stderr = &stderr
	stdout, err := command.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) || command.ProcessState.ExitCode() != code {
		d.Fatalf("%q: exit code %d, want %d: %v\n%s", args, command.ProcessState.ExitCode(), code, err, &stderr)
	}
	return string(stdout)
}

// summary is the summary that the program writes as a step.
func (d desk) summary(code int, environment []string, args ...string) string {
	d.Helper()
	file := filepath.Join(d.dir, "summary.md")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		d.Fatal(err)
	}
	d.runs(code, append(environment, "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+file), args...)
	return d.read("summary.md")
}

func (d desk) read(name string) string {
	d.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, name))
	if err != nil {
		d.Fatal(err)
	}
	return string(data)
}

// write writes a file and gives its path.
func (d desk) write(name, text string) string {
	d.Helper()
	file := filepath.Join(d.dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return file
}

// simulates runs a command on a simulation that is kept in ledger.jsonl.
func (d desk) simulates(code int, args ...string) {
	d.Helper()
	d.runs(code, nil, append(args, "--simulate", "--ledger", "file:ledger.jsonl")...)
}

// real has the ledger taken for one of the real GitHub: from then on runs have pages.
func (d desk) real() {
	d.Helper()
	var lines []string
	for line := range strings.Lines(d.read("ledger.jsonl")) {
		if !strings.Contains(line, `"kind":"simulated"`) {
			lines = append(lines, line)
		}
	}
	d.write("ledger.jsonl", strings.Join(lines, ""))
}

// gitHub is what a step needs to reach a GitHub where nothing happens.
func (d desk) gitHub() []string {
	d.Helper()
	server := httptest.NewServer(simtest.New(d.T, time.Now().UTC().Truncate(time.Second), ""))
	d.Cleanup(server.Close)
	return []string{"GITHUB_API_URL=" + server.URL, "GITHUB_REPOSITORY=CouncilDataProject/seattle", "GITHUB_TOKEN=a-token"}
}

// shown is a page with Markdown as GitHub shows it: links in a text are underlined there.
func (d desk) shown(name, markdown string) string {
	d.Helper()
	command := exec.CommandContext(d.Context(), "cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "tagfilter", "-e", "strikethrough", "-e", "tasklist")
	command.Stdin = strings.NewReader(markdown)
	html, err := command.Output()
	if err != nil {
		d.Fatal(err)
	}
	return d.write(name+".html", fmt.Sprintf(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title><style>%s
body{margin:0}.markdown-body a{text-decoration:underline}.markdown-body{box-sizing:border-box;min-width:200px;max-width:980px;min-height:100vh;margin:0 auto;padding:24px}
@media (prefers-color-scheme:dark){html{background:#0d1117}}</style></head><body><main class="markdown-body">%s</main></body></html>`, name, stage.css, html))
}
