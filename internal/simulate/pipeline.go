package simulate

// What a run of an instance's pipeline does, and how long it takes.

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// work is what an attempt does: all of it is known when its first job starts.
type work struct {
	jobs       []job
	conclusion string
	reason     string // an annotation for the job it ends in; "" for none
	tasks      []task
	span       *Gathered // what it will have gathered if it succeeds
	ingested   *Ingested // or ingested
	runner     bool      // it has one of the instance's runners
}

type job struct {
	name       string
	conclusion string
	started    time.Time
	completed  time.Time
	steps      []step
	annotation string
}

type step struct {
	name       string
	conclusion string
	started    time.Time
	completed  time.Time
}

// task is one event gathered: after it ended it is transcribed for good.
type task struct {
	event eventKey
	ended time.Time
}

func (w *work) end() time.Time { return w.jobs[len(w.jobs)-1].completed }

// add appends a step to a job.
func (j *job) add(name, conclusion string, d time.Duration) {
	start := j.completed
	j.completed = start.Add(d)
	j.steps = append(j.steps, step{name, conclusion, start, j.completed})
}

// cut stops a job at a moment, if it would run longer; it and the step that is stopped end with the conclusion.
func (j *job) cut(at time.Time, conclusion string) bool {
	if !j.completed.After(at) {
		return false
	}
	j.completed, j.conclusion = at, conclusion
	for i := range j.steps {
		s := &j.steps[i]
		if !s.started.Before(at) {
			*s = step{s.name, skipped, at, at}
		} else if s.completed.After(at) {
			s.completed, s.conclusion = at, conclusion
		}
	}
	return true
}

// cut stops all work at a moment.
func (w *work) cut(at time.Time, conclusion string) {
	for i := range w.jobs {
		if j := &w.jobs[i]; j.started.After(at) {
			*j = job{name: j.name, conclusion: conclusion, started: at, completed: at}
		} else if j.cut(at, conclusion) {
			j.annotation = w.reason
		}
	}
}

const gatherJob = "process-events"

// plan is what a run that begins now will do.
func (g *GitHub) plan(r *run, now time.Time) work {
	s := g.scenario
	if !r.workflow.pipeline() {
		only := newJob("run", now)
		only.add("Set up job", success, minutes(s.OverheadMinutes))
		return work{jobs: []job{only}, conclusion: success}
	}
	boot := newJob("create-gcp-runner", now)
	boot.add("Create runner", success, s.between(minutes(s.BootMinutes*0.8), minutes(s.BootMinutes*1.2), "boot", r.id, int64(r.current().number)))
	main := newJob(gatherJob, boot.completed)
	if _, yes := g.befalls(r, s.RunnerFailures, "runner"); yes {
		boot.fail()
		main.conclusion = skipped
		return work{jobs: []job{boot, main}, conclusion: failure}
	}
	var w work
	main.add("Set up job", success, minutes(s.OverheadMinutes*0.1))
	main.add("Install packages", success, minutes(s.OverheadMinutes*0.9))
	if r.workflow.gathers() {
		g.gather(r, &w, &main)
	} else {
		g.ingest(r, &w, &main)
	}
	g.strike(r, &main)
	w.jobs, w.conclusion = []job{boot, main}, main.conclusion
	return w
}

// strike is what may befall a gather job: its step fails, its runner is lost, its time is up.
func (g *GitHub) strike(r *run, j *job) {
	s := g.scenario
	if _, yes := g.befalls(r, s.GatherFailures, "gather"); yes {
		j.fail()
	}
	if _, yes := g.befalls(r, s.RunnersLost, "lost"); yes {
		j.cut(j.started.Add(j.completed.Sub(j.started)/2).Truncate(time.Second), failure)
		j.annotation = "The runner has received a shutdown signal. This can happen when the runner service is stopped, " +
			"or a manually started runner is canceled."
	} else if j.cut(j.started.Add(s.Limit), cancelled) {
		j.annotation = "The job running on runner " + runnerName + " has exceeded the maximum execution time of " +
			itoa(int64(s.Limit/time.Minute)) + " minutes."
	}
}

// befalls reports whether a pick means the current attempt of a run. The N-th dispatch is meant in its first attempt only.
func (g *GitHub) befalls(r *run, picks []Pick, label string) (Pick, bool) {
	nth, number := r.nth, r.current().number
	if number > 1 {
		nth = 0
	}
	return g.scenario.picked(picks, nth, label, r.id, int64(number))
}

func newJob(name string, start time.Time) job {
	return job{name: name, conclusion: success, started: start, completed: start}
}

