package cli

// The whole program against a GitHub in memory behind a real socket: its own transport, clock and files, as in a workflow.
// Time passes on the server: a little with every list of runs that is asked for, so that hours go by while nobody sleeps.
// What waits for real (Retry-After, failing reads) is in testdata/script/weather-*.txtar, in process.

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// asProgram is the variable that makes this test's binary the program, with its words as arguments; atTime is the one with the
// moment at which it begins.
const (
	asProgram = "AS_PROGRAM"
	atTime    = "AT_TIME"
)

func TestMain(m *testing.M) {
	if args := os.Getenv(asProgram); args != "" {
		ctx := context.Background()
		at, _ := time.Parse(time.RFC3339, os.Getenv(atTime))
		ahead := time.Until(at)
		os.Exit(Main(ctx, ctx, Env{Args: strings.Fields(args), Environ: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr,
			Now: func() time.Time { return time.Now().Add(ahead) }}))
	}
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		debug.SetGCPercent(800) // a simulation's garbage costs a fifth of its time; benchmarks measure what the program has
	}
	os.Exit(m.Run())
}

const (
	weatherBranch = "event-gather-ledger"
	// aTick is how much time passes with a list of runs: little beside the two minutes in which an intent must leave.
	aTick = 20 * time.Second
)

// weatherArgs gather six days in windows of two. They are short: a run takes about half an hour.
const weatherArgs = "backfill --begin 2021-03-01 --end 2021-03-07 --window 2d --poll-interval 1ms --write-interval 0s"

// stage is a GitHub behind a socket, and a step of a workflow in front of it.
type stage struct {
	simtest.GitHub
	mu     sync.Mutex      // a request that was given up may still be answered
	url    string          // of the API
	folder string          // of the step's own files
	more   []string        // variables of the step
	ctx    context.Context // of the step
	stop   context.CancelFunc
	saved  int // saves before the signal
}

func newStage(t *testing.T, scenario string) *stage {
	t.Helper()
	start := time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)
	st := &stage{GitHub: simtest.New(t, start, "history-days=0,minutes-per-event=10,busy-day=none,"+scenario), folder: t.TempDir()}
	st.ctx, st.stop = context.WithCancel(t.Context())
	t.Cleanup(st.stop)
	return st
}

// ServeHTTP lets time pass, and answers.
func (st *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	st.mu.Lock()
	defer st.mu.Unlock()
	before := st.ctx.Err()
	if strings.HasSuffix(r.URL.Path, "/runs") {
		_ = st.Clock().Sleep(context.Background(), aTick) // only a signal would end it, and that is the step's
	}
	st.GitHub.ServeHTTP(w, r)
	if strings.HasSuffix(r.URL.Path, "/dispatches") && st.ctx.Err() != before {
		panic(http.ErrAbortHandler) // the signal came before the answer
	}
}

// in has something happen when so much time has passed.
func (st *stage) in(d time.Duration, do func()) { st.At(st.Clock().Now().Add(d), do) }

// signal stops the step.
func (st *stage) signal() {
	st.saved = st.saves()
	st.stop()
}

// saves is how often the ledger was written.
func (st *stage) saves() int { return len(st.Effects()) - len(st.Dispatches()) }

// step runs the program once, as a step of a workflow.
func (st *stage) step(ctx context.Context, t *testing.T, args string) (code int, stdout, stderr string) {
	t.Helper()
	var out, problems bytes.Buffer
	code = Main(ctx, t.Context(), Env{Args: strings.Fields(args), Environ: st.environ(), Stdout: &out, Stderr: &problems, Now: st.Clock().Now})
	return code, out.String(), problems.String()
}

func (st *stage) environ() []string {
	return append([]string{
		"GITHUB_API_URL=" + st.url, "GITHUB_TOKEN=a-token", "GITHUB_REPOSITORY=CouncilDataProject/seattle",
		"GITHUB_WORKSPACE=" + st.folder, atTime + "=" + st.Clock().Now().Format(time.RFC3339),
	}, st.more...)
}

