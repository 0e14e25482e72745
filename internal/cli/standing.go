package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// stand is how the request stands after a step, as a report shows it.
func (st *station) stand(result reconcile.Result) *report.Standing {
	p := &st.policy
	s := standOf(result.Coverage, p.Request, st.name)
	lost := 0
	for _, a := range st.memory.Attempts() {
		if left(a, p.Writer) {
			s.Attempts++
			s.RunTime += time.Duration(a.Concluded.Minutes * float64(time.Minute))
		}
		if a.Concluded.Class == reconcile.LostResponse && !a.Concluded.At.Before(p.Started) {
			lost++
		}
	}
	if lost > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("GitHub's answer to a dispatch was lost (times: %d); what it was for is sent again, and may be gathered twice.", lost))
	}
	if c := result.Coverage; len(c.Pending) > 0 && len(c.Running) == 0 && c.Free <= 0 {
		s.Notes = append(s.Notes, "Other runs hold every slot.")
	}
	s.Elapsed, s.Simulated = st.client.Now().Sub(p.Started), st.github != nil
	usage := st.client.Usage()
	if usage.Waited > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("GitHub's rate limits held it up for %s.", report.Took(usage.Waited)))
	}
	if usage.Limit > 0 && !s.Simulated {
		s.Notes = append(s.Notes, fmt.Sprintf("GitHub was asked %d times (%d more were free); %d of %d requests an hour are left.", usage.Requests, usage.NotModified, usage.Remaining, usage.Limit))
	}
	if result.Reason == reconcile.Planned && !result.Coverage.Rate.Known() && len(result.Coverage.Pending) > 0 && len(p.Request.Events) == 0 {
		s.Notes = append(s.Notes, "No estimate of run hours: nothing was gathered yet that could be measured.")
	}
	return s
}

// left says whether a writer's attempt left, as far as anybody knows.
func left(a *ledger.Attempt, writer string) bool {
	return a.Writer == writer && a.Concluded.Class != reconcile.Lapsed
}

// name is what people call a subject.
func (st *station) name(s ledger.Subject, about ledger.About) string {
	if known, ok := st.policy.Events[s.Event]; ok {
		about = known.About
	}
	return subjectName(s, about, st.policy.Zone)
}

// subjectName is a window's days, or an event's file, body and day: of what strangers write no more than a line of a log
// takes, and nothing that would end it.
func subjectName(s ledger.Subject, about ledger.About, zone *time.Location) string {
	switch {
	case s.Event == "":
		return report.Days(s.Window)
	case about.File == "":
		return "event " + s.Event[:12]
	}
	return fmt.Sprintf("%s (%s, %s)", printable(about.File), printable(about.Body), about.Start.In(zone).Format("2006-01-02"))
}

// printable is the beginning of a text by strangers, fit for a line of the log.
func printable(text string) string { return safetext.Escape(text, 80) }

// standOf is how a request stands, whoever gathered it.
func standOf(c *reconcile.Coverage, r ledger.Request, name func(ledger.Subject, ledger.About) string) *report.Standing {
	s := &report.Standing{Rows: rows(c, name), Thing: thing(r)}
	if len(r.Events) > 0 {
		s.Title = report.Count(len(r.Events), "special event")
		s.Progress = fmt.Sprintf("%d of %d ingested", len(c.Gathered), len(r.Events))
		return s
	}
	s.Title = report.Days(r.Window)
	s.Progress = report.OfDays(c.Covered.Length(), r.Window.Length())
	var pending civil.Time
	for _, piece := range c.Pending {
		pending += piece.Length()
	}
	s.Estimate = c.Rate.Estimate(pending)
	return s
}

// done is the state of what a run gathered that succeeded.
func done(s ledger.Subject) report.State {
	if s.Event != "" {
		return report.Ingested
	}
	return report.Covered
}

// thing is what a request is made of.
func thing(r ledger.Request) string {
	if len(r.Events) > 0 {
		return "event"
	}
	return "window"
}

// rows are the windows or events of a request, by time.
func rows(c *reconcile.Coverage, name func(ledger.Subject, ledger.About) string) []report.Row {
	type placed struct {
		from civil.Time
		report.Row
	}
	var all []placed
	add := func(subject ledger.Subject, s report.State, a *ledger.Attempt, attempts int) {
		row := report.Row{State: s, Attempts: attempts}
		var about ledger.About
		if a != nil {
			row.Minutes, row.URL, row.Reason = a.Concluded.Minutes, a.Dispatched.URL, a.Concluded.Reason
			about = a.Intent.About
		}
		row.Title = name(subject, about)
		all = append(all, placed{subject.From, row})
	}
	for _, a := range c.Gathered {
		add(a.Subject, done(a.Subject), a, a.Number())
	}
	for _, a := range c.Running {
		add(a.Subject, report.InFlight, a, a.Number())
	}
	for _, group := range []struct {
		pieces []reconcile.Piece
		state  report.State
	}{{c.Pending, report.Pending}, {c.GivenUp, report.GivenUp}, {c.Left, report.Left}} {
		for _, piece := range group.pieces {
			add(piece.Subject, group.state, piece.Last, piece.Attempts)
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.from, b.from) })
	rows := make([]report.Row, len(all))
	for i, r := range all {
		rows[i] = r.Row
	}
	return rows
}

// factLine is what the log says of a fact, or empty.
func (st *station) factLine(f ledger.Fact, state *ledger.State) string {
	return strings.TrimRight(st.factText(f, state), " ")
}

func (st *station) factText(f ledger.Fact, state *ledger.State) string {
	switch f := f.(type) {
	case ledger.Dispatched:
		if f.Run == 0 {
			st.idless[f.Key] = true
			return fmt.Sprintf("sent        %s, GitHub tells no run", st.title(state.Attempt(f.Key)))
		}
		word := "sent"
		if st.idless[f.Key] {
			word = "found"
		}
		return fmt.Sprintf("%-10s  %s  %s", word, st.title(state.Attempt(f.Key)), f.URL)
	case ledger.Concluded:
		a := state.Attempt(f.Key)
		took := ""
		if f.Minutes > 0 {
			took = " in " + report.Took(time.Duration(f.Minutes*float64(time.Minute)))
		}
		switch f.Class {
		case ledger.Success:
			word := "gathered"
			if a.Event != "" {
				word = "ingested"
			}
			return fmt.Sprintf("%-10s  %s%s", word, st.title(a), took)
		case reconcile.Lapsed:
			return fmt.Sprintf("not sent    %s", st.title(a))
		case string(workflow.TimeLimit):
			return fmt.Sprintf("time limit  %s: %s  %s", st.title(a), f.Reason, a.Dispatched.URL)
		}
		return fmt.Sprintf("%-10s  %s%s: %s  %s", f.Class, st.title(a), took, f.Reason, a.Dispatched.URL)
	}
	return ""
}

// title is an attempt's subject, with its number where it isn't the first.
func (st *station) title(a *ledger.Attempt) string {
	name := st.name(a.Subject, a.Intent.About)
	if n := a.Number(); n > 1 {
		return fmt.Sprintf("%s (attempt %d)", name, n)
	}
	return name
}
