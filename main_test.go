package main

// The whole program, driven as people and runners drive it: the scripts in testdata/script are the contract by example.
// Run with -update to have the expected files in them rewritten from what the program prints.

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

var update = flag.Bool("update", false, "rewrite the expected files in testdata/script, and what the pages show")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"trigger-event-gather": func() {
		version = "v0.0.0-test" // what the scripts expect; a release changes no expected file
		if at, err := time.Parse(time.RFC3339, os.Getenv(clockVariable)); err == nil {
			ahead := time.Until(at)
			now = func() time.Time { return time.Now().Add(ahead) }
		}
		main()
	}})
}

// clockVariable has the moment at which the program of a script begins: that of the GitHub on the stage.
const clockVariable = "TEST_CLOCK"

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Values[stage{}] = &stage{}
			env.Setenv("GOGC", "400") // a simulation's garbage costs a tenth of the time
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"setenv": setenv,
			"github": github,
			"rude":   rude,
			"later":  later,
			"sent":   sent,
			"saved":  saved,
		},
	})
}

// exits runs a command and expects its exit code: exits CODE COMMAND [ARGUMENT…].
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// setenv sets a variable to a text with Go's escapes, which env cannot take: setenv NAME 'one\ntwo'.
func setenv(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: setenv NAME TEXT")
	}
	value, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Setenv(args[0], value)
}

// stage is what a script acts on beside its files: a GitHub on a socket.
type stage struct {
	github  simtest.GitHub
	effects chan simulate.Effect // as they happen
}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stage{}).(*stage) }

// github starts a GitHub whose clock stands at a moment, and gives what a runner gives to reach it: github TIME SCENARIO.
// A violation fails the script.
func github(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: github TIME SCENARIO")
	}
	scenario, err := simulate.ParseScenario(args[1])
	ts.Check(err)
	scenario.Start, err = time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	s := stageOf(ts)
	s.github, s.effects = simtest.GitHub{GitHub: simulate.New(scenario)}, make(chan simulate.Effect, 1000)
	s.github.OnEffect(func(e simulate.Effect) { s.effects <- e })
	server := httptest.NewServer(s.github)
	ts.Defer(server.Close)
	ts.Setenv("GITHUB_API_URL", server.URL)
	ts.Setenv("GITHUB_REPOSITORY", scenario.Repository)
	ts.Setenv("GITHUB_TOKEN", "a-token")
	ts.Setenv(clockVariable, args[0])
}

// rude starts a GitHub that answers every request with 422 and then says more, unasked: rude TEXT.
func rude(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: rude TEXT")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer connection.Close()
		fmt.Fprintf(connection, "HTTP/1.1 422 Unprocessable Entity\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}%s\r\n", args[0])
		time.Sleep(50 * time.Millisecond) // until it is read
	}))
	ts.Defer(server.Close)
	ts.Setenv("GITHUB_API_URL", server.URL)
	ts.Setenv("GITHUB_REPOSITORY", "city/cdp")
}

// later lets time pass on the started GitHub: later DURATION.
func later(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: later DURATION")
	}
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	clock := stageOf(ts).github.Clock()
	ts.Check(clock.Sleep(context.Background(), d))
	ts.Setenv(clockVariable, clock.Now().Format(time.RFC3339))
}

// sent prints every dispatch so far, with its inputs; a request that GitHub could not understand is an error.
func sent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: sent")
	}
	out := ts.Stdout()
	for _, e := range stageOf(ts).github.Dispatches() {
		fmt.Fprint(out, e.Workflow)
		for _, name := range slices.Sorted(maps.Keys(e.Inputs)) {
			fmt.Fprintf(out, " %s=%s", name, e.Inputs[name])
		}
		fmt.Fprintln(out)
	}
	if violations := stageOf(ts).github.Violations(); len(violations) > 0 {
		ts.Fatalf("violations: %q", violations)
	}
}

// saved waits until a command in the background has saved a ledger after its first dispatch.
func saved(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: saved")
	}
	timeout := time.After(20 * time.Second)
	for dispatched := false; ; {
		select {
		case e := <-stageOf(ts).effects:
			if dispatched && e.Kind == simulate.KindSave {
				return
			}
			dispatched = dispatched || e.Kind == simulate.KindDispatch
		case <-timeout:
			ts.Fatalf("no ledger was saved after a dispatch")
		}
	}
}
