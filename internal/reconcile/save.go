package reconcile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Saves that lost a race, or may not have landed, are made again, further and further apart, for so long.
const (
	saveFor   = 10 * time.Minute
	saveFirst = time.Second
	saveLast  = time.Minute
)

// save makes the ledger durable, with intents that aren't in it yet. A race that was lost, or may have been, is no error:
// the ledger is loaded and merged, it is still dirty, the intents are in it only if they turned out to be durable, and
// the caller decides again.
func (l *Loop) save(ctx context.Context, intents ...ledger.Intent) error {
	if !l.dirty && len(intents) == 0 {
		return nil
	}
	facts := make([]ledger.Fact, len(intents))
	for i, f := range intents {
		facts[i] = f
	}
	known := l.Ledger.Len()
	l.Ledger.Add(facts...)
	err := l.Store.Save(ctx, l.Ledger)
	if err == nil {
		l.dirty, l.unsaved, l.saver = false, false, saver{}
		if l.Dashboard != nil {
			l.Dashboard.unused++
			l.Dashboard.saved = true
		}
		l.world.Fresh = l.world.Fresh && len(intents) == 0
		for _, f := range facts {
			l.OnFact(f)
		}
		return nil
	}
	l.Ledger = l.Ledger.First(known)
	l.world.State = &l.Ledger.State
	l.dirty = true
	if err := l.rest(ctx, err); err != nil {
		return err
	}
	return l.reload(ctx)
}

// reload loads the ledger and merges into it what is known here.
func (l *Loop) reload(ctx context.Context) error {
	stored, err := l.Store.Load(ctx)
	if err != nil {
		return err
	}
	stored.Merge(l.Ledger)
	l.Ledger = stored
	l.world.State = &l.Ledger.State
	return nil
}

// saveAll saves until nothing is left that isn't durable: races that are lost are run again.
func (l *Loop) saveAll(ctx context.Context) error {
	for l.dirty {
		if err := l.save(ctx); err != nil {
			return err
		}
	}
	return nil
}

// rest waits as a failed save asks for, or returns the error where saving again is no use.
func (l *Loop) rest(ctx context.Context, failure error) error {
	var lost *workflow.Lost
	switch {
	case errors.As(failure, new(*workflow.Limited)):
		l.saver = saver{}
		return nil // the reading that follows waits as long as a limit asks
	case !errors.Is(failure, ledger.ErrLostRace) && !errors.As(failure, &lost):
		return failure
	}
	if l.saver.paused >= saveFor {
		return fmt.Errorf("for %.0f minutes: %w", saveFor.Minutes(), failure)
	}
	pause := max(saveFirst, min(saveLast, 2*l.saver.pause))
	l.saver = saver{l.saver.paused + pause, pause}
	return l.Clock.Sleep(ctx, pause)
}

// show writes a page that shows something else by now, after a save one of them; at the end, all such pages. It never comes between an intent and its
// dispatch, nor after a signal.
func (l *Loop) show(ctx context.Context, ending bool) {
	d := l.Dashboard
	if d == nil || l.dirty || l.Policy.DryRun || !ending && !d.saved {
		return
	}
	if d.looked == nil {
		d.looked = make([]time.Time, len(d.Pages))
		d.turn = l.Ledger.Len() % len(d.Pages) // so that steps with one save each don't always write the same one
	}
	for _, page := range due(d.turn, d.looked, l.Now(), ending) {
		if d.unused == 0 {
			return
		}
		d.looked[page] = l.Now()
		text := d.Pages[page](&l.Ledger.State)
		if d.Branch.Has(text) {
			continue
		}
		d.unused--
		d.saved = false
		d.turn = (page + 1) % len(d.Pages)
		_ = d.Branch.Show(workflow.HearOut(ctx, l.heard), text) // cut short it would leave half a request
		if !ending {
			return
		}
	}
}
