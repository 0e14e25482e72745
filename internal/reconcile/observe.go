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
	for _, w := range l.watched() {
		runs, news, err := w.Runs(ctx)
		if errors.Is(err, workflow.ErrGone) && (l.world.Disabled[w.File] || l.foreign[w.File] != nil) {
			continue // it was deleted; what runs there is read by id
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
		if id != 0 && !listed && passed(l.Now(), a.Dispatched.At, unlistedAfter) {
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

// conclude reads what runs did, and records it.
func (l *Loop) conclude(ctx context.Context, ended []Ended) error {
	for _, e := range ended {
		c, err := l.conclusion(ctx, e)
		if err != nil {
			return fmt.Errorf("read outcome of run %d: %w", e.Run.ID, err)
		}
		l.add(c)
	}
	return nil
}

// conclusion is what the run of an attempt did. Of a success the log is read, too: it says how many events were found, and
// ends other than were sent refute it.
func (l *Loop) conclusion(ctx context.Context, e Ended) (ledger.Concluded, error) {
	lane, limit, err := l.judging(ctx, e.Attempt.Intent.Workflow, e.Attempt.Intent.Ref)
	if err != nil {
		return ledger.Concluded{}, err
	}
	outcome, err := lane.Outcome(ctx, e.Run, limit)
	if err != nil {
		return ledger.Concluded{}, err
	}
	l.world.Replaced[lane.File] = l.world.Replaced[lane.File] || outcome.Replaced
	c := ledger.Concluded{
		Key: e.Attempt.Key, RunAttempt: e.Run.Attempt, Class: outcome.Class, Conclusion: outcome.Conclusion,
		Reason: outcome.Reason, Minutes: outcome.Minutes, Created: e.Run.Created, At: l.Now(),
	}
	if outcome.Class != ledger.Success || outcome.Job == 0 {
		return c, nil
	}
	log, err := lane.Repository.Log(ctx, outcome.Job, "")
	if err != nil && (ctx.Err() != nil || errors.Is(err, workflow.ErrUnauthorized)) {
		return c, err
	}
	if log.Found >= 0 {
		c.Found = &log.Found
	}
	if refutes(log, e.Attempt) {
		c.Class, c.Reason = ledger.Gather, fmt.Sprintf("its log names other ends than were sent: %s to %s", log.From, log.To)
	}
	return c, nil
}

// readLogs reads the logs of runs that may be ours.
func (l *Loop) readLogs(ctx context.Context, runs []Candidate) error {
	for _, c := range runs {
		lane, _, err := l.judging(ctx, c.Run.File, c.Run.Branch)
		if err != nil {
			return err
		}
		log, err := lane.GatherLog(ctx, c.Run, c.Text)
		if err != nil && (ctx.Err() != nil || errors.Is(err, workflow.ErrUnauthorized)) {
			return fmt.Errorf("read log of run %d: %w", c.Run.ID, err)
		}
		l.world.Logs[Reading{c.Run.ID, c.Event}] = log
	}
	return nil
}

// inspect finds out since when all jobs of runs have ended, if they have.
func (l *Loop) inspect(ctx context.Context, runs []workflow.Run) error {
	for _, r := range runs {
		since, err := l.lane(r.File).Ended(ctx, r)
		if err != nil {
			return fmt.Errorf("inspect run %d: %w", r.ID, err)
		}
		key := ledger.RunAttempt{Run: r.ID, Attempt: r.Attempt}
		l.world.Inspected[key] = l.Now()
		if delete(l.world.JobsEnded, key); !since.IsZero() {
			l.world.JobsEnded[key] = since
		}
	}
	return nil
}

// readHistory lists the runs of each lane that succeeded, and in a catch-up all that the schedule started since the horizon
// began. Those that it started before show only whether it is silent.
func (l *Loop) readHistory(ctx context.Context) error {
	for _, lane := range l.Lanes {
		runs, err := lane.Succeeded(ctx)
		if err != nil {
			return fmt.Errorf("list runs of %s: %w", lane.File, err)
		}
		l.world.History = append(l.world.History, runs...)
		if l.Schedule == nil {
			continue
		}
		if runs, err = lane.Scheduled(ctx, l.Schedule.ListedSince(lane.File)); err != nil {
			return fmt.Errorf("list scheduled runs of %s: %w", lane.File, err)
		}
		l.Schedule.Runs = append(l.Schedule.Runs, runs...)
		early := func(r workflow.Run) bool { return r.Created.Before(l.Schedule.Since) }
		l.world.History = append(l.world.History, slices.DeleteFunc(runs, early)...)
	}
	if l.Schedule != nil {
		slices.SortStableFunc(l.Schedule.Runs, func(a, b workflow.Run) int { return a.Created.Compare(b.Created) })
	}
	l.world.HistoryRead = true
	return nil
}

// observeOthers reads what runs of others gathered, and records it. One of which nothing can be known is recorded as well:
// it needs no second look.
func (l *Loop) observeOthers(ctx context.Context, runs []workflow.Run) error {
	for _, r := range runs {
		o, err := l.observation(ctx, r)
		if err != nil && (ctx.Err() != nil || errors.Is(err, workflow.ErrUnauthorized)) {
			return fmt.Errorf("read run %d: %w", r.ID, err)
		}
		if err == nil {
			l.add(o)
		}
		l.world.ReadOnce[r.ID] = true
	}
	return nil
}

// observation is what a successful run of others gathered: what its log says. Of a scheduled run without a log it follows
// from how far back the schedule gathers.
func (l *Loop) observation(ctx context.Context, r workflow.Run) (ledger.Observed, error) {
	lane := l.lane(r.File)
	o := ledger.Observed{Run: r.ID, RunAttempt: r.Attempt, URL: r.URL, Created: r.Created, At: l.Policy.Started}
	outcome, err := lane.Outcome(ctx, r, l.Policy.RunLimit)
	if err != nil || outcome.Class != ledger.Success || outcome.Job == 0 {
		return o, err
	}
	o.Minutes = outcome.Minutes
	log, err := lane.Repository.Log(ctx, outcome.Job, "")
	if err != nil {
		return o, err
	}
	if log.Found >= 0 {
		o.Found = &log.Found
	}
	if o.Window, o.Logged = schedule.FromLog(log, r.Created, l.Policy.Zone); o.Logged || r.Event != "schedule" || log.Says() {
		return o, nil
	}
	days, err := l.lookBack(ctx, r.HeadSHA)
	if err != nil {
		return o, err
	}
	if days > 0 {
		o.Window, _ = schedule.Gathered(r, days, l.Policy.Zone)
	}
	return o, nil
}

// lookBack is how many days back a scheduled run of a commit gathered: the smaller of what the settings of the commit say and
// what was given, else as it is today; 0 where nothing says it.
func (l *Loop) lookBack(ctx context.Context, commit string) (int, error) {
	if days, known := l.lookBacks[commit]; known {
		return days, nil
	}
	text, err := l.Repository.FileText(ctx, schedule.ConfigFile, commit)
	if err != nil && !errors.Is(err, workflow.ErrGone) {
		return 0, fmt.Errorf("read %s: %w", schedule.ConfigFile, err)
	}
	settings, _ := schedule.LookBack(text)
	days := schedule.Days(settings, l.Policy.ScheduledDays)
	if days == 0 && l.Schedule != nil {
		days = l.Schedule.Days
	}
	if l.lookBacks == nil {
		l.lookBacks = map[string]int{}
	}
	l.lookBacks[commit] = days
	return days, nil
}
