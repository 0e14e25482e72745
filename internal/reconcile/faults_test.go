package reconcile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// These tests hold the promises while GitHub fails: requests and answers are lost, limits are met, saves are refused.

const ledgerBranch = "event-gather-ledger"

// weather has every kind of fault at a rate that a backfill meets several times. What ends a process is met now and then.
var weather = map[string]string{
	"lost-request":     "lost-request:any:10%",
	"lost-response":    "lost-response:any:10%",
	"cut-response":     "cut-response:any:10%",
	"truncated":        "truncated:any:10%",
	"html":             "html:any:10%",
	"500":              "500:any:10%",
	"502":              "502:any:10%",
	"503":              "503:any:10%",
	"401":              "401:any:2%",
	"403":              "403:any:2%",
	"404":              "404:run:50%,fault=404:dispatch:#4,fault=404:runs:#60",
	"409":              "409:save:10%",
	"protected":        "protected:save:10%",
	"primary":          "primary:any:2%",
	"primary-429":      "primary-429:any:2%",
	"secondary":        "secondary:any:5%",
	"secondary-429":    "secondary-429:any:5%",
	"secondary-silent": "secondary-silent:any:5%",
	"abuse":            "abuse:any:5%",
}

// TestKilledInAnyWeather kills the process after one of its effects, under each kind of fault, and starts others until one
// is done: the range is covered as if nothing had happened.
func TestKilledInAnyWeather(t *testing.T) {
	t.Parallel()
	for n, kind := range simulate.FaultKinds() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			fault, known := weather[kind.Name]
			if !known {
				t.Fatal("no weather has this kind of fault")
			}
			for kill := 1 + n%6; kill < 30; kill += 6 * rarely(5) {
				scenario := fmt.Sprintf("seed=%d,busy-day=2021-01-08,fault=%s", kill, fault)
				g := city(t, scenario)
				g.OnEffect(func(e simulate.Effect) {
					if e.N == kill {
						panic(simtest.Killed)
					}
				})
				untilDone(t, g)
				check(t, g, 2, nil)
				failedWith(t, g, fmt.Sprintf("killed after effect %d of %s", kill, scenario))
			}
		})
	}
}

// untilDone starts processes, one after another, until one of them is done.
func untilDone(t *testing.T, g simtest.GitHub) {
	t.Helper()
	const most = 40
	var result reconcile.Result
	var err error
	for n := 0; n < most && result.Reason != reconcile.Done; n++ {
		g.Run(func(c *simtest.Controller) { result, err = run(bounded(t, g), g, c, fmt.Sprint("writer", n)) })
	}
	if result.Reason != reconcile.Done {
		t.Errorf("after %d processes still %q, %v", most, result.Reason, err)
	}
}

// failedWith ends a test that failed with what it was about, and the ledger.
func failedWith(t *testing.T, g simtest.GitHub, about string) {
	t.Helper()
	if t.Failed() {
		text, _ := g.ReadFile(ledgerBranch, ledger.FileName)
		t.Fatalf("%s\n%s", about, text)
	}
}

// TestTwoControllersInRoughWeather is TestTwoControllers while GitHub fails.
func TestTwoControllersInRoughWeather(t *testing.T) {
	for seed := range often(40) {
		scenario := fmt.Sprintf("seed=%d,busy-day=2021-01-08,gather-failure=10%%,fault=lost-response:dispatch:10%%,fault=lost-request:dispatch:5%%,"+
			"fault=409:save:5%%,fault=502:any:5%%,fault=secondary:any:2%%", seed+1)
		g := city(t, scenario)
		process := func(writer string) func(*simtest.Controller) {
			return func(c *simtest.Controller) {
				got, err := run(bounded(t, g), g, c, writer)
				if err != nil {
					t.Errorf("%s: %v", writer, err)
				} else {
					settled(t, g, got, 2)
				}
			}
		}
		g.Run(process("ada"), process("bob"))
		failedWith(t, g, scenario)
	}
}

