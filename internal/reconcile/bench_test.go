package reconcile

import (
	"fmt"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// history is a ledger of n attempts, three records each, with everything in it that a decision looks at, and the policy
// that goes on with it. Windows of four days follow one another; every tenth has a story of failures, and the last four
// attempts are in flight.
func history(n int) (*ledger.Ledger, *Policy) {
	const length = 4 * civil.Day
	l, p := ledger.New(), policy()
	begin := civil.Date(1500, time.January, 1)
	at, numbers := noon.Add(-time.Duration(n)*time.Minute), map[window.Window]int{}
	attempt := func(w window.Window, class ledger.Class) {
		at = at.Add(time.Minute)
		numbers[w]++
		key, id := ledger.Key{Subject: ledger.OfWindow(w), Number: numbers[w], Writer: "them"}, int64(5_000_000_000+n)
		l.Add(
			ledger.Intent{Key: key, Request: p.Request.ID, Workflow: lane, Ref: "main", To: w.To, At: at},
			ledger.Dispatched{Key: key, Run: id, URL: fmt.Sprint("https://github.com/CouncilDataProject/seattle/actions/runs/", id), At: at},
		)
		if n--; n >= 4 {
			l.Add(ledger.Concluded{Key: key, RunAttempt: 1, Class: class, Conclusion: "failure", Reason: "step \"Gather\" failed",
				Minutes: 93.5, Created: at, At: at.Add(time.Minute)})
		}
	}
	w := window.Window{From: begin, To: begin + length}
	for i := 0; n > 0; i++ {
		mid, _ := w.Midnight()
		first, second := window.Window{From: w.From, To: mid}, window.Window{From: mid, To: w.To}
		var story []ledger.Class
		halves := false
		switch i % 100 {
		case 10, 20, 30:
			story = []ledger.Class{"gather"}
		case 40, 50:
			story, halves = []ledger.Class{"gather", "gather", "else"}, true
		case 60, 70:
			story, halves = []ledger.Class{ledger.TimeLimit}, true
		case 80:
			story = []ledger.Class{ledger.Runner, ledger.Lost, ledger.Success}
		case 90:
			story = []ledger.Class{ledger.Person}
		default:
			story = []ledger.Class{ledger.Success}
		}
		for _, class := range story {
			if n > 0 {
				attempt(w, class)
			}
		}
		if halves && n > 1 {
			attempt(first, ledger.Success)
			attempt(second, "gather")
		}
		w = window.Window{From: w.To, To: w.To + length}
	}
	p.MaxParallel = 8
	p.Request.Window = window.Window{From: begin, To: w.To + 100*length}
	l.Add(p.Request)
	return l, p
}

// worldOf is the ledger with GitHub as it would be seen: the newest runs listed, nothing left to be read.
func worldOf(l *ledger.Ledger) *World {
	w := NewWorld(&l.State)
	w.Fresh, w.HistoryRead = false, true
	attempts := l.Attempts()
	for i, a := range attempts {
		id := a.Dispatched.Run
		w.AskedOnce[id], w.Asked[id] = true, true
		if i < len(attempts)-100 {
			continue
		}
		run := workflow.Run{ID: id, Attempt: 1, File: lane, Event: "workflow_dispatch", Branch: "main", Status: "in_progress", Created: a.Begun()}
		if a.Settled() {
			run.Status = "completed"
		}
		w.Listed = append(w.Listed, run)
	}
	return &w
}

var sizes = []int{10_000, 40_000}

// mostToResume is how long an attempt may take at every size: 400 ms for the 30,000 records of 10,000, and no more than
// linear beyond.
const mostToResume = 40 * time.Microsecond

// BenchmarkResume reads a ledger and decides, as every start of the program does.
func BenchmarkResume(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l, p := history(n)
			text := l.Encode()
			for b.Loop() {
				l, err := ledger.Decode(text)
				if err != nil {
					b.Fatal(err)
				}
				if step := Decide(worldOf(l), noon, p).Step; !intends(step) {
					b.Fatalf("decided to %s", describe(step))
				}
			}
			if each := perAttempt(b, n); each > mostToResume {
				b.Errorf("%v an attempt, more than %v", each, mostToResume)
			}
		})
	}
}

// BenchmarkDecide decides over a ledger in memory, as every pass does.
func BenchmarkDecide(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l, p := history(n)
			w := worldOf(l)
			for b.Loop() {
				if step := Decide(w, noon, p).Step; !intends(step) {
					b.Fatalf("decided to %s", describe(step))
				}
			}
			perAttempt(b, n)
		})
	}
}

func intends(step Step) bool {
	intend, ok := step.(Intend)
	return ok && len(intend.Intents) == 4
}

// perAttempt reports how long one of n attempts took.
func perAttempt(b *testing.B, n int) time.Duration {
	each := b.Elapsed() / time.Duration(b.N*n)
	b.ReportMetric(float64(each.Nanoseconds()), "ns/attempt")
	return each
}
