package reconcile

// What a decision can say.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Decision is what to do next, and what it was decided from.
type Decision struct {
	Step     Step
	Coverage *Coverage
	Next     []Piece // of Coverage.Pending, what may be sent now
	Free     int     // slots; 0 or less where none is free
	Lanes    map[string]*Lane
	Others   []workflow.Run // runs of others in flight
}

// Step is what to do next: exactly one of [ReadHistory], [Conclude], [ReadLogs],
// [Record], [Observe], [Inspect], [Read], [Intend], [Dispatch], [CancelRuns], [ListOwn], [Continue], [Poll]
// and [Stop].
type Step interface{ step() }

// ReadHistory means: list the runs that succeeded, and decide again.
type ReadHistory struct{}

// ReadLogs means: read the logs of these runs, and decide again.
type ReadLogs struct{ Runs []Candidate }

// Observe means: read what these runs of others gathered, record it, and decide again.
type Observe struct{ Runs []workflow.Run }

// Inspect means: find out whether all jobs of these runs have ended, and decide again.
type Inspect struct{ Runs []workflow.Run }

// Record means: add these facts, and decide again.
type Record struct{ Facts []ledger.Fact }

// Conclude means: read how these runs ended, record it, and decide again.
type Conclude struct{ Ended []Ended }

// Read means: read these runs by id, and decide again.
type Read struct{ Runs []int64 }

// Intend means: make these intents durable, and decide again. None of them was sent.
type Intend struct{ Intents []ledger.Intent }

// Dispatch means: send this durable intent, record the answer, and decide again.
type Dispatch struct{ Attempt *ledger.Attempt }

// CancelRuns means: make what is known durable, ask GitHub to cancel the runs of these attempts, and decide again.
type CancelRuns struct{ Attempts []*ledger.Attempt }

// ListOwn means: list the runs of the workflow that this step is part of, and decide again.
type ListOwn struct{}

// Continue means: make what is known durable, start the next run of this step's workflow, and decide again.
type Continue struct{}

// Poll means: make what is known durable, wait, and look again. Time alone changes nothing before Until, if that is set.
type Poll struct{ Until time.Time }

// Stop means: make what is known durable, and end.
type Stop struct{ Reason Reason }

func (ReadHistory) step() {}
func (ReadLogs) step()    {}
func (Observe) step()     {}
func (Inspect) step()     {}
func (Record) step()      {}
func (Conclude) step()    {}
func (Read) step()        {}
func (Intend) step()      {}
func (Dispatch) step()    {}
func (CancelRuns) step()  {}
func (ListOwn) step()     {}
func (Continue) step()    {}
func (Poll) step()        {}
func (Stop) step()        {}

// Reason is why a step ends by its own decision.
type Reason string

// The reasons to stop.
const (
	Done        Reason = "done"         // nothing is left to send or to wait for
	TooMany     Reason = "max-runs"     // more is pending at the start than allowed
	MaxFailures Reason = "max-failures" // different windows failed one after another
	Planned     Reason = "dry-run"      // this is what the next pass would do
	OnePass     Reason = "one-pass"     // wait: false
	Resting     Reason = "resting"      // what is left rests for longer than a step waits
	NoLane      Reason = "no-lane"      // every lane refuses dispatches
	NoRunner    Reason = "no-runner"    // for a day no gather step began
	TimeOver    Reason = "time-budget"  // the time budget is spent
	Continued   Reason = "continued"    // the time budget is spent, and the next run of the workflow was started
	WasClosed   Reason = "closed"       // a person closed the request
	StillAlive  Reason = "still-alive"  // runs that were cancelled haven't ended for long
)
