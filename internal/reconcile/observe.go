package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// unlistedAfter is when a run of ours that no list shows is asked for by id: lists are late by seconds.
const unlistedAfter = 2 * time.Minute

// observe lists the runs of every workflow, with one conditional request each, and reads those of ours that no list shows.
// It says whether anything was seen that wasn't known.
func (l *Loop) observe(ctx context.Context) (changed bool, err error) {
	var lists [][]workflow.Run
	for _, w := range slices.Concat(l.Lanes, l.Others) {
		runs, news, err := w.Runs(ctx)
		if errors.Is(err, workflow.ErrGone) && l.world.Closed[w.File] {
			continue // a lane that was deleted; what runs there is read by id
		}
		if err != nil {
			return false, fmt.Errorf("list runs of %s: %w", w.File, err)
		}
		lists = append(lists, runs)
		changed = changed || news
	}
	l.seen = l.Now()
	if changed || l.world.Listed == nil {
		l.world.Listed = slices.Concat(lists...)
	}
	l.world.Read, l.world.Checked = map[int64]workflow.Run{}, map[int64]bool{}
	if ids := l.unlisted(); len(ids) > 0 {
		return true, l.read(ctx, ids)
	}
	return changed, nil
}

// unlisted are the ids of our unsettled runs that should be in a list and aren't.
func (l *Loop) unlisted() []int64 {
	var ids []int64
	for _, a := range l.world.State.Unsettled() {
		id := a.Dispatched.Run
		listed := slices.ContainsFunc(l.world.Listed, func(r workflow.Run) bool { return r.ID == id })
		if id != 0 && !listed && l.Now().Sub(a.Dispatched.At) >= unlistedAfter {
			ids = append(ids, id)
		}
	}
	return ids
}

// read reads runs by id.
func (l *Loop) read(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		l.world.Checked[id], l.world.Known[id] = true, true
		run, err := l.Runs(ctx, id)
		switch {
		case errors.Is(err, workflow.ErrGone):
			if _, known := l.world.Gone[id]; !known {
				l.world.Gone[id] = l.Now()
			}
		case err != nil:
			return fmt.Errorf("read run %d: %w", id, err)
		default:
			delete(l.world.Gone, id)
			l.world.Read[id] = run
		}
	}
	return nil
}

// conclude reads how runs ended, and records it.
func (l *Loop) conclude(ctx context.Context, ended []Ended) error {
	for _, e := range ended {
		outcome, err := l.Outcome(ctx, e.Run, l.Policy.RunLimit)
		if err != nil {
			return fmt.Errorf("read outcome of run %d: %w", e.Run.ID, err)
		}
		l.add(ledger.Concluded{
			Key: e.Attempt.Key, RunAttempt: e.Run.Attempt, Class: string(outcome.Class), Conclusion: outcome.Conclusion,
			Reason: outcome.Reason, Minutes: outcome.Minutes, Created: e.Run.Created, At: l.Now(),
		})
	}
	return nil
}