// dispatchedByHand makes the step one of a run of backfill.yml that somebody started by hand.
func (st *stage) dispatchedByHand(t *testing.T) {
	t.Helper()
	payload := filepath.Join(st.folder, "event.json")
	if err := os.WriteFile(payload, []byte(`{"inputs":{"begin":"2021-03-01","end":"2021-03-07"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	st.WriteFile("main", ".github/workflows/backfill.yml", []byte(ownWorkflow))
	st.more = []string{
		"GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=workflow_dispatch", "GITHUB_REF_NAME=main", "GITHUB_RUN_ID=7", "GITHUB_JOB=backfill",
		"GITHUB_WORKFLOW_REF=CouncilDataProject/seattle/.github/workflows/backfill.yml@refs/heads/main", "GITHUB_EVENT_PATH=" + payload,
		"GITHUB_OUTPUT=" + filepath.Join(st.folder, "output"), "GITHUB_STEP_SUMMARY=" + filepath.Join(st.folder, "summary"),
	}
}

// file is one of the step's own files.
func (st *stage) file(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(st.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sent is how often the server was asked to dispatch, whatever came of it.
func (st *stage) sent() int {
	n := 0
	for _, r := range st.Requests() {
		if r.Kind == simulate.KindDispatch {
			n++
		}
	}
	return n
}

// recorded is the ledger on its branch.
func (st *stage) recorded(t *testing.T) *ledger.Ledger {
	t.Helper()
	text, _ := st.ReadFile(weatherBranch, ledger.FileName)
	l, err := ledger.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestOverASocket(t *testing.T) {
	t.Parallel()
	const both = " --workflow event-gather-pipeline-0.yml,event-gather-pipeline-1.yml --max-parallel 2"
	rewriteLane := func(text []byte) func(*stage) {
		return func(st *stage) {
			st.in(10*time.Minute, func() { st.WriteFile("main", ".github/workflows/event-gather-pipeline-0.yml", text) })
		}
	}
	for n, c := range []struct {
		name, scenario, args string
		arrange              func(*stage)
		code                 int
		sent                 int      // requests to dispatch
		stdout, stderr       []string // patterns of lines
	}{
		{name: "fair weather", sent: 3, stdout: []string{`^gathered \(2 events\)  2021-03-05 to 2021-03-06 in \d+ (min|h)\b`, `: 6 of 6 days covered; 3 runs sent`}},
		{name: "an answer is lost, and a log proves the run", scenario: "fault=lost-response:dispatch:#2", sent: 3,
			stdout: []string{`^sent        2021-03-03 to 2021-03-04 `, `: 6 of 6 days covered; 3 runs sent`}},
		{name: "an answer is lost, and nothing proves the run", scenario: "fault=lost-response:dispatch:#2,log-missing=100%", sent: 4,
			stdout: []string{` 2021-03-03 to 2021-03-04: a run that may be its own ended: http`, `: 6 of 6 days covered; 4 runs sent`, `^note: .* was lost `}},
		{name: "somebody's run holds the slot", arrange: func(st *stage) {
			st.more = []string{"GITHUB_ACTIONS=true"}
			st.StartRun(gatherFile, map[string]string{"from": "2020-01-01", "to": "2020-01-07"})
		}, sent: 3, stdout: []string{`^waiting     for a slot: event-gather-pipeline.yml by \w+, started 1 min ago  https://github.com/.*/actions/runs/\d+$`,
			`^waiting     for a slot: event-gather-pipeline.yml by \w+, started 31 min ago  https://`,
			`^progress    0 of 6 days covered; 0 in flight, 3 pending; no estimate yet: `,
			`^progress    2 of 6 days covered; 1 in flight, 1 pending; about .* to go$`, `: 6 of 6 days covered; 3 runs sent`},
			stderr: []string{`^::warning::continue: `}},
		{name: "an answer is cut", scenario: "fault=cut-response:dispatch:#1", sent: 3, stdout: []string{`: 6 of 6 days covered; 3 runs sent`}},
		{name: "a connection breaks before it is answered", scenario: "fault=lost-request:dispatch:#1", sent: 4, stdout: []string{` no run of it appeared`, `: 6 of 6 days covered; 4 runs sent`}},
		{name: "no run ids", scenario: "run-details=ignored", sent: 3, stdout: []string{`: 6 of 6 days covered; 3 runs sent`}},
		{name: "run ids refused", scenario: "run-details=400", sent: 4, stdout: []string{`: 6 of 6 days covered; 3 runs sent`}},
		{name: "the token expires", scenario: "fault=401:any:+50m", code: 3, sent: 2,
			stdout: []string{`^gathered \(\d events?\)  2021-03-01 to 2021-03-02 `, `: 2 of 6 days covered, 1 window in flight, 1 window pending; 2 runs sent`},
			stderr: []string{`^error: .*401 Bad credentials$`, `^hint: the token has expired or was revoked; `}},
		{name: "no permission to dispatch", scenario: "fault=403:dispatch", code: 3, sent: 1,
			stdout: []string{`: 0 of 6 days covered, 3 windows pending\.$`},
			stderr: []string{`^error: .*403 Resource not accessible by integration$`, `^hint: give the job .permissions: `}},
		{name: "a disabled workflow", scenario: "disabled=2021-06-01..2021-08-01", code: 3,
			stderr: []string{`^error: workflow "event-gather-pipeline.yml" is not active: disabled_inactivity$`, `^hint: enable the workflow `}},
		{name: "a lost race", scenario: "fault=409:save:#2..3", sent: 3, stdout: []string{`: 6 of 6 days covered; 3 runs sent`}},
		{name: "the branch is deleted", arrange: func(st *stage) { st.in(40*time.Minute, func() { st.DeleteBranch(weatherBranch) }) },
			sent: 3, stdout: []string{`: 6 of 6 days covered; 3 runs sent`}},
		{name: "the ledger goes bad", arrange: func(st *stage) {
			st.in(10*time.Minute, func() { st.WriteFile(weatherBranch, ledger.FileName, []byte("what is this?\nand this?\n")) })
		}, code: 3, sent: 1, stdout: []string{`: 0 of 6 days covered, 1 window in flight, 2 windows pending; 1 run sent`}, stderr: []string{`^error: .* line 1: not a record: `}},
		{name: "two lanes", scenario: "lanes=2", args: both, sent: 3, stdout: []string{`: 6 of 6 days covered; 3 runs sent`}},
		{name: "one of two lanes is deleted", scenario: "lanes=2", args: both, arrange: rewriteLane(nil), sent: 4,
			stdout: []string{`: 6 of 6 days covered; 3 runs sent`},
			stderr: []string{`^warning: dispatch to event-gather-pipeline-0.yml: .*404 Not Found$`}},
		{name: "one of two lanes takes no dispatch", scenario: "lanes=2", args: both, arrange: rewriteLane([]byte("on: push\n")), sent: 4,
			stdout: []string{`: 6 of 6 days covered; 3 runs sent`},
			stderr: []string{`^warning: dispatch to event-gather-pipeline-0.yml: .*422 Workflow does not have 'workflow_dispatch' trigger$`, "^hint: add `workflow_dispatch:` "}},
		{name: "max-parallel where GitHub cancels what waits", arrange: func(st *stage) {
			text, _ := st.ReadFile("main", ".github/workflows/event-gather-pipeline.yml")
			st.WriteFile("main", ".github/workflows/event-gather-pipeline.yml", append(text, "\nconcurrency: gather\n"...))
		}, sent: 3, stdout: []string{`: 6 of 6 days covered`}, stderr: []string{`^warning: workflow "event-gather-pipeline.yml" cancels a waiting run when another comes: concurrency group gather; it gets one run at a time$`}},
	} {
		if testing.Short() && n%3 > 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, c.scenario)
			server := httptest.NewServer(st)
			defer server.Close()
			st.url = server.URL
			if c.arrange != nil {
				c.arrange(st)
			}
			code, stdout, stderr := st.step(st.ctx, t, weatherArgs+c.args)
			if code != c.code || len(c.stderr) == 0 && stderr != "" {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, stdout, stderr)
			}
			shows(t, stdout, c.stdout)
			shows(t, stderr, c.stderr)
			if n := st.sent(); n != c.sent {
				t.Errorf("asked %d times to dispatch, want %d", n, c.sent)
			}
			for _, v := range st.Violations() {
				t.Error(v)
			}
			if strings.Contains(stdout+stderr, "::group") {
				t.Error("lines are folded")
			}
			if strings.Contains(stdout+stderr, "a-token") {
				t.Error("the token is told")
			}
		})
	}
}

