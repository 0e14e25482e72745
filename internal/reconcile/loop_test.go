package reconcile_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// These tests run the loop against a GitHub in memory and hold what really happened there against the promises.

// request is the interval that every test here gathers.
var request = window.Window{From: civil.Date(2021, 1, 1), To: civil.Date(2021, 1, 21)}

func city(t testing.TB, scenario string) simtest.GitHub {
	t.Helper()
	return simtest.New(t, time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC), "timezone=UTC,history-days=0,"+scenario)
}

// often is how many times a test is repeated that tries many seeds: with -short a twentieth of them.
func often(n int) int {
	if testing.Short() {
		return max(1, n/20)
	}
	return n
}

// rarely is the step of a test that tries every case: with -short it takes every n-th.
func rarely(n int) int {
	if testing.Short() {
		return n
	}
	return 1
}

func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		_ = flag.Set("rapid.checks", "5")
	}
	if flag.Lookup("test.bench").Value.String() == "" {
		debug.SetGCPercent(800) // a simulation's garbage costs a fifth of its time; benchmarks measure what the program has
	}
	os.Exit(m.Run())
}

type edit func(*reconcile.Loop)

// run is one process from its start to its end. It reads and writes the branch as the program does.
func run(ctx context.Context, g simtest.GitHub, c *simtest.Controller, writer string, edits ...edit) (reconcile.Result, error) {
	var clock workflow.Clock = g.Clock()
	transport := g.Transport()
	if c != nil {
		clock, transport = c.Clock(), c.Transport()
	}
	client, err := workflow.NewClient(workflow.Options{
		API: "https://api.github.com", Token: "t", Base: transport, Clock: clock, WriteInterval: time.Second, UserAgent: "test",
	})
	if err != nil {
		return reconcile.Result{}, err
	}
	repo, err := client.Repository("CouncilDataProject/seattle")
	if err != nil {
		return reconcile.Result{}, err
	}
	lane, err := repo.Workflow("event-gather-pipeline.yml")
	if err != nil {
		return reconcile.Result{}, err
	}
	if _, err := repo.Info(ctx); err != nil {
		return reconcile.Result{}, err
	}
	store := ledger.OpenBranch(client.GitHub(), repo.Owner, repo.Name, "event-gather-ledger", client.Now)
	memory, err := store.Load(ctx)
	if err != nil {
		return reconcile.Result{}, err
	}
	loop := &reconcile.Loop{
		Policy: reconcile.Policy{
			Size: window.Days(3), MaxParallel: 2, Retries: 2, MaxFailures: 5, RunLimit: 6 * time.Hour, Lanes: []string{lane.File},
			Ref: "main", Writer: writer, Zone: time.UTC, Wait: true, Started: client.Now(),
		},
		Clock: clock, Now: client.Now, Interval: 3 * time.Minute, Store: store, Ledger: memory, Repository: repo,
		Lanes: []*workflow.Workflow{lane}, OnFact: func(ledger.Fact) {}, OnPass: func(*reconcile.Decision) {},
	}
	words := ledger.Words{Begin: "2021-01-01", End: "2021-01-21", Reprocess: reconcile.ReprocessMissing}
	wanted := ledger.Request{Window: request, Words: words, At: client.Now()}
	loop.Policy.Request, _ = reconcile.Resume(&memory.State, wanted, reconcile.Occasion{}, loop.Policy)
	for _, e := range edits {
		e(loop)
	}
	return loop.Run(ctx, context.WithoutCancel(ctx), context.WithoutCancel(ctx))
}

// bounded is a context that ends when a month of simulated time has passed, so that a loop that makes no progress fails.
func bounded(t testing.TB, g simtest.GitHub) context.Context {
	ctx, cancel := context.WithCancelCause(t.Context())
	g.At(g.Clock().Now().Add(31*24*time.Hour), func() { cancel(errors.New("no end in a month")) })
	return ctx
}

// check holds what happened against the promises: nothing lost, nothing sent twice by our doing, never more runs than slots.
func check(t interface{ Errorf(string, ...any) }, g simtest.GitHub, slots int, missing window.Set) {
	var gathered []window.Window
	for _, s := range g.Gathered() {
		gathered = append(gathered, window.Window{From: s.From, To: s.To})
	}
	if diff := cmp.Diff(missing, window.Of(request).Minus(window.Of(gathered...))); diff != "" {
		t.Errorf("not gathered (-want +got):\n%s", diff)
	}
	for _, v := range g.Violations() {
		t.Errorf("violation: %s", v)
	}
	if most := g.MaxInFlight(); most > slots {
		t.Errorf("%d runs in flight at once, more than %d", most, slots)
	}
	together(t, g)
}

