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
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Fact is one line of a ledger: a [Request], an [Intent], a [Dispatched] or a [Concluded].
type Fact interface{ line() stored }

// Request says that a stretch of time must become covered.
type Request struct {
	ID     string        // names the request: its words and their count
	Window window.Window // the stretch; of records that differ the earlier end counts
	Words  Words         // as typed
	At     time.Time     // UTC
}

// Words are what a person typed: the identity of a request.
type Words struct{ Begin, End, Reprocess string }

// ID is the name of the n-th request of these words.
func (w Words) ID(n int) string {
	return fmt.Sprintf("%s..%s %s#%d", printable(w.Begin), printable(w.End), printable(w.Reprocess), n)
}

// printable is a word as typed, quoted where it would break a line: any character may stand between a date and a time.
func printable(word string) string {
	if strings.ContainsFunc(word, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(word)
	}
	return word
}

// Key names one attempt. Two controllers may give the same label to two attempts; their writers tell them apart.
type Key struct {
	Label  string // the window and the number of the attempt at it: from/to#n
	Writer string // a random word of the process that intends it
}

// Label is the label of the n-th attempt at a window.
func Label(w window.Window, n int) string { return fmt.Sprintf("%s#%d", w, n) }

// Window is what the attempt gathers, read from its label.
func (k Key) Window() (window.Window, error) {
	span, _, _ := strings.Cut(k.Label, "#")
	from, to, _ := strings.Cut(span, "/")
	var w window.Window
	if err := w.From.UnmarshalText([]byte(from)); err != nil {
		return w, fmt.Errorf("attempt %q: %w", k.Label, err)
	}
	if err := w.To.UnmarshalText([]byte(to)); err != nil {
		return w, fmt.Errorf("attempt %q: %w", k.Label, err)
	}
	return w, nil
}

// Intent says that its writer is about to dispatch a window.
type Intent struct {
	Key
	Request  string     // the ID of the request it serves
	Workflow string     // the lane: the workflow's file name
	Ref      string     // the branch or tag it runs on
	To       civil.Time // the end that is sent: the window's, and the overlap
	At       time.Time  // UTC, by GitHub's clock
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

// Success is the class of an attempt that covers its window, for good.
const Success = "success"
