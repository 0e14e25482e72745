package simulate

// What a run of one of the instance's pipelines does, and how long that takes.

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

const (
	gatherJob  = "process-events"
	gatherStep = "Gather and process events"
	runnerName = "gcp-cdp-runner-1"
)

// plan is the work of a run whose first job starts now.
func (g *GitHub) plan(r *run, now time.Time) work {
	s := g.scenario
	if !r.workflow.isPipeline() {
		only := newJob("run", now)
		only.add("Set up job", success, minutes(s.OverheadMinutes))
		return work{jobs: []job{only}, conclusion: success}
	}
	boot := newJob("create-gcp-runner", now)
	boot.add("Create runner", success, s.randomDuration(minutes(s.BootMinutes*0.8), minutes(s.BootMinutes*1.2), "boot", r.id, int64(r.current().number)))
	main := newJob(gatherJob, boot.completed)
	if _, yes := g.attemptPicked(r, s.RunnerFailures, "runner"); yes {
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
	g.applyFailures(r, &main)
	w.jobs, w.conclusion = []job{boot, main}, main.conclusion
	return w
}

// applyFailures makes a gather job fail as the scenario says: its step fails, its runner is lost, or it exceeds its limit.
func (g *GitHub) applyFailures(r *run, j *job) {
	s := g.scenario
	if _, yes := g.attemptPicked(r, s.GatherFailures, "gather"); yes {
		j.fail()
	}
	if _, yes := g.attemptPicked(r, s.RunnersLost, "lost"); yes {
		j.stop(j.started.Add(j.completed.Sub(j.started)/2).Truncate(time.Second), failure)
		j.annotation = "The runner has received a shutdown signal. This can happen when the runner service is stopped, " +
			"or a manually started runner is canceled."
	} else if j.stop(j.started.Add(s.Limit), cancelled) {
		j.annotation = "The job running on runner " + runnerName + " has exceeded the maximum execution time of " +
			itoa(int64(s.Limit/time.Minute)) + " minutes."
	}
}

// attemptPicked finds the pick that selects the current attempt of a run. `#N` selects only the first attempt.
func (g *GitHub) attemptPicked(r *run, picks []Pick, label string) (Pick, bool) {
	nth, number := r.nth, r.current().number
	if number > 1 {
		nth = 0
	}
	return g.scenario.picked(picks, nth, label, r.id, int64(number))
}

// gather adds the gather step of a run of the gather pipeline.
func (g *GitHub) gather(r *run, w *work, j *job) {
	s, start := g.scenario, j.completed
	from, to, reason := g.window(r, start)
	if reason != "" {
		if r.nth > 0 {
			g.addViolation("run %d: %s", r.id, reason)
		}
		j.add(gatherStep, failure, 10*time.Second)
		j.fail()
		return
	}
	if anyDayIn(s.Outages, civil.Of(start.UTC()), civil.Of(start.UTC())+1) {
		j.add(gatherStep, failure, time.Minute)
		j.fail()
		return
	}
	past := min(to, civil.Of(start.In(s.Timezone))) // later events have not been held
	var all time.Duration
	for _, e := range s.events(from, past) {
		all += g.gatherTime(e)
		w.events = append(w.events, gatheredEvent{e, start.Add(all)})
	}
	j.add(gatherStep, success, all)
	if anyDayIn(s.BadDays, from, to) {
		j.fail()
	}
	w.gathered = &Gathered{From: from, To: past, RunID: r.id, Attempt: r.current().number}
}

// gatherTime is how long an event takes to gather now: less, if it was transcribed before.
func (g *GitHub) gatherTime(e councilEvent) time.Duration {
	s := g.scenario
	whole := minutes(s.EventMinutes * (0.7 + 0.6*s.chance("minutes", int64(e.day), int64(e.n))))
	if anyDayIn(s.BusyDays, e.day, e.day+civil.Day) {
		whole = minutes(s.BusyMinutes)
	}
	if g.transcribed[e] {
		return min(whole, minutes(s.CachedMinutes))
	}
	return whole
}

// window is the civil time that a run gathers, or the reason why its gather step fails.
func (g *GitHub) window(r *run, now time.Time) (from, to civil.Time, reason string) {
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

// lookBackAt is the look-back in the configuration at a commit.
func (g *GitHub) lookBackAt(sha string) (days int, ok bool) {
	e, _ := g.git.lookup(g.git.commits[sha].Tree, configFile)
	var config gatherConfig
	if err := json.Unmarshal(g.git.blobs[e.SHA], &config); err != nil || config.LookBack == nil {
		return 0, false
	}
	return *config.LookBack, true
}

// recordResults records what an attempt got done, when it completes.
func (g *GitHub) recordResults(r *run, conclusion string) {
	a := r.current()
	for _, t := range a.work.events {
		if !t.ended.After(g.now) {
			g.transcribed[t.event] = true
		}
	}
	if conclusion != success {
		return
	}
	if a.work.gathered != nil {
		g.journal.Gathered = append(g.journal.Gathered, *a.work.gathered)
	}
	if a.work.ingested != nil {
		g.journal.Ingested = append(g.journal.Ingested, *a.work.ingested)
	}
}

// shellSafe is a value that every shell passes on unchanged; the documentation of package event says why.
var shellSafe = regexp.MustCompile(`^'\{(?:[\x20-\x26\x28-\x5b\x5d-\x7e]|\\u[0-9a-fA-F]{4}|\\")*\}'$`)

// ingest adds the gather step of a run of the special-event pipeline, which writes the event by `echo VALUE > file` and
// reads that file.
func (g *GitHub) ingest(r *run, w *work, j *job) {
	value := r.inputs[specialInput]
	var event struct {
		Body     json.RawMessage   `json:"body"`
		Sessions []json.RawMessage `json:"sessions"`
	}
	if !shellSafe.MatchString(value) || json.Unmarshal([]byte(value[1:len(value)-1]), &event) != nil || event.Body == nil || len(event.Sessions) == 0 {
		g.addViolation("run %d: %s isn't one JSON event in single quotes, inert in every shell", r.id, specialInput)
		j.add(gatherStep, failure, 10*time.Second)
		j.fail()
		return
	}
	j.add(gatherStep, success, minutes(g.scenario.EventMinutes*(0.7+0.6*g.scenario.chance("special", r.id))))
	w.ingested = &Ingested{RunID: r.id, JSON: value[1 : len(value)-1]}
}
