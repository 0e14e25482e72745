package simulate

// What the step of a special-event run does.

import (
	"encoding/json"
	"regexp"
	"time"
)

// shellSafe is a value that sh, dash, bash and busybox pass on unchanged; the documentation of package event says why.
var shellSafe = regexp.MustCompile(`^'\{(?:[\x20-\x26\x28-\x5b\x5d-\x7e]|\\u[0-9a-fA-F]{4}|\\")*\}'$`)

// ingest is what the step of the special-event pipeline does. The step before it has written the event by
// `echo VALUE > file`.
func (g *GitHub) ingest(r *run, w *work, start time.Time, d stepDefinition) result {
	value := r.inputs[specialInput]
	var event struct {
		Body     json.RawMessage   `json:"body"`
		Sessions []json.RawMessage `json:"sessions"`
	}
	if !shellSafe.MatchString(value) || json.Unmarshal([]byte(value[1:len(value)-1]), &event) != nil || event.Body == nil || len(event.Sessions) == 0 {
		g.addViolation("run %d: %s isn't one JSON event in single quotes, inert in sh, dash, bash and busybox", r.id, specialInput)
		w.output.trouble = "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
		return result{10 * time.Second, true, ""}
	}
	from, to, _ := g.lastDays(r, start)
	w.output = output{from: from.String(), to: to.String(), counted: true, count: 1}
	cost := minutes(g.scenario.EventMinutes * (0.7 + 0.6*g.scenario.chance("special", r.id)))
	_, ends := g.process([]time.Duration{cost}, start, d)
	w.ingested = &Ingested{RunID: r.id, JSON: value[1 : len(value)-1]}
	return ends
}
