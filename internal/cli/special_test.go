package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// meeting is an event file: who met, on which day of September 2021, and a video for each session.
type meeting struct {
	file, body string
	day        int
	videos     []string
}

func (m meeting) parse(t *testing.T) event.Event {
	t.Helper()
	text := fmt.Sprintf("body:\n  {name: %s, description: x}\nsessions:\n", m.body)
	for i, video := range m.videos {
		text += fmt.Sprintf("  - session_datetime: 2021-09-%02dT%02d:00:00\n    session_index: %d\n    video_uri: %s\n", m.day, 9+i, i, video)
	}
	e, problems := event.Parse(m.file, []byte(text), time.UTC)
	if e.JSON == nil {
		t.Fatalf("%q: %v", text, problems)
	}
	return e
}

// ledgerOf is a ledger in which each event's only run ended in a class.
func ledgerOf(class ledger.Class, events ...event.Event) *ledger.Ledger {
	l := ledger.New()
	at := time.Date(2021, 10, 1, 0, 0, 0, 0, time.UTC)
	for i, e := range events {
		key := ledger.Key{Subject: ledger.OfEvent(e.ID), Number: 1, Writer: "w"}
		l.Add(ledger.Intent{Key: key, About: about(e), At: at}, ledger.Dispatched{Key: key, Run: int64(i + 1), At: at},
			ledger.Concluded{Key: key, RunAttempt: 1, Class: class, At: at})
	}
	return l
}

