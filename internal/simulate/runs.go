package simulate

// A run's life: made, held, queued, running, over; run again, cancelled, deleted, forgotten.

import (
	"slices"
	"strconv"
	"time"
)

// Statuses and conclusions, as GitHub writes them.
const (
	statusQueued     = "queued"
	statusPending    = "pending"
	statusWaiting    = "waiting"
	statusInProgress = "in_progress"
	statusCompleted  = "completed"

	success        = "success"
	failure        = "failure"
	cancelled      = "cancelled"
	skipped        = "skipped"
	startupFailure = "startup_failure"
	stale          = "stale"
)

type run struct {
	id       int64
	workflow *workflow
	number   int
	nth      int // among those that controllers dispatched, from 1; 0 for all others
	event    string
	actor    string
	inputs   map[string]string
	title    string
	group    string // concurrency group; "" for none
	branch   string
	sha      string
	created  time.Time
	visible  bool // in lists
	version  uint64
	attempts []*attempt
	shape    []byte // as lists show it; nil when it changed
}

// attempt is one go at a run.
type attempt struct {
	number     int
	by         string
	started    time.Time // asked for
	began      time.Time // the first job did; zero before
	ended      time.Time
	updated    time.Time
	status     string
	conclusion string
	work       work
}

// current is the latest attempt.
func (r *run) current() *attempt { return r.attempts[len(r.attempts)-1] }

// newRun makes a run; nth is its ordinal among those that controllers dispatched, 0 where nobody of them did.
func (g *GitHub) newRun(w *workflow, nth int, event, actor, branch, sha string, inputs map[string]string) *run {
	g.ever++
	w.runs++
	r := &run{
		id: 5_000_000_000 + int64(g.ever)*1009, workflow: w, number: w.runs, nth: nth, event: event, actor: actor, inputs: inputs,
		title: w.title(), group: expand(w.group, inputs), branch: branch, sha: sha, created: g.now.Truncate(time.Second),
	}
	if w.runName != "" {
		r.title = expand(w.runName, inputs)
	}
	g.runs = append(g.runs, r)
	g.try(r, actor)
	g.after(g.scenario.VisibleAfter, func() { r.visible = true; g.touch(r) })
	g.after(time.Duration(g.scenario.RetentionDays)*24*time.Hour, func() { g.remove(r) })
	g.meddle(r)
	return r
}

// try begins an attempt.
func (g *GitHub) try(r *run, by string) {
	r.attempts = append(r.attempts, &attempt{number: len(r.attempts) + 1, by: by, started: g.now.Truncate(time.Second)})
	g.set(r, statusQueued, "")
}

func (g *GitHub) set(r *run, status, conclusion string) {
	a := r.current()
	a.status, a.conclusion = status, conclusion
	g.touch(r)
}

// touch notes that a run has changed.
func (g *GitHub) touch(r *run) {
	r.current().updated = g.now
	r.shape = nil
	r.version++
	r.workflow.version++
}

// admit decides what becomes of an attempt that was asked for.
func (g *GitHub) admit(r *run) {
	a, s := r.current(), g.scenario
	if _, yes := g.befalls(r, s.StartupFailures, "startup"); yes {
		g.during(a, 3*time.Second, func() { g.end(r, startupFailure) })
	} else if _, yes := g.befalls(r, s.QueueDeaths, "queue"); yes {
		g.during(a, 24*time.Hour, func() { g.end(r, cancelled) })
	} else if _, yes := g.befalls(r, s.Stale, "stale"); yes {
		g.during(a, 14*24*time.Hour, func() { g.end(r, stale) })
	} else if p, yes := g.befalls(r, s.Waiting, "waiting"); yes {
		g.set(r, statusWaiting, "")
		g.during(a, p.After, func() { g.enter(r) })
	} else {
		g.enter(r)
	}
}

// during has do done after d, unless the attempt is over by then.
func (g *GitHub) during(a *attempt, d time.Duration, do func()) {
	g.after(d, func() {
		if a.status != statusCompleted {
			do()
		}
	})
}

