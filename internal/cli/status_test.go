package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// totals is how a request stands, as a command says it: what is covered, and how many windows or events are in which state.
var totals = regexp.MustCompile(`(?m)^(?:2021-|\d+ special event).*?: (\d[^;\n]*)[.;]`)

// TestStatusAgreesWithTheLastCommand asks for the status right after a command, for every way in which one ends.
func TestStatusAgreesWithTheLastCommand(t *testing.T) {
	t.Parallel()
	const march = "backfill --simulate --begin=2021-03-01 --end=2021-03-15 "
	for n, c := range []struct {
		name   string
		steps  []string // the last is the one to agree with
		code   int      // of the last
		status int      // of status
	}{
		{"complete", []string{march + "--scenario=busy-day=none"}, 0, 0},
		{"one pass", []string{march + "--wait=false"}, 0, 0},
		{"failed", []string{march + "--scenario=bad-day=2021-03-09"}, 1, 1},
		{"failed without retries", []string{march + "--retries=0 --scenario=bad-day=2021-03-09"}, 1, 1},
		{"failed after many retries", []string{march + "--retries=4 --scenario=bad-day=2021-03-09"}, 1, 1},
		{"failed, then again with fewer retries", []string{march + "--scenario=bad-day=2021-03-09", march + "--retries=0 --scenario=bad-day=2021-03-09"}, 1, 1},
		{"cancelled", []string{march + "--scenario=busy-day=none,cancelled=#2@20m"}, 1, 1},
		{"failed in another request", []string{march + "--scenario=bad-day=2021-03-09", "backfill --simulate --begin=2021-03-09 --end=2021-03-10 --scenario=bad-day=2021-03-09"}, 1, 1},
		{"reprocess", []string{march + "--scenario=bad-day=2021-03-09", march + "--reprocess=failed --scenario=busy-day=none"}, 0, 0},
		{"max-failures", []string{march + "--max-failures=2 --scenario=outage=2021-03-01..2021-06-01"}, 1, 0},
		{"no runner", []string{march + "--scenario=runner-failure=100%"}, 1, 0},
		{"out of time", []string{march + "--time-budget=5h"}, 4, 0},
		{"out of time with another limit", []string{march + "--time-budget=9h --run-limit=3h"}, 4, 0},
		{"GitHub refuses", []string{march + "--scenario=busy-day=none,fault=401:any:+5h"}, 3, 0},
		{"closed", []string{march + "--wait=false", "cancel --simulate"}, 0, 0},
		{"events", []string{"special-events --simulate --check-uris=off --timezone=UTC EVENT"}, 0, 0},
		{"an event that fails", []string{"special-events --simulate --check-uris=off --timezone=UTC --retries=0 --scenario=gather-failure=#1 EVENT"}, 1, 1},
	} {
		if testing.Short() && n%3 > 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			s := &scene{t: t, folder: folder}
			s.write("a")
			run := func(args string) (code int, text string) {
				var out bytes.Buffer
				args = strings.ReplaceAll(args, "EVENT", filepath.Join(folder, "event.yml"))
				code = Main(t.Context(), t.Context(), Env{Args: append(strings.Fields(args), "--ledger=file:"+filepath.Join(folder, "kept.jsonl")), Stdout: &out, Stderr: &out})
				return code, out.String()
			}
			var code int
			var said string
			for _, step := range c.steps {
				code, said = run(step)
			}
			status, shown := run("status --simulate --scenario=busy-day=none")
			if code != c.code || status != c.status {
				t.Errorf("exit code %d and then %d, want %d and %d", code, status, c.code, c.status)
			}
			all := totals.FindAllStringSubmatch(said, -1)
			if len(all) != 1 && !strings.HasPrefix(c.steps[len(c.steps)-1], "cancel") {
				t.Errorf("the command says how it stands %d times", len(all))
			}
			for _, want := range all {
				if !strings.Contains(shown, ": "+want[1]) {
					t.Errorf("the status doesn't say %q", want[1])
				}
			}
			for line := range strings.Lines(said) {
				named := strings.HasPrefix(line, "failed: ") || strings.HasPrefix(line, "cancelled: ")
				if named && !strings.Contains(shown, line) {
					t.Errorf("the status doesn't name %q", line)
				}
			}
			if t.Failed() {
				t.Logf("%s---\n%s", said, shown)
			}
		})
	}
}

// A ledger with more requests than a summary has room for: it isn't lost, and says how many it doesn't show.
func TestTheSummaryOfThousandsOfRequests(t *testing.T) {
	t.Parallel()
	const requests = 4000
	folder := t.TempDir()
	memory, from := ledger.New(), civil.Date(2021, 3, 9)
	for n := range requests {
		w := window.Window{From: from, To: from + 2*civil.Day}
		words := ledger.Words{Begin: fmt.Sprintf("2021-03-09T00:00:%02d.%02d", n/100, n%100), End: "2021-03-11", Reprocess: "missing"}
		memory.Add(ledger.Request{ID: words.ID(1), Window: w, Words: words, At: time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC), RunLimit: time.Hour})
	}
	kept := filepath.Join(folder, "kept.jsonl")
	if err := os.WriteFile(kept, memory.Encode(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	code := Main(t.Context(), t.Context(), Env{Args: []string{"status", "--timezone=UTC", "--ledger=file:" + kept}, Stdout: &out, Stderr: &out,
		Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + filepath.Join(folder, "summary")}})
	summary, err := os.ReadFile(filepath.Join(folder, "summary"))
	if code != 0 || err != nil {
		t.Fatalf("exit code %d, %v: %.500s", code, err, &out)
	}
	shown := bytes.Count(summary, []byte("### 2021-03-09 to 2021-03-10\n"))
	if len(summary) > 1<<20 || shown == 0 || !strings.Contains(string(summary), fmt.Sprintf("\nNot shown: %d requests more.\n", requests-shown)) {
		t.Errorf("%d bytes show %d requests: %.300s … %s", len(summary), shown, summary, summary[max(0, len(summary)-300):])
	}
}
