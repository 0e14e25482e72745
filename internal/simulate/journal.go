package simulate

// The journal: what happened on the simulated GitHub. It is how a test knows what was really gathered, whatever the runs'
// conclusions and the program's ledger say.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// Journal is what happened so far, each list in the order in which it happened.
type Journal struct {
	Requests   []Request
	Effects    []Effect
	Violations []string   // requests that the real GitHub would not understand, inputs that would hurt the pipeline
	Gathered   []Gathered // by runs that succeeded
	Ingested   []Ingested // by runs that succeeded
}

// Request is one HTTP request.
type Request struct {
	At      time.Time
	Method  string
	Path    string // with the query
	Kind    string
	Status  int  // 0: the connection broke before it was sent
	Counted bool // against the primary rate limit
}

// Effect is a change that a controller made: a commit or a new branch, or a dispatched run.
type Effect struct {
	N    int // counted from 1, saves and dispatches together
	At   time.Time
	Kind string // KindSave or KindDispatch

	Branch, Path string // of a save; no path where the branch is new

	RunID    int64 // of a dispatch
	Workflow string
	Inputs   map[string]string
	InFlight int // the pipelines' runs that were not completed just before, whoever started them
}

// Gathered is the civil time that a successful run gathered: its window, up to the moment at which it gathered.
type Gathered struct {
	From, To civil.Time
	RunID    int64
	Attempt  int
}

// Ingested is a special event that a successful run stored.
type Ingested struct {
	RunID int64
	JSON  string // as the pipeline read it
}

// Run is one attempt of a workflow run.
type Run struct {
	ID                    int64
	Attempt               int
	Workflow              string // file name
	Event, Actor          string
	Inputs                map[string]string
	Created, Began, Ended time.Time // of this attempt; zero where it has not happened
	Status, Conclusion    string
}
