package reconcile

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Policy is what the present command asks for. All of it belongs to the command, none to the request: a request begun
// with one policy may be finished with another.
type Policy struct {
	Request     ledger.Request
	Size        window.Size      // of windows carved anew; auto is learned
	Events      map[string]Event // of a request for events: what is sent, by the SHA-256 of its JSON
	NewestFirst bool
	// CatchUp is set for a catch-up: what scheduled runs were observed to gather covers too, what failed rests for as many
	// days as it failed times, and nothing fails for good.
	CatchUp bool
	// RevisitAfter is how long after a day a catch-up gathers it once more; 0 is never.
	RevisitAfter civil.Time
	// LastChance is a moment: what is older leaves the horizon of a catch-up before its next tick, or the one after.
	LastChance civil.Time
	// Closing is what a command closes that gathers nothing; else nil.
	Closing *Closing
	// ScheduledDays is how many days back scheduled runs gather, where that was given; else 0.
	ScheduledDays int
	MaxParallel   int // runs in flight, ours and others'
	Retries       int // more attempts for what failed
	MaxFailures   int // different windows failing one after another that stop the step
	MaxRuns       int // windows or events never tried that may be found at the start; 0 is no bound
	Overlap       civil.Time
	RunLimit      time.Duration   // the gather job's time limit
	Lanes         []string        // workflow files that gathers are sent to
	Exclusive     map[string]bool // lanes that take one run at a time: a newer run replaces the one that waits
	Ref           string
	Writer        string         // this process's random word
	Zone          *time.Location // of the municipality
	DryRun        bool
	Wait          bool      // keep going until the request is done
	Started       time.Time // of this run of the step, by GitHub's clock
	Deadline      time.Time // when the time budget is spent; zero is never
	OwnRun        int64     // the run that this step is part of, where its workflow may be started again; else 0
}

// Event is an event to be ingested.
type Event struct {
	ledger.About
	Input string // the value of the workflow's input, inert in sh, dash, bash and busybox
}

// Closing is what a command closes.
type Closing struct {
	Requests []string // by ID
	Runs     bool     // their runs are cancelled, too
}

// How long what may wait, by GitHub's clock.
const (
	// sendWithin is how old an intent may be when its dispatch leaves.
	sendWithin = 2 * time.Minute
	// deadAfter is when an intent or a lost response without a run is given up. It is longer than sendWithin by more
	// than a run takes to appear in GitHub's lists.
	deadAfter = 5 * time.Minute
	// lostAfter is how long after its dispatch a run that GitHub doesn't know counts as lost, and missingFor how long this
	// process must have found it missing, where it waits.
	lostAfter  = 30 * time.Minute
	missingFor = 10 * time.Minute
	// shortestLaneRest is how long a lane rests whose runner failed; it doubles with each failure up to longestLaneRest.
	shortestLaneRest = 10 * time.Minute
	longestLaneRest  = 2 * time.Hour
	// noRunnerFor is how long no gather step may begin before a person should know.
	noRunnerFor = 24 * time.Hour
	// jobsEndedFor is how long all jobs of a run must have ended for its outcome to be read though it hasn't, and
	// inspectEvery how often a run beyond its time limit is looked at.
	jobsEndedFor = 10 * time.Minute
	inspectEvery = 30 * time.Minute
	// CloseWithin is how long a command waits for runs that it cancelled; GitHub gives their jobs five minutes.
	CloseWithin = 15 * time.Minute
	// catchUpRest is how long what failed rests in a catch-up, for each time it failed.
	catchUpRest = 24 * time.Hour
	// longestRest is how long a step waits for what rests; a later step tries what rests longer.
	longestRest = time.Hour
)

// How often something is tried.
const (
	// catchUpRetries are the retries of a catch-up before it tries halves.
	catchUpRetries = 2
	// mostExcused is how many lost responses don't count against a window.
	mostExcused = 5
)

// The values of reprocess: whose attempts count for a request. What is in flight counts for all three.
const (
	ReprocessMissing = "missing" // successes and failures of every request
	ReprocessFailed  = "failed"  // successes of every request, failures of this one only
	ReprocessAll     = "all"     // this request's own only
)
