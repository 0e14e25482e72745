package report

// How everything on a ledger stands, in one model. Each of its pages is made from that.

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Dashboard is how everything on a ledger stands. It depends on the ledger alone: while nothing happens it stays the same.
type Dashboard struct {
	Repository string            // OWNER/NAME; empty where it isn't known
	AsOf       time.Time         // when something last happened; zero on an empty ledger
	Requests   []RequestStanding // the newest of all words: the open ones first, then the newest first
	Days       []Day             // all that requests ask for, each once, the oldest first
	Earlier    int               // years before these with days that are not in it
	Last       []*ledger.Attempt // the last attempts, the newest first
	Missed     window.Set        // became too old for a catch-up before anything gathered it
	RunTime    time.Duration     // of all gather jobs that this ledger's attempts ran
	Simulated  bool              // no page shows a run of it
	names      Names
}

// RequestStanding is how one request stands.
type RequestStanding struct {
	*Overview
	Request ledger.Request
	State   string    // standsOpen, standsEnded, standsDone or standsClosed
	End     time.Time // when it is expected to be done; zero where that can't be told
}

// The states of a request.
const (
	standsOpen   = "open"
	standsEnded  = "ended" // with something that needs a person
	standsDone   = "done"
	standsClosed = "closed"
)

const (
	// mostYears is how many years a calendar shows: more is no picture that people read.
	mostYears = 20
	// lastAttempts is how many attempts are listed.
	lastAttempts = 20
)

// anyTime is after every moment on a ledger.
var anyTime = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// DashboardOf is how everything on a ledger stands. judge gives the policy by which a request is judged.
func DashboardOf(state *ledger.State, judge func(ledger.Request) reconcile.Policy, zone *time.Location, repository string) *Dashboard {
	d := &Dashboard{Repository: repository, AsOf: lastOf(state), names: Names{Zone: zone}}
	days := map[civil.Time]Day{}
	if horizon, ok := reconcile.LastHorizon(state); ok {
		d.add(days, state, judge(horizon))
	}
	d.Missed = reconcile.MissedEver(state, judge(ledger.Request{}))
	for _, r := range reconcile.Newest(state) {
		d.add(days, state, judge(r))
	}
	slices.Reverse(d.Requests)
	slices.SortStableFunc(d.Requests, func(a, b RequestStanding) int { return cmp.Compare(rank(a.State), rank(b.State)) })
	d.setDays(days)
	for _, a := range slices.Backward(state.Attempts()) {
		d.RunTime += time.Duration(a.Concluded.Minutes * float64(time.Minute))
		if len(d.Last) < lastAttempts && a.Concluded.Class != ledger.Lapsed {
			d.Last = append(d.Last, a)
		}
	}
	return d
}

func rank(state string) int {
	return slices.Index([]string{standsOpen, standsEnded, standsDone, standsClosed}, state)
}

// add adds the policy's request. Of a day of several requests the newest one counts; a closed one asks for nothing more.
func (d *Dashboard) add(days map[civil.Time]Day, state *ledger.State, p reconcile.Policy) {
	r := p.Request
	c := reconcile.OnLedger(state, p)
	_, closed := state.Closed[r.ID]
	d.Requests = append(d.Requests, d.standing(c, r, closed))
	if r.ForEvents() {
		return
	}
	last := r.Window.Days().To
	from := max(r.Window.From, civil.Date((last-civil.Day).Year()-mostYears+1, time.January, 1))
	for _, day := range CalendarOf(window.Window{From: from, To: r.Window.To}, c) {
		if !closed || day.State == Covered || day.State == InFlight {
			days[day.From] = day
		}
	}
	if from > r.Window.From {
		d.Earlier = max(d.Earlier, from.Year()-r.Window.From.Year())
	}
}

// standing is how a request stands. Of one that is not open nothing is left to do by itself, and of a closed one by nobody.
func (d *Dashboard) standing(c *reconcile.Coverage, r ledger.Request, closed bool) RequestStanding {
	s := RequestStanding{Overview: OverviewOf(c, r, d.names), Request: r, State: standsDone}
	s.Next = NeedsPerson(c, r, Form)
	switch {
	case closed:
		s.State, s.Next = standsClosed, nil
	case !c.Done():
		s.State, s.End = standsOpen, d.expected(c, s.Estimate)
		return s
	case len(c.NeedsPerson()) > 0:
		s.State = standsEnded
	}
	s.Estimate = 0
	return s
}

