package reconcile

import (
	"fmt"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// A tick whose horizon is 5-13; the last one's began on the 1st.
func tickPolicy() *Policy {
	p := policy()
	p.CatchUp, p.Request, p.Started = true, ledger.Request{Window: span(5, 13), Words: ledger.Words{Reprocess: ReprocessMissing}}, noon
	return p
}

func TestWhatLeftTheHorizon(t *testing.T) {
	for _, c := range []struct {
		name, story string
		edit        func(*story, *Policy)
		missed      string
		kept        string // in flight, for the next tick to look at
	}{
		{name: "never tried", missed: "1-5"},
		{name: "gathered", story: "1-5 success"},
		{name: "some of it", story: "2-4 success", missed: "1-2 4-5"},
		{name: "failed", story: "1-5 success\n2-3 gather"},
		{name: "failed and never gathered", story: "1-2 success\n3-5 success\n2-3 gather", missed: "2-3"},
		{name: "cancelled by a person", story: "1-3 person", missed: "3-5"},
		{name: "in flight is looked at again", story: "3-5 ", missed: "1-3", kept: "3-5"},
		{name: "and only that", story: "3-4 ", edit: func(s *story, p *Policy) {
			s.ledger.Add(ledger.Tick{Window: p.Request.Window, Kept: window.Of(span(3, 4)), At: noon.Add(-time.Hour)})
		}, kept: "3-4"},
		{name: "until it has failed", story: "3-4 gather", edit: func(s *story, p *Policy) {
			s.ledger.Add(ledger.Tick{Window: p.Request.Window, Kept: window.Of(span(3, 4)), At: noon.Add(-time.Hour)})
		}, missed: "3-4"},
		{name: "a second look that is due", story: "1-5 success", edit: func(_ *story, p *Policy) { p.RevisitAfter = 14 * civil.Day }},
		{name: "a part of a day is a day", story: "1-3 success", edit: func(s *story, _ *Policy) {
			s.attempt("me", window.Window{From: span(3, 5).From + 7*civil.Hour, To: span(3, 5).To}, ledger.Success)
		}, missed: "3-4"},
		{name: "with the first tick nothing", edit: func(s *story, _ *Policy) { *s = *newStory() }},
		{name: "a backfill has no horizon", edit: func(_ *story, p *Policy) { p.CatchUp = false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), tickPolicy()
			s.ledger.Add(ledger.Tick{Window: span(1, 9), At: noon.Add(-4 * 24 * time.Hour)})
			s.tell(c.story)
			if c.edit != nil {
				c.edit(s, p)
			}
			v := newView(&s.World)
			var missed []Piece
			if left := v.left(p); left != nil {
				for _, w := range left.Missed() {
					missed = append(missed, Piece{Subject: ledger.OfWindow(w)})
				}
			}
			if got := showAll(missed); got != c.missed {
				t.Errorf("missed %q, want %q", got, c.missed)
			}
			var kept []Piece
			for _, w := range v.tick(p).Kept {
				kept = append(kept, Piece{Subject: ledger.OfWindow(w)})
			}
			if got := showAll(kept); got != c.kept {
				t.Errorf("keeps %q, want %q", got, c.kept)
			}
			if got := show(v.tick(p).Window); got != "5-13" {
				t.Errorf("records %q", got)
			}
		})
	}
}

// A tick is recorded once, before it ends, whatever ends it; a dry run records none.
func TestATickIsRecorded(t *testing.T) {
	for _, c := range []struct {
		name, story string
		edit        func(*story, *Policy)
		want        string
	}{
		{"done", "5-13 success", nil, "tick 5-13"},
		{"recorded already", "5-13 success", func(s *story, p *Policy) { s.ledger.Add(ledger.Tick{Window: p.Request.Window, At: p.Started}) }, "stop done"},
		{"one pass", "5-13 ", func(_ *story, p *Policy) { p.Wait = false }, "tick 5-13"},
		{"what is left rests", "5-13 gather", nil, "tick 5-13"},
		{"the budget is spent", "5-13 ", func(_ *story, p *Policy) { p.Deadline = noon }, "tick 5-13"},
		{"a dry run", "5-13 gather", func(_ *story, p *Policy) { p.DryRun = true }, "stop dry-run"},
		{"more than allowed", "", func(s *story, p *Policy) { s.Fresh, p.MaxRuns = true, 1 }, "stop max-runs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), tickPolicy()
			s.tell(c.story)
			if c.edit != nil {
				c.edit(s, p)
			}
			if step := Decide(&s.World, noon, p).Step; describe(step) != c.want {
				t.Errorf("got %s, want %s", describe(step), c.want)
			}
		})
	}
}

