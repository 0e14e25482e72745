package cli

// A simulation that is kept in a file: however often it is paused, it ends as in one go.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// keptArgs gather two weeks, two runs at a time.
const keptArgs = "backfill --simulate --begin 2021-03-01 --end 2021-03-15 --max-parallel 2 --ledger file:"

// runKept runs the program once with a file as its ledger, and returns its exit code.
func runKept(t *testing.T, file, more string) int {
	t.Helper()
	var text bytes.Buffer
	code := Main(t.Context(), t.Context(), Env{Args: strings.Fields(keptArgs + file + " " + more), Stdout: &text, Stderr: &text})
	if code != reconcile.ExitDone && code != reconcile.ExitStopped {
		t.Fatalf("exit code %d:\n%s", code, &text)
	}
	return code
}

// attemptsIn are the attempts of a ledger with their runs, and what became of these.
func attemptsIn(t *testing.T, file string) (all []string) {
	t.Helper()
	l, err := ledger.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range l.Attempts() {
		all = append(all, fmt.Sprintf("%s run %d: %s after %.1f minutes, %s", a.Label(), a.Dispatched.Run, a.Concluded.Class, a.Concluded.Minutes, a.Concluded.Reason))
	}
	return all
}

func TestASimulationThatIsPausedEndsAsInOneGo(t *testing.T) {
	for _, c := range []struct{ name, scenario string }{
		{"fair weather", ""},
		{"others gather too, and answers are lost", "history-days=0,people=1,fault=lost-response:dispatch:40%"},
		{"no run ids", "history-days=0,run-details=ignored,run-name=on"},
		{"no runner for hours", "seed=4,no-runner=+2h..8h,runner-failure=30%"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && c.scenario != "" {
				t.Skip("a simulated day in many commands")
			}
			folder := t.TempDir()
			whole := filepath.Join(folder, "whole.jsonl")
			runKept(t, whole, "--scenario="+c.scenario)
			var texts [2][]byte
			for i := range texts {
				file := filepath.Join(folder, fmt.Sprint(i))
				for n := 0; runKept(t, file, "--time-budget 3h --scenario="+c.scenario) == reconcile.ExitStopped; n++ {
					if n > 50 {
						t.Fatal("it never ends")
					}
				}
				if d := cmp.Diff(attemptsIn(t, whole), attemptsIn(t, file)); d != "" {
					t.Errorf("(-whole +paused):\n%s", d)
				}
				texts[i], _ = os.ReadFile(file)
			}
			if !bytes.Equal(texts[0], texts[1]) {
				t.Error("the same commands left other bytes")
			}
		})
	}
}

func TestASignalPausesASimulation(t *testing.T) {
	folder := t.TempDir()
	whole, file := filepath.Join(folder, "whole.jsonl"), filepath.Join(folder, "kept.jsonl")
	runKept(t, whole, "")

	ctx, signal := context.WithCancel(t.Context())
	env := &Env{Args: strings.Fields(keptArgs + file), Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer)}
	command, err := parse(env)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2021, 3, 15, 7, 0, 0, 0, time.UTC)
	github := simtest.New(t, start, "busy-day=2021-03-05").GitHub
	github.At(start.Add(4*time.Hour), signal)
	if _, err := command.run(&process{ctx: ctx, last: t.Context(), env: env, runner: newRunner(env), github: github}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	l, err := ledger.ReadFile(file)
	if err != nil || !l.Simulated.At.Equal(start.Add(4*time.Hour)) || len(l.Unsettled()) != 2 {
		t.Fatalf("%v: time got to %s, %d runs in flight", err, l.Simulated.At, len(l.Unsettled()))
	}
	runKept(t, file, "")
	if d := cmp.Diff(attemptsIn(t, whole), attemptsIn(t, file)); d != "" {
		t.Errorf("(-whole +paused):\n%s", d)
	}
}

// Who reads a ledger before it is locked may have read an old one.
func TestAKeptLedgerThatChangedMeanwhileIsInUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kept.jsonl")
	read, err := ledger.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	runKept(t, file, "--wait=false")
	if _, err := openKept(file, read, nil, nil); !errors.As(err, new(*ledger.LockedError)) {
		t.Errorf("got %v", err)
	}
	runKept(t, file, "--wait=false") // the lock was given back
}

func TestThePastIsWhatTheLedgerKnows(t *testing.T) {
	start := time.Date(2021, 7, 1, 7, 0, 0, 0, time.UTC)
	after := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	key := func(n int) ledger.Key { return ledger.Key{Subject: ledger.OfEvent("ab"), Number: n, Writer: "ada"} }
	intent := func(n int) ledger.Intent {
		return ledger.Intent{Key: key(n), Workflow: specialFile, Ref: "main", At: after(n)}
	}
	l := ledger.New()
	l.Add(ledger.Simulated{Repository: "a/b", Began: start, At: after(9)}, ledger.Observed{Run: 7, At: after(1)},
		intent(1), ledger.Dispatched{Key: key(1), Run: 5, At: after(2)}, ledger.Concluded{Key: key(1), RunAttempt: 1, Class: ledger.Person, At: after(3)},
		intent(2), ledger.Dispatched{Key: key(2), Run: 6, At: after(4)},
		intent(3), // its answer was lost
		intent(4), ledger.Concluded{Key: key(4), Class: ledger.Lapsed, At: after(5)})
	inputs := map[string]any{event.Input: simulate.AnyEvent}
	want := simulate.Past{Until: after(9), LastRun: 7, Dispatch: []simulate.Dispatch{
		{At: after(2), ID: 5, Workflow: specialFile, Ref: "main", Inputs: inputs, Ended: after(3)},
		{At: after(4), ID: 6, Workflow: specialFile, Ref: "main", Inputs: inputs},
		{At: after(3), Workflow: specialFile, Ref: "main", Inputs: inputs},
	}}
	if d := cmp.Diff(want, pastOf(l)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestKeptTimeNeverGoesBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kept.jsonl")
	start := time.Date(2021, 7, 1, 7, 0, 0, 0, time.UTC)
	now := func() time.Time { return start.Add(time.Millisecond) }
	f, err := openKept(file, ledger.New(), &simulate.Scenario{Repository: "a/b", Start: start}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.keepTime(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l, err := ledger.ReadFile(file); err != nil || l.Simulated.At.Before(now()) {
		t.Errorf("%v: time goes on at %s", err, l.Simulated.At)
	}
}
