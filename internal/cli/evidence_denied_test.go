package cli

import (
	"cmp"
	"strings"
	"testing"
	"time"
)

// The step warns once of a token that may not read why runs ended, and only where that had to be read.
func TestATokenThatMayNotReadWhyRunsEnded(t *testing.T) {
	t.Parallel()
	const warning = "warning: the token may not read why runs ended: one that was cancelled while it gathered counts as cancelled by a person\n" +
		"hint: give the job checks: read\n"
	const eightDays = "backfill --simulate --begin=2021-03-01 --end=2021-03-09 --window=2d --max-parallel=1"
	for _, c := range []struct {
		name, scenario string
		special        bool
		args           string // empty: eight days, two at a time
		steps          int    // 3 h apart; 0 is one
		times          int
	}{
		{name: "a run failed", scenario: "annotations=denied,gather-failure=#1", times: 1},
		{name: "several failed, in several passes", scenario: "annotations=denied,gather-failure=#1,gather-failure=#3,gather-failure=#4", times: 1},
		{name: "a person cancelled a run", scenario: "annotations=denied,cancelled=#1@1h", times: 1},
		{name: "the last run failed", scenario: "annotations=denied,gather-failure=#4", times: 1},
		{name: "a special event failed", scenario: "annotations=denied,gather-failure=#1", special: true, times: 1},
		// The step ends in the pass that reads it.
		{name: "the only run failed, and nothing is tried again", scenario: "annotations=denied,gather-failure=#1", times: 1,
			args: "backfill --simulate --begin=2021-03-01 --end=2021-03-02 --window=1d --retries=0"},
		{name: "a person cancelled the only run", scenario: "annotations=denied,cancelled=#1@30m", times: 1,
			args: "backfill --simulate --begin=2021-03-01 --end=2021-03-02 --window=1d"},
		{name: "a later step reads it, and doesn't wait", scenario: "annotations=denied,gather-failure=#1", times: 1, steps: 2,
			args: "backfill --simulate --begin=2021-03-01 --end=2021-03-03 --window=2d --wait=false"},
		{name: "all succeeded", scenario: "annotations=denied"},
		{name: "a run failed, and it may read why", scenario: "gather-failure=#1"},
		{name: "a person cancelled a run, and it may read why", scenario: "cancelled=#1@1h"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openScene(t, c.scenario)
			args := cmp.Or(c.args, eightDays)
			if c.special {
				s.write("a")
				args = s.special("")
			}
			s.ticks(max(1, c.steps), 3*time.Hour, args)
			text := s.text()
			n, worded := strings.Count(text, "the token may not read why runs ended"), strings.Count(text, warning)
			if n != c.times || worded != c.times {
				t.Errorf("warns %d times, %d of them in these words, want %d\n%s", n, worded, c.times, text)
			}
		})
	}
}

// On GitHub's runner it is an annotation of the run.
func TestATokenThatMayNotReadWhyRunsEndedOnARunner(t *testing.T) {
	s := openScene(t, "annotations=denied,gather-failure=#1")
	s.more = []string{"GITHUB_ACTIONS=true"}
	s.step(twoDays)
	if n := strings.Count(s.text(), "::warning::the token may not read why runs ended: "); n != 1 || strings.Count(s.text(), "give the job checks: read") != 1 {
		t.Errorf("warns %d times\n%s", n, s.text())
	}
}
