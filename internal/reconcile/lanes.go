package reconcile

// Lanes whose runners don't come. GPUs run out for hours, for everybody: a lane rests, tries with one run, and nothing is
// held against what it should have gathered.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Lane is how a lane does.
type Lane struct {
	Failures  int             // runs in a row that ended before their gather step began, or whose machine went away in it
	Since     time.Time       // when the first of these was intended
	Last      *ledger.Attempt // the last of these
	Until     time.Time       // the lane rests until then
	exclusive bool            // it takes one run at a time
	live      int             // live attempts in it
	others    int             // live runs of others in it
}

// lanes derives how each enabled lane does.
func (v *view) lanes(p *Policy) map[string]*Lane {
	lanes := map[string]*Lane{}
	for _, file := range v.enabled(p) {
		lanes[file] = &Lane{exclusive: p.Exclusive[file] || v.Replaced[file]}
	}
	for _, a := range v.attempts {
		switch lane := lanes[a.Intent.Workflow]; {
		case lane == nil || !v.State.Counts(a) && !v.live(a):
		case v.live(a):
			lane.live++
		default:
			lane.add(a)
		}
	}
	for _, r := range v.Listed {
		if lane := lanes[r.File]; lane != nil && !v.ours[r.ID] {
			lane.addOther(r)
		}
	}
	return lanes
}

// LaneOn is how a lane does, as far as the ledger says it: nothing is known of live runs, nor of runs of others.
func LaneOn(s *ledger.State, file string) *Lane {
	lane := &Lane{}
	for _, a := range s.Attempts() {
		if a.Intent.Workflow == file && a.Settled() && s.Counts(a) {
			lane.add(a)
		}
	}
	return lane
}

// add is how an attempt that ended bears on its lane.
func (l *Lane) add(a *ledger.Attempt) {
	switch {
	case a.Concluded.Class == ledger.Runner:
		l.Failures++
		if l.Failures == 1 || a.Begun().Sub(l.Last.Concluded.At) > noRunnerFor+longestLaneRest { // long in which nothing was tried
			l.Since = a.Begun()
		}
		l.Last, l.Until = a, a.Concluded.At.Add(laneRest(l.Failures))
	case outcomeOf(a).shows != nothing:
		l.runnerCame()
	}
}

// addOther is how a run of others bears on its lane.
func (l *Lane) addOther(r workflow.Run) {
	switch {
	case r.Alive():
		l.others++
	case l.Last != nil && r.Conclusion == "success" && r.Updated.After(l.Last.Concluded.At):
		l.runnerCame()
	}
}

func (l *Lane) runnerCame() { l.Failures, l.Last, l.Until = 0, nil, time.Time{} }

// laneRest is how long a lane rests after so many failures of runners in a row.
func laneRest(failures int) time.Duration {
	return min(shortestLaneRest<<min(failures-1, 16), longestLaneRest)
}

// resting says whether a lane rests. No rest is that long where its end is further away: then another clock wrote it.
func (l *Lane) resting(now time.Time) bool {
	return now.Before(l.Until) && l.Until.Sub(now) <= longestLaneRest
}

// room is how many more runs a lane takes now.
func (l *Lane) room(now time.Time) int {
	switch {
	case l.resting(now):
		return 0
	case l.exclusive:
		return 1 - l.live - l.others
	case l.Failures > 0:
		return 1 - l.live
	}
	return workflow.Listed
}

// room is how many more runs all lanes take now.
func room(lanes map[string]*Lane, now time.Time) (n int) {
	for _, lane := range lanes {
		n += max(0, lane.room(now))
	}
	return n
}

// noRunner is the lane whose last run found no runner, where that is so in all of them: for a day now, and in this run of
// the step. Else it is nil.
func (v *view) noRunner(lanes map[string]*Lane, now time.Time, p *Policy) *Lane {
	var last *Lane
	for _, lane := range lanes {
		if lane.Failures == 0 || now.Sub(lane.Since) < noRunnerFor || lane.Last.Concluded.At.Before(p.Started) {
			return nil
		}
		if last == nil || lane.Last.Concluded.At.After(last.Last.Concluded.At) {
			last = lane
		}
	}
	return last
}

// choose takes the lane for a run: of those with room, the one with the fewest runs in flight; of equal ones the first of
// the policy's.
func choose(lanes map[string]*Lane, now time.Time, p *Policy) string {
	best := ""
	for _, file := range p.Lanes {
		lane := lanes[file]
		if lane == nil || lane.room(now) <= 0 {
			continue
		}
		if best == "" || lane.live+lane.others < lanes[best].live+lanes[best].others {
			best = file
		}
	}
	return best
}
