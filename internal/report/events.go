package report

// The summary of a step that reads event files: tables of problems and events, in Markdown.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// A step's summary may have 1 MiB (GitHub's documentation). The larger part is for problems, which come first.
const (
	mostProblemText = 600 << 10
	mostEventText   = 300 << 10
)

// Events lists all problems and all valid events. state says what happens to an event, such as "new".
func Events(events []event.Event, problems []event.Problem, state func(event.Event) string) string {
	valid := slices.DeleteFunc(slices.Clone(events), func(e event.Event) bool { return e.JSON == nil })
	warnings := 0
	for _, p := range problems {
		if p.Warning {
			warnings++
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "### Event files\n\nEvents: %d. Errors: %d. Warnings: %d.\n", len(valid), len(problems)-warnings, warnings)
	writeTable(&out, mostProblemText, "| place | kind | problem |\n|---|---|---|", problems, problemRow)
	writeTable(&out, mostEventText, "| event | sessions | links | state | file |\n|---|---|---|---|---|", valid,
		func(e event.Event) string { return eventRow(e, state(e)) })
	return out.String()
}

// writeTable writes a table with as many rows as fit into most bytes, and says how many do not.
func writeTable[T any](out *strings.Builder, most int, head string, items []T, row func(T) string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n", head)
	for i, item := range items {
		text := row(item)
		if most -= len(text) + 1; most < 0 {
			fmt.Fprintf(out, "\n%d more are not shown.\n", len(items)-i)
			return
		}
		fmt.Fprintln(out, text)
	}
}

func problemRow(p event.Problem) string {
	kind := "error"
	if p.Warning {
		kind = "warning"
	}
	return fmt.Sprintf("| %s | %s | %s |", Inert(p.Place.String()), kind,
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
	return fmt.Sprintf("| %s | %s | %s | %s | %s |", Inert(e.Body), strings.Join(sessions, "<br>"),
		strings.Join(links, ", "), state, Inert(e.At.File))
}
