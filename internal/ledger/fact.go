// Package ledger is the durable memory of one pipeline: which intervals of time were asked for, and what became of every
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

// Fact is one line of a ledger: a [Request], a [Closed], an [Intent], a [Dispatched], a [Concluded], an [Observed], a [Tick] or
// a [Simulated].
type Fact interface {
	stored() any
	// String is the kind of the fact and what it is about.
	String() string
}

// The kinds of facts, in the words of the stored records.
const (
	kindRequest    = "request"
	kindClosed     = "closed"
	kindIntent     = "intent"
	kindDispatched = "dispatched"
	kindConcluded  = "concluded"
	kindObserved   = "observed"
	kindTick       = "tick"
	kindSimulated  = "simulated"
)

// Request says that an interval of time must become covered, or that events must be ingested.
type Request struct {
	ID     string        // names the request: its words and their count
	Window window.Window // the interval; of records that differ the earlier end counts
	Events []string      // the events, by the SHA-256 of their JSON; then there is no interval
	Words  Words         // as typed
	At     time.Time     // UTC
	// Retries and RunLimit are those of the last command that worked on it, by which its failures are judged. A RunLimit of zero says
	// that neither is known.
	Retries  int
	RunLimit time.Duration // whole seconds
	// Used is when the last command began to work on it: of records that differ, the events, the retries and the run limit of
	// the latest count. Zero is At.
	Used time.Time
}

// ForEvents says whether it is for events; else it is for an interval of time.
func (r *Request) ForEvents() bool { return len(r.Events) > 0 }

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

// Closed says that a person closed a request: nothing goes on with it.
type Closed struct {
	Request string // its ID
	// Runs says that its runs were cancelled on GitHub, too. Those that don't succeed after that count for nobody.
	Runs bool
	At   time.Time
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
	RunAttempt int // GitHub's run_attempt; 0 where no run is known
	Class      Class
	Conclusion string    // GitHub's word
	Reason     string    // one line for people, may be empty
	Minutes    float64   // how long the gather job ran
	Found      *int      // events that the pipeline's own log says it found; nil where it doesn't say
	Created    time.Time // when the run was created; zero where unknown
	At         time.Time
}

// Observed says what a successful run gathered that this program did not dispatch. It is kept because GitHub deletes runs
// and logs after some time. A run of which nothing is known has an empty window: it needs no second look.
type Observed struct {
	Run        int64
	RunAttempt int
	Window     window.Window
	Logged     bool      // the run's own log names the window; else it follows from its schedule
	Minutes    float64   // how long the gather job ran
	Found      *int      // events that its log says it found; nil where it doesn't say
	URL        string    // the run's page
	Created    time.Time // when the run was created; zero where unknown
	At         time.Time
}

// Tick says how far back a run of a catch-up looked. What leaves that horizon later was seen by it.
type Tick struct {
	Window window.Window // the horizon; it may be empty, and then its beginning counts
	Kept   window.Set    // days that left it and were in flight: the next tick looks at them, too
	At     time.Time     // when the run of the step began
}

// Simulated says that a simulation keeps the ledger: nothing in it happened on GitHub.
type Simulated struct {
	Repository string    // the simulated one
	Scenario   string    // what its city is like, in the words of the simulation
	Began      time.Time // when the simulated clock started
	At         time.Time // how far it got: the latest counts
}

func (r Request) String() string    { return kindRequest + " " + r.ID }
func (c Closed) String() string     { return kindClosed + " " + c.Request }
func (i Intent) String() string     { return kindIntent + " " + i.Label() }
func (d Dispatched) String() string { return kindDispatched + " " + d.Label() }
func (c Concluded) String() string  { return kindConcluded + " " + c.Label() }
func (o Observed) String() string   { return fmt.Sprintf("%s run %d", kindObserved, o.Run) }
func (t Tick) String() string       { return kindTick + " " + t.Window.String() }
func (s Simulated) String() string  { return kindSimulated + " " + s.Repository }
