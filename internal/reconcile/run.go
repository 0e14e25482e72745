package reconcile

import (
	"context"
	"errors"
	"time"
)

// The loop itself: it decides, takes the step, and decides again.

// Run makes the policy's request covered. When ctx is done, or GitHub refuses, nothing more is sent; the answer to what was
// sent is waited for until heard is done, what is known is made durable under last, and the error is returned with the
// request as it stands.
func (l *Loop) Run(ctx, heard, last context.Context) (Result, error) {
	l.heard = heard
	if known := l.Ledger.Len(); l.Policy.Request.ID != "" {
		_, resumed := l.Ledger.Requests[l.Policy.Request.ID]
		l.Ledger.Add(l.Policy.Request)
		l.unsaved = l.Ledger.Len() > known
		l.repeats = !resumed && repeats(&l.Ledger.State, l.Policy.Request)
	}
	l.world = NewWorld(&l.Ledger.State)
	result, err := l.run(ctx)
	if err != nil {
		l.lapseUnsent() // also where that can't be saved: the report counts what left
		if !l.Policy.DryRun && !nothingCanBeSaved(err) {
			saveErr := l.saveAll(last)
			if l.lapseUnsent(); saveErr == nil { // an intent may have turned out to be durable
				saveErr = l.saveAll(last)
			}
			if saveErr != nil {
				err = errors.Join(err, &UnsavedError{saveErr})
			}
		}
		result.Decision = Decide(&l.world, l.Now(), &l.Policy)
	}
	if errors.Is(context.Cause(ctx), ErrOvertime) && !errors.As(err, new(*UnsavedError)) {
		result.Reason, err = l.end(last), nil
	}
	v := newView(&l.world)
	result.Progressed, result.Unsaved = v.progressed(&l.Policy), l.dirty && !l.Policy.DryRun
	result.Left = v.left(&l.Policy)
	if result.Reason == NoRunner {
		result.NoRunner = v.noRunner(result.Lanes, l.Now(), &l.Policy)
	}
	result.Continued, result.NotContinued = l.world.Continued, l.notContinued(result.Reason)
	return result, err
}

func (l *Loop) run(ctx context.Context) (Result, error) {
	var result Result
	var until time.Time
	for {
		changed, err := l.look(ctx)
		if err != nil {
			return result, err
		}
		if changed || result.Coverage == nil || !until.IsZero() && !l.Now().Before(until) {
			var poll Poll
			if poll, err = l.pass(ctx, &result); err != nil || result.Reason != "" {
				return result, err
			}
			until, l.world.Fresh = poll.Until, false
			l.OnPass(&result.Decision)
		}
		if l.OnLook != nil {
			l.OnLook(&result.Decision)
		}
		if err := l.Clock.Sleep(ctx, l.Interval); err != nil {
			return result, err
		}
	}
}

// look observes GitHub, and loads the ledger where somebody else wrote it.
func (l *Loop) look(ctx context.Context) (changed bool, err error) {
	if changed, err = l.observe(ctx); err != nil {
		return false, err
	}
	if l.Alone {
		return changed, nil
	}
	written, err := l.Store.Changed(ctx)
	if err != nil || !written {
		return changed, err
	}
	return true, l.reload(ctx)
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
		l.dirty = l.dirty || l.unsaved && l.matters(d.Coverage)
		if err := l.take(ctx, d.Step); err != nil {
			return Poll{}, err
		}
		switch s := d.Step.(type) {
		case Poll:
			if !l.dirty { // else a race was lost
				l.show(ctx, false)
				return s, nil
			}
		case Stop:
			if !l.dirty || !l.saves(s) {
				l.show(ctx, true)
				result.Reason, result.Refusals = s.Reason, l.refusals
				return Poll{}, nil
			}
		}
	}
}

// matters says whether the request is to be recorded: where there is something to do, or something failed that no record says yet.
func (l *Loop) matters(c *Coverage) bool {
	return !c.Done() || len(c.NeedsPerson()) > 0 && !l.repeats
}

// saves says whether a stop is to save: a dry run writes nothing, nor does a step that found too much to do.
func (l *Loop) saves(s Stop) bool { return !l.Policy.DryRun && s.Reason != TooMany }

// start calls OnStart before the first step that may have an effect.
func (l *Loop) start(d *Decision) {
	switch d.Step.(type) {
	case ReadHistory, Observe:
		return
	}
	if l.OnStart != nil {
		l.OnStart(d)
		l.OnStart = nil
	}
}

// take does what a step says.
func (l *Loop) take(ctx context.Context, step Step) error {
	switch s := step.(type) {
	case Record:
		l.add(s.Facts...)
	case Intend:
		return l.save(ctx, s.Intents...)
	case Dispatch:
		return l.dispatch(ctx, s.Attempt)
	case CancelRuns:
		return l.cancelRuns(ctx, s.Attempts)
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
	default:
		return l.find(ctx, step)
	}
	return nil
}

// find takes a step by which more becomes known.
func (l *Loop) find(ctx context.Context, step Step) error {
	switch s := step.(type) {
	case ReadHistory:
		return l.readHistory(ctx)
	case ReadLogs:
		return l.readLogs(ctx, s.Runs)
	case Observe:
		return l.observeOthers(ctx, s.Runs)
	case Inspect:
		return l.inspect(ctx, s.Runs)
	case Conclude:
		return l.conclude(ctx, s.Ended)
	case Read:
		return l.read(ctx, s.Runs)
	}
	return nil
}

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