// shows fails for each pattern that no line of a text matches.
func shows(t *testing.T, text string, patterns []string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile("(?m)" + p).MatchString(text) {
			t.Errorf("no line matches %s\n%s", p, text)
		}
	}
}

// TestASignal stops a step in the middle of a dispatch, and while it waits: one save, exit 4, and the next step goes on
// with what is in flight.
func TestASignal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		when func(*stage)
		runs int // of both steps
	}{
		{"while it waits", func(st *stage) { st.in(45*time.Minute, st.signal) }, 3},
		{"while it dispatches", func(st *stage) {
			st.OnEffect(func(e simulate.Effect) {
				if e.Kind == simulate.KindDispatch && len(st.Dispatches()) == 2 {
					st.signal()
				}
			})
		}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, "")
			server := httptest.NewServer(st)
			defer server.Close()
			st.url = server.URL
			st.dispatchedByHand(t)
			c.when(st)
			code, stdout, stderr := st.step(st.ctx, t, weatherArgs)
			if code != 4 {
				t.Errorf("exit %d\n%s%s", code, stdout, stderr)
			}
			shows(t, stdout, []string{` window in flight`})
			shows(t, stderr, []string{`^::warning title=.*::stopped by a signal: run it again and it goes on$`})
			shows(t, st.file(t, "output"), []string{`^stopped$`})
			shows(t, st.file(t, "summary"), []string{` covered, 1 window in flight, `})
			if n := st.saves() - st.saved; n > 1 {
				t.Errorf("%d saves after the signal", n)
			}
			for _, d := range st.Dispatches() {
				if text := st.recorded(t).Encode(); !bytes.Contains(text, []byte(d.Inputs["from"]+"/")) || d.Workflow == "backfill.yml" {
					t.Errorf("dispatched %+v\n%s", d, text)
				}
			}
			if code, stdout, stderr := st.step(t.Context(), t, weatherArgs); code != 0 {
				t.Errorf("then exit %d\n%s%s", code, stdout, stderr)
			}
			if n := len(st.Dispatches()); n != c.runs || st.MaxInFlight() > 1 {
				t.Errorf("%d runs, want %d; %d at once", n, c.runs, st.MaxInFlight())
			}
		})
	}
}

