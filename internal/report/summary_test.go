package report

// All summaries, with strangers' text wherever it comes in, and with more to say than there is room for.

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// summaries are all functions that make a summary, each with a stranger's text in all that strangers can write. Their
// addresses are on the web.
var summaries = map[string]func(text string) Summary{
	"Events": func(text string) Summary {
		place := event.Place{File: text, Line: 100, Column: 7}
		e := event.Event{At: place, JSON: []byte("{}"), Body: text, Sessions: []event.Session{{Video: "https://a.example/" + text}, {Video: "https://b.example/" + text}},
			Links: []event.Link{{Field: text, URI: "https://c.example/" + text}, {Field: "agenda_uri", URI: "http://d.example/" + text}}}
		return Events([]event.Event{e}, []event.Problem{{Place: place, Message: text, Hint: text}, {Place: place, Message: text, Warning: true}}, func(event.Event) string { return "new" })
	},
	"Changes": func(text string) Summary {
		return Changes([]EventChange{{Event: &event.Event{At: event.Place{File: text}, Bare: event.Bare{Who: text}}, State: "edited",
			Fields: []event.Change{{Field: text, Before: text, After: text, Stays: true}}}})
	},
	"Overview.Summary": func(text string) Summary {
		live, failed := strangersAttempt(1, text), strangersAttempt(2, text)
		c := &reconcile.Coverage{Live: []*ledger.Attempt{live}, Failed: []reconcile.Piece{{Subject: failed.Subject, Last: failed}}}
		s := OverviewOf(c, ledger.Request{Events: []string{live.Event, failed.Event}}, Names{Zone: time.UTC})
		s.Next = append(advice(&reconcile.Policy{}, reconcile.Result{Reason: reconcile.NoRunner, NoRunner: &reconcile.Lane{Last: failed}}, reconcile.Ending{}, Form),
			advice(&reconcile.Policy{}, reconcile.Result{Reason: reconcile.Continued, Continued: &workflow.Dispatched{URL: "https://e.example/" + text}}, reconcile.Ending{}, Form)...)
		return s.Summary()
	},
	"Overview.Missing": func(text string) Summary {
		failed := strangersAttempt(1, text)
		c := &reconcile.Coverage{Failed: []reconcile.Piece{{Subject: failed.Subject, Last: failed, Attempts: 3}}}
		s := OverviewOf(c, ledger.Request{Events: []string{failed.Event}}, Names{Zone: time.UTC})
		s.Next = advice(&reconcile.Policy{}, reconcile.Result{Reason: reconcile.NoRunner, NoRunner: &reconcile.Lane{Last: failed}}, reconcile.Ending{}, Form)
		return s.Missing()
	},
	"NotTold": func(text string) Summary {
		return slices.Concat(NotTold(errors.New(text)), NotTold(&workflow.Refused{Status: 403, Message: text}))
	},
	"Closing.Summary": func(text string) Summary {
		words := ledger.Words{Begin: text, End: text, Reprocess: text}
		return (&Closing{Policy: &reconcile.Policy{Closing: &reconcile.Closing{}, Zone: time.UTC}, State: &ledger.New().State, Requests: []ledger.Request{{ID: words.ID(1), Words: words}},
			Result: reconcile.Result{Decision: reconcile.Decision{Coverage: &reconcile.Coverage{}}}}).Summary()
	},
	"Dashboard.Summary": func(text string) Summary {
		failed := strangersAttempt(1, text)
		failed.Concluded.Class, failed.Concluded.RunAttempt = ledger.Gather, 1
		c := &reconcile.Coverage{Failed: []reconcile.Piece{{Subject: failed.Subject, Last: failed}}}
		r := ledger.Request{ID: text, Events: []string{failed.Event}}
		names := Names{Zone: time.UTC}
		return (&Dashboard{Repository: text, Requests: []RequestStanding{{Overview: OverviewOf(c, r, names), Request: r, State: standsOpen}}, Last: []*ledger.Attempt{failed}, names: names}).Summary()
	},
	"GapsSummary":       func(text string) Summary { return GapsSummary(strangersGaps(text)) },
	"MissedSummary":     func(text string) Summary { return MissedSummary(strangersGaps(text)) },
	"Failure":           func(text string) Summary { return Failure([]Problem{{text, text, text}, {"", text, ""}}) },
	"Plan":              func(string) Summary { return Plan(window.Window{}, nil) },
	"Said":              func(string) Summary { return Said("ours\n") },
	"Verdict.Summary":   func(text string) Summary { return Verdict{Repository: "a/" + text, Mode: "backfill"}.Summary() },
	"Overview.Footnote": func(string) Summary { return (&Overview{Requests: "ours"}).Footnote() },
}

