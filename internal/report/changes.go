package report

// What event files would change in the archive.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// EventChange is what one event would change.
type EventChange struct {
	Event  *event.Event
	State  string         // such as "new"
	Fields []event.Change // of an edited event, as far as they are known
}

const (
	mostFields = 30  // of an event
	mostValue  = 120 // bytes of a value
)

// Changes says what each event would change; empty without any.
func Changes(changes []EventChange) Summary {
	if len(changes) == 0 {
		return nil
	}
	return Summary{{head: "### What this changes in the archive\n\n", thing: "change", rows: len(changes),
		row: func(i int) string { return changes[i].markdown() }}}
}

func (c *EventChange) markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "- %s: %s", Inert(safetext.Name(c.Event.At.File)), c.State)
	if c.State == "edited" && len(c.Fields) == 0 {
		out.WriteString(", in fields that the ledger does not keep")
	}
	out.WriteString("\n")
	for _, f := range c.Fields[:min(len(c.Fields), mostFields)] {
		fmt.Fprintf(&out, "  - %s: %s → %s", Inert(f.Field), shownValue(f.Before), shownValue(f.After))
		if f.Stays {
			out.WriteString(" (the archive keeps the old one)")
		}
		out.WriteString("\n")
	}
	if hidden := len(c.Fields) - mostFields; hidden > 0 {
		fmt.Fprintf(&out, "  - %s more\n", Count(hidden, "field"))
	}
	if who := c.Event.Bare.Who; who != "" {
		fmt.Fprintf(&out, "  - by name alone, and emptied where the archive knows them: %s\n", Inert(who))
	}
	return out.String()
}

func shownValue(text string) string {
	if text == "" {
		return "none"
	}
	return Inert(safetext.Quote(text, mostValue))
}

// Some are the first of several texts, and how many more there are.
func Some(texts []string, most int) string {
	text := strings.Join(texts[:min(len(texts), most)], ", ")
	if hidden := len(texts) - most; hidden > 0 {
		text += fmt.Sprintf(" and %d more", hidden)
	}
	return text
}
