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
	weekly = byHand + "  schedule:\n    - cron: 0 7 * * 1\n"
	never  = byHand + "  schedule:\n    - cron: every day\n"

	weeksAgo = `{"v":1,"kind":"request","at":"2021-05-01T08:00:00Z","request":"2019-01-01..2019-01-07 missing#1","begin":"2019-01-01T00:00:00",` +
		`"end":"2019-01-07T00:00:00","words":{"begin":"2019-01-01","end":"2019-01-07","reprocess":"missing"}}` + "\n"
	daysAgo = `{"v":1,"kind":"request","at":"2021-06-30T08:00:00Z","request":"2019-01-01..2019-01-07 missing#1","begin":"2019-01-01T00:00:00",` +
		`"end":"2019-01-07T00:00:00","words":{"begin":"2019-01-01","end":"2019-01-07","reprocess":"missing"}}` + "\n"
	ledgerBranch = "event-gather-ledger"
)

func TestWhatCatchUpTells(t *testing.T) {
	t.Parallel()
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
		{name: "no settings", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, ""}},
			tells: []string{"warning: scheduled-days: 2 is used: python/event-gather-config.json is no JSON\nhint: give scheduled-days\n", "range       2021-06-24 to 2021-06-28"}},
		{name: "settings that don't say", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, "{}"}},
			tells: []string{"warning: scheduled-days: 2 is used: python/event-gather-config.json has no default_event_gather_from_days_timedelta of a day or more"}},
		{name: "settings that needn't say", scenario: "schedule=on", files: []file{{"main", schedule.ConfigFile, "{}"}}, flags: []string{"--scheduled-days=3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
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