// together fails where two runs over one moment were alive at once.
func together(t interface{ Errorf(string, ...any) }, g simtest.GitHub) {
	type life struct {
		window.Window
		id         int64
		begun, end time.Time
	}
	var lives []life
	for _, r := range g.Runs() {
		var w window.Window
		if r.Actor != "github-actions[bot]" || w.From.UnmarshalText([]byte(r.Inputs["from"])) != nil || w.To.UnmarshalText([]byte(r.Inputs["to"])) != nil {
			continue
		}
		end := r.Ended
		if end.IsZero() {
			end = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		lives = append(lives, life{w, r.ID, r.Created, end})
	}
	for i, a := range lives {
		for _, b := range lives[:i] {
			if a.id != b.id && a.Overlaps(b.Window) && a.begun.Before(b.end) && b.begun.Before(a.end) {
				t.Errorf("runs %d over %v and %d over %v were alive together", a.id, a.Window, b.id, b.Window)
			}
		}
	}
}

func days(from, to int) window.Window {
	return window.Window{From: civil.Date(2021, 1, from), To: civil.Date(2021, 1, to)}
}

func TestABackfillCoversItsRange(t *testing.T) {
	for _, c := range []struct {
		name, scenario string
		edits          []edit
		missing        window.Set
		sent           int // dispatches, 0 where it doesn't matter
		hidden         int // runs of others that no list showed when a dispatch left
	}{
		{name: "fair weather", sent: 7},
		{name: "one slot", edits: []edit{func(l *reconcile.Loop) { l.Policy.MaxParallel = 1 }}, sent: 7},
		{name: "a window over the limit", scenario: "busy-day=2021-01-08", sent: 9},
		{name: "a bad day", scenario: "bad-day=2021-01-09", missing: window.Of(days(9, 10))},
		{name: "every run fails once", scenario: "gather-failure=#1,gather-failure=#2,gather-failure=#3,gather-failure=#4", sent: 11},
		{name: "runners fail", scenario: "runner-failure=40%,runner-lost=10%,startup-failure=5%",
			edits: []edit{func(l *reconcile.Loop) { l.Policy.MaxFailures = 99 }}},
		{name: "people take slots", scenario: "people=4", hidden: 1},
		{name: "a person cancels", scenario: "cancelled=#2@20m", missing: window.Of(days(4, 7)), sent: 7},
		{name: "a person cancels and runs it again", scenario: "cancelled=#2@20m,re-run=#2@1m"},
		{name: "a deleted run", scenario: "deleted=#3@10m", sent: 8},
		{name: "lists are late", scenario: "visible-after=90s", sent: 7},
		{name: "a run held for approval", scenario: "waiting=#1@5h", sent: 7},
		{name: "a run never starts", scenario: "queue-death=#2,stale=#4"},
		{name: "nothing per day", scenario: "events-per-day=0", sent: 7},
		{name: "old server without run ids", scenario: "run-details=400", sent: 7},
		{name: "old server that ignores the wish for run ids", scenario: "run-details=ignored", sent: 7},
		{name: "run names prove", scenario: "run-name=on,run-details=ignored", sent: 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(c.scenario, "busy-day") {
				c.scenario += ",busy-day=none"
			}
			g := city(t, c.scenario)
			got, err := run(bounded(t, g), g, nil, "ada", c.edits...)
			if err != nil {
				t.Fatal(err)
			}
			check(t, g, 2+c.hidden, c.missing)
			if n := len(g.Dispatches()); c.sent != 0 && n != c.sent {
				t.Errorf("%d dispatches, want %d", n, c.sent)
			}
			if got.Reason != reconcile.Done {
				t.Errorf("ended as %q", got.Reason)
			}
			if left := len(got.Coverage.Failed) + len(got.Coverage.Cancelled); left > 0 != (len(c.missing) > 0) {
				t.Errorf("%d given up or left", left)
			}
		})
	}
}

// TestKilledAfterAnyEffect kills the process right after each of its effects in turn, before it sees the answer, and starts
// another: the range is covered as if nothing had happened, and no two live runs overlap.
func TestKilledAfterAnyEffect(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"busy-day=2021-01-08", "busy-day=none,bad-day=2021-01-09", "run-name=on,busy-day=none", "busy-day=none,run-details=ignored"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			calm := city(t, scenario)
			if _, err := run(bounded(t, calm), calm, nil, "ada"); err != nil {
				t.Fatal(err)
			}
			var missing window.Set
			if scenario == "busy-day=none,bad-day=2021-01-09" {
				missing = window.Of(days(9, 10))
			}
			effects := len(calm.Effects())
			if effects < 20 {
				t.Fatalf("only %d effects", effects)
			}
			for kill := 1; kill <= effects; kill += rarely(5) {
				g := city(t, scenario)
				g.OnEffect(func(e simulate.Effect) {
					if e.N == kill {
						panic(simtest.Killed)
					}
				})
				process := func(writer string) func(*simtest.Controller) {
					return func(c *simtest.Controller) {
						if _, err := run(bounded(t, g), g, c, writer); err != nil {
							t.Errorf("killed after effect %d: %v", kill, err)
						}
					}
				}
				g.Run(process("ada"))
				g.Run(process("bob"))
				check(t, g, 2, missing)
				if t.Failed() {
					text, _ := g.ReadFile("event-gather-ledger", ledger.FileName)
					t.Fatalf("killed after effect %d: %+v\n%s", kill, g.Effects()[kill-1], text)
				}
			}
		})
	}
}

