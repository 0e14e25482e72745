// Package schedule knows what the schedule of a pipeline should have done: how far back its runs gather, what they prove,
// when it has gone silent, and why a gap is one. It asks nobody and has no words for people; see package report.
package schedule

import (
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Schedule is a pipeline's schedule as it was observed.
type Schedule struct {
	Lanes []Lane
	Since time.Time      // the horizon begins
	Runs  []workflow.Run // that it started, of all lanes, the oldest first; of each lane since [Schedule.ListedSince]
	Days  int            // how far back a run of it gathers today
	// Active is when the repository was last active, as far as [Finding] counts that, and ActiveErr why it can't be known.
	// Of a private repository both are zero.
	Active    time.Time
	ActiveErr error
}

// Lane is a workflow file and when it starts by itself.
type Lane struct {
	File  string
	Crons []workflow.Schedule // none where it doesn't start by itself
	Added time.Time           // when GitHub first saw the file; zero where that is unknown
	since time.Time           // its runs are listed since then
}

// silentPeriods are how many periods of a cron expression without a run are silence.
const silentPeriods = 3

// Add adds a lane. Its runs are listed since the horizon began, and for four periods of each of its crons: after three
// without a run it is silent, and the fourth mostly has its last run.
func (s *Schedule) Add(lane Lane, now time.Time) {
	lane.since = s.Since
	for _, c := range lane.Crons {
		period, err := Period(c, now)
		if from := now.Add(-(silentPeriods + 1) * period); err == nil && from.Before(lane.since) {
			lane.since = from
		}
	}
	s.Lanes = append(s.Lanes, lane)
}

// Exists says whether anything starts by itself.
func (s *Schedule) Exists() bool {
	return slices.ContainsFunc(s.Lanes, func(l Lane) bool { return len(l.Crons) > 0 })
}

// ListedSince is since when the runs of a lane are listed.
func (s *Schedule) ListedSince(file string) time.Time {
	for _, l := range s.Lanes {
		if l.File == file {
			return l.since
		}
	}
	return s.Since
}

// last is the last run that the schedule started in a lane, or nil.
func (s *Schedule) last(file string) *workflow.Run {
	for i := len(s.Runs) - 1; i >= 0; i-- {
		if s.Runs[i].File == file {
			return &s.Runs[i]
		}
	}
	return nil
}
