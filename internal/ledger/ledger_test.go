package ledger

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

func day(n int) civil.Time { return civil.Date(2021, 1, n) }

func when(n int) time.Time { return time.Date(2026, 11, 1, 0, n, 0, 0, time.UTC) }

// facts draws facts that speak of few things often, so that many contradict each other.
var facts = rapid.Custom(func(t *rapid.T) Fact {
	n := func(name string, upTo int) int { return rapid.IntRange(0, upTo).Draw(t, name) }
	key := Key{Subject{Window: window.Window{From: day(1), To: day(2 + n("window", 1))}}, 1, rapid.SampledFrom([]string{"ada", "bob"}).Draw(t, "writer")}
	at := when(n("at", 3))
	switch n("kind", 7) {
	case 7:
		return Simulated{Repository: rapid.SampledFrom([]string{"a/a", "b/b"}).Draw(t, "repository"), Began: when(n("began", 1)), At: at}
	case 6:
		return Closed{Request: Words{"2021-01-01", "", "all"}.ID(1), Runs: n("runs", 1) > 0, At: at}
	case 5:
		return Tick{Window: window.Window{From: day(1 + n("from", 2)), To: day(5)}, At: at}
	case 4:
		return Observed{Run: int64(n("run", 1)), RunAttempt: 1, Window: window.Window{From: day(1), To: day(2 + n("to", 2))}, At: at}
	case 0:
		words := Words{"2021-01-01", "", rapid.SampledFrom([]string{"missing", "all"}).Draw(t, "reprocess")}
		return Request{ID: words.ID(1), Window: window.Window{From: day(1), To: day(5 + n("end", 2))}, Words: words, At: at,
			Retries: n("retries", 2), RunLimit: time.Duration(n("limit", 2)) * time.Hour, Used: []time.Time{{}, when(4), when(5)}[n("used", 2)]}
	case 1:
		return Intent{Key: key, Request: "r", Workflow: "w.yml", Ref: []string{"main", "old"}[n("ref", 1)], At: at}
	case 2:
		return Dispatched{Key: key, Run: int64(n("run", 2)), At: at}
	}
	return Concluded{Key: key, RunAttempt: n("attempt", 2), Class: rapid.SampledFrom([]Class{Success, Gather, Lost}).Draw(t, "class"),
		Minutes: float64(n("minutes", 2)), At: at}
})

func fold(facts ...Fact) *Ledger {
	l := New()
	l.Add(facts...)
	return l
}

func state(l *Ledger) string {
	var out strings.Builder
	for _, a := range l.Attempts() {
		fmt.Fprintf(&out, "%+v\n", *a)
	}
	fmt.Fprintf(&out, "%+v\n%+v\n%+v\n%+v\n%+v\n", l.Requests, l.Closed, l.Observed, l.ticks, l.Simulated)
	return out.String()
}

func TestFoldIsCommutativeAssociativeIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(facts, 0, 12).Draw(t, "facts")
		want := state(fold(fs...))

		shuffled := slices.Clone(fs)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := state(fold(append(shuffled, fs...)...)); got != want {
			t.Fatalf("in another order, twice:\n%s\nin order:\n%s", got, want)
		}
		cut := rapid.IntRange(0, len(fs)).Draw(t, "cut")
		merged := fold(fs[cut:]...)
		merged.Merge(fold(fs[:cut]...))
		merged.Merge(merged)
		if got := state(merged); got != want {
			t.Fatalf("merged:\n%s\nin order:\n%s", got, want)
		}
		again, err := Decode(merged.Encode())
		if err != nil || state(again) != want || !bytes.Equal(again.Encode(), merged.Encode()) {
			t.Fatalf("decoded again: %v\n%s\nin order:\n%s", err, state(again), want)
		}
	})
}

