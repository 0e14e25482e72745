package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

const (
	gatherPath = ".github/workflows/" + gatherFile

	byHand = "on:\n  workflow_dispatch:\n    inputs:\n      from:\n      to:\n"
	weekly = byHand + "  schedule:\n    - cron: 0 7 * * 1\n"
	never  = byHand + "  schedule:\n    - cron: every day\n"

	weeksAgo = `{"v":1,"kind":"request","at":"2021-05-01T08:00:00Z","request":"2019-01-01..2019-01-07 missing#1","begin":"2019-01-01T00:00:00",` +
		`"end":"2019-01-07T00:00:00","words":{"begin":"2019-01-01","end":"2019-01-07","reprocess":"missing"}}` + "\n"
	daysAgo = `{"v":1,"kind":"request","at":"2021-06-30T08:00:00Z","request":"2019-01-01..2019-01-07 missing#1","begin":"2019-01-01T00:00:00",` +
		`"end":"2019-01-07T00:00:00","words":{"begin":"2019-01-01","end":"2019-01-07","reprocess":"missing"}}` + "\n"
	ledgerBranch = "event-gather-ledger"
)

func TestWhatCatchUpTells(t *testing.T) {
	type file struct{ branch, path, text string }
	tests := []struct {
		name, scenario string
		files          []file
		flags          []string
		code           int
		tells          []string // none: no warning at all
	}{
		{name: "all is well", scenario: "schedule=on"},
		{name: "no schedule: only today is left alone", files: []file{{"main", gatherPath, byHand}},
			tells: []string{"warning: no lane has a schedule", "range       2021-06-24 to 2021-06-30", "gap         2021-06-24 to 2021-06-30: there is no schedule\n"}},
		{name: "a schedule that never started anything", scenario: "schedule=off",
			tells: []string{`warning: the schedule "9 7 * * *" has started nothing since 2021-06-24`}},
		{name: "a schedule that fell silent", scenario: "schedule=on,dropped-tick=2021-06-28..2021-07-01",
			tells: []string{`warning: the schedule "9 7 * * *" has started nothing since 2021-06-27`}},
		{name: "a weekly schedule that is due in time", scenario: "schedule=off", files: []file{{"main", gatherPath, weekly}}},
		{name: "a schedule that can't be read", scenario: "schedule=on,dropped-tick=2021-06-28",
			files: []file{{"main", gatherPath, never}},
			tells: []string{`warning: the schedule "every day" can't be read: `, "sent        2021-06-27 "}},
		{name: "fifty quiet days", scenario: "schedule=on,quiet-days=50",
			tells: []string{"warning: nothing was pushed for 50 days; after 60 GitHub disables the schedules of a public repository"}},
		{name: "less quiet", scenario: "schedule=on,quiet-days=49"},
		{name: "a backfill that nobody goes on with", scenario: "schedule=on", files: []file{{ledgerBranch, ledger.FileName, weeksAgo}},
			tells: []string{"warning: 2019-01-01..2019-01-07 missing#1 is unfinished, and nothing happened to it since 2021-05-01"}},
		{name: "a backfill that was begun lately", scenario: "schedule=on", files: []file{{ledgerBranch, ledger.FileName, daysAgo}}},
		{name: "scheduled-days reach as far as lookback", scenario: "schedule=on", flags: []string{"--scheduled-days=7"},
			tells: []string{"warning: lookback: nothing is left to look at: the schedule's own 7 days reach back as far"}},
		{name: "no settings", scenario: "schedule=on", files: []file{{"main", configFile, ""}},
			tells: []string{"warning: scheduled-days: 2 is used: python/event-gather-config.json is no JSON\nhint: give scheduled-days\n", "range       2021-06-24 to 2021-06-28"}},
		{name: "settings that don't say", scenario: "schedule=on", files: []file{{"main", configFile, "{}"}},
			tells: []string{"warning: scheduled-days: 2 is used: python/event-gather-config.json has no default_event_gather_from_days_timedelta of a day or more"}},
		{name: "settings that needn't say", scenario: "schedule=on", files: []file{{"main", configFile, "{}"}}, flags: []string{"--scheduled-days=3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "busy-day=none,history-days=55,"+tt.scenario)
			for _, f := range tt.files {
				s.WriteFile(f.branch, f.path, []byte(f.text))
			}
			done := s.tick(append(tt.flags, "--lookback=7d")...)
			if done.code != tt.code {
				t.Errorf("exit code %d, want %d", done.code, tt.code)
			}
			for _, want := range tt.tells {
				if !strings.Contains(done.text, want) {
					t.Errorf("doesn't tell %q", want)
				}
			}
			if tt.tells == nil && strings.Contains(done.text, "warning") {
				t.Error("tells of something")
			}
			if t.Failed() {
				t.Log(done.text)
			}
		})
	}
}

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
		got, err := periodOf(workflow.Schedule{Cron: tt.cron, Timezone: tt.zone}, now)
		if got != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%q in %q: %s, %v, want %s", tt.cron, tt.zone, got, err, tt.want)
		}
	}
}

