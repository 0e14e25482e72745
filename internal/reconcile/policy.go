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
	// Patient is the policy of a catch-up: scheduled runs that were observed cover too, what failed rests for as many days
	// as it failed times, and nothing is given up.
	Patient     bool
	MaxParallel int // runs in flight, ours and others'
	Retries     int // more attempts for what failed
	MaxFailures int // different windows failing one after another that stop the step
	MaxRuns     int // pending windows at the start that are too many; 0 is no bound
	Overlap     civil.Time
	RunLimit    time.Duration // the gather job's time limit
	Lanes       []string      // workflow files that gathers are sent to
	Ref         string
	Writer      string         // this process's random word
	Zone        *time.Location // of the municipality
	DryRun      bool
	Wait        bool      // keep going until the request is done
	Started     time.Time // of this run of the step, by GitHub's clock
	Deadline    time.Time // when the time budget is spent; zero is never
}

// Event is an event to be ingested.
type Event struct {
	ledger.About
	Input string // the value of the workflow's input, inert in every shell
}

// What an intent may wait for, by GitHub's clock.
const (
	// sendWithin is how old an intent may be when its dispatch leaves.
	sendWithin = 2 * time.Minute
	// deadAfter is when an intent or a lost response without a run is given up. It is longer than sendWithin by more
	// than a run takes to show in GitHub's lists.
	deadAfter = 5 * time.Minute
	// goneAfter is how long a run must be unknown to GitHub to count as deleted.
	goneAfter = 10 * time.Minute
	// runnerPause is how long a window rests whose runner failed: runners come back, or don't, in minutes.
	runnerPause = 10 * time.Minute
	// patience is how long what failed rests under a patient policy, for each time it failed.
	patience = 24 * time.Hour
	// halveAfter is how many failures a patient policy takes before it tries halves.
	halveAfter = 3
	// worthWaiting is how long a step waits for what rests; what rests longer is another step's.
	worthWaiting = time.Hour
	// excused is how many failures of runners, and lost responses, are not held against a window.
	excused = 5
)

// The values of reprocess: whose attempts count for a request. What is in flight counts for all three.
const (
	Missing = "missing" // successes and failures of every request
	Failed  = "failed"  // successes of every request, failures of this one only
	All     = "all"     // this request's own only
)

// Classes of conclusions beside those of the workflow package.
const (
	// Lapsed is an intent that was never sent.
	Lapsed = "lapsed"
	// LostResponse is a dispatch that may have left, of which no run is known to have gathered its window.
	LostResponse = "lost"
)
