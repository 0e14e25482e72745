package cli

// What a run really did: the whole program against a GitHub in memory on which runs end in odd ways. Each case is one step of
// a workflow, or several. A case says what the ledger has of each attempt, what was sent, and what the archive has at the end.

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// scene is a simulated GitHub, and the workspace of the steps that act on it.
type scene struct {
	simtest.GitHub
	t      *testing.T
	folder string
	more   []string           // variables of each step
	texts  []string           // what each step printed, and its summary
	ctx    context.Context    // of the next step; a signal ends it
	signal context.CancelFunc // is that signal
}

// openScene begins a scene on 1 July 2021. No event takes longer than any other but for chance.
func openScene(t *testing.T, scenario string) *scene {
	t.Helper()
	start := time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC)
	if !strings.Contains(scenario, "history-days=") {
		scenario = "history-days=0," + scenario
	}
	s := &scene{GitHub: simtest.New(t, start, "busy-day=none,"+scenario), t: t, folder: t.TempDir()}
	s.ctx, s.signal = context.WithCancel(t.Context())
	t.Cleanup(s.signal)
	return s
}

// step runs the program once, and returns its exit code.
func (s *scene) step(args string) (code int) {
	s.t.Helper()
	var text bytes.Buffer
	env := &Env{Args: strings.Fields(args), Environ: s.more, Stdout: &text, Stderr: &text}
	command, err := parse(env)
	if err != nil {
		s.t.Fatal(err)
	}
	runner := newRunner(env)
	result, err := command.run(&process{ctx: s.ctx, last: s.t.Context(), env: env, runner: runner, github: s.GitHub.GitHub})
	if s.ctx.Err() != nil {
		err = stopped(err)
		s.ctx, s.signal = context.WithCancel(s.t.Context())
		s.t.Cleanup(s.signal)
	}
	if err != nil {
		runner.fail(err)
		result.ending.Fault = faultOf(err)
	}
	s.texts = append(s.texts, text.String()+result.summary.Markdown(1<<20))
	_, code = result.ending.Status()
	return code
}

// ticks runs the program every so often, n times, as a schedule does, and returns the last exit code.
func (s *scene) ticks(n int, every time.Duration, args string) (code int) {
	s.t.Helper()
	for range n {
		code = s.step(args)
		s.sleep(every)
	}
	return code
}

// sleep lets time pass.
func (s *scene) sleep(d time.Duration) {
	s.t.Helper()
	if err := s.Clock().Sleep(s.t.Context(), d); err != nil {
		s.t.Fatal(err)
	}
}

// write writes the event file, with the video of its only session.
func (s *scene) write(video string) {
	s.t.Helper()
	s.writeEvent("event.yml", "Council", video)
}

