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

// What leaves: dispatches, and the next run of this step's own workflow.

// dispatch sends a durable intent, once: what became of it, where that can't be known, is found by looking.
func (l *Loop) dispatch(ctx context.Context, a *ledger.Attempt) error {
	inputs := map[string]string{"from": a.From.String(), "to": a.Intent.To.String()}
	if a.IsEvent() {
		inputs = map[string]string{EventInput: l.Policy.Events[a.Event].Input}
	}
	sent, err := l.lane(a.Intent.Workflow).Dispatch(workflow.HearOut(ctx, l.heard), a.Intent.Ref, inputs)
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
		return fmt.Errorf("dispatch: %w", err) // what was not sent is a line of the log
	}
	return nil
}

// cancelPause is how long nothing is asked after an answer to a cancellation was lost: asking twice does no harm.
const cancelPause = 10 * time.Second

// cancelRuns has GitHub cancel the runs of attempts. One that has ended, or that GitHub doesn't know, needs it no more.
func (l *Loop) cancelRuns(ctx context.Context, attempts []*ledger.Attempt) error {
	if err := l.save(ctx); err != nil || l.dirty {
		return err
	}
	for _, a := range attempts {
		err := l.Repository.Cancel(ctx, a.Dispatched.Run)
		var limited *workflow.Limited
		switch {
		case err == nil:
			l.world.CancelAsked[a.Dispatched.Run] = true
		case errors.As(err, &limited):
			l.world.PausedUntil = limited.Until
			return nil
		case errors.As(err, new(*workflow.Lost)):
			l.world.PausedUntil = l.Now().Add(cancelPause)
			return nil
		default:
			return fmt.Errorf("cancel run %d: %w", a.Dispatched.Run, err)
		}
	}
	return nil
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
	if written, err := l.Store.Changed(ctx); err != nil || written {
		return errors.Join(err, l.reload(ctx)) // somebody may have closed the request
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
