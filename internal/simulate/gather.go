package simulate

// What a gather step does, and how long that takes.

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// result is how a gather step ends if nothing interferes.
type result struct {
	took       time.Duration
	failed     bool
	annotation string // empty for that of a command that failed
}

// runPipeline is what a step that gathers does from a moment on.
func (g *GitHub) runPipeline(r *run, w *work, start time.Time, d stepDefinition) result {
	if r.workflow.gathers() {
		return g.gather(r, w, start, d)
	}
	return g.ingest(r, w, start, d)
}

// gather is what the step of the gather pipeline does.
func (g *GitHub) gather(r *run, w *work, start time.Time, d stepDefinition) result {
	s := g.scenario
	from, to, reason := g.window(r, start, d)
	if reason != "" {
		if r.nth > 0 {
			g.addViolation("run %d: %s", r.id, reason)
		}
		w.output.trouble = reason
		return result{10 * time.Second, true, ""}
	}
	w.output = output{from: from.String(), to: to.String()}
	if anyDayIn(s.Outages, civil.Of(start.UTC()), civil.Of(start.UTC())+1) {
		w.output.trouble = "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='webapi.legistar.com', port=443): Max retries exceeded"
		return result{time.Minute, true, ""}
	}
	past := min(to.Civil, civil.Of(start.In(s.Timezone))) // later events have not been held
	events := s.events(from.Civil, past)
	var costs []time.Duration
	for _, e := range events {
		costs = append(costs, g.gatherTime(e))
	}
	done, ends := g.process(costs, start, d)
	for i, at := range done {
		if !at.IsZero() {
			w.events = append(w.events, gatheredEvent{events[i], at})
		}
	}
	w.output.counted, w.output.count = true, len(events)
	if from.Civil < past {
		w.gathered = &Gathered{From: from.Civil, To: past, RunID: r.id, Attempt: r.current().number}
	}
	ends.failed = ends.failed || anyDayIn(s.BadDays, from.Civil, to.Civil)
	return ends
}

// process works off events one after the other, each of which costs some time: less, when it was transcribed before. It
// returns the moments at which they are done, zero for those that never are, and how the step ends: it may have a limit, and
// may be tried several times.
func (g *GitHub) process(costs []time.Duration, start time.Time, d stepDefinition) ([]time.Time, result) {
	limit, tries := d.timeout, 1
	if d.retried > 0 {
		limit, tries = d.retried, d.tries
	}
	done := make([]time.Time, len(costs))
	began, now := start, start
	for range tries {
		began = now
		if now = g.try(costs, done, began, limit); limit == 0 || now.Sub(began) < limit {
			return done, result{took: now.Sub(start)}
		}
	}
	annotation := fmt.Sprintf("The action '%s' has timed out after %d minutes.", d.name, limit/time.Minute)
	if d.retried > 0 {
		annotation = fmt.Sprintf("Final attempt failed. Timeout of %dms hit", limit.Milliseconds())
	}
	return done, result{now.Sub(start), true, annotation}
}

// try works off events from a moment on, until all are done or the limit is reached, and returns when that is.
func (g *GitHub) try(costs []time.Duration, done []time.Time, start time.Time, limit time.Duration) time.Time {
	now := start
	for i, cost := range costs {
		if !done[i].IsZero() {
			cost = min(cost, minutes(g.scenario.CachedMinutes))
		}
		if now = now.Add(cost); limit > 0 && now.Sub(start) >= limit {
			return start.Add(limit)
		}
		if done[i].IsZero() {
			done[i] = now
		}
	}
	return now
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

// window is what a run gathers, or the reason why its gather step fails. A run that a controller dispatched fails for what
// its pipeline may understand, too, but no other one.
func (g *GitHub) window(r *run, now time.Time, d stepDefinition) (from, to civil.Datetime, reason string) {
	given := [2]string{r.inputs["from"], r.inputs["to"]}
	if _, yes := g.attemptPicked(r, g.scenario.LogsOfOtherEnds, "other ends"); yes || !strings.Contains(d.script, "--from") {
		return g.lastDays(r, now)
	}
	if given[0] == "" || given[1] == "" {
		return g.emptyWindow(r, now, d)
	}
	from, err := civil.Parse(given[0])
	if err != nil {
		return from, to, "ValueError: Invalid isoformat string: from: " + err.Error()
	}
	if to, err = civil.Parse(given[1]); err != nil {
		return from, to, "ValueError: Invalid isoformat string: to: " + err.Error()
	}
	var strict civil.Time
	for _, text := range given {
		if r.nth > 0 && strict.UnmarshalText([]byte(text)) != nil {
			return from, to, text + " is not a civil time, which every pipeline reads alike"
		}
	}
	if r.nth > 0 && from.Civil >= to.Civil {
		return from, to, "from " + given[0] + " is not before to " + given[1]
	}
	return from, to, ""
}

// emptyWindow is what a run gathers whose from or to is empty. Where the script has them as arguments, none is left of them.
func (g *GitHub) emptyWindow(r *run, now time.Time, d stepDefinition) (from, to civil.Datetime, reason string) {
	if strings.Contains(d.script, "--from ${{") {
		return from, to, "run_cdp_event_gather: error: argument --from: expected one argument"
	}
	if r.nth > 0 {
		g.addViolation("run %d: from or to is empty, which means the last days", r.id)
	}
	return g.lastDays(r, now)
}

// lastDays is what a run gathers that is given nothing: the pipeline takes utcnow(), which has no zone.
func (g *GitHub) lastDays(r *run, now time.Time) (from, to civil.Datetime, reason string) {
	n, ok := g.lookBackAt(r.sha)
	if !ok {
		return from, to, "KeyError: 'default_event_gather_from_days_timedelta' is not in " + configFile
	}
	to.Civil = civil.Of(now.UTC())
	from.Civil = to.Civil - civil.Time(n)*civil.Day
	from.Micro = int(g.scenario.chance("micro", r.id, int64(r.current().number)) * 999_900)
	to.Micro = from.Micro + 47 // the second call, a little later
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
