package report

// Lines of the log: one for each thing that happens.

import (
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
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
		return strings.TrimRight(l.concluded(f, state.Attempt(f.Key)), " ")
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

func (l *Log) concluded(f ledger.Concluded, a *ledger.Attempt) string {
	took := ""
	if f.Minutes > 0 {
		took = " in " + Took(time.Duration(f.Minutes*float64(time.Minute)))
	}
	switch f.Class {
	case ledger.Success:
		verb := "gathered"
		if a.IsEvent() {
			verb = "ingested"
		}
		return fmt.Sprintf("%-10s  %s%s", verb, l.Attempt(a), took)
	case ledger.Lapsed:
		return fmt.Sprintf("not sent    %s", l.Attempt(a))
	case ledger.TimeLimit:
		return fmt.Sprintf("time limit  %s: %s  %s", l.Attempt(a), f.Reason, a.Dispatched.URL)
	}
	return fmt.Sprintf("%-10s  %s%s: %s  %s", f.Class, l.Attempt(a), took, f.Reason, a.Dispatched.URL)
}