func TestWhatTheArchiveHoldsAlready(t *testing.T) {
	t.Parallel()
	const a, b, c = "https://v.example.org/a", "https://v.example.org/b", "https://v.example.org/c"
	old := meeting{"events/old.yml", "Council", 1, []string{a, b}}
	for _, test := range []struct {
		name  string
		class ledger.Class
		now   meeting
		state string
		want  []string // the lines of the warnings
	}{
		{"the same", ledger.Success, old, "unchanged", nil},
		{"moved", ledger.Success, meeting{"events/moved.yml", "Council", 1, []string{a, b}}, "unchanged", nil},
		{"another video", ledger.Success, meeting{"events/old.yml", "Council", 1, []string{a, c}}, "edited", nil},
		{"another day", ledger.Success, meeting{"events/old.yml", "Council", 2, []string{a, b}}, "edited",
			[]string{"1: this file was ingested as \"Council\" of 2021-09-01 09:00"}},
		{"another body", ledger.Success, meeting{"events/old.yml", "Board", 1, []string{a, b}}, "edited",
			[]string{"1: this file was ingested as \"Council\" of 2021-09-01 09:00"}},
		{"white space around the body's name", ledger.Success, meeting{"events/old.yml", "' Council '", 1, []string{a, b, c}}, "edited", nil},
		{"of another file, a video", ledger.Success, meeting{"events/new.yml", "Board", 2, []string{c, b}}, "new",
			[]string{"9: this video was ingested as \"Council\" of 2021-09-01 09:00"}},
		{"of another file, a video of the same meeting", ledger.Success, meeting{"events/new.yml", "Council", 1, []string{a}}, "new", nil},
		{"nothing in common", ledger.Success, meeting{"events/new.yml", "Board", 2, []string{c}}, "new", nil},
		{"never ingested", ledger.Gather, old, "new", nil},
		{"never ingested, and edited", ledger.Gather, meeting{"events/old.yml", "Board", 2, []string{a, b}}, "new", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			held := reconcile.ArchiveOf(&ledgerOf(test.class, old.parse(t)).State)
			e := test.now.parse(t)
			if got := string(held.State(e.ID, e.At.File)); got != test.state {
				t.Errorf("state %q, want %q", got, test.state)
			}
			if test.state == "unchanged" {
				return
			}
			var got []string
			for _, p := range conflicts(held, e) {
				got = append(got, fmt.Sprintf("%d: %s", p.Line, strings.TrimSuffix(p.Message, "; the archive will hold both")))
				if !p.Warning {
					t.Errorf("%v is no warning", p)
				}
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// A broken edit has no session to name; what the archive holds of its file must not matter.
func TestBrokenEditOfAnIngestedEvent(t *testing.T) {
	old := meeting{"events/old.yml", "Council", 1, []string{"https://v.example.org/a"}}
	broken, problems := event.Parse("events/old.yml", []byte("body: {name: Board}\nsessions: []\n"), time.UTC)
	set := eventSet{events: []event.Event{broken}, problems: problems}
	p := &process{ctx: t.Context(), runner: newRunner(&Env{Stdout: io.Discard, Stderr: io.Discard})}
	o, err := p.checked(&set, ledgerOf(ledger.Success, old.parse(t)), eventOptions{check: checkOff})
	if fault := faultOf(err); fault != reconcile.InputFault || o.outputs.Events != nil {
		t.Errorf("fault %d, events %v", fault, o.outputs.Events)
	}
}

func TestOnlyWhatIsNotIngestedIsAskedFor(t *testing.T) {
	// Nobody is asked here: the address is on no public network.
	done := meeting{"events/done.yml", "Council", 1, []string{"http://127.0.0.1/done"}}.parse(t)
	fresh := meeting{"events/new.yml", "Board", 2, []string{"http://127.0.0.1/new"}}.parse(t)
	for level, invalid := range map[string]bool{checkOff: false, checkWarn: false, checkError: true} {
		set := eventSet{events: []event.Event{done, fresh}}
		p := &process{ctx: t.Context(), runner: newRunner(&Env{Stdout: io.Discard, Stderr: io.Discard})}
		_, err := p.checked(&set, ledgerOf(ledger.Success, done), eventOptions{check: level})
		if got := set.invalid(); got != invalid || got != (err != nil) {
			t.Errorf("%s: invalid %v, error %v", level, got, err)
		}
		for _, problem := range set.problems {
			if problem.File != "events/new.yml" || problem.Line != 6 || level == checkOff {
				t.Errorf("%s: %v", level, problem)
			}
		}
		if level != checkOff && len(set.problems) != 1 {
			t.Errorf("%s: %d problems", level, len(set.problems))
		}
	}
}

// An address that several places name is asked for once, and told once for each file, where it stands first.
func TestAddressesAreAskedOnce(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{} // guarded by mu
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.Method+r.URL.Path]++
		mu.Unlock()
		if r.URL.Path != "/there" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	there, gone := server.URL+"/there", server.URL+"/gone"
	events := []event.Event{
		meeting{"a.yml", "Council", 1, []string{gone, there, gone}}.parse(t), meeting{"b.yml", "Board", 2, []string{there, gone}}.parse(t),
	}
	p := &process{ctx: t.Context(), runner: newRunner(&Env{Stdout: io.Discard, Stderr: io.Discard})}
	var got []string
	for _, problem := range p.checkAddresses(events, checkWarn, netip.Addr.IsLoopback) {
		got = append(got, problem.Place.String())
	}
	if d := cmp.Diff([]string{"a.yml:6:16", "b.yml:9:16"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	mu.Lock()
	defer mu.Unlock()
	if asked["HEAD/there"] != 1 || asked["HEAD/gone"] != 1 {
		t.Errorf("asked: %v", asked)
	}
}

func TestWhereEventsLeave(t *testing.T) {
	payload := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(payload, []byte(`{"repository":{"default_branch":"main"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		actions, event, ref string
		leave               bool
	}{
		{"", "", "", true}, // a terminal
		{"true", "push", "refs/heads/main", true},
		{"true", "schedule", "refs/heads/trunk", true}, // it is what the default branch was then
		{"true", "workflow_dispatch", "refs/heads/main", true},
		{"true", "push", "refs/heads/main2", false},
		{"true", "push", "refs/heads/x/main", false},
		{"true", "push", "refs/tags/main", false},
		{"true", "push", "main", false},
		{"true", "push", "", false},
		{"true", "workflow_dispatch", "refs/heads/trunk", false},
		{"true", "pull_request", "refs/heads/main", false},
		{"true", "pull_request_target", "refs/heads/main", false},
		{"true", "merge_group", "refs/heads/main", false},
		{"true", "workflow_run", "refs/heads/main", false},
		{"true", "repository_dispatch", "refs/heads/main", false},
		{"true", "PUSH", "refs/heads/main", false},
		{"true", "", "refs/heads/main", false},
	} {
		p := &process{env: &Env{Environ: []string{"GITHUB_ACTIONS=" + test.actions, "GITHUB_EVENT_NAME=" + test.event,
			"GITHUB_REF=" + test.ref, "GITHUB_EVENT_PATH=" + payload}}}
		if why := p.onlyChecks(); (why == "") != test.leave {
			t.Errorf("%+v: %q", test, why)
		}
	}
}

// A simulation asks nobody, whatever occasion it is tried on. Where the real step would only check, the simulation only checks,
// too: so people can see what a pull request shows.
func TestASimulationAsksNobody(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked for %s", r.URL) }))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "e.yml")
	text := "body: {name: Council}\nsessions: [{session_datetime: 2021-09-01, session_index: 0, video_uri: 'https://v.example.org/a'}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for occasion, want := range map[string]string{
		"pull_request": `events are only checked: on "pull_request" nothing is dispatched`,
		"schedule":     "1 of 1 ingested",
	} {
		var stdout bytes.Buffer
		code := Main(t.Context(), t.Context(), Env{
			Args: []string{"special-events", "--simulate", "--check-uris=off", "--timezone=UTC", file}, Stdout: &stdout, Stderr: io.Discard,
			Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=" + occasion, "GITHUB_API_URL=" + server.URL,
				"GITHUB_TOKEN=t", "GITHUB_REPOSITORY=a/b"},
		})
		if code != reconcile.ExitDone || !strings.Contains(stdout.String(), want) ||
			strings.Contains(stdout.String(), "ingested") != (occasion == "schedule") {
			t.Errorf("%s: exit code %d:\n%s", occasion, code, &stdout)
		}
	}
}
