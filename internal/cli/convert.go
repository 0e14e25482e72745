package cli

// The command convert: it prints event files as lines of JSON, or all errors in them.

import (
	"bufio"
	"fmt"
	"io"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/linkcheck"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

type convertCommand struct {
	eventFlags
	Quote toggle `help:"Print the form that is dispatched: one word, which sh, dash, bash and busybox take for nothing but text." group:"local" input:"no"`
}

// stateValid is the state of an event in the outputs of convert, which does not know what was ingested.
const stateValid = "valid"

func (c *convertCommand) run(p *process) (outcome, error) {
	ps := p.problems()
	options := c.read(&ps)
	quoted := ps.bool("quote", c.Quote)
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	var err error
	if options.zone, options.unknown, err = eventZone(options.zone, p.workspaceZone); err != nil {
		return outcome{}, err
	}
	options.trim = func(e *event.Event) {
		e.DropPlaces() // no event is compared with another version of it
		if options.check == checkOff && p.runner.actions == nil {
			e.Links = nil // nobody asks for them, and no summary shows them
		}
	}
	set, err := p.events(options)
	if err != nil {
		return outcome{}, err
	}
	set.problems = append(set.problems, event.CheckBare(set.events)...)
	set.problems = append(set.problems, p.checkAddresses(set.events, options.check, linkcheck.Public)...)
	if p.ctx.Err() != nil {
		return outcome{}, errStopped
	}
	p.tellEvents(set, set.events)
	result := outcome{ending: planned}
	if p.runner.actions != nil { // else nobody reads these, and many events take much memory
		result.summary = report.Events(set.events, set.problems, func(event.Event) string { return stateValid })
		result.standing = report.Checked(set.events, set.problems)
	}
	if set.invalid() {
		return result, &inputError{set.flags} // those of the files are printed already
	}
	if p.runner.actions != nil {
		for _, e := range set.events {
			result.outputs.Events = append(result.outputs.Events, outputEvent{e.At.File, e.ID, stateValid, e.JSON})
		}
	}
	if p.env.terminal() {
		tellTimes(p.env.Stderr, set.events)
	}
	return result, printEvents(p.runner.data, set.events, quoted)
}

// tellTimes prints a line for each event: a person can't check a date in the JSON, where it is a number.
func tellTimes(w io.Writer, events []event.Event) {
	for _, e := range events {
		start := e.Sessions[0].Start
		fmt.Fprintf(w, "%s: %s, %s %s\n", safetext.Name(e.At.File), safetext.Escape(e.Body, 80), start.Format("2006-01-02 15:04"), start.Location())
	}
}

// printEvents prints each event on a line, as JSON or in the form that is sent.
func printEvents(w io.Writer, events []event.Event, quoted bool) error {
	out := bufio.NewWriter(w)
	// One buffer for all quoted events: for 10,000 events a buffer each takes 140 MB of memory instead of 92 MB.
	var buffer []byte
	for _, e := range events {
		text := e.JSON
		if quoted {
			buffer = e.AppendInput(buffer[:0])
			text = buffer
			if err := event.CheckQuoted(text); err != nil {
				return &bugError{fmt.Sprintf("%s: %v", e.At.File, err)}
			}
		}
		out.Write(text)
		out.WriteByte('\n')
	}
	return out.Flush()
}