// TestTheLedgerIsContested has somebody else at the ledger, or GitHub, while a backfill writes it.
func TestTheLedgerIsContested(t *testing.T) {
	const start = 2 * time.Hour
	for _, c := range []struct {
		name, scenario string
		meddle         func(simtest.GitHub)
		again          int // windows sent again, for a lost response
	}{
		{name: "a save that landed and was answered with an error", scenario: "fault=502:save:30%"},
		{name: "a save whose answer was lost", scenario: "fault=lost-response:save:30%"},
		{name: "a save that didn't land", scenario: "fault=500:save:30%"},
		{name: "the branch was made and the answer is an error", scenario: "fault=502:git-write:#3"},
		{name: "the branch was half made", scenario: "fault=lost-response:git-write:#2"},
		{name: "saves refused once or twice", scenario: "fault=protected:save:#2..3,fault=409:save:#7"},
		{name: "half of it is read after a lost race", scenario: "fault=409:save:20%,fault=truncated:git:50%"},
		{name: "a save waits an hour while a run that may be ours goes on", scenario: "fault=lost-response:dispatch:#1,fault=primary:save:#1"},
		{name: "the same, and nothing proves whose the run is", scenario: "fault=lost-response:dispatch:#1,fault=primary:save:#1,log-missing=100%", again: 1},
		{name: "the branch is deleted", meddle: func(g simtest.GitHub) { g.DeleteBranch(ledgerBranch) }},
		{name: "the file is deleted", meddle: func(g simtest.GitHub) { g.WriteFile(ledgerBranch, ledger.FileName, nil) }},
		{name: "the file is emptied", meddle: func(g simtest.GitHub) { g.WriteFile(ledgerBranch, ledger.FileName, []byte{}) }},
		{name: "the branch is rewritten to an older commit", meddle: func(g simtest.GitHub) {
			text, _ := g.ReadFile(ledgerBranch, ledger.FileName)
			lines := strings.SplitAfter(string(text), "\n")
			g.WriteFile(ledgerBranch, ledger.FileName, []byte(strings.Join(lines[:len(lines)/2], "")))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := city(t, "busy-day=2021-01-08,"+c.scenario)
			if c.meddle != nil {
				for hour := range time.Duration(8) {
					g.At(g.Clock().Now().Add(start+hour*97*time.Minute), func() { c.meddle(g) })
				}
			}
			got, err := run(bounded(t, g), g, nil, "ada")
			if err != nil {
				t.Fatal(err)
			}
			settled(t, g, got, 2)
			if n := len(g.Dispatches()); n != 9+c.again {
				t.Errorf("%d dispatches, want %d", n, 9+c.again)
			}
			stored(t, g, got)
		})
	}
}

// stored fails unless the ledger as stored knows what the loop knew at its end.
func stored(t *testing.T, g simtest.GitHub, got reconcile.Result) {
	t.Helper()
	text, _ := g.ReadFile(ledgerBranch, ledger.FileName)
	l, err := ledger.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	var gathered []window.Window
	for _, a := range l.Attempts() {
		if a.Concluded.Class == ledger.Success {
			gathered = append(gathered, a.Window)
		}
	}
	if lost := got.Coverage.Covered.Minus(window.Of(gathered...)); len(lost) > 0 {
		t.Errorf("the ledger doesn't know of %v\n%s", lost, text)
	}
}

// TestARuleAgainstSavesEndsAProcess has the branch protected for some hours: a process ends with GitHub's words, having
// dispatched nothing that isn't durable, and the next one finds what it left.
func TestARuleAgainstSavesEndsAProcess(t *testing.T) {
	for hour := 1; hour < 8; hour++ {
		g := city(t, fmt.Sprintf("busy-day=2021-01-08,fault=protected:save:+%dh..12h", hour))
		_, err := run(bounded(t, g), g, nil, "ada")
		if err == nil || !strings.Contains(err.Error(), "409 Repository rule violations found") {
			t.Errorf("got %v", err)
		}
		for _, d := range g.Dispatches() {
			if text, _ := g.ReadFile(ledgerBranch, ledger.FileName); !strings.Contains(string(text), d.Inputs["from"]+"/") {
				t.Errorf("run %d over %v was dispatched before its intent was durable", d.RunID, d.Inputs)
			}
		}
		if err := g.Clock().Sleep(t.Context(), 12*time.Hour); err != nil {
			t.Fatal(err)
		}
		got, err := run(bounded(t, g), g, nil, "bob")
		if err != nil {
			t.Fatal(err)
		}
		settled(t, g, got, 2)
		failedWith(t, g, fmt.Sprintf("protected from hour %d on", hour))
	}
}
