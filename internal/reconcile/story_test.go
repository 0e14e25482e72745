package reconcile

import (
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// What the tables of decisions are written in: stories of attempts, and the steps that are decided.

// The tests write windows as days of January 2021: 1-4 is from the 1st to the 4th. The story of an attempt is its class.

func span(from, to int) window.Window {
	return window.Window{From: civil.Date(2021, 1, from), To: civil.Date(2021, 1, to)}
}

func show(w window.Window) string {
	day := func(t civil.Time) string {
		d := fmt.Sprint(1 + int((t-civil.Date(2021, 1, 1))/civil.Day))
		if t != t.Floor() {
			d += "+" + (t - t.Floor()).String()[11:16]
		}
		return d
	}
	return day(w.From) + "-" + day(w.To)
}

func showAll(pieces []Piece) string {
	var out []string
	for _, p := range pieces {
		out = append(out, show(p.Window))
	}
	return strings.Join(out, " ")
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const lane = "event-gather-pipeline.yml"

// policy asks for 1-13 in windows of 4 days.
func policy() *Policy {
	words := ledger.Words{Begin: "2021-01-01", End: "2021-01-13", Reprocess: ReprocessMissing}
	return &Policy{
		Request: ledger.Request{ID: words.ID(1), Window: span(1, 13), Words: words, At: noon},
		Size:    window.Days(4), MaxParallel: 1, Retries: 2, MaxFailures: 5, RunLimit: 6 * time.Hour,
		Lanes: []string{lane}, Ref: "main", Writer: "me", Zone: time.UTC, Wait: true, Started: noon,
	}
}

// story is a world built attempt by attempt, a minute apart, from an hour before noon.
type story struct {
	World
	ledger *ledger.Ledger
	at     time.Time
	run    int64
}

func newStory() *story {
	l := ledger.New()
	s := &story{ledger: l, at: noon.Add(-time.Hour), run: 100, World: NewWorld(&l.State)}
	s.Fresh, s.HistoryRead = false, true
	return s
}

// attempt adds an attempt by a writer with the class of its end; "" is in flight, "intent" not known to have left.
func (s *story) attempt(writer string, w window.Window, class ledger.Class) ledger.Key {
	s.at, s.run = s.at.Add(time.Minute), s.run+1
	n := 1
	for _, a := range s.State.Attempts() {
		if a.Window == w {
			n++
		}
	}
	key := ledger.Key{Subject: ledger.OfWindow(w), Number: n, Writer: writer}
	s.ledger.Add(ledger.Intent{Key: key, Request: policy().Request.ID, Workflow: lane, Ref: "main", To: w.To, At: s.at})
	if class == "intent" {
		return key
	}
	if class == ledger.Lapsed || class == ledger.Lost {
		s.ledger.Add(ledger.Concluded{Key: key, Class: class, At: s.at})
		return key
	}
	s.ledger.Add(ledger.Dispatched{Key: key, Run: s.run, URL: fmt.Sprint("run ", s.run), At: s.at})
	s.AskedOnce[s.run], s.Asked[s.run] = true, true
	if class != "" {
		s.ledger.Add(ledger.Concluded{Key: key, RunAttempt: 1, Class: class, Minutes: 60, Created: s.at, At: s.at.Add(time.Second)})
	}
	return key
}

// tell adds attempts written as "1-5 gather", one a line.
func (s *story) tell(lines string) {
	for line := range strings.Lines(lines) {
		var from, to int
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if _, err := fmt.Sscanf(line, "%d-%d", &from, &to); err != nil {
			panic(err)
		}
		_, class, _ := strings.Cut(line, " ")
		s.attempt("me", span(from, to), ledger.Class(class))
	}
}

func ids(runs []workflow.Run) string {
	var all []string
	for _, r := range runs {
		all = append(all, fmt.Sprint(r.ID))
	}
	return strings.Join(all, " ")
}

// describe says a step in words.
func idsOf(attempts []*ledger.Attempt) (ids []int64) {
	for _, a := range attempts {
		ids = append(ids, a.Dispatched.Run)
	}
	return ids
}

func describe(step Step) string {
	switch s := step.(type) {
	case Record:
		var out []string
		for _, f := range s.Facts {
			switch f := f.(type) {
			case ledger.Concluded:
				out = append(out, "conclude "+string(f.Class))
			case ledger.Dispatched:
				out = append(out, fmt.Sprint("adopt ", f.Run))
			case ledger.Closed:
				out = append(out, "record closed")
			case ledger.Tick:
				out = append(out, "tick "+show(f.Window))
			}
		}
		return strings.Join(out, ", ")
	case Conclude:
		var out []string
		for _, e := range s.Ended {
			out = append(out, fmt.Sprint(e.Run.ID))
		}
		return "conclude " + strings.Join(out, " ")
	case Read:
		return fmt.Sprint("read ", s.Runs)
	case Intend:
		var out []string
		for _, i := range s.Intents {
			out = append(out, fmt.Sprintf("%s#%d", show(i.Window), i.Number))
		}
		return "intend " + strings.Join(out, " ")
	case Dispatch:
		return "dispatch " + show(s.Attempt.Window)
	case CancelRuns:
		return fmt.Sprint("cancel ", idsOf(s.Attempts))
	case Stop:
		return "stop " + string(s.Reason)
	case ListOwn:
		return "list own"
	case Continue:
		return "continue"
	case ReadHistory:
		return "read history"
	case Observe:
		return "observe " + ids(s.Runs)
	case Inspect:
		return "inspect " + ids(s.Runs)
	case ReadLogs:
		var runs []workflow.Run
		for _, c := range s.Runs {
			runs = append(runs, c.Run)
		}
		return "read logs " + ids(runs)
	}
	return "poll"
}

// shift tells the story anew, later.
func (s *story) shift(by time.Duration) {
	old := s.State.Attempts()
	moved := newStory()
	moved.at, moved.World.AskedOnce, moved.World.Asked = moved.at.Add(by-2*time.Minute), s.AskedOnce, s.Asked
	for _, a := range old {
		moved.attempt(a.Writer, a.Window, a.Concluded.Class)
	}
	*s = *moved
}
