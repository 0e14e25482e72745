package schedule

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
		{"0 */6 * * 1-5", "", 54 * h},
		{"0 */6 1-14 * *", "", 17*24*h + 6*h},
		{"0 0 1 * *", "", 31 * 24 * h},
		{"0 0 1 1 *", "", 366 * 24 * h},
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

const day = 24 * time.Hour

func TestSilenceOfLanes(t *testing.T) {
	now := time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC)
	crons := func(all ...string) (schedules []workflow.Schedule) {
		for _, c := range all {
			schedules = append(schedules, workflow.Schedule{Cron: c})
		}
		return schedules
	}
	const daily, weekly, monthly = "9 7 * * *", "0 7 * * 1", "0 7 1 * *"
	old := now.Add(-1000 * day)
	for _, tt := range []struct {
		name     string
		lookback int // days
		lanes    []Lane
		runs     []string // LANE DAYS, of which the latter is how long ago
		want     []string
	}{
		{"no lane has a schedule", 30, []Lane{{File: "a", Added: old}}, nil, []string{"none"}},
		{"as it should be", 30, []Lane{{File: "a", Crons: crons(daily), Added: old}}, []string{"a 2", "a 1"}, nil},
		{"three periods ago", 30, []Lane{{File: "a", Crons: crons(daily), Added: old}}, []string{"a 3"}, nil},
		{"more than three periods ago", 30, []Lane{{File: "a", Crons: crons(daily), Added: old}}, []string{"a 5", "a 4"}, []string{`a "9 7 * * *": last run 4 days ago`}},
		{"one of two lanes", 30, []Lane{{File: "a", Crons: crons(daily), Added: old}, {File: "b", Crons: crons(daily), Added: old}}, []string{"b 9", "a 1"}, []string{`b "9 7 * * *": last run 9 days ago`}},
		{"a lane without a schedule beside one", 30, []Lane{{File: "a", Crons: crons(daily), Added: old}, {File: "b", Added: old}}, []string{"a 1"}, nil},
		{"never ran, and was added lately", 30, []Lane{{File: "a", Crons: crons(daily), Added: now.Add(-2 * day)}}, nil, nil},
		{"never ran, and was added some time ago", 30, []Lane{{File: "a", Crons: crons(daily), Added: now.Add(-8 * day)}}, nil, []string{`a "9 7 * * *": added 8 days ago`}},
		{"never ran as far as runs are listed", 30, []Lane{{File: "a", Crons: crons(daily), Added: old}}, nil, []string{`a "9 7 * * *": not seen for 30 days`}},
		{"never ran, and GitHub doesn't say when it was added", 30, []Lane{{File: "a", Crons: crons(daily)}}, nil, []string{`a "9 7 * * *": not seen for 30 days`}},
		{"looks back less than three periods", 2, []Lane{{File: "a", Crons: crons(daily), Added: old}}, nil, []string{`a "9 7 * * *": not seen for 4 days`}},
		{"a monthly one that runs", 30, []Lane{{File: "a", Crons: crons(monthly), Added: old}}, []string{"a 61"}, nil},
		{"a monthly one that doesn't", 30, []Lane{{File: "a", Crons: crons(monthly), Added: old}}, []string{"a 100"}, []string{`a "0 7 1 * *": last run 100 days ago`}},
		{"a monthly one that was added two months ago", 30, []Lane{{File: "a", Crons: crons(monthly), Added: now.Add(-60 * day)}}, nil, nil},
		{"two crons", 30, []Lane{{File: "a", Crons: crons(weekly, monthly), Added: old}}, []string{"a 40"}, []string{`a "0 7 * * 1": last run 40 days ago`}},
		{"one that can't be read", 30, []Lane{{File: "a", Crons: crons("every day", daily), Added: old}}, []string{"a 1"}, []string{`a "every day" can't be read`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &Schedule{Since: now.Add(-time.Duration(tt.lookback) * day)}
			for _, lane := range tt.lanes {
				s.Add(lane, now)
			}
			for _, text := range tt.runs {
				var r workflow.Run
				var ago time.Duration
				if _, err := fmt.Sscanf(text, "%s %d", &r.File, &ago); err != nil {
					t.Fatal(err)
				}
				r.Created = now.Add(-ago * day)
				if s.ListedSince(r.File).After(r.Created) {
					t.Fatalf("the run of %s isn't listed, only those since %s", text, s.ListedSince(r.File))
				}
				s.Runs = append(s.Runs, r)
			}
			var got []string
			for _, f := range s.Findings(now) {
				got = append(got, inShort(f, now))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func inShort(f Finding, now time.Time) string {
	ago := int(now.Sub(f.Since) / day)
	switch f.Kind {
	case Missing:
		return "none"
	case Unreadable:
		return fmt.Sprintf("%s %q can't be read", f.File, f.Cron)
	case Silent:
		return fmt.Sprintf("%s %q: last run %d days ago", f.File, f.Cron, ago)
	case NeverRan:
		return fmt.Sprintf("%s %q: added %d days ago", f.File, f.Cron, ago)
	case NotSeen:
		return fmt.Sprintf("%s %q: not seen for %d days", f.File, f.Cron, f.Days)
	}
	return fmt.Sprintf("%+v", f)
}

func TestQuietRepository(t *testing.T) {
	now, refused := time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), errors.New("refused")
	ran := []workflow.Run{{File: "a", Created: now.Add(-day)}}
	for _, tt := range []struct {
		name   string
		active time.Time
		err    error
		want   []Finding
	}{
		{"fifty days", now.Add(-50 * day), nil, []Finding{{Kind: Quiet, Days: 50}}},
		{"less", now.Add(-50*day + time.Hour), nil, nil},
		{"a clock that is ahead", now.Add(day), nil, nil},
		{"a private repository", time.Time{}, nil, nil},
		{"it can't be known", time.Time{}, refused, []Finding{{Kind: Unknown, Err: refused}}},
	} {
		s := &Schedule{Runs: ran, Active: tt.active, ActiveErr: tt.err}
		s.Add(Lane{File: "a", Crons: []workflow.Schedule{{Cron: "9 7 * * *"}}}, now)
		if got := s.Findings(now); !cmp.Equal(got, tt.want, cmp.Comparer(func(a, b error) bool { return a == b })) {
			t.Errorf("%s: found %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
