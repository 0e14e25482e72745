package reconcile

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
	Repository *workflow.Repository
	Lanes      []*workflow.Workflow
	Others     []*workflow.Workflow // workflows that share the runners
	Schedule   *schedule.Schedule   // of a catch-up: its runs are added by the loop
	Own        *Own                 // what Policy.OwnRun belongs to; nil where it is 0
	// OnStart is called once, before anything is intended; OnFact with every fact as it becomes known, and OnPass after
	// every pass.
	OnStart func(*Decision)
	OnFact  func(ledger.Fact)
	OnPass  func(*Decision)

	world    World
	listedAt time.Time // when the runs were last listed
	dirty    bool      // the ledger holds facts that are not durable
	unsaved  bool      // the request is not durable; that matters when it is left unfinished
	saver    saver
	refusals []error // of the lanes that are disabled
}

// saver remembers since when saves have been failing.
type saver struct {
	since time.Time
	pause time.Duration
}

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
	Progressed   bool // this run of the step dispatched or concluded something
}

// Run makes the policy's request covered. When ctx is done, or GitHub refuses, what is known is made durable under last
// and the error is returned with the request as it stands.
func (l *Loop) Run(ctx, last context.Context) (Result, error) {
	if known := l.Ledger.Len(); l.Policy.Request.ID != "" {
		l.Ledger.Add(l.Policy.Request)
		l.unsaved = l.Ledger.Len() > known
	}
	l.world = NewWorld(&l.Ledger.State)
	result, err := l.run(ctx)
	if err != nil {
		if !l.Policy.DryRun && !nothingCanBeSaved(err) {
			l.lapseUnsent()
			if saveErr := l.saveAll(last); saveErr != nil {
				err = errors.Join(err, &UnsavedError{saveErr})
			}
		}
		result.Decision = Decide(&l.world, l.Now(), &l.Policy)
	}
	if errors.Is(context.Cause(ctx), ErrOvertime) && !errors.As(err, new(*UnsavedError)) {
		result.Reason, err = l.end(last), nil
	}
	result.Progressed = newView(&l.world).progressed(&l.Policy)
	result.Continued, result.NotContinued = l.world.Continued, l.notContinued(result.Reason)
	return result, err
}

// ErrOvertime is the cause of a context that was cancelled because a step was still waiting well after its time budget.
var ErrOvertime = errors.New("the time budget is spent")

// end ends a step in overtime: the next run is started where one should go on and no more has to be read for that.
func (l *Loop) end(ctx context.Context) Reason {
	for {
		switch s := Decide(&l.world, l.Now(), &l.Policy).Step.(type) {
		case ListOwn, Continue:
			if l.take(ctx, s) != nil {
				return TimeOver
			}
		case Stop:
			return s.Reason
		default:
			return TimeOver
		}
	}
}

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
			l.OnPass(&result.Decision)
		}
		if err := l.Clock.Sleep(ctx, l.Interval); err != nil {
			return result, err
		}
	}
}

// oldestList is how old a list of runs may be that a decision is made on.
const oldestList = time.Minute

// pass takes steps until the next is to wait or to stop. It ends with everything durable.
func (l *Loop) pass(ctx context.Context, result *Result) (Poll, error) {
	for {
		if l.Now().Sub(l.listedAt) > max(l.Interval, oldestList) { // a save may have waited for hours
			if _, err := l.observe(ctx); err != nil {
				return Poll{}, err
			}
		}
		d := Decide(&l.world, l.Now(), &l.Policy)
		l.start(&d)
		result.Decision = d
		l.dirty = l.dirty || l.unsaved && !d.Coverage.Done()
		if err := l.take(ctx, d.Step); err != nil {
			return Poll{}, err
		}
		switch s := d.Step.(type) {
		case Poll:
			if !l.dirty { // else a race was lost
				return s, nil
			}
		case Stop:
			if !l.dirty || !l.saves(s) {
				result.Reason, result.Refusals = s.Reason, l.refusals
				return Poll{}, nil
			}
		}
	}
}

