package schedule

// How often a cron expression ticks.

import (
	"fmt"
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

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
	// So many ticks show the pattern of years, and so much time that of months and weeks.
	const ticks, span = 14, 32 * 24 * time.Hour
	var longest time.Duration
	first, err := gronx.NextTickAfter(s.Cron, now.In(zone), false)
	for n, at := 0, first; err == nil && (n < ticks || at.Sub(first) < span); n++ {
		var next time.Time
		if next, err = gronx.NextTickAfter(s.Cron, at, false); err == nil {
			longest, at = max(longest, next.Sub(at)), next
		}
	}
	if err != nil {
		return 0, err
	}
	return longest, nil
}

// loadZone knows the zones of the IANA database only: not the machine's own, which Go calls Local.
func loadZone(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, fmt.Errorf("%q: no such time zone", name)
	}
	return time.LoadLocation(name)
}
