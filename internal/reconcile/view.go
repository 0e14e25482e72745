package reconcile

import (
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// World is what a decision is made from: the ledger, and GitHub as far as it was looked at.
type World struct {
	State *ledger.State
	// Listed are the newest runs of every lane and of the workflows that share the runners, as just listed.
	Listed []workflow.Run
	// Read are runs as read by id since the last list.
	Read map[int64]workflow.Run
	// Checked are the runs asked for by id since the last list, and Known those since the step began; GitHub may have had
	// none.
	Checked, Known map[int64]bool
	// Gone are runs that GitHub doesn't know, with the moment that was first seen.
	Gone map[int64]time.Time
	// Lost are this process's intents whose dispatch got no readable answer.
	Lost map[ledger.Key]bool
	// Idless says that the server tells no run ids, so that one dispatch at a time can leave.
	Idless bool
	// Closed are lanes that took no dispatch and will take none: disabled, or gone.
	Closed map[string]bool
	// Hold is until when GitHub takes no more dispatches.
	Hold time.Time
	// Fresh says that this run of the step has recorded no intent yet.
	Fresh bool
}

// view is a world made ready to answer questions.
type view struct {
	*World
	attempts []*ledger.Attempt
	listed   []workflow.Run
	runs     map[int64]workflow.Run // the newest sight of each run
	ours     map[int64]bool         // the ids of recorded runs
	actors   map[string]bool        // who the recorded runs are by, as far as seen
}

func look(w *World) *view {
	v := &view{World: w, attempts: w.State.Attempts(), listed: w.Listed, runs: make(map[int64]workflow.Run, len(w.Listed)+len(w.Read)),
		ours: map[int64]bool{}, actors: map[string]bool{}}
	for _, r := range w.Listed {
		v.runs[r.ID] = r
	}
	for id, r := range w.Read {
		v.runs[id] = r
	}
	for _, a := range v.attempts {
		if id := a.Dispatched.Run; id != 0 {
			v.ours[id] = true
			if run, seen := v.runs[id]; seen {
				v.actors[run.Actor] = true
			}
		}
	}
	return v
}

// alive says whether an attempt may still be gathering: it hasn't ended, or somebody runs it again.
func (v *view) alive(a *ledger.Attempt) bool {
	run, seen := v.runs[a.Dispatched.Run]
	return !a.Settled() || seen && run.Alive()
}

// ended are the attempts whose run is seen to have ended in a run attempt that isn't recorded. A success is for good.
func (v *view) ended() []Ended {
	var ended []Ended
	for _, a := range v.attempts {
		run, seen := v.runs[a.Dispatched.Run]
		if seen && !run.Alive() && a.Concluded.Class != ledger.Success && (!a.Settled() || run.Attempt > a.Concluded.RunAttempt) {
			ended = append(ended, Ended{a, run})
		}
	}
	return ended
}

// house is the number of runs in flight, as far as they aren't this process's own intents yet to be sent: live attempts,
// an intent as much as the run it may have made, and the runs of others.
func (v *view) house(mine func(*ledger.Attempt) bool) int {
	n := 0
	taken := map[int64]bool{}
	for _, a := range v.attempts {
		if !v.alive(a) || mine(a) {
			continue
		}
		n++
		if a.Dispatched.Run == 0 {
			for _, r := range v.fitting(a) {
				if r.Alive() && !taken[r.ID] {
					taken[r.ID] = true
					break
				}
			}
		}
	}
	for _, r := range v.listed {
		if r.Alive() && !v.ours[r.ID] && !taken[r.ID] {
			n++
		}
	}
	return n
}

// fitting are the runs that an intent without a known run may have made: of its workflow, by a dispatch, on its ref,
// created since, in no record, and by whom our runs are by, where that is known.
func (v *view) fitting(a *ledger.Attempt) []workflow.Run {
	var fit []workflow.Run
	for _, r := range v.listed {
		if r.Event == "workflow_dispatch" && r.File == a.Intent.Workflow && r.Branch == a.Intent.Ref && !v.ours[r.ID] &&
			!r.Created.Before(a.Intent.At.Truncate(time.Second)) && (len(v.actors) == 0 || v.actors[r.Actor]) {
			fit = append(fit, r)
		}
	}
	return fit
}

// proves says whether a run's name tells that it gathers what an attempt sent.
func proves(r workflow.Run, a *ledger.Attempt) bool {
	return a.Event == "" && strings.Contains(r.Title, a.Window.From.String()) && strings.Contains(r.Title, a.Intent.To.String())
}