// saves says whether a stop is to save: a dry run writes nothing, nor does a step that found too much to do.
func (l *Loop) saves(s Stop) bool { return !l.Policy.DryRun && s.Reason != TooMany }

// start calls OnStart before the first step that may have an effect.
func (l *Loop) start(d *Decision) {
	if _, reading := d.Step.(ReadHistory); !reading && l.OnStart != nil {
		l.OnStart(d)
		l.OnStart = nil
	}
}

// take does what a step says.
func (l *Loop) take(ctx context.Context, step Step) error {
	switch s := step.(type) {
	case ReadHistory:
		return l.readHistory(ctx)
	case Record:
		l.add(s.Facts...)
	case Conclude:
		return l.conclude(ctx, s.Ended)
	case Read:
		return l.read(ctx, s.Runs)
	case Intend:
		return l.save(ctx, s.Intents...)
	case Dispatch:
		return l.dispatch(ctx, s.Attempt)
	case ListOwn:
		return l.listOwn(ctx)
	case Continue:
		return l.startNext(ctx)
	case Poll:
		return l.save(ctx)
	case Stop:
		if l.saves(s) {
			return l.save(ctx)
		}
	}
	return nil
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

// dispatch sends a durable intent, once: what became of it, where that can't be known, is found by looking.
func (l *Loop) dispatch(ctx context.Context, a *ledger.Attempt) error {
	inputs := map[string]string{"from": a.From.String(), "to": a.Intent.To.String()}
	if a.IsEvent() {
		inputs = map[string]string{EventInput: l.Policy.Events[a.Event].Input}
	}
	sent, err := l.lane(a.Intent.Workflow).Dispatch(ctx, a.Intent.Ref, inputs)
	var limited *workflow.Limited
	var lost *workflow.Lost
	var refused *workflow.Refused
	switch {
	case err == nil:
		l.world.NoRunIDs = sent.RunID == 0
		l.add(ledger.Dispatched{Key: a.Key, Run: sent.RunID, URL: sent.URL, At: l.Now()})
	case errors.As(err, &limited):
		l.world.PausedUntil = limited.Until
	case errors.As(err, &lost):
		l.world.Unanswered[a.Key] = true
	case errors.As(err, &refused) && (refused.Status == http.StatusNotFound || refused.Status == http.StatusUnprocessableEntity):
		l.world.Disabled[a.Intent.Workflow] = true
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

// lapseUnsent lapses the intents that were not sent, so that nobody need wait for them.
func (l *Loop) lapseUnsent() {
	if own := newView(&l.world).unsent(&l.Policy); len(own) > 0 {
		l.add(lapse(own, l.Now())...)
	}
}

// listOwn lists the runs of the workflow that this step is part of.
func (l *Loop) listOwn(ctx context.Context) error {
	runs, _, err := l.Own.Workflow.Runs(ctx)
	if err != nil {
		l.world.NotContinued = err
		return nil
	}
	l.world.OwnRuns = append([]workflow.Run{}, runs...)
	return nil
}

// startNext starts the next run of this step's workflow.
func (l *Loop) startNext(ctx context.Context) error {
	if err := l.save(ctx); err != nil || l.dirty {
		return err
	}
	sent, err := l.Own.Workflow.Dispatch(ctx, l.Own.Ref, l.Own.Inputs)
	if err != nil {
		l.world.NotContinued = err
		return nil
	}
	l.world.Continued = &sent
	return nil
}

// notContinued is why no other run goes on, where the time budget is spent and one should.
func (l *Loop) notContinued(reason Reason) error {
	if l.world.NotContinued != nil {
		return l.world.NotContinued
	}
	if other := newView(&l.world).otherOwnRun(&l.Policy); other != nil && reason == TimeOver {
		return fmt.Errorf("another run of %s is waiting or running: %s", l.Own.Workflow.File, other.URL)
	}
	return nil
}
