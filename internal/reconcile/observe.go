package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// unlistedAfter is when a run of ours that no list shows is asked for by id: lists are late by seconds.
const unlistedAfter = 2 * time.Minute

// observe lists the runs of every workflow, with one conditional request each, and reads those of ours that no list shows.
// It says whether anything changed.
func (l *Loop) observe(ctx context.Context) (changed bool, err error) {
	var lists [][]workflow.Run
	for _, w := range slices.Concat(l.Lanes, l.Others) {
		runs, news, err := w.Runs(ctx)
		if errors.Is(err, workflow.ErrGone) && l.world.Disabled[w.File] {
			continue // a lane that was deleted; what runs there is read by id
		}
		if err != nil {
			return false, fmt.Errorf("list runs of %s: %w", w.File, err)
		}
		lists = append(lists, runs)
		changed = changed || news
	}
	l.listedAt = l.Now()
	if changed || l.world.Listed == nil {
		l.world.Listed = slices.Concat(lists...)
	}
	l.world.Read, l.world.Asked = map[int64]workflow.Run{}, map[int64]bool{}
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
		l.world.Asked[id], l.world.AskedOnce[id] = true, true
		run, err := l.Repository.Run(ctx, id)
		switch {
		case errors.Is(err, workflow.ErrGone):
			if _, known := l.world.Missing[id]; !known {
				l.world.Missing[id] = l.Now()
			}
		case err != nil:
			return fmt.Errorf("read run %d: %w", id, err)
		default:
			delete(l.world.Missing, id)
			l.world.Read[id] = run
		}
	}
	return nil
}

// conclude reads how runs ended, and records it.
func (l *Loop) conclude(ctx context.Context, ended []Ended) error {
	for _, e := range ended {
		outcome, err := l.Repository.Outcome(ctx, e.Run, l.Policy.RunLimit)
		if err != nil {
			return fmt.Errorf("read outcome of run %d: %w", e.Run.ID, err)
		}
		l.add(ledger.Concluded{
			Key: e.Attempt.Key, RunAttempt: e.Run.Attempt, Class: outcome.Class, Conclusion: outcome.Conclusion,
			Reason: outcome.Reason, Minutes: outcome.Minutes, Created: e.Run.Created, At: l.Now(),
		})
	}
	return nil
}

// readHistory lists what the schedule started since the horizon began, and records what those runs gathered. How far back
// one gathered is in the instance's settings at its commit; commits are few.
func (l *Loop) readHistory(ctx context.Context) error {
	s := l.Schedule
	for _, lane := range l.Lanes {
		runs, err := lane.Scheduled(ctx, s.Since)
		if err != nil {
			return fmt.Errorf("list scheduled runs of %s: %w", lane.File, err)
		}
		s.Runs = append(s.Runs, runs...)
	}
	slices.SortStableFunc(s.Runs, func(a, b workflow.Run) int { return a.Created.Compare(b.Created) })
	days := map[string]int{}
	for _, r := range s.Runs {
		if _, known := l.world.State.Observed[ledger.RunAttempt{Run: r.ID, Attempt: r.Attempt}]; known || r.Conclusion != "success" {
			continue
		}
		if _, known := days[r.HeadSHA]; !known {
			var err error
			if days[r.HeadSHA], err = l.lookBack(ctx, r.HeadSHA); err != nil {
				return err
			}
		}
		if w, ok := schedule.Gathered(r, days[r.HeadSHA], l.Policy.Zone); ok {
			l.add(ledger.Observed{Run: r.ID, RunAttempt: r.Attempt, Window: w, At: l.Policy.Started})
		}
	}
	l.world.HistoryRead = true
	return nil
}

// lookBack is how many days back a scheduled run of a commit gathered: as was given, else as the settings of the commit
// say, else as they are today.
func (l *Loop) lookBack(ctx context.Context, commit string) (int, error) {
	if l.Policy.ScheduledDays > 0 {
		return l.Policy.ScheduledDays, nil
	}
	text, err := l.Repository.FileText(ctx, schedule.ConfigFile, commit)
	if err != nil && !errors.Is(err, workflow.ErrGone) {
		return 0, fmt.Errorf("read %s: %w", schedule.ConfigFile, err)
	}
	if days, err := schedule.LookBack(text); err == nil {
		return days, nil
	}
	return l.Schedule.Days, nil
}
