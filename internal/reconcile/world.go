package reconcile

// What a decision is made from, and the questions that rules ask of it.

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// World is what a decision is made from.
type World struct {
	State       *ledger.State // durable: every process knows it
	Observation               // GitHub, as it was last looked at
	Memory                    // what only this process knows; a crash forgets it, and that costs time
}

// Observation is GitHub as it was last looked at. Each look replaces it.
type Observation struct {
	// Listed are the newest runs of every lane and of the workflows that share the runners.
	Listed []workflow.Run
	// Read are runs that were read by id since the list, and Asked all ids that were asked for: GitHub may not know one.
	Read  map[int64]workflow.Run
	Asked map[int64]bool
	// History are runs that succeeded before the process began, as far as they were listed.
	History []workflow.Run
	// OwnRuns are the runs of the workflow that this step is part of; nil until they were listed.
	OwnRuns []workflow.Run
}

// Memory is what this process did and what GitHub answered, as far as it isn't in the ledger.
type Memory struct {
	// AskedOnce are the runs that were asked for by id since the process began.
	AskedOnce map[int64]bool
	// Missing are runs that GitHub doesn't know, with the moment since when.
	Missing map[int64]time.Time
	// Unanswered are intents of this process whose dispatch got no readable answer.
	Unanswered map[ledger.Key]bool
	// NoRunIDs says that the server returns no run ids, so that only one dispatch at a time may leave.
	NoRunIDs bool
	// Disabled are lanes that refused a dispatch for good: disabled, or deleted.
	Disabled map[string]bool
	// Replaced are lanes in which GitHub cancelled a run before it had any job: another run of its concurrency group came.
	Replaced map[string]bool
	// PausedUntil is when GitHub takes dispatches again.
	PausedUntil time.Time
	// HistoryRead says that the runs that succeeded were listed.
	HistoryRead bool
	// Logs are what logs say of what was sent; of a log that couldn't be read it is nothing.
	Logs map[Reading]workflow.Log
	// ReadOnce are runs of others that were read since the process began, whatever came of it.
	ReadOnce map[int64]bool
	// Inspected is when a run beyond its limit was last inspected, and JobsEnded since when all its jobs have ended.
	Inspected, JobsEnded map[ledger.RunAttempt]time.Time
	// Fresh says that this process has neither recorded an intent nor waited yet.
	Fresh bool
	// CancelAsked are the runs that GitHub was asked to cancel.
	CancelAsked map[int64]bool
	// Continued is the run that was started to go on after this one; nil before that.
	Continued *workflow.Dispatched
	// NotContinued is why it could not be started.
	NotContinued error
}

// Reading is one reading of a log: of a run, for an event that may have been sent to it; empty for a window.
type Reading struct {
	Run   int64
	Event string
}

// NewWorld is a world of which only the ledger is known.
func NewWorld(state *ledger.State) World {
	return World{
		State:       state,
		Observation: Observation{Read: map[int64]workflow.Run{}, Asked: map[int64]bool{}},
		Memory: Memory{
			AskedOnce: map[int64]bool{}, Missing: map[int64]time.Time{}, Unanswered: map[ledger.Key]bool{}, Disabled: map[string]bool{}, Replaced: map[string]bool{},
			Logs: map[Reading]workflow.Log{}, ReadOnce: map[int64]bool{}, Inspected: map[ledger.RunAttempt]time.Time{}, JobsEnded: map[ledger.RunAttempt]time.Time{},
			CancelAsked: map[int64]bool{}, Fresh: true,
		},
	}
}

// view is a world with what all rules need derived once.
type view struct {
	*World
	attempts []*ledger.Attempt
	runs     map[int64]workflow.Run // the newest observation of each run
	ours     map[int64]bool         // the ids of recorded runs
	// actors are who started the recorded runs of each writer, as far as observed.
	actors map[string]map[string]bool
}

func newView(w *World) *view {
	v := &view{World: w, attempts: w.State.Attempts(), runs: make(map[int64]workflow.Run, len(w.Listed)+len(w.Read)),
		ours: map[int64]bool{}, actors: map[string]map[string]bool{}}
	for _, r := range w.Listed {
		v.runs[r.ID] = r
	}
	for id, r := range w.Read {
		v.runs[id] = r
	}
	for _, a := range v.attempts {
		if id := a.Dispatched.Run; id != 0 {
			v.ours[id] = true
			if run, observed := v.runs[id]; observed {
				if v.actors[a.Writer] == nil {
					v.actors[a.Writer] = map[string]bool{}
				}
				v.actors[a.Writer][run.Actor] = true
			}
		}
	}
	return v
}

// live says whether an attempt may still be gathering: no end of it is recorded, or a person runs it again.
func (v *view) live(a *ledger.Attempt) bool {
	run, observed := v.runs[a.Dispatched.Run]
	return !a.Settled() || observed && run.Alive() && run.Attempt > a.Concluded.RunAttempt
}