// What leaves the horizon soon doesn't rest: it is halved, and each day is tried once in each tick.
func TestTheLastChance(t *testing.T) {
	for _, c := range []struct {
		name, story string
		chance      int // days before that day are at their last chance
		now, rest   string
	}{
		{"far from the edge it rests", "5-13 gather", 5, "", "5-13"},
		{"near it, it is halved", "5-13 gather", 7, "5-9", "9-13"},
		{"and again", "5-13 gather\n5-9 gather", 7, "5-7", "9-13 7-9"},
		{"down to a day", "5-13 gather\n5-9 gather\n5-7 gather", 7, "5-6 6-7", "9-13 7-9"},
		{"a day that a tick before tried", "5-6 gather\n6-13 success", 7, "5-6", ""},
		{"whose runner didn't come it stays whole", "5-13 runner", 7, "5-13", ""},
		{"whose answer was lost as well", "5-13 lost", 7, "5-13", ""},
		{"a whole that a tick before tried", "5-8 gather\n8-13 success", 9, "5-6 6-8", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), tickPolicy()
			s.tell(c.story)
			p.LastChance = civil.Date(2021, 1, c.chance)
			coverage := cover(newView(&s.World), p)
			var now, rest []Piece
			for _, piece := range coverage.Pending {
				if piece.NotBefore.After(noon) {
					rest = append(rest, piece)
				} else {
					now = append(now, piece)
				}
			}
			if showAll(now) != c.now || showAll(rest) != c.rest {
				t.Errorf("now %q, resting %q; want %q, %q", showAll(now), showAll(rest), c.now, c.rest)
			}
		})
	}
	s, p := newStory(), tickPolicy()
	s.tell("5-6 gather\n6-13 success")
	p.LastChance, p.Started = civil.Date(2021, 1, 9), noon.Add(-2*time.Hour)
	if pending := cover(newView(&s.World), p).Pending; len(pending) != 1 || !pending[0].NotBefore.After(noon) {
		t.Errorf("what was tried in this tick is tried again at once: %+v", pending)
	}
}

// Days older than revisit-after, here 14 days, count where a run began so long after them. It is the 31st of January, so they are
// those before the 17th.
func TestRevisits(t *testing.T) {
	for _, c := range []struct {
		name                        string
		attempts                    []string // "1-5 success 6": the window, the class, and the day on which it began
		pending, revisit, cancelled string
	}{
		{"never gathered", nil, "5-9 9-13 13-17", "", ""},
		{"gathered at once", []string{"5-17 success 18"}, "5-9 9-13 13-17", "5-17", ""},
		{"gathered late enough", []string{"5-17 success 31"}, "", "", ""},
		{"its first days late enough", []string{"5-17 success 18", "5-8 success 23"}, "8-12 12-16 16-17", "8-17", ""},
		{"what was never gathered goes with it", []string{"5-7 success 18"}, "5-9 9-13 13-17", "5-7", ""},
		{"what failed before it was gathered is no matter", []string{"5-9 gather 10", "5-9 gather 11", "5-17 success 18"}, "5-9 9-13 13-17", "5-17", ""},
		{"nor what a person cancelled before", []string{"5-9 person 10", "5-17 success 18"}, "5-9 9-13 13-17", "5-17", ""},
		{"the second look fails", []string{"5-17 success 18", "5-7 gather 30"}, "7-11 11-15 15-17 5-7", "5-17", ""},
		{"the second look is cancelled", []string{"5-17 success 18", "5-7 person 30"}, "7-11 11-15 15-17", "5-17", "5-7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, p := newStory(), tickPolicy()
			p.RevisitAfter, p.Request.Window = 14*civil.Day, span(5, 17)
			p.Started = time.Date(2021, 1, 31, 12, 0, 0, 0, time.UTC)
			for n, text := range c.attempts {
				var from, to, day int
				var class ledger.Class
				if _, err := fmt.Sscanf(text, "%d-%d %s %d", &from, &to, &class, &day); err != nil {
					t.Fatal(err)
				}
				key, at := ledger.Key{Subject: ledger.OfWindow(span(from, to)), Number: n + 1, Writer: "me"}, time.Date(2021, 1, day, 5, n, 0, 0, time.UTC)
				s.ledger.Add(ledger.Intent{Key: key, Workflow: lane, At: at}, ledger.Dispatched{Key: key, Run: int64(n + 1), At: at},
					ledger.Concluded{Key: key, RunAttempt: 1, Class: class, Created: at, At: at.Add(time.Hour)})
			}
			got := cover(newView(&s.World), p)
			var revisit []Piece
			for _, w := range got.Revisit.Days() {
				revisit = append(revisit, Piece{Subject: ledger.OfWindow(w)})
			}
			if showAll(got.Pending) != c.pending || showAll(revisit) != c.revisit || showAll(got.Cancelled) != c.cancelled {
				t.Errorf("pending %q, once more %q, cancelled %q; want %q, %q, %q", showAll(got.Pending), showAll(revisit), showAll(got.Cancelled), c.pending, c.revisit, c.cancelled)
			}
		})
	}
}
