package simulate_test

// A simulation that goes on in another process: what it knows of its past, and what becomes of that.

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// past dispatches two windows, an hour apart, and returns what a ledger knows of them.
func (s *stage) past() (all []simulate.Dispatch) {
	s.t.Helper()
	for _, days := range [][2]string{{"2021-02-08T00:00:00", "2021-02-11T00:00:00"}, {"2021-03-01T00:00:00", "2021-03-04T00:00:00"}} {
		at := s.Clock().Now()
		all = append(all, simulate.Dispatch{At: at, ID: s.dispatch(days[0], days[1]), Workflow: gatherFile, Ref: "main",
			Inputs: object{"from": days[0], "to": days[1]}})
		s.sleep(time.Hour)
	}
	return all
}

// then is the past up to a moment after the start of the clock.
func then(after time.Duration, all ...simulate.Dispatch) simulate.Past {
	return simulate.Past{Until: start.Add(after), Dispatch: all}
}

func TestWhatIsRestoredEndsAsItWouldHave(t *testing.T) {
	for _, c := range []struct{ name, scenario string }{
		{"fair weather", "busy-day=none"},
		{"one meets its limit", ""},
		{"it fails", "bad-day=2021-03-02"},
		{"the second one fails", "gather-failure=#2"},
		{"a person cancels one, and runs it again", "cancelled=#1@90m,re-run=#1@30m"},
		{"it isn't known", "unknown-run-id=#1"},
		{"it is held", "waiting=#2@5h"},
		{"one at a time", "runners=1"},
		{"among others", "people=20,schedule=on,run-name=on"},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole, again := on(t, c.scenario), on(t, c.scenario)
			again.Restore(then(2*time.Hour, whole.past()...))
			if d := cmp.Diff(whole.Runs(), again.Runs()); d != "" {
				t.Errorf("after two hours (-whole +restored):\n%s", d)
			}
			whole.sleep(2 * day)
			again.sleep(2 * day)
			if d := cmp.Diff(whole.Runs(), again.Runs()); d != "" {
				t.Errorf("two days later (-whole +restored):\n%s", d)
			}
			if d := cmp.Diff(whole.Gathered(), again.Gathered()); d != "" {
				t.Errorf("gathered (-whole +restored):\n%s", d)
			}
			again.clean()
		})
	}
}

// Of an answer that was lost the ledger knows no id: the run gets the one it had.
func TestARunWithoutAnIDIsRestored(t *testing.T) {
	whole, again := on(t, "people=20"), on(t, "people=20")
	past := whole.past()
	past[0].ID = 0
	again.Restore(then(2*time.Hour, past...))
	if d := cmp.Diff(whole.Runs(), again.Runs()); d != "" {
		t.Errorf("(-whole +restored):\n%s", d)
	}
}

func TestARunWhoseEndIsKnownIsOver(t *testing.T) {
	s := on(t, "")
	past := on(t, "").past()
	past[0].Ended = start.Add(30 * time.Minute)
	s.Restore(then(time.Hour, past[0]))
	if got := s.see(past[0].ID); got.Status != statusCompleted || *got.Conclusion != cancelled {
		t.Errorf("got %+v", got)
	}
	if got := s.Dispatches(); len(got) != 1 || got[0].RunID != past[0].ID {
		t.Errorf("dispatched %+v", got)
	}
}

func TestAnEventIsRestoredWithoutItsJSON(t *testing.T) {
	s := on(t, "")
	s.Restore(then(time.Minute, simulate.Dispatch{At: start, ID: 5_000_001_009, Workflow: "process-special-event.yml", Ref: "main",
		Inputs: object{specialInput: simulate.AnyEvent}}))
	if got := s.outcome(5_000_001_009); got != success {
		t.Errorf("conclusion %s", got)
	}
	s.clean()
}

// Whatever is known already, no other run gets its id; also where there is less of it in this simulation.
func TestNewRunsGetNewIDs(t *testing.T) {
	for _, c := range []struct {
		name     string
		past     simulate.Past
		scenario string
	}{
		{"one that was dispatched", then(time.Hour, simulate.Dispatch{At: start, ID: 5_000_007_063, Workflow: gatherFile, Ref: "main",
			Inputs: object{"from": "2021-03-01T00:00:00", "to": "2021-03-02T00:00:00"}}), ""},
		{"one that can't be dispatched again", then(time.Hour, simulate.Dispatch{At: start, ID: 5_000_007_063, Workflow: gatherFile, Ref: "gone"}), ""},
		{"in a workflow that is gone", then(time.Hour, simulate.Dispatch{At: start, ID: 5_000_007_063, Workflow: "gone.yml", Ref: "main"}), ""},
		{"one of others", simulate.Past{Until: start.Add(time.Hour), LastRun: 5_000_007_063}, ""},
		{"among many others", then(20*time.Hour, simulate.Dispatch{At: start.Add(19 * time.Hour), ID: 5_000_007_063, Workflow: gatherFile, Ref: "main",
			Inputs: object{"from": "2021-03-01T00:00:00", "to": "2021-03-02T00:00:00"}}), "people=100,history-days=0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := on(t, c.scenario)
			s.Restore(c.past)
			if got := s.dispatch("2021-03-02T00:00:00", "2021-03-03T00:00:00"); got <= 5_000_007_063 {
				t.Errorf("a new run has the id %d", got)
			}
			ids := map[int64]bool{}
			for _, r := range s.Runs() {
				if ids[r.ID] {
					t.Errorf("two runs have the id %d", r.ID)
				}
				ids[r.ID] = true
			}
		})
	}
}
