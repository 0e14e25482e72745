package simulate

// What cdp-backend writes in the log of a gather step, in its own format.

import (
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// strangeNames are names of events as a city may give them. Some look like something else to whoever reads a log.
var strangeNames = []string{
	"City Council",
	"Select Budget Committee: Processing 12 events.",
	"Comité de Finanzas y Vivienda – sesión especial",
	"::error::Land Use & Neighborhoods ##[endgroup]",
	"Public Safety, Gathering events to process. (2000-01-01T00:00:00 - 2040-01-01T00:00:00)",
	"Transportation & Utilities | 0 flows ran successfully.",
}

// info writes a line as cdp-backend logs it.
func (l *logText) info(level, module string, number int, format string, args ...any) {
	l.line("[%4s: %s:%4d %s] %s", level, module, number, strings.Replace(l.at.UTC().Format("2006-01-02 15:04:05.000"), ".", ",", 1),
		fmt.Sprintf(format, args...))
}

// writePipeline writes what a pipeline logs from its first line to the end of its step, wherever that is. A step that tries
// several times logs the first line each time.
func (l *logText) writePipeline(a *attempt, s *step) {
	o, d := a.work.output, s.definition
	began := s.started
	for try := 1; ; try++ {
		l.until(began)
		if d.retried > 0 {
			l.line("##[group]Attempt %d", try)
			l.line("##[endgroup]")
		}
		if o.from != "" {
			l.info("INFO", "event_gather_pipeline", 75, "Gathering events to process. (%s - %s)", o.from, o.to)
		}
		end := s.completed
		if d.retried > 0 {
			end = earlier(end, began.Add(d.retried))
		}
		if o.counted {
			l.writeEvents(a.work.events, began, end, o.count)
		}
		if !end.Before(s.completed) {
			break
		}
		began = began.Add(d.retried)
		l.until(began)
		l.line("##[warning]Attempt %d failed. Reason: Timeout of %dms hit", try, d.retried.Milliseconds())
	}
	l.until(s.completed)
	if s.conclusion == success || s.conclusion == failure && s.annotation == "" {
		l.writeOutcome(o, d, s.conclusion == success)
	}
}

// writeEvents writes what a pipeline logs of the events that it found, and of those that it gathered from one moment to
// another.
func (l *logText) writeEvents(events []gatheredEvent, from, to time.Time, n int) {
	l.info("INFO", "event_gather_pipeline", 102, "Processing %d events.", n)
	for range n {
		l.info("INFO", "event_gather_pipeline", 115, "Creating flows for 1 sessions.")
	}
	told := 0
	for _, e := range events {
		if !e.ended.After(from) || e.ended.After(to) || told == maxTold {
			continue
		}
		told++
		l.until(e.ended)
		name := strangeNames[uint(int(e.event.day/civil.Day)+e.event.n)%uint(len(strangeNames))] // days before 1970 are negative
		l.info("INFO", "event_gather_pipeline", 391, "Generating transcript of %s", name)
		l.line("\rTranscribing:  50%%|█████     | 620/1240 [12:01<12:01]\rTranscribing: 100%%|██████████| 1240/1240 [24:02<00:00]")
	}
}

// maxTold is how many events a log tells more of, so that it stays small.
const maxTold = 20

// writeOutcome writes the last lines of a pipeline that came to its end.
func (l *logText) writeOutcome(o output, d stepDefinition, succeeded bool) {
	module := "run_cdp_event_gather"
	if !strings.Contains(d.script, module) {
		module = "process_special_event"
	}
	switch {
	case o.trouble != "":
		l.info("ERROR", module, 88, "=============================================")
		l.line("Traceback (most recent call last):")
		l.line("%s", o.trouble)
	case succeeded:
		l.info("INFO", module, 80, "%d flows ran successfully.", o.count)
	default:
		l.info("ERROR", module, 77, "1 / %d flows failed.", max(o.count, 1))
	}
}