func TestFold(t *testing.T) {
	key := Key{Subject{Window: window.Window{From: day(1), To: day(4)}}, 1, "ada"}
	intent := Intent{Key: key, Request: "r", Workflow: "w.yml", Ref: "main", To: day(4), At: when(1)}
	sent := Dispatched{Key: key, Run: 7, URL: "https://github.example/7", At: when(2)}
	concluded := func(attempt int, class Class, at int) Concluded {
		return Concluded{Key: key, RunAttempt: attempt, Class: class, At: when(at)}
	}
	for _, c := range []struct {
		name    string
		facts   []Fact
		settled bool
		class   Class
	}{
		{"an intent is unsettled", []Fact{intent}, false, ""},
		{"a dispatch is unsettled", []Fact{intent, sent}, false, ""},
		{"a dead intent is settled", []Fact{intent, concluded(0, "lapsed", 9)}, true, "lapsed"},
		{"a dispatch that became known later lives", []Fact{intent, concluded(0, "lapsed", 9), sent}, false, "lapsed"},
		{"the highest run attempt counts", []Fact{intent, sent, concluded(2, "gather", 3), concluded(1, "person", 9)}, true, "gather"},
		{"a success is for good", []Fact{intent, sent, concluded(1, Success, 3), concluded(2, "gather", 9)}, true, Success},
		{"what was seen last counts", []Fact{intent, sent, concluded(1, "else", 3), concluded(1, "runner", 4)}, true, "runner"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := fold(c.facts...).Attempts()[0]
			if a.Settled() != c.settled || a.Concluded.Class != c.class {
				t.Errorf("got settled %v, class %q; want %v, %q", a.Settled(), a.Concluded.Class, c.settled, c.class)
			}
		})
	}
}

func TestOfRequestEndsThatDifferTheEarlierCounts(t *testing.T) {
	words := Words{"2021-01-01", "", "missing"}
	request := func(end civil.Time, at int) Request {
		return Request{ID: words.ID(1), Window: window.Window{From: day(1), To: end}, Words: words, At: when(at)}
	}
	for _, order := range [][]Fact{{request(day(9), 1), request(day(8), 2)}, {request(day(8), 2), request(day(9), 1)}} {
		got := fold(order...).Requests[words.ID(1)]
		if got.Window.To != day(8) || !got.At.Equal(when(1)) {
			t.Errorf("got %+v", got)
		}
	}
}

func TestOfASimulationTheLatestMomentCounts(t *testing.T) {
	if fold(Observed{Run: 1, At: when(1)}).IsSimulated() {
		t.Error("a ledger of the real GitHub is taken for a simulation's")
	}
	early := Simulated{Repository: "a/a", Began: when(0), At: when(1)}
	late := Simulated{Repository: "a/a", Scenario: "seed=2", Began: when(0), At: when(2)}
	for _, order := range [][]Fact{{early, late}, {late, early}} {
		if got := fold(order...); !got.IsSimulated() || got.Simulated != late {
			t.Errorf("got %+v", got.Simulated)
		}
	}
}

// TestWhatIsCancelledWithItsRequestCountsForNobody: only what ended without success after the request was closed with its runs.
func TestWhatIsCancelledWithItsRequestCountsForNobody(t *testing.T) {
	key := Key{Subject{Window: window.Window{From: day(1), To: day(4)}}, 1, "ada"}
	for _, c := range []struct {
		name   string
		closed Closed
		class  Class
		counts bool
	}{
		{"cancelled after it", Closed{Request: "r", Runs: true, At: when(3)}, Person, false},
		{"cancelled before it had a machine", Closed{Request: "r", Runs: true, At: when(3)}, Runner, false},
		{"succeeded all the same", Closed{Request: "r", Runs: true, At: when(3)}, Success, true},
		{"ended before it", Closed{Request: "r", Runs: true, At: when(5)}, Person, true},
		{"closed without its runs", Closed{Request: "r", At: when(3)}, Person, true},
		{"another request was closed", Closed{Request: "s", Runs: true, At: when(3)}, Person, true},
	} {
		l := fold(Intent{Key: key, Request: "r", At: when(1)}, c.closed, Concluded{Key: key, RunAttempt: 1, Class: c.class, At: when(4)})
		if got := l.Counts(l.Attempts()[0]); got != c.counts {
			t.Errorf("%s: counts %v", c.name, got)
		}
	}
}

