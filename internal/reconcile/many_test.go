package reconcile_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// manyDays makes twenty windows of the range, which all may run at once.
func manyDays(l *reconcile.Loop) {
	l.Policy.Size, l.Policy.MaxParallel, l.Interval = window.Days(1), 20, 30*time.Minute
}

// TestFiftyControllers lets fifty processes work on one request at once, on a branch and on a file: each of the twenty windows
// is sent once.
func TestFiftyControllers(t *testing.T) {
	t.Parallel()
	const many, windows = 50, 20
	onFile := func(c *simtest.Controller, path string) (*ledger.File, error) {
		for {
			file, err := ledger.OpenFile(path)
			if !errors.As(err, new(*ledger.LockedError)) {
				return file, err
			}
			_ = c.Clock().Sleep(t.Context(), time.Minute)
		}
	}
	for _, place := range []string{"branch", "file"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			g := city(t, "busy-day=none,minutes-per-event=10")
			path := filepath.Join(t.TempDir(), "ledger.jsonl")
			process := func(writer string) func(*simtest.Controller) {
				return func(c *simtest.Controller) {
					edits := []edit{manyDays}
					if place == "file" {
						file, err := onFile(c, path)
						if err != nil {
							t.Error(err)
							return
						}
						defer file.Close()
						edits = append(edits, keptIn(t, file))
					}
					got, err := run(bounded(t, g), g, c, writer, edits...)
					if err != nil {
						t.Errorf("%s: %v", writer, err)
						return
					}
					settled(t, g, got, windows)
				}
			}
			var all []func(*simtest.Controller)
			for n := range many {
				all = append(all, process(fmt.Sprint("writer", n)))
			}
			g.Run(all...)
			if n := len(g.Dispatches()); n != windows {
				t.Errorf("%d dispatches", n)
			}
		})
	}
}

// keptIn keeps the ledger of a loop in a file.
func keptIn(t *testing.T, file *ledger.File) edit {
	return func(l *reconcile.Loop) {
		memory, err := file.Load(t.Context())
		if err != nil {
			t.Error(err)
			return
		}
		l.Store, l.Ledger = file, memory
		wanted := ledger.Request{Window: request, Words: l.Policy.Request.Words, At: l.Policy.Started}
		l.Policy.Request, _ = reconcile.Resume(&memory.State, wanted, reconcile.Occasion{}, l.Policy)
	}
}

// TestWhatIsDatedInTheFutureBlocksNothing: what no clock of ours wrote, and a run that GitHub doesn't know.
func TestWhatIsDatedInTheFutureBlocksNothing(t *testing.T) {
	for name, add := range map[string]func(*ledger.Ledger, ledger.Key, time.Time){
		"an intent": func(l *ledger.Ledger, key ledger.Key, at time.Time) {
			l.Add(ledger.Intent{Key: key, Workflow: "event-gather-pipeline.yml", Ref: "main", To: key.To, At: at})
		},
		"a dispatch": func(l *ledger.Ledger, key ledger.Key, at time.Time) {
			l.Add(ledger.Dispatched{Key: key, Run: 7, At: at})
		},
		"a runner that didn't come": func(l *ledger.Ledger, key ledger.Key, at time.Time) {
			l.Add(ledger.Intent{Key: key, Workflow: "event-gather-pipeline.yml", Ref: "main", To: key.To, At: at})
			l.Add(ledger.Concluded{Key: key, Class: ledger.Runner, Conclusion: "failure", Reason: "no runner", At: at})
		},
		"a failure": func(l *ledger.Ledger, key ledger.Key, at time.Time) {
			l.Add(ledger.Intent{Key: key, Workflow: "event-gather-pipeline.yml", Ref: "main", To: key.To, At: at})
			l.Add(ledger.Concluded{Key: key, Class: ledger.Gather, Conclusion: "failure", Reason: "exit 1", At: at})
		},
	} {
		for _, at := range []time.Time{time.Date(2021, 7, 1, 1, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)} {
			g := city(t, "busy-day=none")
			l := ledger.New()
			add(l, ledger.Key{Subject: ledger.OfWindow(days(4, 7)), Number: 1, Writer: "nobody"}, at)
			g.WriteFile(ledgerBranch, ledger.FileName, l.Encode())
			got, err := run(bounded(t, g), g, nil, "ada")
			if err != nil || got.Reason != reconcile.Done {
				t.Errorf("%s of %s: ended as %q, %v", name, at, got.Reason, err)
			}
			check(t, g, 2, nil)
		}
	}
}
