package event

import "fmt"

// CheckDuplicates warns of what only several events show. They are compared in the order given; the later of two is warned of.
// Events without JSON are passed over.
func CheckDuplicates(events []Event) []Problem {
	type meeting struct {
		body  string
		start int64 // µs since 1970
	}
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
		first := meeting{e.Body, e.Sessions[0].Start.UnixMicro()}
		if other, known := meetings[first]; known {
			warn(e.At, "body and time of the first session are those of %q: the archive would merge the two", other.At.File)
		} else {
			meetings[first] = e
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
