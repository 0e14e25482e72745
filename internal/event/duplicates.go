package event

// Warnings about several files that describe the same event.

import "fmt"

// A meeting is what the archive identifies an event by.
type meeting struct {
	body  string
	start int64 // of the first session, in microseconds since 1970
}

// CheckDuplicates warns about events with the same content, events that the archive would take for one, and events with the
// same video. The warning is at the later of two events, in the order given. Events without JSON are ignored.
func CheckDuplicates(events []Event) []Problem {
	var (
		problems []Problem
		contents = map[string]*Event{}
		meetings = map[meeting]*Event{}
		videos   = map[string]*Event{}
	)
	warn := func(at Place, format string, args ...any) {
		problems = append(problems, Problem{Place: at, Warning: true, Message: fmt.Sprintf(format, args...)})
	}
	for i := range events {
		e := &events[i]
		if e.JSON == nil {
			continue
		}
		if other, known := contents[e.ID]; known {
			warn(e.At, "the same event as in %q: it is sent once", other.At.File)
			continue
		}
		contents[e.ID] = e
		m := meeting{e.Body, e.Sessions[0].Start.UnixMicro()}
		if other, known := meetings[m]; known {
			warn(e.At, "body and time of the first session are those of %q: the archive would merge the two", other.At.File)
		} else {
			meetings[m] = e
		}
		for _, session := range e.Sessions {
			other, known := videos[session.Video]
			if !known {
				videos[session.Video] = e
			} else if other != e {
				warn(session.At, "the video is that of an event in %q too", other.At.File)
			}
		}
	}
	return problems
}
