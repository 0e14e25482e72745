package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

const (
	gatherPath = ".github/workflows/" + gatherFile

	byHand = "jobs:\n  process-events:\n    runs-on: ubuntu-latest\n    steps:\n      - run: run_cdp_event_gather --from ${{ github.event.inputs.from }} --to ${{ github.event.inputs.to }}\n" +
		"on:\n  workflow_dispatch:\n    inputs:\n      from:\n      to:\n"
	daily   = byHand + "  schedule:\n    - cron: 9 7 * * *\n"
	weekly  = byHand + "  schedule:\n    - cron: 0 7 * * 1\n"
	monthly = byHand + "  schedule:\n    - cron: 0 7 1 * *\n"
	never   = byHand + "  schedule:\n    - cron: every day\n"

	lane0, lane1 = "event-gather-pipeline-0.yml", "event-gather-pipeline-1.yml"
	lanesPath    = ".github/workflows/"

	weeksAgo = `{"v":1,"kind":"request","at":"2021-05-01T08:00:00Z","request":"2019-01-01..2019-01-07 missing#1","begin":"2019-01-01T00:00:00",` +
		`"end":"2019-01-07T00:00:00","words":{"begin":"2019-01-01","end":"2019-01-07","reprocess":"missing"}}` + "\n"
	daysAgo = `{"v":1,"kind":"request","at":"2021-06-30T08:00:00Z","request":"2019-01-01..2019-01-07 missing#1","begin":"2019-01-01T00:00:00",` +
		`"end":"2019-01-07T00:00:00","words":{"begin":"2019-01-01","end":"2019-01-07","reprocess":"missing"}}` + "\n"
	ledgerBranch = "event-gather-ledger"
)

