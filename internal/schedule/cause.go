package schedule

// Why a gap is one, as far as that can be observed.

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Cause is why the schedule left a gap.
type Cause struct {
	Kind CauseKind
	Day  civil.Time   // of NoRun and RunFailed: when the run was due
	Run  workflow.Run // of RunFailed
}

// CauseKind says which.
type CauseKind int

// The causes of gaps.
const (
	NoSchedule CauseKind = iota // nothing starts by itself
	NoRun                       // it started nothing on the day after
	RunFailed                   // its run did not succeed
	OutOfReach                  // no run reached back so far
)

// CauseOf is why a gap is one. What is held on a day is gathered the day after.
func (s *Schedule) CauseOf(gap window.Window) Cause {
	if !s.Exists() {
		return Cause{Kind: NoSchedule}
	}
	for day := gap.To; day > gap.From; day -= civil.Day {
		run := s.on(day)
		if run == nil {
			return Cause{Kind: NoRun, Day: day}
		}
		if !run.Alive() && run.Conclusion != "success" {
			return Cause{Kind: RunFailed, Day: day, Run: *run}
		}
	}
	return Cause{Kind: OutOfReach}
}

// on is the last run that the schedule started on a day, in UTC, or nil.
func (s *Schedule) on(day civil.Time) *workflow.Run {
	for i := len(s.Runs) - 1; i >= 0; i-- {
		if civil.Of(s.Runs[i].Created.UTC()).Floor() == day {
			return &s.Runs[i]
		}
	}
	return nil
}