// fail has the last step of a job fail after its work.
func (j *job) fail() {
	j.conclusion = failure
	j.steps[len(j.steps)-1].conclusion = failure
}

const gatherStep = "Gather and process events"

// gather plans the gather step of a run with from and to.
func (g *GitHub) gather(r *run, w *work, j *job) {
	s, start := g.scenario, j.completed
	from, to, complaint := g.window(r, start)
	if complaint != "" {
		if r.nth > 0 {
			g.addViolation("run %d: %s", r.id, complaint)
		}
		j.add(gatherStep, failure, 10*time.Second)
		j.fail()
		return
	}
	if touch(s.Outages, civil.Of(start.UTC()), civil.Of(start.UTC())+1) {
		j.add(gatherStep, failure, time.Minute)
		j.fail()
		return
	}
	exists := min(to, civil.Of(start.In(s.Timezone))) // what is later hasn't happened yet
	var all time.Duration
	for _, e := range s.events(from, exists) {
		all += g.cost(e)
		w.tasks = append(w.tasks, task{e, start.Add(all)})
	}
	j.add(gatherStep, success, all)
	if touch(s.BadDays, from, to) {
		j.fail()
	}
	w.span = &Gathered{From: from, To: exists, RunID: r.id, Attempt: r.current().number}
}

// window is what a run gathers, or why its step fails.
func (g *GitHub) window(r *run, now time.Time) (from, to civil.Time, complaint string) {
	if r.inputs["from"] == "" && r.inputs["to"] == "" {
		if r.nth > 0 {
			g.addViolation("run %d: from and to are empty, which means the last days", r.id)
		}
		n, ok := g.lookBackAt(r.sha)
		if !ok {
			return 0, 0, configFile + " has no default_event_gather_from_days_timedelta"
		}
		to = civil.Of(now.UTC()) // the pipeline takes utcnow() and drops the zone
		return to - civil.Time(n)*civil.Day, to, ""
	}
	if err := from.UnmarshalText([]byte(r.inputs["from"])); err != nil {
		return 0, 0, "from: " + err.Error()
	}
	if err := to.UnmarshalText([]byte(r.inputs["to"])); err != nil {
		return 0, 0, "to: " + err.Error()
	}
	if from >= to {
		return 0, 0, "from " + from.String() + " is not before to " + to.String()
	}
	return from, to, ""
}

// lookBackAt reads the look-back from the instance's configuration as a commit has it.
func (g *GitHub) lookBackAt(sha string) (days int, ok bool) {
	e, _ := g.git.lookup(g.git.commits[sha].Tree, configFile)
	var config gatherConfig
	if err := json.Unmarshal(g.git.blobs[e.SHA], &config); err != nil || config.LookBack == nil {
		return 0, false
	}
	return *config.LookBack, true
}

// settle keeps what an attempt got done, when it ends.
func (g *GitHub) settle(r *run, conclusion string) {
	a := r.current()
	for _, t := range a.work.tasks {
		if !t.ended.After(g.now) {
			g.known[t.event] = true
		}
	}
	if conclusion != success {
		return
	}
	if a.work.span != nil {
		g.journal.Gathered = append(g.journal.Gathered, *a.work.span)
	}
	if a.work.ingested != nil {
		g.journal.Ingested = append(g.journal.Ingested, *a.work.ingested)
	}
}

// inert is a value that a shell passes on as it is: see the package documentation of event for why.
var inert = regexp.MustCompile(`^'\{(?:[\x20-\x26\x28-\x5b\x5d-\x7e]|\\u[0-9a-fA-F]{4}|\\")*\}'$`)

// ingest plans the gather step of a special event's run: `echo VALUE > file`, then the pipeline reads the file.
func (g *GitHub) ingest(r *run, w *work, j *job) {
	value := r.inputs[specialInput]
	var event struct {
		Body     json.RawMessage   `json:"body"`
		Sessions []json.RawMessage `json:"sessions"`
	}
	if !inert.MatchString(value) || json.Unmarshal([]byte(value[1:len(value)-1]), &event) != nil || event.Body == nil || len(event.Sessions) == 0 {
		g.addViolation("run %d: %s isn't one JSON event in single quotes, inert in every shell", r.id, specialInput)
		j.add(gatherStep, failure, 10*time.Second)
		j.fail()
		return
	}
	j.add(gatherStep, success, minutes(g.scenario.EventMinutes*(0.7+0.6*g.scenario.chance("special", r.id))))
	w.ingested = &Ingested{RunID: r.id, JSON: value[1 : len(value)-1]}
}
