// Package report has all the words that people read about a run of the step: lines of the log, the final report, the
// summary of a workflow's step, and what to do next. It makes text from what the other packages found; it decides nothing
// and has no effects.
package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
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
	Standing  Standing
	Days      []Day // of a request for an interval
	Rows      []Row
	Attempts  int // dispatched by this run of the step
	RunTime   time.Duration
	Elapsed   time.Duration
	Simulated bool
	Estimate  time.Duration // of run time still needed; 0 where nothing is known
	Next      []Sentence    // what to do next
	Notes     []string
	Requests  string // to GitHub, in a sentence: a footnote
	Dashboard string // the address of the page that shows how everything stands; empty where there is none
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
			fmt.Fprintln(&out, strings.TrimSuffix(fmt.Sprintf("%s: %s after %s: %s, %s", r.State, r.Title, Count(r.Attempts, "attempt"), strings.TrimSuffix(r.Reason, "."), r.URL), ", "))
		}
	}
	for _, r := range s.Rows {
		if r.Empty {
			fmt.Fprintf(&out, "0 events: %s found none, its neighbours found some. Check whether the scraper saw it: %s\n", r.Title, r.URL)
		}
	}
	for _, note := range slices.Concat(s.Notes, s.requests()) {
		fmt.Fprintf(&out, "note: %s\n", note)
	}
	for _, next := range s.Next {
		fmt.Fprintf(&out, "next: %s\n", next.Text)
	}
	return out.String()
}

// Summary is the summary of a workflow's step: what is missing, what to do next, a calendar, and a table of everything.
func (s *Overview) Summary() Summary {
	var notes strings.Builder
	for _, note := range s.Notes {
		fmt.Fprintf(&notes, "\n> %s\n", note)
	}
	all := Summary{s.missing(s.Totals())}
	if text := Months(s.Days) + notes.String(); text != "" {
		all = append(all, part{head: text})
	}
	if len(s.Rows) > 0 {
		all = append(all, s.table())
	}
	return all
}

// Footnote is where there is more to see, and what only the curious read; empty without either.
func (s *Overview) Footnote() (all Summary) {
	if s.Dashboard != "" {
		all = append(all, Said("How everything stands: %s\n", link("the dashboard", s.Dashboard))...)
	}
	if s.Requests != "" {
		all = append(all, Said("<sub>%s</sub>\n", s.Requests)...)
	}
	return all
}

func (s *Overview) requests() []string {
	if s.Requests == "" {
		return nil
	}
	return []string{s.Requests}
}

// missing is how the request stands, with what is not done, and what to do next.
func (s *Overview) missing(standing string) part {
	urgent, rest := s.needPerson(), s.undone()
	rows := slices.Concat(urgent, rest)
	p := part{head: fmt.Sprintf("### %s\n\n%s\n", Inert(s.Title), standing), name: "request", thing: "missing " + s.Thing,
		rows: len(rows), urgent: len(urgent), row: func(i int) string { return rows[i].line() }}
	if len(rows) > 0 {
		p.head += "\n**Still missing**\n\n"
	}
	if len(s.Next) > 0 {
		p.foot = "\n**What to do next**\n\n"
		for _, next := range s.Next {
			p.foot += fmt.Sprintf("- %s\n", next.Markdown)
		}
	}
	return p
}

// needPerson are the rows that no run gathers by itself.
func (s *Overview) needPerson() (all []Row) {
	for _, r := range s.Rows {
		if r.State == Failed || r.State == Cancelled {
			all = append(all, r)
		}
	}
	return all
}

// undone are the other rows that are not done. Windows that follow one another and were never tried are one.
func (s *Overview) undone() (all []Row) {
	for _, r := range s.Rows {
		if r.State != InFlight && r.State != Pending {
			continue
		}
		if n := len(all); n > 0 && all[n-1].leadsTo(&r) {
			all[n-1].subject.To = r.subject.To
			all[n-1].Title = Days(all[n-1].subject.Window)
			continue
		}
		all = append(all, r)
	}
	return all
}

// leadsTo says whether the windows of two rows were never tried, and the second follows the first.
func (r *Row) leadsTo(next *Row) bool {
	return r.Attempts+next.Attempts == 0 && r.State == next.State && r.Now == next.Now &&
		!r.subject.IsEvent() && r.subject.To > r.subject.From && r.subject.To == next.subject.From
}

// line is a row in the list of what is missing.
func (r Row) line() string {
	text := fmt.Sprintf("- %s: %s", Inert(r.Title), r.shown())
	if run := r.link(r.Title); run != "" {
		text += ", " + run
	}
	return text + "\n"
}

// mostRuns is how many runs an annotation names.
const mostRuns = 10

// Links are the last runs of what needs a person, for an annotation: a line each.
func (s *Overview) Links() (lines []string) {
	all := s.needPerson()
	for _, r := range all[:min(len(all), mostRuns)] {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%s: %s %s", r.State, r.Title, r.URL), " "))
	}
	if more := len(all) - mostRuns; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return lines
}

// table is all rows, folded.
func (s *Overview) table() part {
	minutes, found, known := 0.0, 0, false
	for _, r := range s.Rows {
		minutes += r.Minutes
		if r.Found != nil {
			found, known = found+*r.Found, true
		}
	}
	title := Count(len(s.Rows), s.Thing)
	if slices.ContainsFunc(s.Rows, func(r Row) bool { return r.Attempts > 0 }) {
		title = "Last runs of " + title
	}
	if minutes > 0 {
		title += ": " + Hours(time.Duration(minutes*float64(time.Minute))) + " in total"
	}
	if known && s.Thing == thingWindow {
		title += ", " + Count(found, "event") + " found"
	}
	head := fmt.Sprintf("<details><summary>%s</summary>\n\n| %s | state | attempts | minutes |%s run |\n|---|---|--:|--:|%s---|\n",
		title, s.Thing, s.ofWindows(" events |"), s.ofWindows("--:|"))
	return part{head: head, foot: "\n</details>\n", name: "table", thing: s.Thing, rows: len(s.Rows),
		row: func(i int) string { return s.row(s.Rows[i]) }}
}

func (s *Overview) row(r Row) string {
	title := r.name()
	return fmt.Sprintf("| %s | %s | %d | %s |%s %s |\n", Inert(title), r.shown(), r.Attempts, r.minutes(), s.ofWindows(" "+r.found()+" |"), r.link(title))
}

// name is what a row is called in a cell of a table. The name of a file stays as people copy it.
func (r Row) name() string {
	if r.subject.IsEvent() {
		return r.Title
	}
	return unbroken(r.Title)
}

// dates are found in a cell of a table.
var dates = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)

// unbroken is text whose dates a browser doesn't break into lines. Their hyphens look the same.
func unbroken(text string) string { return dates.ReplaceAllString(text, "$1\u2011$2\u2011$3") }

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
func (r Row) link(title string) (text string) {
	if r.URL != "" {
		text = link(fmt.Sprintf("run %s, attempt %d", title, r.Attempts), r.URL)
	}
	if r.State == Covered || r.State == Ingested || r.Reason == "" {
		return text
	}
	if text != "" {
		text += ": "
	}
	return text + Inert(r.Reason)
}
