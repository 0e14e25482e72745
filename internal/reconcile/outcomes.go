package reconcile

// The table of outcomes: what follows for a window or an event that was tried. One table serves both; an event can't be
// halved.

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// outcome is a row of the table: what an attempt that ended with a class means.
type outcome struct {
	counts counting
	halves bool     // halved at once where that can be done, and then not counted
	shows  evidence // whether gathering works
}

// counting says how attempts count against what they tried.
type counting int

const (
	counted counting = iota
	excused          // the first few are not counted
	uncounted
)

// evidence is what an outcome shows of the scraper and the credentials.
type evidence int

const (
	fails evidence = iota
	works
	nothing
)

// outcomes is the table. A class that isn't in it is treated as [ledger.Else].
var outcomes = map[ledger.Class]outcome{
	ledger.Success:   {counts: uncounted, shows: works},
	ledger.TimeLimit: {counts: counted, halves: true, shows: works},
	ledger.Gather:    {counts: counted},
	ledger.Else:      {counts: counted},
	ledger.Runner:    {counts: uncounted, shows: nothing}, // its lane rests
	ledger.Lost:      {counts: excused, shows: nothing},
	ledger.Person:    {counts: uncounted, shows: nothing},
	ledger.Lapsed:    {counts: uncounted, shows: nothing},
}

func outcomeOf(a *ledger.Attempt) outcome {
	if row, known := outcomes[a.Concluded.Class]; known {
		return row
	}
	return outcomes[ledger.Else]
}

// next is what follows for a subject that was tried.
type next int

const (
	again next = iota
	inHalves
	failed
)

// after is what follows for a subject whose own attempts are given, the oldest first; tries are counted over every
// attempt that held it. Halves begin with the tries of the whole, but nothing fails whose own attempts never counted.
func after(own []*ledger.Attempt, tries int, halves bool, p *Policy) next {
	tooLong := false
	for _, a := range own {
		tooLong = tooLong || outcomeOf(a).halves
	}
	spent := tries > p.retries() && countTries(own) > 0
	switch {
	case halves && (tooLong || spent):
		return inHalves
	case spent && !p.CatchUp:
		return failed
	}
	return again
}

// retries are how many more attempts follow the first. A catch-up doesn't give up: it tries halves.
func (p *Policy) retries() int {
	if p.CatchUp {
		return catchUpRetries
	}
	return p.Retries
}

// countTries counts the attempts that count against what they tried.
func countTries(attempts []*ledger.Attempt) int {
	n, pardoned := 0, 0
	for _, a := range attempts {
		row := outcomeOf(a)
		switch _, canHalve := a.Midnight(); {
		case row.counts == excused:
			pardoned++
		case row.counts == counted && !(row.halves && canHalve):
			n++
		}
	}
	return n + max(0, pardoned-mostExcused)
}
