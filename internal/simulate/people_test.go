package simulate_test

// What happens without a controller: schedule, configuration, people, special events.

import (
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// count counts the runs that were started for an event.
func (s *stage) count(event string) int {
	n := 0
	for _, r := range s.Runs() {
		if r.Event == event && r.Attempt == 1 {
			n++
		}
	}
	return n
}

func TestScheduleHasAHistory(t *testing.T) {
	for scenario, want := range map[string]int{
		"schedule=off":                 0,
		"schedule=on":                  60,
		"schedule=on,history-days=10":  10,
		"schedule=on,history-days=0":   0,
		"schedule=on,lanes=2":          120,
		"schedule=on,retention-days=5": 5,
		"schedule=on,dropped-tick=2021-06-01..2021-06-05,dropped-tick=2021-06-10": 54,
		"schedule=on,disabled=2021-06-01..2021-06-14":                             46,
	} {
		s := on(t, scenario)
		if got := s.count("schedule"); got != want {
			t.Errorf("%s: %d scheduled runs, want %d", scenario, got, want)
		}
		s.clean()
	}
	s := on(t, "schedule=on,dropped-tick=25%")
	if got := s.count("schedule"); got < 35 || got > 55 {
		t.Errorf("%d of 60 ticks, a quarter dropped", got)
	}
}

func TestScheduledRunsGatherTheLastDays(t *testing.T) {
	s := on(t, "schedule=on,look-back=3,look-back=5@2021-06-20")
	gathered := s.Gathered()
	if len(gathered) < 50 {
		t.Fatalf("%d scheduled runs gathered", len(gathered))
	}
	for i, want := range map[int]civil.Time{10: 3, len(gathered) - 1: 5} {
		g := gathered[i]
		// The pipeline looks back from now in UTC, but what is there to gather ends with the city's now.
		if got := g.To + 7*civil.Hour - g.From; got != want*civil.Day {
			t.Errorf("run %d looked back %v to %v", i, g.From, g.To)
		}
	}
	r := s.Runs()[0]
	if h, m := r.Created.Hour(), r.Created.Minute(); h != 7 || m < 9 || m > 21 {
		t.Errorf("fired at %v", r.Created)
	}
}

func TestScheduleReadsItsConfiguration(t *testing.T) {
	s := on(t, "schedule=on,history-days=0")
	s.sleep(day)
	s.WriteFile("main", configFile, []byte("{"))
	s.sleep(day)
	s.WriteFile("main", ".github/workflows/event-gather-pipeline.yml", []byte("on:\n  workflow_dispatch:\n    inputs:\n      from:\n      to:\n"))
	s.sleep(2 * day)
	var got []string
	for _, r := range s.Runs() {
		got = append(got, r.Conclusion)
	}
	if strings.Join(got, " ") != "success failure" {
		t.Errorf("conclusions %v", got)
	}
	s.clean()
}

func TestGitHubDisablesAndEnables(t *testing.T) {
	s := on(t, "disabled=2021-07-03..2021-07-16")
	state := func() string {
		got, _ := ask[struct{ State string }](s, "GET", gatherPath, nil)
		return got.State
	}
	before := state()
	s.sleep(3 * day)
	during := state()
	s.sleep(14 * day)
	if after := state(); before != simulate.StateActive || during != simulate.StateDisabledInactivity || after != simulate.StateActive {
		t.Errorf("%s, %s, %s", before, during, after)
	}
}

func TestChangesAfterSomeTime(t *testing.T) {
	s := on(t, "branch-deleted=gone@2h,branch-rewound=ledger@2h,branch-rewound=never@2h,workflow-disabled=event-gather-pipeline.yml@2h")
	for _, branch := range []string{"gone", "ledger"} {
		for _, text := range []string{"1", "2", "3", "4"} {
			s.WriteFile(branch, "file", []byte(text))
		}
	}
	s.sleep(2*time.Hour - time.Second)
	if text, _ := s.ReadFile("ledger", "file"); string(text) != "4" {
		t.Errorf("before: %q", text)
	}
	s.sleep(2 * time.Second)
	if text, _ := s.ReadFile("ledger", "file"); string(text) != "2" {
		t.Errorf("rewound: %q", text)
	}
	if _, there := s.ReadFile("gone", "file"); there {
		t.Error("not deleted")
	}
	s.sleep(2 * day) // what people disable stays so
	if got, _ := ask[struct{ State string }](s, "GET", gatherPath, nil); got.State != simulate.StateDisabledManually {
		t.Errorf("workflow is %s", got.State)
	}
}

func TestOutage(t *testing.T) {
	s := on(t, "outage=2021-07-02..2021-07-04")
	var got []string
	for range 5 {
		got = append(got, s.outcome(s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")))
		s.sleep(day)
	}
	if want := "success failure failure failure success"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestPeopleStartRuns(t *testing.T) {
	s := on(t, "people=1.5")
	if got := s.count("workflow_dispatch"); got < 75 || got > 105 {
		t.Errorf("%d runs in 60 days, want about 90", got)
	}
	for _, g := range s.Gathered() {
		if g.To <= g.From || g.To-g.From > 3*civil.Day {
			t.Errorf("gathered %v to %v", g.From, g.To)
		}
	}
	if n := len(s.Effects()); n != 0 {
		t.Errorf("%d effects, none of a controller", n)
	}
	s.clean()
}

func TestPeopleCancelRerunAndDelete(t *testing.T) {
	s := on(t, "")
	window := map[string]string{"from": "2021-03-01T00:00:00", "to": "2021-03-02T00:00:00"}
	id := s.StartRun("event-gather-pipeline.yml", window)
	s.DeleteRun(id) // has no effect on what runs
	s.sleep(10 * time.Minute)
	s.CancelRun(id)
	if got := s.outcome(id); got != cancelled {
		t.Error(got)
	}
	s.CancelRun(id)
	s.RerunRun(id)
	if got := s.outcome(id); got != success {
		t.Error(got)
	}
	s.DeleteRun(id)
	if got := len(s.Runs()); got != 0 {
		t.Errorf("%d runs", got)
	}
}

// special dispatches a special event, and returns how its run ended.
func (s *stage) special(value string) string {
	s.t.Helper()
	got, _ := ask[struct {
		ID int64 `json:"workflow_run_id"`
	}](s, "POST", "/actions/workflows/process-special-event.yml/dispatches",
		object{"ref": "main", "inputs": object{specialInput: value}, "return_run_details": true})
	return s.outcome(got.ID)
}

func TestSpecialEvents(t *testing.T) {
	const event = `{"body": {"name": "O\u0027Brien \"Hall\" $(id) ${{ x }} \u005c"}, "sessions": [{"video_uri": "https://x/y"}]}`
	s := on(t, "")
	if got := s.special("'" + event + "'"); got != success || len(s.Ingested()) != 1 || s.Ingested()[0].JSON != event {
		t.Errorf("%s, ingested %v", got, s.Ingested())
	}
	s.clean()
	for _, value := range []string{
		event,                                 // no quotes
		"'" + event,                           // one
		`'{"body": {}, "sessions": []}'`,      // no session
		`'{"sessions": [{}]}'`,                // no body
		`'{"body": {}, "sessions": [{}]'`,     // no JSON
		`'{"body": "O'B'", "sessions":[{}]}'`, // the quote ends early
		`'{"body": "a\nb", "sessions":[{}]}'`, // dash makes a newline of it
		`'{"body": "é", "sessions":[{}]}'`,
		"'{\"body\": \"a\nb\", \"sessions\":[{}]}'",
	} {
		s := on(t, "")
		if got := s.special(value); got != failure || len(s.Violations()) != 1 || len(s.Ingested()) != 0 {
			t.Errorf("%s: %s, violations %q", value, got, s.Violations())
		}
	}
}
