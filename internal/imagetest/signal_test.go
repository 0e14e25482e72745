//go:build image

package imagetest

// A job that is cancelled, against a GitHub in memory that the container reaches over loopback.

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// The runner sends SIGINT, 7.5 s later SIGTERM, and 2.5 s later it kills (actions/runner, ProcessInvoker.cs).
const timeout = 5 * time.Second

func TestASignalStopsItWithEverythingSaved(t *testing.T) {
	for _, signal := range []string{"INT", "TERM"} {
		t.Run(signal, func(t *testing.T) {
			scenario, err := simulate.ParseScenario("repository=city/cdp")
			if err != nil {
				t.Fatal(err)
			}
			// The simulation's time stands still, for none of its controllers sleeps: the run that is dispatched goes on.
			scenario.Start = time.Now()
			dispatched := make(chan int64, 1)
			server := httptest.NewServer(tellDispatches(simulate.New(scenario), dispatched))
			defer server.Close()

			step := newStep(t, map[string]string{
				"MODE": "backfill", "BEGIN": "2021-01-01", "END": "2021-02-01", "WINDOW": "7d", "TIMEZONE": "UTC",
				"LEDGER": "file:ledger.jsonl", "GITHUB-TOKEN": "a-token",
			})
			step.environment["GITHUB_API_URL"] = server.URL

			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			container := "imagetest-" + rand.Text()
			var log bytes.Buffer
			run := exec.CommandContext(ctx, "docker", step.run(image(t), "--network", "host", "--name", container)...)
			run.Stdout, run.Stderr = &log, &log
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			defer exec.Command("docker", "rm", "--force", container).Run()
			ended := make(chan struct{})
			go func() { defer close(ended); run.Wait() }()

			var id int64
			select {
			case id = <-dispatched:
			case <-ended:
				t.Fatalf("it ended before it had dispatched anything: %s\n%s", run.ProcessState, &log)
			}
			began := time.Now()
			if _, stderr, code := docker(t, "kill", "--signal", signal, container); code != 0 {
				t.Fatal(stderr)
			}
			<-ended

			if took := time.Since(began); took > timeout {
				t.Errorf("it took %v to end", took)
			}
			if code := run.ProcessState.ExitCode(); code != 4 {
				t.Errorf("exit %d, want 4\n%s", code, &log)
			}
			if got := step.outputs(t)["status"]; got != "stopped" {
				t.Errorf("status=%q, want stopped", got)
			}
			if step.read(t, "file_commands/summary") == "" {
				t.Error("no summary")
			}
			saved, err := ledger.ReadFile(filepath.Join(step.folder, "workspace/ledger.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(saved.Attempts(), func(a *ledger.Attempt) bool { return a.Dispatched.Run == id }) {
				t.Errorf("run %d is not in the ledger:\n%s", id, saved.Encode())
			}
		})
	}
}

// tellDispatches sends on the id of the first run that is dispatched through next.
func tellDispatches(next http.Handler, ids chan<- int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		next.ServeHTTP(tee{w, io.MultiWriter(w, &body)}, r)
		var run struct {
			ID int64 `json:"workflow_run_id"`
		}
		if path.Base(r.URL.Path) == "dispatches" && json.Unmarshal(body.Bytes(), &run) == nil {
			select {
			case ids <- run.ID:
			default: // somebody was told of an earlier one
			}
		}
	})
}

// tee is a ResponseWriter whose body is also written elsewhere.
type tee struct {
	http.ResponseWriter
	both io.Writer
}

func (t tee) Write(p []byte) (int, error) { return t.both.Write(p) }