// TestGoingOn spends the time budget with work left: the workflow is dispatched again with its own inputs, or the step says
// why it isn't.
func TestGoingOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, more     string
		arrange        func(*stage)
		code, again    int
		status, stderr string
		summary        string
	}{
		{name: "it goes on", again: 1, status: "in-progress", summary: `The time budget is spent; the next run goes on: .*\(<https://github.com/CouncilDataProject/seattle/actions/runs/\d+>\)$`},
		{name: "not asked to", more: " --continue=false", code: 4, status: "stopped",
			stderr: `^::warning title=■ Seattle%2C backfill%3A stopped%2C 4 of 6 days still missing::see the summary`, summary: `Run this again: it goes on\.$`},
		{name: "another run waits", arrange: func(st *stage) { st.in(40*time.Minute, func() { st.StartRun("backfill.yml", nil) }) }, code: 4, status: "stopped",
			stderr: `^::warning::continue: another run of backfill.yml is waiting or running: https://`, summary: `Run this again: it goes on\.$`},
		{name: "a schedule", arrange: func(st *stage) { st.more = append(st.more, "GITHUB_EVENT_NAME=schedule") }, code: 4, status: "stopped",
			stderr: `^::warning::continue: this step can't go on by itself when its time budget is spent: it wasn't started by workflow_dispatch`, summary: `Run this again: it goes on\.$`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, "")
			server := httptest.NewServer(st)
			defer server.Close()
			st.url = server.URL
			st.dispatchedByHand(t)
			if c.arrange != nil {
				c.arrange(st)
			}
			code, stdout, stderr := st.step(st.ctx, t, weatherArgs+" --time-budget 40m"+c.more)
			if code != c.code || c.stderr == "" && stderr != "" {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, stdout, stderr)
			}
			shows(t, stderr, []string{c.stderr})
			shows(t, st.file(t, "output"), []string{"^" + c.status + "$"})
			shows(t, st.file(t, "summary"), []string{c.summary})
			again := 0
			for _, d := range st.Dispatches() {
				if d.Workflow == "backfill.yml" {
					again++
					if d.Inputs["begin"] != "2021-03-01" || d.Inputs["end"] != "2021-03-07" {
						t.Errorf("its inputs were %v", d.Inputs)
					}
				}
			}
			if again != c.again {
				t.Errorf("dispatched again %d times, want %d", again, c.again)
			}
		})
	}
}

// TestALedgerFile keeps the ledger in a file: the repository's branches are left alone, and the next step goes on.
func TestALedgerFile(t *testing.T) {
	t.Parallel()
	st := newStage(t, "fault=401:any:+50m..51m")
	server := httptest.NewServer(st)
	defer server.Close()
	st.url = server.URL
	path := filepath.Join(st.folder, "ledger.jsonl")
	for i, want := range []int{3, 0} {
		if code, stdout, stderr := st.step(st.ctx, t, weatherArgs+" --ledger file:"+path); code != want {
			t.Fatalf("step %d: exit %d\n%s%s", i, code, stdout, stderr)
		}
		_ = st.Clock().Sleep(t.Context(), time.Hour)
	}
	saved, err := ledger.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(saved.Attempts()); n != 3 || st.sent() != 3 {
		t.Errorf("%d attempts, %d sent", n, st.sent())
	}
	if text, there := st.ReadFile(weatherBranch, ledger.FileName); there {
		t.Errorf("a branch was written:\n%s", text)
	}
}