// expected is when the last run ends, with as many in flight as now; zero where it isn't known how long they take.
func (d *Dashboard) expected(c *reconcile.Coverage, left time.Duration) time.Time {
	if left == 0 {
		return time.Time{}
	}
	return d.AsOf.Add(left / time.Duration(max(1, len(c.Live)))).Truncate(time.Hour).Add(time.Hour)
}

// setDays puts the days in order. Those that are too old for one picture are left out by whole years.
func (d *Dashboard) setDays(days map[civil.Time]Day) {
	for _, day := range days {
		d.Days = append(d.Days, day)
	}
	slices.SortFunc(d.Days, func(a, b Day) int { return cmp.Compare(a.From, b.From) })
	if len(d.Days) == 0 {
		return
	}
	first := d.Days[len(d.Days)-1].From.Year() - mostYears + 1
	if oldest := d.Days[0].From.Year(); oldest < first {
		d.Earlier += first - oldest
		d.Days = slices.DeleteFunc(d.Days, func(day Day) bool { return day.From.Year() < first })
	}
}

// lastOf is when something last happened on a ledger.
func lastOf(state *ledger.State) (last time.Time) {
	later := func(at time.Time) {
		if at.After(last) {
			last = at
		}
	}
	for _, r := range state.Requests {
		later(r.At)
		later(r.Used)
	}
	for _, c := range state.Closed {
		later(c.At)
	}
	for _, a := range state.Attempts() {
		later(a.Begun())
		later(a.Dispatched.At)
		later(a.Concluded.At)
	}
	if tick, ticked := state.Tick(anyTime); ticked {
		later(tick.At)
	}
	return last
}

// needsPerson are the windows and events of requests that nobody closed which failed or were cancelled, each once, and the days
// that became too old for a catch-up.
func (d *Dashboard) needsPerson() (rows []Row) {
	seen := map[ledger.Subject]bool{}
	for _, w := range d.Missed {
		rows = append(rows, Row{Title: Days(w), State: TooOld, Reason: tooOld, subject: ledger.OfWindow(w)})
	}
	for _, s := range d.Requests {
		for _, row := range s.Rows {
			if s.State != standsClosed && (row.State == Failed || row.State == Cancelled) && !seen[row.subject] {
				seen[row.subject] = true
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// count is how many days are in a state.
func (d *Dashboard) count(state State) (n int) {
	for _, day := range d.Days {
		if day.State == state {
			n++
		}
	}
	return n
}

// title is the heading of every page.
func (d *Dashboard) title() string {
	if d.Repository == "" {
		return "Event gather"
	}
	return "Event gather of " + d.Repository
}

// verdict is how it all stands, in a few words.
func (d *Dashboard) verdict() string {
	open, unfinished := 0, 0
	for _, s := range d.Requests {
		switch {
		case s.State == standsOpen:
			open++
		case s.State == standsClosed && s.Standing.Missing > 0:
			unfinished++
		}
	}
	switch n := len(d.needsPerson()); {
	case n == 1:
		return "⚠ 1 problem needs a person."
	case n > 1:
		return fmt.Sprintf("⚠ %d problems need a person.", n)
	case open > 0:
		return "In progress: " + Count(open, "open request") + "."
	case len(d.Requests) == 0:
		return "Nothing was asked for yet."
	case unfinished > 0:
		return "Nothing is open. " + Count(unfinished, "request") + " closed before the end."
	}
	return "Complete: all that was asked for is done."
}

// totals are the numbers below the verdict.
func (d *Dashboard) totals() string {
	if d.AsOf.IsZero() {
		return ""
	}
	text := "As of " + unbroken(moment(d.AsOf)) + ": "
	if len(d.Days) > 0 {
		text += fmt.Sprintf("%d of %s covered, ", d.count(Covered), Count(len(d.Days), "day"))
	}
	return text + Hours(d.RunTime) + "."
}

// moment is a moment for people.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// says is what a day's cell says: the day, its state, and the events that the run found.
func (day Day) says() string {
	text := day.From.Day() + ": " + string(day.State)
	if day.Found == nil || day.State != Covered {
		return text
	}
	text += ", " + Count(*day.Found, "event")
	if day.Run.Window.Length() > civil.Day {
		text += " in " + Days(day.Run.Window)
	}
	return text
}
