package reconcile

import (
	"context"
	"errors"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// EventInput is the input that the special-event workflow of every instance takes.
const EventInput = "event-details-json-string"

// Loop does what [Decide] says, until it says to stop. All its state is owned by the goroutine that calls Run.
type Loop struct {
	Policy     Policy
	Clock      workflow.Clock
	Now        func() time.Time // GitHub's time
	Interval   time.Duration    // between two looks
	Store      ledger.Store
	Ledger     *ledger.Ledger // as loaded from the store
	Alone      bool           // nobody else can write the store: a GitHub in this process's own memory
	Repository *workflow.Repository
	Lanes      []*workflow.Workflow
	Others     []*workflow.Workflow // workflows that share the runners
	Schedule   *schedule.Schedule   // of a catch-up: its runs are added by the loop
	Own        *Own                 // what Policy.OwnRun belongs to; nil where it is 0
	Dashboard  *Dashboard           // nil: none is kept
	// OnStart is called once, before anything is intended; OnFact with every fact as it becomes known, and OnPass after
	// every pass.
	OnStart func(*Decision)
	OnFact  func(ledger.Fact)
	OnPass  func(*Decision)
	// OnLook is called after every look, changed or not.
	OnLook func(*Decision)

	world    World
	listedAt time.Time // when the runs were last listed
	dirty    bool      // the ledger holds facts that are not durable
	unsaved  bool      // the request is not durable; that matters when it is left unfinished, or something in it failed
	repeats  bool      // the request is new, and says what the one before it said
	saver    saver
	refusals []error // of the lanes that are disabled
	heard    context.Context
	// foreign are workflows of attempts on the ledger that this step doesn't use; defined are those beside the lanes whose
	// file was read.
	foreign map[string]*workflow.Workflow
	defined map[string]bool
	// lookBacks are how far back scheduled runs of a commit gathered.
	lookBacks map[string]int
}

// saver remembers how long it was paused between saves that failed one after another, and the last pause. The wait for a limit
// between them is none: another save may have to wait an hour for it.
type saver struct{ paused, pause time.Duration }

// Own is the workflow that this step is part of, and what starts it again as it was started.
type Own struct {
	Workflow *workflow.Workflow
	Ref      string
	Inputs   map[string]string
}

// Result is how a step ended.
type Result struct {
	Reason Reason // empty where an error or a signal ended it
	Decision
	Refusals []error // of lanes that took no dispatch
	// Continued is the run that goes on; NotContinued is why none does, where one should.
	Continued    *workflow.Dispatched
	NotContinued error
	NoRunner     *Lane     // of NoRunner: the lane whose last run found none
	Left         *Coverage // of a catch-up: what left the horizon since the last tick; nil where nothing did
	Unsaved      bool      // what is known couldn't be made durable
	Progressed   bool      // this run of the step dispatched or concluded something
}

// ErrOvertime is the cause of a context that was cancelled because a step was still waiting well after its time budget.
var ErrOvertime = errors.New("the time budget is spent")

// UnsavedError says that not all that is known was made durable. Nothing is lost: the intents are, and runs of theirs are
// looked for.
type UnsavedError struct{ Err error }

func (e *UnsavedError) Error() string { return "not everything could be recorded: " + e.Err.Error() }

func (e *UnsavedError) Unwrap() error { return e.Err }

// Hint is the way out.
func (*UnsavedError) Hint() string { return "run it again: it looks for what isn't recorded" }

// nothingCanBeSaved says that after this error the ledger can't be written any more.
func nothingCanBeSaved(err error) bool {
	var refused *ledger.RefusedError
	return errors.As(err, &refused) || errors.Is(err, workflow.ErrUnauthorized)
}

// add adds facts that are not durable yet.
func (l *Loop) add(facts ...ledger.Fact) {
	if len(facts) == 0 {
		return
	}
	l.Ledger.Add(facts...)
	l.dirty = true
	for _, f := range facts {
		l.OnFact(f)
	}
}
