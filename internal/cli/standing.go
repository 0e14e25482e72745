package cli

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// stand is how a request stands, as a report shows it.
func stand(c *reconcile.Coverage, loop *reconcile.Loop) *report.Standing {
	state, p := &loop.Ledger.State, &loop.Policy
	s := standOf(c, p.Request)
	for _, a := range state.Attempts() {
		if left(a, p.Writer) {
			s.Attempts++
			s.RunTime += time.Duration(a.Concluded.Minutes * float64(time.Minute))
			if a.Concluded.Class == reconcile.LostResponse {
				s.Lost++
			}
		}
	}
	if s.Lost > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("GitHub's answer to a dispatch was lost (times: %d); what it was for is sent again, and may be gathered twice.", s.Lost))
	}
	return s
}

// left says whether a writer's attempt left, as far as anybody knows.
func left(a *ledger.Attempt, writer string) bool {
	return a.Writer == writer && a.Concluded.Class != reconcile.Lapsed
}

// standOf is how a request stands, whoever gathered it.
func standOf(c *reconcile.Coverage, r ledger.Request) *report.Standing {
	var pending civil.Time
	for _, piece := range c.Pending {
		pending += piece.Length()
	}
	return &report.Standing{Request: r.ID, Window: r.Window, Covered: c.Covered.Length(), Rows: rows(c), Estimate: c.Rate.Estimate(pending)}
}

// rows are the windows of a request, by time.
func rows(c *reconcile.Coverage) []report.Row {
	var all []report.Row
	add := func(w window.Window, s report.State, a *ledger.Attempt) {
		row := report.Row{Window: w, State: s}
		if a != nil {
			row.Attempts = a.Number()
			row.Minutes, row.URL, row.Reason = a.Concluded.Minutes, a.Dispatched.URL, a.Concluded.Reason
		}
		all = append(all, row)
	}
	for _, a := range c.Gathered {
		add(a.Window, report.Covered, a)
	}
	for _, a := range c.Running {
		add(a.Window, report.InFlight, a)
	}
	for _, group := range []struct {
		pieces []reconcile.Piece
		state  report.State
	}{{c.Pending, report.Pending}, {c.GivenUp, report.GivenUp}, {c.Left, report.Left}} {
		for _, piece := range group.pieces {
			add(piece.Window, group.state, piece.Last)
			all[len(all)-1].Attempts = piece.Attempts
		}
	}
	slices.SortStableFunc(all, func(a, b report.Row) int { return cmp.Compare(a.Window.From, b.Window.From) })
	return all
}

// factLine is what the log says of a fact, or empty.
func factLine(f ledger.Fact, state *ledger.State) string {
	switch f := f.(type) {
	case ledger.Dispatched:
		a := state.Attempt(f.Key)
		return fmt.Sprintf("sent        %s  %s", title(a), f.URL)
	case ledger.Concluded:
		a := state.Attempt(f.Key)
		took := ""
		if f.Minutes > 0 {
			took = " in " + report.Took(time.Duration(f.Minutes*float64(time.Minute)))
		}
		switch f.Class {
		case ledger.Success:
			return fmt.Sprintf("gathered    %s%s", title(a), took)
		case reconcile.Lapsed:
			return fmt.Sprintf("not sent    %s", title(a))
		case string(workflow.TimeLimit):
			return fmt.Sprintf("time limit  %s: %s  %s", title(a), f.Reason, a.Dispatched.URL)
		}
		return fmt.Sprintf("%-10s  %s%s: %s  %s", f.Class, title(a), took, f.Reason, a.Dispatched.URL)
	}
	return ""
}

// title is an attempt's window, with its number where it isn't the first.
func title(a *ledger.Attempt) string {
	if n := a.Number(); n > 1 {
		return fmt.Sprintf("%s (attempt %d)", report.Days(a.Window), n)
	}
	return report.Days(a.Window)
}
