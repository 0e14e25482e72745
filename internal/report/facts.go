package report

// Lines of the log: one for each thing that happens.

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Log says what happens, fact by fact.
type Log struct {
	Names
	noRunID map[ledger.Key]bool // what was sent without a run id
}

// NewLog is a log that has said nothing yet.
func NewLog(names Names) *Log { return &Log{names, map[ledger.Key]bool{}} }

// Fact is the line for a fact, which state already holds; empty where nobody needs one.
func (l *Log) Fact(f ledger.Fact, state *ledger.State) string {
	switch f := f.(type) {
	case ledger.Dispatched:
		return strings.TrimRight(l.dispatched(f, state.Attempt(f.Key)), " ")
	case ledger.Concluded:
		return strings.TrimRight(l.concluded(f, state.Attempt(f.Key), state), " ")
	}
	return ""
}

func (l *Log) dispatched(f ledger.Dispatched, a *ledger.Attempt) string {
	if f.Run == 0 {
		l.noRunID[f.Key] = true
		return fmt.Sprintf("sent        %s, GitHub tells no run", l.Attempt(a))
	}
	verb := "sent"
	if l.noRunID[f.Key] {
		verb = "found"
	}
	return fmt.Sprintf("%-10s  %s  %s", verb, l.Attempt(a), f.URL)
}

func (l *Log) concluded(f ledger.Concluded, a *ledger.Attempt, state *ledger.State) string {
	line := fmt.Sprintf("%-10s  %s", verb(f, a, state), l.Attempt(a))
	if f.Minutes > 0 {
		line += " in " + Took(time.Duration(f.Minutes*float64(time.Minute)))
	}
	switch f.Class {
	case ledger.Success, ledger.Lapsed:
		return line
	case ledger.Person:
		if who(f) != "" {
			return line + "  " + a.Dispatched.URL
		}
	}
	return fmt.Sprintf("%s: %s  %s", line, f.Reason, a.Dispatched.URL)
}

// verb is what became of an attempt.
func verb(f ledger.Concluded, a *ledger.Attempt, state *ledger.State) string {
	_, closed := state.Closed[a.Intent.Request] // then nothing of it is sent again
	switch f.Class {
	case ledger.Success:
		return success(f, a)
	case ledger.Lapsed:
		return "not sent"
	case ledger.TimeLimit:
		if _, halves := a.Midnight(); halves && !a.IsEvent() && !closed {
			return "TOO LONG, halved"
		}
		return "TOO LONG"
	case ledger.Person:
		return "CANCELLED by " + cmp.Or(who(f), "a person")
	case ledger.Runner:
		if closed {
			return "NO RUNNER"
		}
		return noRunner(reconcile.LaneOn(state, a.Intent.Workflow))
	case ledger.Lost:
		return "NO RUN FOUND"
	}
	return "FAILED"
}

func success(f ledger.Concluded, a *ledger.Attempt) string {
	switch {
	case a.IsEvent():
		return "ingested"
	case f.Found != nil:
		return fmt.Sprintf("gathered (%s)", Count(*f.Found, "event"))
	}
	return "gathered"
}

// noRunner is when a lane whose runner did not come is tried again.
func noRunner(lane *reconcile.Lane) string {
	if lane.Until.IsZero() { // a later run found one
		return "NO RUNNER, again at once"
	}
	return "NO RUNNER, again at " + lane.Until.UTC().Format("15:04 UTC")
}

// cancelledBy is how GitHub's annotation names who cancelled a run.
var cancelledBy = regexp.MustCompile(`cancell?ed by (@[A-Za-z0-9_-]+(?:\[bot\])?)`)

// who cancelled a run; empty where that is not known.
func who(f ledger.Concluded) string {
	if m := cancelledBy.FindStringSubmatch(f.Reason); m != nil {
		return m[1]
	}
	return ""
}