func TestWhatCatchUpTells(t *testing.T) {
	t.Parallel()
	type file struct {
		branch, path, text string
		after              int // days
	}
	tests := []struct {
		name, scenario string
		files          []file
		after          int // days that pass before the tick
		flags          []string
		code           int
		tells          []string // no warning but these
	}{
		{name: "all is well", scenario: "schedule=on"},
		{name: "no schedule: only today is left alone", files: []file{{"main", gatherPath, byHand, 0}},
			tells: []string{"warning: no lane has a schedule", "range       2021-06-24 to 2021-06-30", "gap         2021-06-24 to 2021-06-30: there is no schedule\n"}},
		{name: "a schedule that never started anything", scenario: "schedule=off",
			tells: []string{`warning: the schedule "9 7 * * *" of event-gather-pipeline.yml has started nothing in the last 7 days`}},
		{name: "a schedule that fell silent", scenario: "schedule=on,dropped-tick=2021-06-28..2021-07-01",
			tells: []string{`warning: the schedule "9 7 * * *" of event-gather-pipeline.yml has started nothing since 2021-06-27`}},
		{name: "one of two lanes fell silent", scenario: "schedule=on,lanes=2", after: 5, flags: []string{"--workflow=" + lane0 + "," + lane1},
			files: []file{{"main", lanesPath + lane1, byHand, 0}, {"main", lanesPath + lane1, daily, 5}},
			tells: []string{`warning: the schedule "9 7 * * *" of event-gather-pipeline-1.yml has started nothing since 2021-07-01`}},
		{name: "a lane never ran", scenario: "schedule=on", after: 24, flags: []string{"--workflow=event-gather-pipeline.yml," + lane1},
			files: []file{{"main", lanesPath + lane1, weekly, 0}},
			tells: []string{`warning: the schedule "0 7 * * 1" of event-gather-pipeline-1.yml has started nothing since its workflow file was added on 2021-07-01`}},
		{name: "a lane that was added lately", scenario: "schedule=on", after: 20, flags: []string{"--workflow=event-gather-pipeline.yml," + lane1},
			files: []file{{"main", lanesPath + lane1, weekly, 0}}},
		{name: "a weekly schedule that is due in time", scenario: "schedule=on,dropped-tick=2021-06-20..2021-07-01", files: []file{{"main", gatherPath, weekly, 0}},
			flags: []string{"--dry-run"}},
		{name: "a monthly schedule and a lookback of 30 days", scenario: "schedule=off", after: 70, files: []file{{"main", gatherPath, monthly, 0}}, flags: []string{"--dry-run", "--lookback=30d"},
			tells: []string{`warning: the schedule "0 7 1 * *" of event-gather-pipeline.yml has started nothing in the last 124 days`, "warning: the newest commit of the default branch is 70 days old"}},
		{name: "a monthly schedule that ran before the lookback", scenario: "schedule=on,dropped-tick=2021-05-20..2021-07-01", files: []file{{"main", gatherPath, monthly, 0}}, flags: []string{"--dry-run", "--lookback=30d"}},
		{name: "a schedule that can't be read", scenario: "schedule=on,dropped-tick=2021-06-28",
			files: []file{{"main", gatherPath, never, 0}},
			tells: []string{`warning: the schedule "every day" of event-gather-pipeline.yml can't be read: `, "sent        2021-06-27 "}},
		{name: "fifty quiet days", scenario: "schedule=on,quiet-days=50",
			tells: []string{"warning: the newest commit of the default branch is 50 days old, and nothing else was counted as activity; after 60 days without any GitHub disables the schedules of a public repository"}},
		{name: "fifty days in which only the ledger was saved", scenario: "schedule=on,quiet-days=50", files: []file{{ledgerBranch, ledger.FileName, daysAgo, 0}},
			tells: []string{"warning: the newest commit of the default branch is 50 days old"}},
		{name: "the newest commit can't be read", scenario: "schedule=on,quiet-days=50,fault=403:commits",
			tells: []string{"warning: it can't be known whether GitHub will soon disable the schedules: the newest commit of the default branch can't be read: GitHub refused GET /repos/CouncilDataProject/seattle/commits: 403 "}},
		{name: "less quiet", scenario: "schedule=on,quiet-days=49"},
		{name: "a backfill that nobody goes on with", scenario: "schedule=on", files: []file{{ledgerBranch, ledger.FileName, weeksAgo, 0}},
			tells: []string{"warning: request (begin: 2019-01-01, end: 2019-01-07) is unfinished, and nothing happened to it since 2021-05-01"}},
		{name: "a backfill that was begun lately", scenario: "schedule=on", files: []file{{ledgerBranch, ledger.FileName, daysAgo, 0}}},
		{name: "a scheduled run reaches as far as lookback", scenario: "schedule=on,look-back=7",
			tells: []string{"warning: lookback: nothing is left to look at: the schedule's own 7 days reach back as far"}},
		{name: "scheduled-days reach further than the settings", scenario: "schedule=on", flags: []string{"--scheduled-days=7"}, tells: []string{"range       2021-06-24 to 2021-06-28"}},
		{name: "scheduled-days reach less far than the settings", scenario: "schedule=on,look-back=5", flags: []string{"--scheduled-days=3"}, tells: []string{"range       2021-06-24 to 2021-06-27"}},
		{name: "no settings, and scheduled-days reach as far as lookback", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, "", 0}}, flags: []string{"--scheduled-days=7"},
			tells: []string{"warning: lookback: nothing is left to look at: the schedule's own 7 days reach back as far"}},
		{name: "no settings", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, "", 0}},
			tells: []string{"warning: scheduled-days: 2 is used: python/event-gather-config.json is no JSON\nhint: give scheduled-days\n", "range       2021-06-24 to 2021-06-28"}},
		{name: "settings that don't say", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, "{}", 0}},
			tells: []string{"warning: scheduled-days: 2 is used: python/event-gather-config.json has no default_event_gather_from_days_timedelta of a day or more"}},
		{name: "settings that needn't say", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, "{}", 0}}, flags: []string{"--scheduled-days=3"}, tells: []string{"range       2021-06-24 to 2021-06-27"}},
	}
	for n, tt := range tests {
		if testing.Short() && n%3 > 0 {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			start := time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC)
			s := openSeason(t, start, "busy-day=none,history-days=55,"+tt.scenario)
			for _, f := range tt.files {
				s.until(start.AddDate(0, 0, f.after))
				s.WriteFile(f.branch, f.path, []byte(f.text))
			}
			s.until(start.AddDate(0, 0, tt.after))
			done := s.tick(append([]string{"--lookback=7d"}, tt.flags...)...)
			if done.code != tt.code {
				t.Errorf("exit code %d, want %d", done.code, tt.code)
			}
			for _, want := range tt.tells {
				if !strings.Contains(done.text, want) {
					t.Errorf("doesn't tell %q", want)
				}
			}
			if n := strings.Count(strings.Join(tt.tells, "\n"), "warning: "); strings.Count(done.text, "warning: ") != n {
				t.Errorf("tells of %d things, want %d", strings.Count(done.text, "warning: "), n)
			}
			if t.Failed() {
				t.Log(done.text)
			}
		})
	}
}

// What GitHub refuses to show is no settings that don't say.
func TestSettingsThatGitHubRefusesToShow(t *testing.T) {
	s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "history-days=0")
	p := &process{ctx: t.Context(), env: &Env{}, github: s.GitHub.GitHub}
	var ps problems
	conn := gitHubFlags{}.connect(p, simulateFlags{}, &simulate.Scenario{Repository: "CouncilDataProject/seattle"}, &ps)
	if err := ps.err(); err != nil {
		t.Fatal(err)
	}
	s.AddFault(simulate.Fault{Kind: "403", What: "any"})
	k := &controller{connection: conn, info: workflow.Info{DefaultBranch: "main"}}
	k.policy.Zone = time.UTC
	if got, err := k.readSchedule(p, civil.Date(2021, 6, 1)); err == nil {
		t.Errorf("got %+v, no error", got)
	}
}

// Runs from before the horizon are listed where only they show that a lane isn't silent. What they gathered isn't read.
func TestRunsBeforeTheHorizonAreNotRead(t *testing.T) {
	t.Parallel()
	s := openSeason(t, time.Date(2021, 7, 1, 12, 0, 0, 0, time.UTC), "busy-day=none,history-days=120,schedule=on")
	s.WriteFile("main", gatherPath, []byte(monthly))
	done := s.tick("--lookback=7d")
	if most := 100; done.observed > most || strings.Contains(done.text, "warning") { // the newest that succeeded, whenever that was
		t.Errorf("%d runs are read, want %d at most:\n%s", done.observed, most, done.text)
	}
}
