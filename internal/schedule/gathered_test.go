package schedule

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

func utc(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2021, month, day, hour, minute, 0, 0, time.UTC)
}

func TestGathered(t *testing.T) {
	scheduled := func(change func(*workflow.Run)) workflow.Run {
		r := workflow.Run{
			ID: 7, Attempt: 1, Event: "schedule", Status: "completed", Conclusion: "success",
			Created: utc(time.June, 10, 7, 9), Started: utc(time.June, 10, 7, 9), Updated: utc(time.June, 10, 8, 30),
		}
		change(&r)
		return r
	}
	for _, tt := range []struct {
		name, zone string
		run        workflow.Run
		days       int
		want       string // empty: it proves nothing
	}{
		{"west of UTC, up to the local start", "America/Los_Angeles", scheduled(func(*workflow.Run) {}), 2, "2021-06-08T08:30:00/2021-06-10T00:09:00"},
		{"east of UTC, up to the start in UTC", "Australia/Sydney", scheduled(func(*workflow.Run) {}), 2, "2021-06-08T08:30:00/2021-06-10T07:09:00"},
		{"in UTC", "UTC", scheduled(func(*workflow.Run) {}), 5, "2021-06-05T08:30:00/2021-06-10T07:09:00"},
		{"over the day when clocks went forward: days are of 24 hours of UTC", "America/Los_Angeles", scheduled(func(r *workflow.Run) {
			r.Started, r.Updated = utc(time.March, 15, 7, 9), utc(time.March, 15, 8, 0)
		}), 2, "2021-03-13T08:00:00/2021-03-15T00:09:00"},
		{"run again: by the attempt that succeeded", "UTC", scheduled(func(r *workflow.Run) {
			r.Attempt, r.Started, r.Updated = 2, utc(time.June, 11, 10, 0), utc(time.June, 11, 11, 0)
		}), 2, "2021-06-09T11:00:00/2021-06-11T10:00:00"},
		{"so long a run that nothing is certain", "America/Los_Angeles", scheduled(func(r *workflow.Run) { r.Updated = utc(time.June, 11, 0, 9) }), 1, ""},
		{"failed", "UTC", scheduled(func(r *workflow.Run) { r.Conclusion = "failure" }), 2, ""},
		{"cancelled", "UTC", scheduled(func(r *workflow.Run) { r.Conclusion = "cancelled" }), 2, ""},
		{"alive", "UTC", scheduled(func(r *workflow.Run) { r.Status = "in_progress" }), 2, ""},
		{"run again, and alive", "UTC", scheduled(func(r *workflow.Run) { r.Attempt, r.Status, r.Conclusion = 2, "queued", "" }), 2, ""},
		{"started by hand", "UTC", scheduled(func(r *workflow.Run) { r.Event = "workflow_dispatch" }), 2, ""},
		{"started by a push", "UTC", scheduled(func(r *workflow.Run) { r.Event = "push" }), 2, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := Gathered(tt.run, tt.days, zone)
			if ok != (tt.want != "") || ok && got.String() != tt.want {
				t.Errorf("got %s, %t, want %s", got, ok, tt.want)
			}
		})
	}
}

func TestDays(t *testing.T) {
	for _, tt := range []struct{ settings, given, want int }{{0, 0, 0}, {2, 0, 2}, {0, 3, 3}, {2, 3, 2}, {3, 2, 2}} {
		if got := Days(tt.settings, tt.given); got != tt.want {
			t.Errorf("settings %d, given %d: %d, want %d", tt.settings, tt.given, got, tt.want)
		}
	}
}

func TestLookBack(t *testing.T) {
	for text, want := range map[string]int{
		`{"` + configKey + `": 2}`:     2,
		`{"` + configKey + `": 2.9}`:   2,
		`{"` + configKey + `": 3660}`:  3660,
		`{"` + configKey + `": 0.5}`:   0,
		`{"` + configKey + `": 0}`:     0,
		`{"` + configKey + `": -1}`:    0,
		`{"` + configKey + `": 1e300}`: 0,
		`{"` + configKey + `": 1e999}`: 0,
		`{"` + configKey + `": "2"}`:   0,
		`{"` + configKey + `": null}`:  0,
		`{"other": 2}`:                 0,
		`[2]`:                          0,
		`{"` + configKey + `": NaN}`:   0,
		`{`:                            0,
		``:                             0,
	} {
		if days, err := LookBack([]byte(text)); days != want || (err == nil) != (want > 0) {
			t.Errorf("%s: %d days, %v, want %d", text, days, err, want)
		}
	}
}
