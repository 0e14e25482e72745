// Package ledger is the durable memory of one pipeline: which stretches of time were asked for, and what became of every
// attempt to gather them.
//
// A ledger is a set of facts, one a line, and is only ever added to. Nothing in it is state: state is the fold of the
// facts ([State]), and the fold gives the same whatever their order and however often each is read. So two ledgers merge
// by the union of their lines, and a controller that lost a race, or died, loses nothing but time.
//
// An attempt's facts come in the order intent, dispatched, concluded. The intent is durable before the dispatch leaves:
// after a crash in between, an intent without a run says that one may exist.
package ledger

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Fact is one line of a ledger: a [Request], an [Intent], a [Dispatched], a [Concluded] or an [Observed].
type Fact interface{ line() stored }

// Request says that a stretch of time must become covered, or that events must be ingested.
type Request struct {
	ID     string        // names the request: its words and their count
	Window window.Window // the stretch; of records that differ the earlier end counts
	Events []string      // the events, by the SHA-256 of their JSON; then there is no stretch
	Words  Words         // as typed
	At     time.Time     // UTC
}

// Words are what a person typed: the identity of a request. One for events has no Begin.
type Words struct{ Begin, End, Reprocess string }

// ID is the name of the n-th request of these words.
func (w Words) ID(n int) string {
	what := "events"
	if w.Begin != "" {
		what = printable(w.Begin) + ".." + printable(w.End)
	}
	return fmt.Sprintf("%s %s#%d", what, printable(w.Reprocess), n)
}

// printable is a word as typed, quoted where it would break a line: any character may stand between a date and a time.
func printable(word string) string {
	if strings.ContainsFunc(word, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(word)
	}
	return word
}

// Subject is what one run gathers: a window, or an event by the SHA-256 of its JSON, in hexadecimal.
type Subject struct {
	window.Window
	Event string
}

const eventLabel = "event "

// String is the form in labels: from/to, or "event" and the hash.
func (s Subject) String() string {
	if s.Event != "" {
		return eventLabel + s.Event
	}
	return s.Window.String()
}

// Overlaps says whether two subjects have something in common, so that their runs would do the same work.
func (s Subject) Overlaps(o Subject) bool {
	if s.Event != "" || o.Event != "" {
		return s.Event == o.Event
	}
	return s.Window.Overlaps(o.Window)
}

// Key names one attempt. Two controllers may give the same label to two attempts; their writers tell them apart.
type Key struct {
	Label  string // the subject and the number of the attempt at it: from/to#n, or event SHA256#n
	Writer string // a random word of the process that intends it
}

// Label is the label of the n-th attempt at a subject.
func Label(s Subject, n int) string { return fmt.Sprintf("%s#%d", s, n) }

var eventForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Subject is what the attempt gathers, read from its label.
func (k Key) Subject() (s Subject, err error) {
	what, _, _ := strings.Cut(k.Label, "#")
	if event, ok := strings.CutPrefix(what, eventLabel); ok {
		if !eventForm.MatchString(event) {
			return s, fmt.Errorf("attempt %q: no SHA-256", k.Label)
		}
		return Subject{Event: event}, nil
	}
	from, to, _ := strings.Cut(what, "/")
	if err := s.From.UnmarshalText([]byte(from)); err != nil {
		return s, fmt.Errorf("attempt %q: %w", k.Label, err)
	}
	if err := s.To.UnmarshalText([]byte(to)); err != nil {
		return s, fmt.Errorf("attempt %q: %w", k.Label, err)
	}
	return s, nil
}

// Intent says that its writer is about to dispatch a window or an event.
type Intent struct {
	Key
	Request  string     // the ID of the request it serves
	Workflow string     // the lane: the workflow's file name
	Ref      string     // the branch or tag it runs on
	To       civil.Time // the end that is sent: the window's, and the overlap
	About    About      // of an event
	At       time.Time  // UTC, by GitHub's clock
}

// About is what people and later checks know an event by; its JSON is in the repository, and is not kept.
type About struct {
	File   string    // where it was described
	Body   string    // who met
	Start  time.Time // of the first session
	Videos []string
}

// Dispatched says that GitHub accepted the dispatch.
type Dispatched struct {
	Key
	Run int64  // the run's id; 0 where the server told none
	URL string // the run's page
	At  time.Time
}

// Concluded says how an attempt ended. A run that is run again concludes again, with a higher RunAttempt.
type Concluded struct {
	Key
	RunAttempt int       // GitHub's run_attempt; 0 where no run is known
	Class      string    // how the outcome is read; see reconcile
	Conclusion string    // GitHub's word
	Reason     string    // one line for people, may be empty
	Minutes    float64   // how long the gather job ran
	Created    time.Time // when the run was created; zero where unknown
	At         time.Time
}

// Observed says what a successful scheduled run gathered, though nobody told it to. It is kept because GitHub forgets runs.
type Observed struct {
	Run        int64
	RunAttempt int
	Window     window.Window
	At         time.Time
}

// Success is the class of an attempt that covers its window, for good.
const Success = "success"
