package report

// What people call a window, an event and an attempt.

import (
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// mostName is how many characters of a stranger's name a line of the log shows.
const mostName = 80

// Names gives the names of what a request gathers.
type Names struct {
	Zone   *time.Location
	Events map[string]reconcile.Event // of which more is known than the ledger says
}

// Subject is a window's days, or an event's file, body and day.
func (n Names) Subject(s ledger.Subject, about ledger.About) string {
	if !s.IsEvent() {
		return Days(s.Window)
	}
	if known, ok := n.Events[s.Event]; ok {
		about = known.About
	}
	if about.File == "" {
		return "event " + s.Event[:12]
	}
	return fmt.Sprintf("%s (%s, %s)", safetext.Escape(about.File, mostName), safetext.Escape(about.Body, mostName), about.Start.In(n.Zone).Format(time.DateOnly))
}

// Attempt is an attempt's subject, with its number where it isn't the first.
func (n Names) Attempt(a *ledger.Attempt) string {
	name := n.Subject(a.Subject, a.Intent.About)
	if a.Number > 1 {
		return fmt.Sprintf("%s (attempt %d)", name, a.Number)
	}
	return name
}

// thingWindow is what a request for a range is made of.
const thingWindow = "window"

// thing is what a request is made of.
func thing(r *ledger.Request) string {
	if r.ForEvents() {
		return "event"
	}
	return thingWindow
}

// Numbered is which request of its words one is. Its whole name has the end as it was typed, which is the day after the last.
func Numbered(r ledger.Request) string {
	text := "request " + r.ID[strings.LastIndex(r.ID, "#"):]
	if r.Words.Reprocess != reconcile.ReprocessMissing {
		text += ", reprocess: " + r.Words.Reprocess
	}
	return text
}