// Ended is an attempt whose run ended in a run attempt that isn't recorded.
type Ended struct {
	Attempt *ledger.Attempt
	Run     workflow.Run
}

// ended are the attempts whose run ended in a run attempt that isn't recorded. A success is for good. A run all whose jobs
// ended some minutes ago has ended, whatever GitHub says of it.
func (v *view) ended(now time.Time) []Ended {
	var ended []Ended
	for _, a := range v.attempts {
		run, observed := v.runs[a.Dispatched.Run]
		if !observed || a.Concluded.Class == ledger.Success || a.Settled() && run.Attempt <= a.Concluded.RunAttempt {
			continue
		}
		since, inspected := v.JobsEnded[ledger.RunAttempt{Run: run.ID, Attempt: run.Attempt}]
		if !run.Alive() || inspected && now.Sub(since) >= jobsEndedFor {
			ended = append(ended, Ended{a, run})
		}
	}
	return ended
}

// slotsInUse counts the runs in flight: live attempts, and the runs of others. An intent without a known run and a run
// that may be its own count once. Intents that this process may still send don't count: they are what the slots are for.
func (v *view) slotsInUse(p *Policy) int {
	n := 0
	counted := map[int64]bool{}
	for _, a := range v.attempts {
		if !v.live(a) || v.sendable(a, p) {
			continue
		}
		n++
		if a.Dispatched.Run == 0 {
			for _, r := range v.candidates(a) {
				if r.Alive() && !counted[r.ID] {
					counted[r.ID] = true
					break
				}
			}
		}
	}
	for _, r := range v.Listed {
		if r.Alive() && !v.ours[r.ID] && !counted[r.ID] {
			n++
		}
	}
	return n
}

// candidates are the runs that may be those of an intent without a known run: of its workflow, by a dispatch, on its ref,
// created since, in no record, and by an actor of its writer's runs, where one is known. One whose log shows that it is
// another's is none.
func (v *view) candidates(a *ledger.Attempt) []workflow.Run {
	var fit []workflow.Run
	actors := v.actors[a.Writer]
	for _, r := range v.Listed {
		if r.Event == "workflow_dispatch" && r.File == a.Intent.Workflow && r.Branch == a.Intent.Ref && !v.ours[r.ID] &&
			!r.Created.Before(a.Intent.At.Truncate(time.Second)) && (len(actors) == 0 || actors[r.Actor]) && !v.anothers(r, a) {
			fit = append(fit, r)
		}
	}
	return fit
}

// anothers says whether the log of a run proves that it isn't an attempt's.
func (v *view) anothers(r workflow.Run, a *ledger.Attempt) bool {
	log, read := v.Logs[Reading{r.ID, a.Event}]
	return read && log.Says() && !provedBy(log, a)
}

// provedBy says whether a log proves that its run is an attempt's: it names both ends that were sent, or the event.
func provedBy(log workflow.Log, a *ledger.Attempt) bool {
	if a.IsEvent() {
		return log.Named
	}
	return log.From == a.From.String() && log.To == a.Intent.To.String()
}

// refutes says whether the log of an attempt's own run proves that it gathered other ends than were sent.
func refutes(log workflow.Log, a *ledger.Attempt) bool {
	return !a.IsEvent() && log.Says() && !provedBy(log, a)
}

// namedFor says whether a run's name holds both ends that an attempt sent.
func namedFor(r workflow.Run, a *ledger.Attempt) bool {
	return !a.IsEvent() && strings.Contains(r.Title, a.From.String()) && strings.Contains(r.Title, a.Intent.To.String())
}

// proved says whether a run is known to be an attempt's, by its name or its log.
func (v *view) proved(r workflow.Run, a *ledger.Attempt) bool {
	log, read := v.Logs[Reading{r.ID, a.Event}]
	return namedFor(r, a) || read && provedBy(log, a)
}

// enabled are the lanes that take dispatches.
func (v *view) enabled(p *Policy) []string {
	var lanes []string
	for _, lane := range p.Lanes {
		if !v.Disabled[lane] {
			lanes = append(lanes, lane)
		}
	}
	return lanes
}

// sendable says whether an attempt is an intent of this process that was not sent.
func (v *view) sendable(a *ledger.Attempt, p *Policy) bool {
	return a.Writer == p.Writer && !a.Settled() && !a.Accepted() && !v.Unanswered[a.Key]
}

// unsent are the intents of this process that were not sent, in the order in which they were decided.
func (v *view) unsent(p *Policy) []*ledger.Attempt {
	var own []*ledger.Attempt
	for _, a := range v.attempts {
		if v.sendable(a, p) {
			own = append(own, a)
		}
	}
	if p.NewestFirst { // of one save
		slices.SortStableFunc(own, func(a, b *ledger.Attempt) int {
			return cmp.Or(a.Intent.At.Compare(b.Intent.At), cmp.Compare(b.From, a.From))
		})
	}
	return own
}