// TestTwoControllers lets two processes work on one request at once, interleaved by seed at every request.
func TestTwoControllers(t *testing.T) {
	t.Parallel()
	for seed := range often(200) {
		scenario := fmt.Sprintf("seed=%d,busy-day=2021-01-08,gather-failure=10%%,runner-failure=5%%", seed+1)
		g := city(t, scenario)
		process := func(writer string) func(*simtest.Controller) {
			return func(c *simtest.Controller) {
				got, err := run(bounded(t, g), g, c, writer, func(l *reconcile.Loop) { l.Interval = 10 * time.Minute }) // looks that find nothing prove nothing
				if err != nil {
					t.Errorf("seed %d: %s: %v", seed, writer, err)
				} else {
					settled(t, g, got, 2)
				}
			}
		}
		g.Run(process("ada"), process("bob"))
		if t.Failed() {
			text, _ := g.ReadFile("event-gather-ledger", ledger.FileName)
			t.Fatalf("seed %d\n%s", seed, text)
		}
	}
}

// settled fails unless a step ended with everything gathered, given up or left, as it says.
func settled(t interface{ Errorf(string, ...any) }, g simtest.GitHub, got reconcile.Result, slots int) {
	c := got.Coverage
	missing := c.Requested.Minus(c.Covered)
	check(t, g, slots, missing)
	var named []window.Window
	for _, piece := range slices.Concat(c.Failed, c.Cancelled) {
		named = append(named, piece.Window)
	}
	if got.Reason != reconcile.Done || len(missing.Minus(window.Of(named...))) > 0 {
		t.Errorf("ended as %q with %v missing, of which %v is named", got.Reason, missing, named)
	}
}

// TestAnyWeather is the promise that nothing is lost, over random cities.
func TestAnyWeather(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		percent := func(name string, most int) string { return fmt.Sprint(rapid.IntRange(1, most).Draw(rt, name), "%") }
		scenario := fmt.Sprintf("seed=%d,busy-day=2021-01-0%d,gather-failure=%s,runner-failure=%s,runner-lost=%s,people=%d,visible-after=%ds",
			rapid.IntRange(1, 1000).Draw(rt, "seed"), rapid.IntRange(1, 9).Draw(rt, "busy"), percent("gather", 20), percent("runner", 20),
			percent("lost", 10), rapid.IntRange(0, 3).Draw(rt, "people"), rapid.IntRange(0, 100).Draw(rt, "visible"))
		g := city(t, scenario)
		slots := rapid.IntRange(1, 4).Draw(rt, "slots")
		got, err := run(bounded(t, g), g, nil, "ada", func(l *reconcile.Loop) {
			l.Policy.MaxParallel, l.Policy.MaxFailures = slots, 1000
			l.Policy.Size = window.Days(rapid.IntRange(1, 9).Draw(rt, "size"))
		})
		if err != nil {
			rt.Fatal(err)
		}
		const hidden = 2 // runs of people that no list showed yet
		settled(rt, g, got, slots+hidden)
	})
}

// TestARequestIsRememberedThoughNothingCouldLeave: its end is what it meant the first time, also where every slot was taken then.
func TestARequestIsRememberedThoughNothingCouldLeave(t *testing.T) {
	g := city(t, "busy-day=none")
	for range 2 {
		g.StartRun("event-gather-pipeline.yml", map[string]string{"from": "2019-01-01T00:00:00", "to": "2019-01-04T00:00:00"})
	}
	if err := g.Clock().Sleep(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	got, err := run(t.Context(), g, nil, "ada", func(l *reconcile.Loop) { l.Policy.Wait = false })
	if err != nil || got.Reason != reconcile.OnePass || len(g.Dispatches()) != 0 {
		t.Fatalf("ended as %q, %v, sent %v", got.Reason, err, g.Dispatches())
	}
	text, _ := g.ReadFile("event-gather-ledger", ledger.FileName)
	if !strings.Contains(string(text), `"kind":"request"`) {
		t.Errorf("ledger: %q", text)
	}
}