func TestLookBackOfTheSettings(t *testing.T) {
	s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "history-days=0")
	p := &process{ctx: t.Context(), env: &Env{}, github: s.GitHub.GitHub}
	var ps problems
	st := &station{session: gitHubFlags{}.connect(p, simulateFlags{}, &simulate.Scenario{Repository: "CouncilDataProject/seattle"}, &ps)}
	if err := ps.err(); err != nil {
		t.Fatal(err)
	}
	const key = "default_event_gather_from_days_timedelta"
	for text, want := range map[string]int{
		`{"` + key + `": 2}`:     2,
		`{"` + key + `": 2.9}`:   2,
		`{"` + key + `": 3660}`:  3660,
		`{"` + key + `": 0.5}`:   0,
		`{"` + key + `": 0}`:     0,
		`{"` + key + `": -1}`:    0,
		`{"` + key + `": 1e300}`: 0,
		`{"` + key + `": 1e999}`: 0,
		`{"` + key + `": "2"}`:   0,
		`{"` + key + `": null}`:  0,
		`{"other": 2}`:           0,
		`[2]`:                    0,
		`{"` + key + `": NaN}`:   0,
		`{`:                      0,
		``:                       0,
	} {
		s.WriteFile("main", configFile, []byte(text))
		days, why, err := st.lookBack(p, "main")
		if days != want || (why == "") != (want > 0) || err != nil {
			t.Errorf("%s: %d days, %q, %v, want %d", text, days, why, err, want)
		}
	}
	s.WriteFile("main", configFile, nil)
	if days, why, err := st.lookBack(p, "main"); days != 0 || why != "there is no "+configFile || err != nil {
		t.Errorf("without settings: %d days, %q, %v", days, why, err)
	}
	s.AddFault(simulate.Fault{Kind: "403", What: "any"})
	if days, why, err := st.lookBack(p, "main"); days != 0 || why != "" || err == nil {
		t.Errorf("where GitHub refuses: %d days, %q, no error", days, why)
	}
}

func TestCauseOfAGap(t *testing.T) {
	run := func(day, status, conclusion string) workflow.Run {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return workflow.Run{Created: at.Add(7 * time.Hour), Status: status, Conclusion: conclusion, URL: "URL of " + day}
	}
	failed := func(from, to, class string) []ledger.Fact {
		w := window.Window{From: date(t, from).From, To: date(t, to).From}
		key := ledger.Key{Label: ledger.Label(ledger.Subject{Window: w}, 1), Writer: "W"}
		return []ledger.Fact{
			ledger.Intent{Key: key, To: w.To}, ledger.Dispatched{Key: key, Run: 1, URL: "URL of ours"},
			ledger.Concluded{Key: key, RunAttempt: 1, Class: class, Reason: "because"},
		}
	}
	for _, tt := range []struct {
		name  string
		runs  []workflow.Run
		facts []ledger.Fact
		want  string
	}{
		{name: "no run", want: "the schedule started no run on 2021-06-11"},
		{name: "a run that failed", runs: []workflow.Run{run("2021-06-11", "completed", "failure")}, want: "the scheduled run of 2021-06-11 ended as failure, URL of 2021-06-11"},
		{name: "the last of the day counts", runs: []workflow.Run{run("2021-06-11", "completed", "failure"), run("2021-06-11", "completed", "cancelled")},
			want: "the scheduled run of 2021-06-11 ended as cancelled, URL of 2021-06-11"},
		{name: "runs that didn't reach", runs: []workflow.Run{run("2021-06-11", "completed", "success")}, want: "no scheduled run reached back to it"},
		{name: "a run that isn't over", runs: []workflow.Run{run("2021-06-11", "queued", "")}, want: "no scheduled run reached back to it"},
		{name: "our own attempt", facts: failed("2021-06-09", "2021-06-12", "gather"), want: "because, URL of ours"},
		{name: "our own elsewhere", facts: failed("2021-06-08", "2021-06-10", "gather"), want: "the schedule started no run on 2021-06-11"},
		{name: "our own that never left", facts: failed("2021-06-10", "2021-06-11", "lapsed"), want: "the schedule started no run on 2021-06-11"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			memory := ledger.New()
			memory.Add(tt.facts...)
			w := &watch{schedules: []workflow.Schedule{{Cron: "9 7 * * *"}}, runs: tt.runs}
			if got := w.cause(date(t, "2021-06-10"), &memory.State); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
