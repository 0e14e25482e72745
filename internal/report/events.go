package report

// The summary of a step that reads event files: tables of problems and events, in Markdown.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// Events lists all problems and all valid events. state says what happens to an event, such as "new".
func Events(events []event.Event, problems []event.Problem, state func(event.Event) string) Summary {
	valid := slices.DeleteFunc(slices.Clone(events), func(e event.Event) bool { return e.JSON == nil })
	var errors, warnings []event.Problem
	for _, p := range problems {
		if p.Warning {
			warnings = append(warnings, p)
		} else {
			errors = append(errors, p)
		}
	}
	all := slices.Concat(errors, warnings)
	head := fmt.Sprintf("### Event files\n\nEvents: %d. Errors: %d. Warnings: %d.\n", len(valid), len(errors), len(warnings))
	if len(errors) > 0 {
		head += "\n**What to do next**\n\n- Correct the lines below, and commit again.\n"
	}
	if len(all) > 0 {
		head += "\n| place | kind | problem |\n|---|---|---|\n"
	}
	s := Summary{{head: head, thing: "problem", rows: len(all), urgent: len(all), row: func(i int) string { return problemRow(all[i]) }}}
	if len(valid) > 0 {
		s = append(s, part{head: "| event | sessions | links | state | file |\n|---|---|---|---|---|\n", thing: "event", rows: len(valid),
			row: func(i int) string { return eventRow(valid[i], state(valid[i])) }})
	}
	return s
}

// Checked is what the verdict says of event files.
func Checked(events []event.Event, problems []event.Problem) Standing {
	valid, errors := 0, 0
	for _, e := range events {
		if e.JSON != nil {
			valid++
		}
	}
	for _, p := range problems {
		if !p.Warning {
			errors++
		}
	}
	if errors > 0 {
		return Standing{Said: Count(errors, "error")}
	}
	return Standing{Said: fmt.Sprintf("%s, %s", Count(valid, "event"), Count(errors, "error"))}
}

func problemRow(p event.Problem) string {
	kind := "error"
	if p.Warning {
		kind = "warning"
	}
	return fmt.Sprintf("| %s | %s | %s |\n", Inert(p.Place.String()), kind,
		Inert(strings.TrimSuffix(p.Message+"; "+p.Hint, "; ")))
}

// mostLinks is how many links of an event are shown, besides its videos.
const mostLinks = 8

// eventRow is the row of an event in the table. The sessions are shown by their local times, which link to the videos.
func eventRow(e event.Event, state string) string {
	var sessions, links []string
	shown := map[string]bool{}
	for _, s := range e.Sessions {
		sessions = append(sessions, link(s.Start.Format("2006-01-02 15:04 MST"), s.Video))
		shown[s.Video] = true
	}
	more := 0
	for _, l := range e.Links {
		switch {
		case shown[l.URI]:
		case len(links) == mostLinks:
			more++
		default:
			links = append(links, link(strings.TrimSuffix(l.Field, "_uri"), l.URI))
		}
		shown[l.URI] = true
	}
	if more > 0 {
		links = append(links, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", Inert(e.Body), strings.Join(sessions, "<br>"),
		strings.Join(links, ", "), state, Inert(e.At.File))
}
