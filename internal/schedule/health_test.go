package schedule

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

func TestPeriodOfASchedule(t *testing.T) {
	const h = time.Hour
	now := time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		cron, zone string
		want       time.Duration // 0: it can't be read
	}{
		{"9 7 * * *", "", 24 * h},
		{"0 */6 * * *", "", 6 * h},
		{"0 7,9 * * *", "", 22 * h},
		{"0 7 * * 1", "", 7 * 24 * h},
		{"0 7 * * 1-5", "", 3 * 24 * h},
		{"0 0 1 * *", "", 31 * 24 * h},
		{"30 2 * * *", "America/Los_Angeles", 24 * h},
		{"9 7 * * *", "Mars/Olympus", 0},
		{"every day", "", 0},
		{"0 0 31 2 *", "", 0},
		{"99 7 * * *", "", 0},
		{"", "", 0},
	} {
		got, err := Period(workflow.Schedule{Cron: tt.cron, Timezone: tt.zone}, now)
		if got != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%q in %q: %s, %v, want %s", tt.cron, tt.zone, got, err, tt.want)
		}
	}
}
