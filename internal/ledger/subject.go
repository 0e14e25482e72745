package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Subject is what one run gathers: a window or an event, never both. It is comparable.
type Subject struct {
	window.Window        // of a window; of an event empty
	Event         string // of an event: the SHA-256 of its JSON, in hexadecimal; of a window empty
}

// OfWindow is the subject of a run that gathers a window.
func OfWindow(w window.Window) Subject { return Subject{Window: w} }

// OfEvent is the subject of a run that ingests an event, by the SHA-256 of its JSON.
func OfEvent(sha string) Subject { return Subject{Event: sha} }

// IsEvent says whether it is an event; else it is a window.
func (s Subject) IsEvent() bool { return s.Event != "" }

const eventLabel = "event "

// String is the form in labels: from/to, or "event" and the hash.
func (s Subject) String() string {
	if s.IsEvent() {
		return eventLabel + s.Event
	}
	return s.Window.String()
}

// Overlaps says whether two subjects have something in common, so that their runs would do the same work.
func (s Subject) Overlaps(o Subject) bool {
	if s.IsEvent() || o.IsEvent() {
		return s.Event == o.Event
	}
	return s.Window.Overlaps(o.Window)
}

// Compare orders windows by time, before events by their hash.
func (s Subject) Compare(o Subject) int {
	return cmp.Or(cmp.Compare(s.Event, o.Event), cmp.Compare(s.From, o.From), cmp.Compare(s.To, o.To))
}

// Key names one attempt. Two controllers may give the same number to two attempts at one subject; their writers tell them
// apart. It is comparable.
type Key struct {
	Subject
	Number int    // counts the attempts at the subject, from 1
	Writer string // a random word of the process that intends it
}

// Label is the stored form of a key without its writer: from/to#n, or event SHA256#n.
func (k Key) Label() string { return fmt.Sprintf("%s#%d", k.Subject, k.Number) }

// parseLabel reads what Label writes.
func parseLabel(label string) (s Subject, n int, err error) {
	what, count, _ := strings.Cut(label, "#")
	if n, err = strconv.Atoi(count); err != nil || n < 1 || n > mostCount || strings.Trim(count[:1], "123456789") != "" {
		return s, 0, errors.New("attempt: no number")
	}
	if event, ok := strings.CutPrefix(what, eventLabel); ok {
		if !eventForm.MatchString(event) {
			return s, 0, errors.New("attempt: no SHA-256")
		}
		return OfEvent(event), n, nil
	}
	from, to, _ := strings.Cut(what, "/")
	if s.From.UnmarshalText([]byte(from)) != nil || s.To.UnmarshalText([]byte(to)) != nil {
		return s, 0, errors.New("attempt: a time not of the form YYYY-MM-DDTHH:MM:SS")
	}
	return s, n, notEmpty(s.Window)
}
