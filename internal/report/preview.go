package report

// What a dry run shows: each window or event with its state, and which would be sent now.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// preview marks what would be sent now, and adds what runs of others cover.
func (s *Overview) preview(step Step) {
	c := step.Result.Coverage
	for i, row := range s.Rows {
		s.Rows[i].Now = row.State == Pending && slices.ContainsFunc(step.Result.Next, func(p reconcile.Piece) bool { return p.Subject == row.subject })
	}
	var ours []window.Window
	for _, a := range c.Successes {
		ours = append(ours, a.Window)
	}
	for _, w := range c.Covered.Minus(window.Of(ours...)) {
		if w.From, w.To = w.From.Ceil(), w.To.Floor(); !w.Empty() {
			s.Rows = append(s.Rows, Row{Title: Days(w) + " by runs of others", State: Covered, subject: ledger.OfWindow(w)})
		}
	}
	slices.SortStableFunc(s.Rows, func(a, b Row) int { return cmp.Compare(a.subject.From, b.subject.From) })
	s.Notes = append(s.Notes, revisitNote(c, step.Policy)...)
}

// revisitNote says what it costs to gather days once more.
func revisitNote(c *reconcile.Coverage, p *reconcile.Policy) []string {
	if p.RevisitAfter == 0 {
		return nil
	}
	runs, days := 0, civil.Time(0)
	for _, piece := range c.Pending {
		if len(c.Revisit.Within(piece.Window)) > 0 {
			runs, days = runs+1, days+piece.Length()
		}
	}
	note := fmt.Sprintf("To gather days once more, %s would leave for %s", Count(runs, "run"), Length(days))
	if cost := c.Rate.Estimate(days); cost > 0 {
		note += fmt.Sprintf(", about %s", Hours(cost))
	}
	return []string{note + "; on a daily schedule it is about one run a day."}
}

// Preview are the lines of a dry run: each window or event with its state.
func (s *Overview) Preview() (lines []string) {
	for _, row := range s.Rows[:min(len(s.Rows), mostRows)] {
		lines = append(lines, fmt.Sprintf("%-11s %s", row.shown(), row.Title))
	}
	if hidden := len(s.Rows) - mostRows; hidden > 0 {
		lines = append(lines, fmt.Sprintf("%s more", Count(hidden, s.Thing)))
	}
	return lines
}

// shown is the state of a row; in a dry run it says which would be sent now.
func (r *Row) shown() string {
	if r.Now {
		return "would send"
	}
	return string(r.State)
}

// Plan is the summary of a plan: its windows.
func Plan(w window.Window, windows []window.Window) Summary {
	return Summary{{head: fmt.Sprintf("### %s of %s\n\nThe output `windows` lists them.\n\n| | window | length |\n|--:|---|---|\n", Count(len(windows), thingWindow), Days(w)),
		thing: thingWindow, rows: len(windows), row: func(i int) string {
			return fmt.Sprintf("| %d | %s | %s |\n", i+1, unbroken(Days(windows[i])), Length(windows[i].Length()))
		}}}
}

// Planned is what the verdict of a plan says.
func Planned(w window.Window, windows []window.Window) Standing {
	return Standing{Said: fmt.Sprintf("%s would gather %s", Count(len(windows), thingWindow), Length(w.Length()))}
}
