package report

// A run of the step, reported at its end.

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Step is what a run of the step did, and how its request stands.
type Step struct {
	Policy    *reconcile.Policy
	State     *ledger.State
	Result    reconcile.Result
	Ending    reconcile.Ending
	Usage     workflow.Usage
	Elapsed   time.Duration
	Simulated bool
	By        By
}

// Overview is the report.
func (s Step) Overview() *Overview {
	p, c := s.Policy, s.Result.Coverage
	out := OverviewOf(c, p.Request, Names{p.Zone, p.Events})
	for _, a := range s.State.Attempts() {
		if a.SentBy(p.Writer) {
			out.Attempts++
			out.RunTime += time.Duration(a.Concluded.Minutes * float64(time.Minute))
		}
	}
	out.Elapsed, out.Simulated = s.Elapsed, s.Simulated
	out.Next, out.Notes = advice(p, s.Result, s.Ending, s.By), s.notes()
	if s.Usage.Limit > 0 && !s.Simulated {
		out.Requests = fmt.Sprintf("GitHub was asked %d times (%d more were free); %d of %d requests an hour are left.", s.Usage.Requests, s.Usage.NotModified, s.Usage.Remaining, s.Usage.Limit)
	}
	if s.Result.Reason == reconcile.Planned {
		out.Standing.DryRun = true
		out.preview(s)
	}
	return out
}

// notes are what a person should know beside how the request stands.
func (s Step) notes() (notes []string) {
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	p, c := s.Policy, s.Result.Coverage
	notes = s.lost()
	if len(c.Pending) > 0 && len(c.Live) == 0 && s.Result.Free <= 0 && s.waits() {
		note("Other runs hold every slot.")
	}
	if s.Usage.Waited > 0 {
		note("GitHub's rate limits held it up for %s.", Took(s.Usage.Waited))
	}
	if s.Result.Reason == reconcile.Planned && !c.Rate.Known() && len(c.Pending) > 0 && !p.Request.ForEvents() {
		note("No estimate of run hours: nothing was gathered yet that could be measured.")
	}
	return notes
}

// waits says whether a window that is pending waits for a slot alone: nothing else ended the step.
func (s Step) waits() bool {
	switch s.Result.Reason {
	case reconcile.Planned, reconcile.OnePass, reconcile.TimeOver, reconcile.Continued:
		return true
	}
	return false
}

// lost says what answers that were lost mean, and what prevents it.
func (s Step) lost() (notes []string) {
	lost := s.lostAnswers()
	if lost == 0 {
		return nil
	}
	notes = append(notes, fmt.Sprintf("GitHub's answer to a dispatch was lost (times: %d); what it was for is sent again, and may be gathered twice.", lost))
	if !s.Policy.Request.ForEvents() {
		notes = append(notes, "To prevent that, add this line to the workflow file: `run-name: Gather ${{ inputs.from }} ${{ inputs.to }}`")
	}
	return notes
}

// lostAnswers counts the dispatches of this run of the step whose run is unknown.
func (s Step) lostAnswers() (n int) {
	for _, a := range s.State.Attempts() {
		if a.Concluded.Class == ledger.Lost && a.Dispatched.Run == 0 && !a.Concluded.At.Before(s.Policy.Started) {
			n++
		}
	}
	return n
}

// OverviewOf is how a request stands, whoever gathered it.
func OverviewOf(c *reconcile.Coverage, r ledger.Request, names Names) *Overview {
	s := &Overview{Rows: rows(c, names), Thing: thing(&r)}
	if r.ForEvents() {
		s.Title = Count(len(r.Events), "special event")
		s.Progress = fmt.Sprintf("%d of %d ingested", len(c.Successes), len(r.Events))
		s.Standing = Standing{Missing: len(r.Events) - len(c.Successes), Of: len(r.Events), Thing: "event"}
		return s
	}
	if s.Title = Days(r.Window); r.ID == reconcile.HorizonID {
		s.Title = r.ID + " of " + s.Title
	}
	s.Progress = OfDays(c.Covered, window.Of(r.Window))
	s.Days = CalendarOf(r.Window, c)
	s.Standing = Standing{Of: len(s.Days), Thing: "day"}
	for _, day := range s.Days {
		if day.State != Covered {
			s.Standing.Missing++
		}
	}
	s.Estimate = runTimeLeft(c)
	return s
}

// rows are the windows or events of a request, by time.
func rows(c *reconcile.Coverage, names Names) []Row {
	var all []Row
	add := func(subject ledger.Subject, s State, a *ledger.Attempt, attempts int) {
		row := Row{State: s, Attempts: attempts, subject: subject}
		var about ledger.About
		if a != nil {
			row.Minutes, row.URL, row.Reason = a.Concluded.Minutes, a.Dispatched.URL, a.Concluded.Reason
			row.Found = a.Concluded.Found
			about = a.Intent.About
		}
		row.Title = names.Subject(subject, about)
		all = append(all, row)
	}
	for _, a := range c.Successes {
		state := Covered
		if a.IsEvent() {
			state = Ingested
		}
		add(a.Subject, state, a, a.Number)
	}
	for _, a := range c.Live {
		add(a.Subject, InFlight, a, a.Number)
	}
	for _, list := range []struct {
		pieces []reconcile.Piece
		state  State
	}{{c.Pending, Pending}, {c.Failed, Failed}, {c.Cancelled, Cancelled}} {
		for _, piece := range list.pieces {
			add(piece.Subject, list.state, piece.Last, piece.Attempts)
		}
	}
	slices.SortStableFunc(all, func(a, b Row) int { return cmp.Compare(a.subject.From, b.subject.From) })
	markEmpty(all)
	return all
}

// markEmpty marks what found nothing where the one before or after it found some.
func markEmpty(rows []Row) {
	some := func(i int) bool { return i >= 0 && i < len(rows) && rows[i].Found != nil && *rows[i].Found > 0 }
	for i, r := range rows {
		rows[i].Empty = r.State == Covered && r.Found != nil && *r.Found == 0 && (some(i-1) || some(i+1))
	}
}
