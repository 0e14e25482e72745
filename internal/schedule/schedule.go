// Package schedule knows what the schedule of a pipeline should have done: how far back its runs gather, what they prove,
// when it has gone silent, and why a gap is one. It asks nobody and has no words for people; see package report.
package schedule

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Schedule is a pipeline's schedule as it was observed.
type Schedule struct {
	Crons []workflow.Schedule // of all lanes; none where nothing starts by itself
	Since time.Time           // it was observed since then
	Runs  []workflow.Run      // that it started since then, the oldest first
	Days  int                 // how far back a run of it gathers today
}

// Exists says whether anything starts by itself.
func (s *Schedule) Exists() bool { return len(s.Crons) > 0 }

// Last is when it last started a run; where it started none, since when it was observed.
func (s *Schedule) Last() time.Time {
	if len(s.Runs) == 0 {
		return s.Since
	}
	return s.Runs[len(s.Runs)-1].Created
}
