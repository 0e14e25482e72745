// Package report has all the words that people read about a run of the step: lines of the log, the final report, the
// summary of a workflow's step, and what to do next. It makes text from what the other packages found; it decides nothing
// and has no effects.
package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// State is what became of a window, or of an event.
type State string

// The states of windows and events.
const (
	Covered   State = "covered"  // of a window
	Ingested  State = "ingested" // of an event
	InFlight  State = "in flight"
	Pending   State = "pending"
	Failed    State = "failed"    // tried as often as allowed
	Cancelled State = "cancelled" // by a person
)

// Row is one window, or one event.
type Row struct {
	Title    string
	State    State
	Attempts int
	Minutes  float64 // of the last attempt's gather job
	URL      string  // of the last attempt's run
	Reason   string  // why it ended so
	Found    *int    // events that its log says were found; nil where nothing says it
	Empty    bool    // it found none, unlike its neighbours
	Now      bool    // of a dry run: it would be sent now
	subject  ledger.Subject
}

// Overview is how a request stands.
type Overview struct {
	Title     string // what was asked for
	Progress  string // how much of it is done, such as "3 of 7 days covered"
	Thing     string // what a row is: window, event
	Rows      []Row
	Attempts  int // dispatched by this run of the step
	RunTime   time.Duration
	Elapsed   time.Duration
	Simulated bool
	Estimate  time.Duration // of run time still needed; 0 where nothing is known
	Next      []Sentence    // what to do next
	Notes     []string
}

// Count is the number of windows in a state.
func (s *Overview) Count(state State) int {
	n := 0
	for _, r := range s.Rows {
		if r.State == state {
			n++
		}
	}
	return n
}

// Totals is how the request stands, in one sentence.
func (s *Overview) Totals() string {
	var out strings.Builder
	out.WriteString(s.Progress)
	for _, state := range []State{InFlight, Pending, Failed, Cancelled} {
		if n := s.Count(state); n > 0 {
			fmt.Fprintf(&out, ", %s %s", Count(n, s.Thing), state)
		}
	}
	if s.Attempts > 0 {
		fmt.Fprintf(&out, "; %s sent", Count(s.Attempts, "run"))
	}
	if s.RunTime > 0 {
		fmt.Fprintf(&out, ", %s", Hours(s.RunTime))
	}
	if s.Estimate > 0 {
		fmt.Fprintf(&out, "; about %s to go", Hours(s.Estimate))
	}
	return out.String() + "."
}

// Text is the end of a log: the totals, what needs a person, and what to do next.
func (s *Overview) Text() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s\n", s.Title, s.Totals())
	if s.Simulated {
		fmt.Fprintf(&out, "simulated: %.1f days elapsed, %s\n", s.Elapsed.Hours()/24, Hours(s.RunTime))
	}
	for _, r := range s.Rows {
		if r.State == Failed || r.State == Cancelled {
			fmt.Fprintf(&out, "%s: %s after %s: %s %s\n", r.State, r.Title, Count(r.Attempts, "attempt"), r.Reason, r.URL)
		}
	}
	for _, r := range s.Rows {
		if r.Empty {
			fmt.Fprintf(&out, "0 events: %s found none, its neighbours found some. Check whether the scraper saw it: %s\n", r.Title, r.URL)
		}
	}
	for _, note := range s.Notes {
		fmt.Fprintf(&out, "note: %s\n", note)
	}
	for _, next := range s.Next {
		fmt.Fprintf(&out, "next: %s\n", next.Text)
	}
	return out.String()
}

// Summary is the summary of a workflow's step.
func (s *Overview) Summary() Summary {
	var head strings.Builder
	fmt.Fprintf(&head, "### %s\n\n%s\n", Inert(s.Title), s.Totals())
	if len(s.Next) > 0 {
		head.WriteString("\n**What to do next**\n\n")
		for _, next := range s.Next {
			fmt.Fprintf(&head, "- %s\n", next.Markdown)
		}
	}
	for _, note := range s.Notes {
		fmt.Fprintf(&head, "\n> %s\n", note)
	}
	if len(s.Rows) > 0 {
		fmt.Fprintf(&head, "\n| %s | state | attempts | minutes |%s run |\n|---|---|--:|--:|%s---|\n", s.Thing, s.ofWindows(" events |"), s.ofWindows("--:|"))
	}
	rows := needsPersonFirst(s.Rows)
	return Summary{{head: head.String(), name: "request", thing: s.Thing, rows: len(rows), urgent: s.Count(Failed) + s.Count(Cancelled),
		row: func(i int) string { return s.row(rows[i]) }}}
}

func (s *Overview) row(r Row) string {
	return fmt.Sprintf("| %s | %s | %d | %s |%s %s |\n", Inert(r.Title), r.shown(), r.Attempts, r.minutes(), s.ofWindows(" "+r.found()+" |"), r.link())
}

// ofWindows is the part of a table that only windows have.
func (s *Overview) ofWindows(part string) string {
	if s.Thing == thingWindow {
		return part
	}
	return ""
}

func (r Row) minutes() string {
	if r.Minutes > 0 {
		return fmt.Sprintf("%.0f", r.Minutes)
	}
	return ""
}

// found is how many events the pipeline found, as far as its log says it.
func (r Row) found() string {
	switch {
	case r.Found == nil:
		return ""
	case r.Empty:
		return "**0 events**"
	}
	return fmt.Sprint(*r.Found)
}

// link leads to the run, with the reason where it did not succeed.
func (r Row) link() (text string) {
	if r.URL != "" {
		text = link("run", r.URL)
	}
	if r.State != Covered && r.State != Ingested && r.Reason != "" {
		text += " " + Inert(r.Reason)
	}
	return text
}

// needsPersonFirst are the rows with those that need a person before the others.
func needsPersonFirst(rows []Row) []Row {
	var first, rest []Row
	for _, r := range rows {
		if r.State == Failed || r.State == Cancelled {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(first, rest...)
}