func strangersAttempt(n int, text string) *ledger.Attempt {
	a := &ledger.Attempt{Key: ledger.Key{Subject: ledger.OfEvent(strings.Repeat(fmt.Sprint(n), 64)), Number: 1}}
	a.Intent.About = ledger.About{File: text, Body: text, Start: time.Date(2021, 3, 9, 0, 0, 0, 0, time.UTC)}
	a.Dispatched.URL = "https://a.example/" + text
	a.Concluded.Reason = text
	return a
}

func strangersGaps(text string) []Gap {
	w := window.Window{From: june(1), To: june(2)}
	return []Gap{{Window: w, Last: strangersAttempt(1, text)},
		{Window: w, Cause: schedule.Cause{Kind: schedule.RunFailed, Run: workflow.Run{Conclusion: text, URL: "https://a.example/" + text}}}}
}

// Whatever a stranger writes, a summary has the same elements, and GitHub finds nothing more in it.
func TestStrangersTextIsInertInEverySummary(t *testing.T) {
	elements := func(rendered string) (names []string) {
		for _, tag := range tag.FindAllString(rendered, -1) {
			if name := strings.Fields(tag)[0]; name != "<!--" {
				names = append(names, strings.TrimSuffix(name, ">"))
			}
		}
		return names
	}
	for name, make := range summaries {
		t.Run(name, func(t *testing.T) {
			reference := byGoldmark(t, make(word).Markdown(1<<20))
			want := elements(reference)
			for _, text := range hostile {
				rendered := byGoldmark(t, make(text).Markdown(1<<20))
				if d := cmp.Diff(want, elements(rendered)); d != "" {
					t.Errorf("%q: (-want +got):\n%s\n%s", text, d, rendered)
				}
				if f := found(rendered); !slices.Equal(f, found(reference)) {
					t.Errorf("%q: GitHub finds %s in %s", text, f, rendered)
				}
			}
		})
	}
}

// A new summary is tested, too.
func TestEverySummaryIsTested(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || f.Type.Results == nil || fmt.Sprint(f.Type.Results.List[0].Type) != "Summary" {
				continue
			}
			name := f.Name.Name
			if f.Recv != nil {
				receiver := f.Recv.List[0].Type
				if star, ok := receiver.(*ast.StarExpr); ok {
					receiver = star.X
				}
				name = fmt.Sprint(receiver) + "." + name
			}
			if summaries[name] == nil {
				t.Errorf("%s is not in the table above", name)
			}
		}
	}
}

