package schedule

// Whether a schedule still runs.

import (
	"fmt"
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

const (
	silentPeriods = 3  // of a schedule without a run
	quietDays     = 50 // of the 60 after which GitHub disables the schedules of a public repository
)

// Finding is something about a schedule that a person should look at.
type Finding struct {
	Kind  FindingKind
	Cron  string    // of Unreadable and Silent
	Err   error     // of Unreadable: why
	Since time.Time // of Silent: the last run
	Days  int       // of Quiet: without a push
}

// FindingKind says what was found.
type FindingKind int

// The kinds of findings.
const (
	Missing    FindingKind = iota // no lane has a schedule
	Unreadable                    // a cron expression can't be read
	Silent                        // a schedule has started nothing for several periods
	Quiet                         // nothing was pushed for so long that GitHub will disable schedules
)

// Findings are what a person should look at.
func (s *Schedule) Findings(now time.Time, repository workflow.Info) []Finding {
	var found []Finding
	if !s.Exists() {
		found = append(found, Finding{Kind: Missing})
	}
	for _, c := range s.Crons {
		period, err := Period(c, now)
		switch {
		case err != nil:
			found = append(found, Finding{Kind: Unreadable, Cron: c.Cron, Err: err})
		case now.Sub(s.Last()) > silentPeriods*period:
			found = append(found, Finding{Kind: Silent, Cron: c.Cron, Since: s.Last()})
		}
	}
	if quiet := now.Sub(repository.Pushed); !repository.Private && !repository.Pushed.IsZero() && quiet >= quietDays*24*time.Hour {
		found = append(found, Finding{Kind: Quiet, Days: int(quiet.Hours() / 24)})
	}
	return found
}

// Period is the longest time between two ticks of a schedule that follow one another, over the next weeks.
func Period(s workflow.Schedule, now time.Time) (time.Duration, error) {
	zone := time.UTC
	if s.Timezone != "" {
		var err error
		if zone, err = loadZone(s.Timezone); err != nil {
			return 0, err
		}
	}
	if n := len(strings.Fields(s.Cron)); n != 5 {
		return 0, fmt.Errorf("%d fields, where GitHub takes five", n)
	}
	const ticks = 14
	var longest time.Duration
	at, err := gronx.NextTickAfter(s.Cron, now.In(zone), false)
	for range ticks {
		if err != nil {
			return 0, err
		}
		var next time.Time
		if next, err = gronx.NextTickAfter(s.Cron, at, false); err == nil {
			longest, at = max(longest, next.Sub(at)), next
		}
	}
	return longest, err
}

// loadZone knows the zones of the IANA database only: not the machine's own, which Go calls Local.
func loadZone(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, fmt.Errorf("%q: no such time zone", name)
	}
	return time.LoadLocation(name)
}
