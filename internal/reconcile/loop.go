package reconcile

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// EventInput is the input that the special-event workflow of every instance takes.
const EventInput = "event-details-json-string"

// Loop does what [Decide] says, until it says to stop. All its state is owned by the goroutine that calls Run.
type Loop struct {
	Policy Policy
	Clock  workflow.Clock
	Now    func() time.Time // GitHub's time
	Every  time.Duration    // between two looks
	Store  ledger.Store
	Ledger *ledger.Ledger // as loaded from the store
	Runs   func(context.Context, int64) (workflow.Run, error)
	// Outcome reads how a run that is not alive ended.
	Outcome func(context.Context, workflow.Run, time.Duration) (workflow.Outcome, error)
	Lanes   []*workflow.Workflow
	Others  []*workflow.Workflow // workflows that share the runners
	Seen    []ledger.Fact        // what was seen before the loop began, to be made durable with all else
	// Tell is called with every fact as it becomes known, and Show with how the request stands after every pass.
	Tell func(ledger.Fact)
	Show func(*Coverage)

	world    World
	seen     time.Time // when the runs were last listed
	dirty    bool      // the ledger holds facts that are not durable
	asked    bool      // the request is not durable; that matters once it is left unfinished
	saver    saver
	refusals []error // of the lanes that are closed
}

// Result is how a step ended.
type Result struct {
	Reason   Reason // empty where an error or a signal ended it
	Coverage *Coverage
	Refusals []error // of lanes that took no dispatch
}

// Run makes the policy's request covered. When ctx is done, or GitHub refuses, what is known is made durable under last
// and the error is returned with the request as it stands.
func (l *Loop) Run(ctx, last context.Context) (Result, error) {
	if known := l.Ledger.Len(); l.Policy.Request.ID != "" {
		l.Ledger.Add(l.Policy.Request)
		l.asked = l.Ledger.Len() > known
	}
	l.world = World{State: &l.Ledger.State, Known: map[int64]bool{}, Gone: map[int64]time.Time{}, Lost: map[ledger.Key]bool{}, Closed: map[string]bool{}, Fresh: true}
	l.add(l.Seen...)
	result, err := l.run(ctx)
	if err == nil {
		return result, nil
	}
	if !l.Policy.DryRun && !hopeless(err) {
		l.abandon()
		if saveErr := l.saveAll(last); saveErr != nil {
			err = errors.Join(err, &UnsavedError{saveErr})
		}
	}
	_, result.Coverage = Decide(&l.world, l.Now(), &l.Policy)
	return result, err
}

// UnsavedError says that not all that is known was made durable. Nothing is lost: the intents are, and runs of theirs are
// looked for.
type UnsavedError struct{ Err error }

func (e *UnsavedError) Error() string { return "not everything could be recorded: " + e.Err.Error() }

func (e *UnsavedError) Unwrap() error { return e.Err }

// Hint is the way out.
func (*UnsavedError) Hint() string { return "run it again: it looks for what isn't recorded" }

// hopeless says that after this error nothing can be recorded any more.
func hopeless(err error) bool {
	var refused *ledger.RefusedError
	return errors.As(err, &refused) || errors.Is(err, workflow.ErrUnauthorized)
}

func (l *Loop) run(ctx context.Context) (Result, error) {
	var result Result
	var until time.Time
	for {
		changed, err := l.observe(ctx)
		if err != nil {
			return result, err
		}
		if changed || result.Coverage == nil || !until.IsZero() && !l.Now().Before(until) {
			var poll Poll
			if poll, err = l.pass(ctx, &result); err != nil || result.Reason != "" {
				return result, err
			}
			until = poll.Until
			l.Show(result.Coverage)
		}
		if err := l.Clock.Sleep(ctx, l.Every); err != nil {
			return result, err
		}
	}
}

// freshFor is how old a list may be that a decision is made on.
const freshFor = time.Minute

// pass takes steps until the next is to wait or to stop. It ends with everything durable.
func (l *Loop) pass(ctx context.Context, result *Result) (Poll, error) {
	for {
		if l.Now().Sub(l.seen) > max(l.Every, freshFor) { // a save may have waited for hours
			if _, err := l.observe(ctx); err != nil {
				return Poll{}, err
			}
		}
		step, coverage := Decide(&l.world, l.Now(), &l.Policy)
		result.Coverage = coverage
		l.dirty = l.dirty || l.asked && !coverage.Done()
		var err error
		switch s := step.(type) {
		case Record:
			l.add(s.Facts...)
		case Conclude:
			err = l.conclude(ctx, s.Ended)
		case Read:
			err = l.read(ctx, s.Runs)
		case Intend:
			err = l.save(ctx, s.Intents...)
		case Dispatch:
			err = l.dispatch(ctx, s.Attempt)
		case Poll:
			if err = l.save(ctx); err == nil && !l.dirty {
				return s, nil
			}
		case Stop:
			if l.Policy.DryRun || s.Reason == TooMany {
				result.Reason = s.Reason
				return Poll{}, nil
			}
			if err = l.save(ctx); err == nil && !l.dirty {
				result.Reason, result.Refusals = s.Reason, l.refusals
				return Poll{}, nil
			}
		}
		if err != nil {
			return Poll{}, err
		}
	}
}

// add adds facts that are not durable yet.
func (l *Loop) add(facts ...ledger.Fact) {
	if len(facts) == 0 {
		return
	}
	l.Ledger.Add(facts...)
	l.dirty = true
	for _, f := range facts {
		l.Tell(f)
	}
}

// dispatch sends a durable intent. It is sent once: what can't be known is found by looking.
func (l *Loop) dispatch(ctx context.Context, a *ledger.Attempt) error {
	inputs := map[string]string{"from": a.From.String(), "to": a.Intent.To.String()}
	if a.Event != "" {
		inputs = map[string]string{EventInput: l.Policy.Events[a.Event].Input}
	}
	sent, err := l.lane(a.Intent.Workflow).Dispatch(ctx, a.Intent.Ref, inputs)
	var limited *workflow.Limited
	var lost *workflow.Lost
	var refused *workflow.Refused
	switch {
	case err == nil:
		l.world.Idless = sent.RunID == 0
		l.add(ledger.Dispatched{Key: a.Key, Run: sent.RunID, URL: sent.URL, At: l.Now()})
	case errors.As(err, &limited):
		l.world.Hold = limited.Until
	case errors.As(err, &lost):
		l.world.Lost[a.Key] = true
	case errors.As(err, &refused) && (refused.Status == http.StatusNotFound || refused.Status == http.StatusUnprocessableEntity):
		l.world.Closed[a.Intent.Workflow] = true
		l.refusals = append(l.refusals, fmt.Errorf("dispatch to %s: %w", a.Intent.Workflow, err))
	default:
		return fmt.Errorf("dispatch %s: %w", a.Subject, err)
	}
	return nil
}

func (l *Loop) lane(file string) *workflow.Workflow {
	for _, w := range l.Lanes {
		if w.File == file {
			return w
		}
	}
	panic("no lane " + file) // unreachable unless bug in this package: an own intent is for one of the policy's lanes
}

// abandon lapses the intents that never left, so that nobody need wait for them.
func (l *Loop) abandon() {
	v := look(&l.world)
	if own := v.unsent(&l.Policy); len(own) > 0 {
		l.add(lapse(own, l.Now())...)
	}
}
