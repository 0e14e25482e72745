package reconcile

// What is still to be read of runs: logs of those that may be ours, what others gathered, runs that don't end.

import (
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Candidate is a run that may be that of an attempt whose answer was lost.
type Candidate struct {
	Run   workflow.Run
	Event string // what was sent, where that is an event
	Text  string // its JSON
}

// unreadLogs are the candidates that have ended and whose log would say whose they are.
func (v *view) unreadLogs(p *Policy) []Candidate {
	var all []Candidate
	for _, a := range v.attempts {
		text := p.Events[a.Event].Input
		if a.Settled() || a.Dispatched.Run != 0 || v.sendable(a, p) || a.IsEvent() && text == "" {
			continue
		}
		for _, r := range v.candidates(a) {
			if _, read := v.Logs[Reading{r.ID, a.Event}]; !read && !r.Alive() && !namedFor(r, a) {
				all = append(all, Candidate{r, a.Event, text})
			}
		}
	}
	return all
}

// byOthers are the events of runs that others gather with: the schedule, and people. Whoever makes a pull request may have
// any workflow run, with any log.
var byOthers = []string{"schedule", "workflow_dispatch"}

// unobserved are the successful runs of others in the lanes that nobody has read yet, the newest first. One that may be
// that of an attempt of ours waits until that is known.
func (v *view) unobserved(p *Policy) []workflow.Run {
	if p.Request.ForEvents() {
		return nil
	}
	known := v.perhapsOurs()
	var all []workflow.Run
	for _, r := range slices.Concat(v.Listed, v.History) {
		if v.gathered(r, p) && !known[r.ID] && !v.ours[r.ID] && !v.ReadOnce[r.ID] {
			known[r.ID] = true
			all = append(all, r)
		}
	}
	return all
}

// perhapsOurs are the runs that may be those of attempts whose run is unknown.
func (v *view) perhapsOurs() map[int64]bool {
	runs := map[int64]bool{}
	for _, a := range v.attempts {
		if !a.Settled() && a.Dispatched.Run == 0 {
			for _, r := range v.candidates(a) {
				runs[r.ID] = true
			}
		}
	}
	return runs
}

// gathered says whether a run is one that gathered in a lane, and that nobody has read. What a backfill read of a scheduled
// run without a log doesn't say what it gathered; a catch-up, which knows how far back the schedule gathers, reads it again.
func (v *view) gathered(r workflow.Run, p *Policy) bool {
	o, observed := v.State.Observed[ledger.RunAttempt{Run: r.ID, Attempt: r.Attempt}]
	again := p.CatchUp && r.Event == "schedule" && o.Minutes > 0 && o.Found == nil && !o.Logged && o.Window.Length() == 0
	return (!observed || again) && !r.Alive() && r.Conclusion == "success" && slices.Contains(p.Lanes, r.File) && slices.Contains(byOthers, r.Event)
}

// stuck are the runs of live attempts that are beyond their time limit and due to be inspected: all their jobs may have
// ended.
func (v *view) stuck(now time.Time, p *Policy) []workflow.Run {
	var all []workflow.Run
	for _, a := range v.attempts {
		if at := v.nextInspection(a, now, p); !at.IsZero() && !at.After(now) {
			all = append(all, v.runs[a.Dispatched.Run])
		}
	}
	return all
}

// nextInspection is when the run of an attempt is to be inspected; zero where it isn't.
func (v *view) nextInspection(a *ledger.Attempt, now time.Time, p *Policy) time.Time {
	run, observed := v.runs[a.Dispatched.Run]
	if a.Settled() || !observed || !run.Alive() || run.Started.IsZero() {
		return time.Time{}
	}
	key := ledger.RunAttempt{Run: run.ID, Attempt: run.Attempt}
	if since, ended := v.JobsEnded[key]; ended {
		return latest(now, since).Add(jobsEndedFor)
	}
	at := run.Started.Add(p.RunLimit + inspectEvery)
	if last, inspected := v.Inspected[key]; inspected {
		at = latest(at, last.Add(inspectEvery))
	}
	return at
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