// enter takes a run into its concurrency group, where it has one: one runs, the newest waits, and a newer one cancels it.
func (g *GitHub) enter(r *run) {
	if r.group == "" {
		g.enqueue(r)
		return
	}
	occupied := false
	for _, other := range slices.Clone(g.runs) {
		if other == r || other.group != r.group || other.workflow != r.workflow {
			continue
		}
		switch other.current().status {
		case statusPending:
			other.current().work.reason = "Canceling since a higher priority waiting request for '" + r.group + "' exists"
			g.end(other, cancelled)
			occupied = true
		case statusCompleted:
		default:
			occupied = true
		}
	}
	if occupied {
		g.set(r, statusPending, "")
		return
	}
	g.enqueue(r)
}

// enqueue has a run wait for a runner. What is no pipeline of the instance needs none of its runners.
func (g *GitHub) enqueue(r *run) {
	g.set(r, statusQueued, "")
	if !r.workflow.pipeline() {
		g.during(r.current(), 5*time.Second, func() { g.begin(r) })
		return
	}
	g.queue = append(g.queue, r)
	g.serveQueue()
}

func (g *GitHub) serveQueue() {
	for g.busy < g.scenario.Runners && len(g.queue) > 0 {
		r := g.queue[0]
		g.queue = g.queue[1:]
		g.busy++
		r.current().work.runner = true
		g.during(r.current(), g.scenario.between(5*time.Second, 20*time.Second, "pickup", r.id), func() { g.begin(r) })
	}
}

// begin starts the first job. What the attempt will do, and when, is known from then on.
func (g *GitHub) begin(r *run) {
	a := r.current()
	a.began = g.now.Truncate(time.Second)
	runner := a.work.runner
	a.work = g.plan(r, a.began)
	a.work.runner = runner
	g.set(r, statusInProgress, "")
	for _, j := range a.work.jobs[:len(a.work.jobs)-1] {
		g.during(a, j.completed.Sub(g.now), func() { g.touch(r) })
	}
	g.during(a, a.work.end().Sub(g.now), func() { g.end(r, a.work.conclusion) })
}

// end concludes the current attempt, whatever it was doing.
func (g *GitHub) end(r *run, conclusion string) {
	a := r.current()
	a.ended = g.now.Truncate(time.Second)
	a.work.cut(g.now, cancelled)
	if len(a.work.jobs) == 0 && conclusion == cancelled {
		a.work.jobs = []job{{name: gatherJob, conclusion: cancelled, started: a.ended, completed: a.ended, annotation: a.work.reason}}
	}
	g.settle(r, conclusion)
	g.set(r, statusCompleted, conclusion)
	g.queue = slices.DeleteFunc(g.queue, func(o *run) bool { return o == r })
	if a.work.runner {
		g.busy--
		g.serveQueue()
	}
	if r.group != "" {
		g.admitPending(r)
	}
	g.react(r)
}

// admitPending lets the run that waits for a concurrency group in, once the group is free.
func (g *GitHub) admitPending(ended *run) {
	for _, r := range g.runs {
		if r.group == ended.group && r.workflow == ended.workflow && r.current().status == statusPending {
			g.enqueue(r)
			return
		}
	}
}

// cancel is somebody pressing the button.
func (g *GitHub) cancel(r *run) {
	if r.current().status != statusCompleted {
		r.current().work.reason = "The run was canceled by @" + somebody + "."
		g.end(r, cancelled)
	}
}

// rerun is somebody pressing the other button.
func (g *GitHub) rerun(r *run) {
	if r.current().status == statusCompleted {
		g.try(r, somebody)
		g.admit(r)
	}
}

// remove deletes a run that is over.
func (g *GitHub) remove(r *run) {
	if r.current().status == statusCompleted {
		g.runs = slices.DeleteFunc(g.runs, func(o *run) bool { return o == r })
		r.workflow.version++
	}
}

// inFlight counts the pipelines' runs that are not over.
func (g *GitHub) inFlight() int {
	n := 0
	for _, r := range g.runs {
		if r.workflow.pipeline() && r.current().status != statusCompleted {
			n++
		}
	}
	return n
}

// run is a run by its id, nil where there is none.
func (g *GitHub) run(id int64) *run {
	for _, r := range slices.Backward(g.runs) {
		if r.id == id {
			return r
		}
	}
	return nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