func TestRecordsKeepTheirForm(t *testing.T) {
	key := Key{Subject{Window: window.Window{From: day(1), To: day(4)}}, 2, "ada"}
	words := Words{"2021-01-01", "2021-07-01T00:00+02:00", "missing"}
	all := []Fact{
		Request{ID: words.ID(1), Window: window.Window{From: day(1), To: day(9)}, Words: words, At: when(0)},
		Intent{Key: key, Request: words.ID(1), Workflow: "event-gather-pipeline.yml", Ref: "main", To: day(5), At: when(1)},
		Dispatched{Key: key, Run: 42, URL: "https://github.example/42", At: when(2)},
		Concluded{Key: key, RunAttempt: 1, Class: "time-limit", Conclusion: "cancelled", Reason: "ran 6h", Minutes: 360.5, Created: when(2), At: when(9)},
		Request{ID: words.ID(1), Window: window.Window{From: day(1), To: day(9)}, Words: words, Retries: 3, RunLimit: 6 * time.Hour, Used: when(10), At: when(0)},
		Closed{Request: words.ID(1), Runs: true, At: when(11)},
		Tick{Window: window.Window{From: day(1), To: day(9)}, At: when(12)},
		Tick{Window: window.Window{From: day(1), To: day(9)}, Kept: window.Of(window.Window{From: day(0), To: day(1)}), At: when(13)},
		Simulated{Repository: "CouncilDataProject/seattle", Scenario: "seed=7,busy-day=2021-03-09", Began: when(0), At: when(9)},
	}
	const want = `{"v":1,"kind":"request","at":"2026-11-01T00:00:00Z","request":"2021-01-01..2021-07-01T00:00+02:00 missing#1","begin":"2021-01-01T00:00:00","end":"2021-01-09T00:00:00","words":{"begin":"2021-01-01","end":"2021-07-01T00:00+02:00","reprocess":"missing"}}
{"v":1,"kind":"intent","at":"2026-11-01T00:01:00Z","request":"2021-01-01..2021-07-01T00:00+02:00 missing#1","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#2","writer":"ada","workflow":"event-gather-pipeline.yml","ref":"main","to":"2021-01-05T00:00:00"}
{"v":1,"kind":"dispatched","at":"2026-11-01T00:02:00Z","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#2","writer":"ada","run":42,"url":"https://github.example/42"}
{"v":1,"kind":"concluded","at":"2026-11-01T00:09:00Z","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#2","writer":"ada","run_attempt":1,"class":"time-limit","conclusion":"cancelled","reason":"ran 6h","minutes":360.5,"created":"2026-11-01T00:02:00Z"}
{"v":1,"kind":"request","at":"2026-11-01T00:00:00Z","request":"2021-01-01..2021-07-01T00:00+02:00 missing#1","begin":"2021-01-01T00:00:00","end":"2021-01-09T00:00:00","words":{"begin":"2021-01-01","end":"2021-07-01T00:00+02:00","reprocess":"missing"},"retries":3,"run_limit_seconds":21600,"used":"2026-11-01T00:10:00Z"}
{"v":1,"kind":"closed","at":"2026-11-01T00:11:00Z","request":"2021-01-01..2021-07-01T00:00+02:00 missing#1","runs":true}
{"v":1,"kind":"tick","at":"2026-11-01T00:12:00Z","begin":"2021-01-01T00:00:00","end":"2021-01-09T00:00:00"}
{"v":1,"kind":"tick","at":"2026-11-01T00:13:00Z","begin":"2021-01-01T00:00:00","end":"2021-01-09T00:00:00","kept":[{"from":"2020-12-31T00:00:00","to":"2021-01-01T00:00:00"}]}
{"v":1,"kind":"simulated","at":"2026-11-01T00:09:00Z","repository":"CouncilDataProject/seattle","scenario":"seed=7,busy-day=2021-03-09","began":"2026-11-01T00:00:00Z"}
`
	l := fold(all...)
	if diff := cmp.Diff(want, string(l.Encode())); diff != "" {
		t.Fatal(diff)
	}
	for i, line := range strings.Split(strings.TrimSpace(want), "\n") {
		got, err := decode([]byte(line))
		if diff := cmp.Diff(all[i], got, cmpopts.EquateComparable()); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	}
}

func TestFieldsOfLaterProgramsAreKept(t *testing.T) {
	const line = `{"v":1,"kind":"dispatched","at":"2026-11-01T00:02:00Z","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#1","writer":"ada","run":42,"cost":3}` + "\n"
	l, err := Decode([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(l.Encode()); got != line {
		t.Errorf("got %s", got)
	}
}

func BenchmarkDecode10000Attempts(b *testing.B) {
	l := New()
	for i := range 10_000 {
		key := Key{Subject{Window: window.Window{From: day(i), To: day(i + 1)}}, 1, "ada"}
		l.Add(Intent{Key: key, Request: "2021-01-01.. missing#1", Workflow: "event-gather-pipeline.yml", Ref: "main", To: day(i + 1), At: when(i)},
			Dispatched{Key: key, Run: int64(i), URL: "https://github.com/CouncilDataProject/seattle/actions/runs/1", At: when(i)},
			Concluded{Key: key, RunAttempt: 1, Class: Success, Conclusion: "success", Minutes: 61.5, Created: when(i), At: when(i)})
	}
	text := l.Encode()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Decode(text); err != nil {
			b.Fatal(err)
		}
	}
}