// crowd are more rows than have room, of every kind, by the functions that make them.
var crowd = map[string]struct {
	summary func() Summary
	shown   []string // what must be there, however little room there is
	thing   string
	rows    int    // in all
	row     string // what one begins with
}{
	"6,000 events": {thing: "event", rows: 6000, row: "| Full Council |", shown: []string{"Events: 6000. Errors: 0. Warnings: 0.\n"}, summary: func() Summary {
		return Events(slices.Repeat([]event.Event{longEvent()}, 6000), nil, func(event.Event) string { return "new" })
	}},
	"thousands of problems": {thing: "problem", rows: 9000, row: "| events/", shown: []string{"Errors: 3000. Warnings: 6000.\n", "| error | wrong"}, summary: func() Summary {
		var problems []event.Problem
		for i := range 9000 {
			problems = append(problems, event.Problem{Place: event.Place{File: "events/" + strings.Repeat("@", 40)}, Message: "wrong", Warning: i%3 < 2})
		}
		return Events([]event.Event{longEvent()}, problems, func(event.Event) string { return "new" })
	}},
	"thousands of changes": {thing: "change", rows: 5000, row: "- events/", summary: func() Summary {
		fields := slices.Repeat([]event.Change{{Field: "agenda_uri", Before: strings.Repeat("<", 200), After: strings.Repeat("é", 200)}}, 100)
		return Changes(slices.Repeat([]EventChange{{Event: &event.Event{At: event.Place{File: "events/a.yml"}}, State: "edited", Fields: fields}}, 5000))
	}},
	"36,500 windows": {thing: "window", rows: 36_500, row: "| 2", shown: []string{"- 2099-12-06: failed", "What to do next"}, summary: func() Summary {
		c := &reconcile.Coverage{}
		for day := range 36_500 {
			w := window.Window{From: civil.Date(2000, 1, 1+day), To: civil.Date(2000, 1, 2+day)}
			if day == 36_499 {
				c.Failed = append(c.Failed, reconcile.Piece{Subject: ledger.OfWindow(w)})
			} else {
				c.Pending = append(c.Pending, reconcile.Piece{Subject: ledger.OfWindow(w)})
			}
		}
		s := OverviewOf(c, ledger.Request{Window: window.Window{From: civil.Date(2000, 1, 1), To: civil.Date(2099, 12, 7)}}, Names{Zone: time.UTC})
		s.Next = NeedsPerson(c, ledger.Request{}, Form)
		return s.Summary()
	}},
	"thousands of failed windows": {thing: "missing window", rows: 20_000, row: "- 2", summary: func() Summary {
		c := &reconcile.Coverage{}
		for day := range 20_000 {
			a := strangersAttempt(1, "because of https://a.example")
			c.Failed = append(c.Failed, reconcile.Piece{Subject: ledger.OfWindow(window.Window{From: civil.Date(2000, 1, 1+day), To: civil.Date(2000, 1, 2+day)}), Last: a})
		}
		return OverviewOf(c, ledger.Request{Window: window.Window{From: civil.Date(2000, 1, 1), To: civil.Date(2060, 1, 1)}}, Names{Zone: time.UTC}).Summary()
	}},
	"thousands of requests": {thing: "request", rows: 8000, row: "### 2", shown: []string{"- 2021-03-02: failed"}, summary: func() (s Summary) {
		for n := range 8000 {
			c := &reconcile.Coverage{Pending: slices.Repeat([]reconcile.Piece{{Subject: ledger.OfWindow(window.Window{From: june(1), To: june(2)})}}, 9)}
			if n == 7999 {
				c.Failed = []reconcile.Piece{{Subject: ledger.OfWindow(window.Window{From: civil.Date(2021, 3, 2), To: civil.Date(2021, 3, 3)})}}
			}
			s = append(s, OverviewOf(c, ledger.Request{Window: window.Window{From: june(1), To: june(2)}}, Names{Zone: time.UTC}).Summary()...)
		}
		return s
	}},
	"thousands of closed requests": {thing: "request", rows: 20_000, row: "- request", shown: []string{"> A person closed this request."}, summary: func() Summary {
		words := ledger.Words{Begin: "2021-01-01", End: "2022-01-01", Reprocess: "missing"}
		return (&Closing{Policy: &reconcile.Policy{Closing: &reconcile.Closing{}, Zone: time.UTC}, State: &ledger.New().State, Requests: slices.Repeat([]ledger.Request{{ID: words.ID(1), Words: words}}, 20_000),
			Result: reconcile.Result{Decision: reconcile.Decision{Coverage: &reconcile.Coverage{}}}}).Summary()
	}},
	"thousands of problems of inputs": {thing: "problem", rows: 20_000, row: "- begin", summary: func() Summary {
		return Failure(slices.Repeat([]Problem{{"begin", "not a date, and nothing else that is known here", "write 2021-03-09"}}, 20_000))
	}},
	"thousands of gaps":           {thing: "gap", rows: 20_000, row: "- 2021", summary: func() Summary { return GapsSummary(slices.Repeat(strangersGaps("@name"), 10_000)) }},
	"thousands of gaps that left": {thing: "gap", rows: 20_000, row: "> The gap 2021", summary: func() Summary { return MissedSummary(slices.Repeat(strangersGaps("@name"), 10_000)) }},
}