func (s *scene) writeEvent(file, body, video string) {
	s.t.Helper()
	text := "body: {name: " + body + "}\nsessions: [{session_datetime: '2021-06-01T09:00:00', session_index: 0, video_uri: 'https://v.example.org/" + video + "'}]\n"
	if err := os.WriteFile(filepath.Join(s.folder, file), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// special are the arguments that ingest event files, the one of write where none is named.
func (s *scene) special(more string, files ...string) string {
	if files == nil {
		files = []string{"event.yml"}
	}
	args := "special-events --simulate --check-uris=off --timezone=UTC --max-parallel=2 " + more
	for _, file := range files {
		args += " " + filepath.Join(s.folder, file)
	}
	return args
}

// text is all that the steps printed.
func (s *scene) text() string { return strings.Join(s.texts, "\n") }

// ledgerText is the stored ledger.
func (s *scene) ledgerText() string {
	text, _ := s.ReadFile(ledgerBranch, ledger.FileName)
	return string(text)
}

// attempts are those of the stored ledger, the oldest first.
func (s *scene) attempts() []*ledger.Attempt {
	s.t.Helper()
	l, err := ledger.Decode([]byte(s.ledgerText()))
	if err != nil {
		s.t.Fatal(err)
	}
	return l.Attempts()
}

// classes are the recorded classes of all attempts, the oldest first; one without is alive.
func (s *scene) classes() string {
	s.t.Helper()
	var all []string
	for _, a := range s.attempts() {
		class := string(a.Concluded.Class)
		if class != "" && !strings.Contains(s.ledgerText(), `"class":"`+class+`"`) {
			s.t.Errorf("class %q isn't stored so", class)
		}
		all = append(all, strings.ReplaceAll(class, " ", "-"))
	}
	return strings.Join(all, " ")
}

// archive is what successful runs gathered.
func (s *scene) archive() window.Set {
	var all []window.Window
	for _, g := range s.Gathered() {
		all = append(all, window.Window{From: g.From, To: g.To})
	}
	return window.Of(all...)
}

// sent is how often GitHub was asked to dispatch.
func (s *scene) sent() (n int) {
	for _, r := range s.Requests() {
		if r.Kind == simulate.KindDispatch {
			n++
		}
	}
	return n
}

// videos are the videos of the events that were ingested, in that order: the archive has the last.
func (s *scene) videos() string {
	var all []string
	for _, e := range s.Ingested() {
		_, rest, _ := strings.Cut(e.JSON, "https://v.example.org/")
		all = append(all, rest[:1])
	}
	return strings.Join(all, " ")
}

// hasGathered fails where the archive lacks something of the days from..to.
func (s *scene) hasGathered(from, to string) {
	s.t.Helper()
	all := window.Of(window.Window{From: date(s.t, from).From, To: date(s.t, to).From})
	if missed := all.Minus(s.archive()); len(missed) > 0 {
		s.t.Errorf("the archive lacks %v", missed)
	}
}

// backfillOf are the arguments that gather some days.
func backfillOf(begin, end, more string) string {
	return "backfill --simulate --begin=" + begin + " --end=" + end + " " + more
}

// row is a case: a scene, and what must be true at its end. Without a play, it is one step that gathers two days.
type row struct {
	name, scenario string
	special        bool                    // the step ingests an event instead
	play           func(*scene) (code int) // returns the exit code of the last step
	code           int
	sent           int      // requests to dispatch, whatever came of them
	classes        string   // of all attempts in their order; an empty one says nothing
	videos         string   // ingested, in this order
	says           []string // patterns of lines
	check          func(*scene)
}

func (r row) run(t *testing.T) {
	t.Parallel()
	s := openScene(t, r.scenario)
	code := 0
	switch {
	case r.play != nil:
		code = r.play(s)
	case r.special:
		s.write("a")
		code = s.step(s.special(""))
	default:
		code = s.step(backfillOf("2021-03-01", "2021-03-03", "--window=2d"))
		s.hasGathered("2021-03-01", "2021-03-03")
	}
	if code != r.code {
		t.Errorf("exit code %d, want %d", code, r.code)
	}
	if n := s.sent(); n != r.sent {
		t.Errorf("sent %d, want %d", n, r.sent)
	}
	if got := s.classes(); r.classes != "" && got != r.classes {
		t.Errorf("classes %q, want %q", got, r.classes)
	}
	if got := s.videos(); got != r.videos {
		t.Errorf("ingested %q, want %q", got, r.videos)
	}
	shows(t, s.text(), r.says)
	if r.check != nil {
		r.check(s)
	}
	for _, v := range s.Violations() {
		t.Error(v)
	}
	if t.Failed() {
		t.Logf("%s\n%s", s.text(), s.ledgerText())
	}
}

// oneAtATime fails where a run left while another was in flight, after the first that found no runner.
func (s *scene) oneAtATime() {
	s.t.Helper()
	all := s.attempts()
	i := slices.IndexFunc(all, func(a *ledger.Attempt) bool { return a.Concluded.Class == ledger.Runner })
	if i < 0 {
		return
	}
	for _, d := range s.Dispatches() {
		if d.At.After(all[i].Concluded.At) && d.InFlight > 0 {
			s.t.Errorf("%s left at %s beside %d others", d.Inputs["from"], d.At, d.InFlight)
		}
	}
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	for n, r := range slices.Concat(labelRows, lostRows, othersRows, runnerRows, stopRows, eventRows) {
		if testing.Short() && n%3 > 0 {
			continue
		}
		t.Run(r.name, r.run)
	}
}

// labelRows are runs whose label doesn't say what they did.
var labelRows = []row{
	{name: "run success, gather job skipped", scenario: "gather-skipped=#1", sent: 2, classes: "gather success"},
	{name: "run success, gather job failed under continue-on-error", scenario: "gather-continued=#1", sent: 2, classes: "gather success"},
	{name: "run success, gather job skipped, a special event", scenario: "gather-skipped=#1", special: true, sent: 2, classes: "gather success", videos: "a"},
	{name: "run success, gather job failed under continue-on-error, a special event", scenario: "gather-continued=#1", special: true,
		sent: 2, classes: "gather success", videos: "a"},
	{name: "cancelled after 15 min, not acquired", scenario: "not-acquired=#1", sent: 2, classes: "runner success", check: func(s *scene) {
		shows(s.t, s.ledgerText(), []string{`not acquired by Runner`})
	}},
	{name: "cancelled in the gather step, the operation was canceled", scenario: "operation-canceled=#1", sent: 2, classes: "runner success"},
	{name: "cancelled at its timeout-minutes, annotations unreadable", scenario: "job-timeout-minutes=120,annotations=denied,minutes-per-event=80",
		sent: 3, classes: "time-limit success success"},
	{name: "a step has timed out after 300 minutes", scenario: "step-timeout-minutes=300,minutes-per-event=200", sent: 3,
		classes: "time-limit success success", check: func(s *scene) {
			shows(s.t, s.ledgerText(), []string{`has timed out after 300 minutes`})
		}},
	{name: "a set-up step failed", scenario: "setup-failure=#1,setup-failure=#2,setup-failure=#3,setup-failure=#4,setup-failure=#5,setup-failure=#6",
		sent: 7, classes: "runner runner runner runner runner runner success", check: func(s *scene) {
			shows(s.t, s.ledgerText(), []string{`Check GPU Drivers`, `Initialize containers`})
		}},
	{name: "in progress for 300 h, all jobs done", scenario: "stuck=#1", sent: 1, classes: "success", check: (*scene).soon},
	{name: "in progress for 300 h, all jobs done, the gather failed", scenario: "stuck=#1,gather-failure=#1", sent: 2, classes: "gather success", check: (*scene).soon},
	{name: "in progress for 300 h, all jobs done, wait false", scenario: "stuck=#1", sent: 1, classes: "success", play: func(s *scene) int {
		return s.ticks(20, time.Hour, twoDays+" --wait=false")
	}, check: (*scene).soon},
	{name: "in progress for 300 h, all jobs done, a special event", scenario: "stuck=#1", special: true, sent: 1, classes: "success", videos: "a",
		check: (*scene).soon},
}

// soon fails where more than a day has passed.
func (s *scene) soon() {
	s.t.Helper()
	if now := s.Clock().Now(); now.After(time.Date(2021, 7, 2, 12, 0, 0, 0, time.UTC)) {
		s.t.Errorf("it took until %s", now)
	}
}