func longEvent() event.Event {
	e := event.Event{At: event.Place{File: "events/" + strings.Repeat("x", 100) + ".yml"}, JSON: []byte("{}"), Body: "Full Council"}
	for n := range 5 {
		e.Sessions = append(e.Sessions, event.Session{Video: fmt.Sprintf("https://a.example/%0100d", n)})
	}
	return e
}

// However much there is to say, a summary fits, ends with a whole row, and counts what it doesn't show. What needs a person
// is there.
func TestASummaryFitsAndCountsWhatItLeavesOut(t *testing.T) {
	for name, c := range crowd {
		t.Run(name, func(t *testing.T) {
			for _, room := range []int{1 << 20, 64 << 10} {
				text := c.summary().Markdown(room)
				shown, hidden := strings.Count("\n"+text, "\n"+c.row), 0
				for line := range strings.Lines(text) {
					var n int
					if _, err := fmt.Sscanf(line, "Not shown: %d "+c.thing, &n); err == nil {
						hidden += n
					}
				}
				if len(text) > room || shown == 0 || hidden == 0 || shown+hidden != c.rows {
					t.Errorf("%d bytes for %d: %d rows shown and %d counted of %d", len(text), room, shown, hidden, c.rows)
				}
				for _, want := range c.shown {
					if !strings.Contains(text, want) {
						t.Errorf("%d bytes without %q", room, want)
					}
				}
			}
		})
	}
}

// However little room there is, nothing is longer.
func TestASummaryFitsIntoAnyRoom(t *testing.T) {
	s := slices.Concat(summaries["Events"]("@a"), summaries["Overview.Summary"]("#1"), summaries["MissedSummary"]("x"), Failure([]Problem{{"a", "b", ""}}))
	whole := s.Markdown(1 << 20)
	if strings.Contains(whole, "Not shown") {
		t.Errorf("there is room for all of it: %s", whole)
	}
	for room := range len(whole) + 2000 {
		if text := s.Markdown(room - 1); len(text) > max(0, room-1) {
			t.Fatalf("%d bytes for %d", len(text), room-1)
		}
	}
}

// One row that is too long, as a stranger may make it, hides no other one.
func TestALongRowHidesNoOther(t *testing.T) {
	problems := []Problem{{"a", strings.Repeat("@", 1<<20), ""}, {"b", "wrong", ""}}
	if got, want := Failure(problems).Markdown(1<<20), "### This step failed\n\n- b: wrong\n\nNot shown: 1 problem more.\n"; got != want {
		t.Errorf("%d bytes, %.200q", len(got), got)
	}
}

// Needing nobody, a thing can wait: what needs a person is shown before it, wherever it stands.
func TestWhatNeedsAPersonIsShownFirst(t *testing.T) {
	s := Summary{
		{head: "fine\n", thing: "window", rows: 9, row: func(int) string { return "- fine\n" }},
		{head: "bad\n", name: "request", thing: "window", rows: 2, urgent: 1, row: func(i int) string { return fmt.Sprintf("- bad %d\n", i) }},
	}
	for room, want := range map[int]string{
		2 * longestCount:                         "\nNot shown: 9 windows more.\n\nNot shown: 1 request more.\n",
		len("bad\n\n- bad 0\n") + 3*longestCount: "bad\n- bad 0\n\nNot shown: 1 window more.\n\nNot shown: 9 windows more.\n",
		len("fine\n\n- fine\n- fine\nbad\n\n- bad 0\n") + 4*longestCount: "fine\n- fine\n- fine\n\nNot shown: 7 windows more.\n\nbad\n- bad 0\n\nNot shown: 1 window more.\n",
	} {
		if d := cmp.Diff(want, s.Markdown(room)); d != "" {
			t.Errorf("%d bytes (-want +got):\n%s", room, d)
		}
	}
}

// The log is no Markdown: there the same sentence has a stranger's text as it is.
func TestAdviceInALogIsNotEscaped(t *testing.T) {
	failed := strangersAttempt(1, "no runner for [a, b]")
	got := advice(&reconcile.Policy{}, reconcile.Result{Reason: reconcile.NoRunner, NoRunner: &reconcile.Lane{Last: failed}}, reconcile.Ending{}, Form)
	if text := got[0].Text; !strings.Contains(text, ": no runner for [a, b]. ") {
		t.Error(text)
	}
}
