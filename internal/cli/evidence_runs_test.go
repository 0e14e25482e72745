package cli

// Rows of TestEvidence: runners that don't come, steps that stop, and versions of an event.

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

const twoMonths = "backfill --simulate --begin=2021-03-01 --end=2021-05-01 --window=3d --max-parallel=2 --poll-interval=5m"

// runnerRows are lanes whose runners don't come.
var runnerRows = []row{
	{name: "cancelled, no jobs, in a lane with a static concurrency group", scenario: "concurrency=static,visible-after=2m", play: replaced,
		sent: 4, classes: "runner success success success", says: []string{`cancels a waiting run when another comes`, `^NO RUNNER.* before any job `}, check: (*scene).oneAtATime},
	{name: "a static concurrency group that came while the step ran", play: groupComes, sent: 8, check: (*scene).oneAtATime},
	{name: "a workflow file that can't be read", scenario: "gather-skipped=#1", play: tooMuchToRead, sent: 3, classes: "gather success success",
		says: []string{`warning: workflow "event-gather-pipeline.yml" can't be read: it has .*; what its runs did is read by the usual names of jobs and steps$`}},
	{name: "every runner fails for 6 h, a backfill of two months", scenario: "no-runner=+0h..6h", play: func(s *scene) int {
		code := s.step(twoMonths)
		s.hasGathered("2021-03-01", "2021-05-01")
		return code
	}, sent: 27, check: (*scene).nothingFailed},
	{name: "every runner fails for 6 h, special events", scenario: "no-runner=+0h..6h", play: func(s *scene) int {
		s.writeEvent("one.yml", "Council", "a")
		s.writeEvent("two.yml", "Board", "b")
		return s.step(s.special("", "one.yml", "two.yml"))
	}, sent: 8, videos: "b a", check: (*scene).nothingFailed},
	{name: "every runner fails for 24 h, a backfill of two months", scenario: "no-runner=+0h", play: func(s *scene) int {
		return s.step(twoMonths)
	}, code: reconcile.ExitIncomplete, sent: 14, says: []string{`^- No runner since 2021-07-01 12:00 UTC: .* before it gathered: step ".*" of job ".*" failed\.`}, check: (*scene).nothingFailed},
	{name: "every runner fails for 24 h, special events", scenario: "no-runner=+0h", special: true, code: reconcile.ExitIncomplete, sent: 14,
		says: []string{`^- No runner since 2021-07-01 12:00 UTC: .* before it gathered: step ".*" of job ".*" failed\.`}, check: (*scene).nothingFailed},
	{name: "a day without a runner, then a later step", scenario: "no-runner=+0h..30h", play: func(s *scene) int {
		first := s.step(twoMonths)
		s.sleep(12 * time.Hour)
		if code := s.step(twoMonths); first != reconcile.ExitIncomplete || code != reconcile.ExitDone {
			s.t.Errorf("exit code %d, then %d", first, code)
		}
		s.hasGathered("2021-03-01", "2021-05-01")
		return reconcile.ExitDone
	}, sent: 35, check: (*scene).nothingFailed},
}

// nothingFailed fails where a run was held against what it should have gathered, or a window was halved.
func (s *scene) nothingFailed() {
	s.t.Helper()
	for _, a := range s.attempts() {
		if c := a.Concluded.Class; c != ledger.Runner && c != ledger.Success {
			s.t.Errorf("%s ended as %q", a.Label(), c)
		}
	}
	if failed := regexp.MustCompile(`\d+ (windows?|events?) (failed|cancelled)`).FindString(s.text()); failed != "" {
		s.t.Error(failed)
	}
}

// replaced has people start two runs while the lists are late: one before ours, one after it that takes its place.
func replaced(s *scene) int {
	s.StartRun(gatherFile, map[string]string{"from": "2020-01-01", "to": "2020-01-02"})
	s.At(s.Clock().Now().Add(time.Minute), func() { s.StartRun(gatherFile, map[string]string{"from": "2020-01-02", "to": "2020-01-03"}) })
	code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-07 --window=2d --max-parallel=2")
	s.hasGathered("2021-03-01", "2021-03-07")
	return code
}

// groupComes has somebody give the workflow a concurrency group when the step has read its file.
func groupComes(s *scene) int {
	s.At(s.Clock().Now().Add(30*time.Minute), func() {
		text, _ := s.ReadFile("main", gatherPath)
		s.WriteFile("main", gatherPath, append(text, "\nconcurrency: gather\n"...))
	})
	code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-15 --window=2d --max-parallel=3")
	s.hasGathered("2021-03-01", "2021-03-15")
	return code
}

// tooMuchToRead has a workflow file that GitHub runs, and that is too much for us to read.
func tooMuchToRead(s *scene) int {
	text, _ := s.ReadFile("main", gatherPath)
	s.WriteFile("main", gatherPath, append(text, "\n# "+strings.Repeat(", ", 30_000)+"\n"...))
	code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-05 --window=2d")
	s.hasGathered("2021-03-01", "2021-03-05")
	return code
}

// onSchedule makes the steps those of runs that a schedule starts.
var onSchedule = []string{"GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=schedule"}

// stopRows are steps that stop, and those that go on.
var stopRows = []row{
	{name: "five windows fail, mended, wait false on a schedule",
		scenario: "gather-failure=#1,gather-failure=#2,gather-failure=#3,gather-failure=#4,gather-failure=#5", play: fiveFail, sent: 12},
	{name: "five windows fail, one after another, mended, wait false on a schedule",
		scenario: "gather-failure=#1,gather-failure=#2,gather-failure=#3,gather-failure=#4,gather-failure=#5", play: fiveFailOneByOne, sent: 12},
	{name: "SIGINT while a dispatch is on its way", sent: 3, classes: "success success success", play: func(s *scene) int {
		s.OnEffect(func(e simulate.Effect) {
			if e.Kind == simulate.KindDispatch && len(s.texts) == 0 {
				s.signal()
			}
		})
		return s.stoppedThenDone("", func() {
			if a := s.attempts(); len(a) != 1 || a[0].Dispatched.Run != s.Dispatches()[0].RunID {
				s.t.Errorf("the ledger doesn't have the run %d:\n%s", s.Dispatches()[0].RunID, s.ledgerText())
			}
		})
	}},
	{name: "SIGINT while a dispatch is on its way, another intent behind it", sent: 3, play: func(s *scene) int {
		s.OnEffect(func(e simulate.Effect) {
			if e.Kind == simulate.KindDispatch && len(s.texts) == 0 {
				s.signal()
			}
		})
		return s.stoppedThenDone(" --max-parallel=2", func() {
			if classes := s.classes(); classes != " lapsed" || s.attempts()[0].Dispatched.Run == 0 {
				s.t.Errorf("classes %q:\n%s", classes, s.ledgerText())
			}
		})
	}},
	{name: "SIGINT while the first intent is saved", sent: 3, classes: "lapsed success success success", play: func(s *scene) int {
		return s.signalAtIntent(1, "lapsed")
	}},
	{name: "SIGINT while a later intent is saved", sent: 3, classes: "success lapsed success success", play: func(s *scene) int {
		return s.signalAtIntent(2, "success lapsed")
	}},
}

// signalAtIntent has a signal come when the save with the n-th intent has taken effect, and its answer is on its way.
func (s *scene) signalAtIntent(n int, classes string) int {
	s.OnEffect(func(e simulate.Effect) {
		if e.Kind == simulate.KindSave && len(s.texts) == 0 && strings.Count(s.ledgerText(), `"kind":"intent"`) == n && s.sent() < n {
			s.signal()
		}
	})
	return s.stoppedThenDone("", func() {
		if got := s.classes(); got != classes || s.sent() != n-1 {
			s.t.Errorf("%d were sent, classes %q", s.sent(), got)
		}
		sent := fmt.Sprintf("; %d runs? sent", n)
		if regexp.MustCompile(sent).MatchString(s.text()) {
			s.t.Error("what never left is told as sent")
		}
	})
}

// stoppedThenDone runs a step that a signal ends, looks at what it left, and runs another.
func (s *scene) stoppedThenDone(more string, between func()) int {
	s.t.Helper()
	args := "backfill --simulate --begin=2021-03-01 --end=2021-03-07 --window=2d" + more
	if code := s.step(args); code != reconcile.ExitStopped {
		s.t.Errorf("exit code %d after a signal", code)
	}
	between()
	code := s.step(args)
	s.hasGathered("2021-03-01", "2021-03-07")
	return code
}

const sevenDays = "backfill --simulate --begin=2021-03-01 --end=2021-03-08 --window=1d --wait=false --max-parallel="

// fiveFail has one tick send five windows that fail. The tick after it says so; those after that probe, and go on.
func fiveFail(s *scene) (code int) {
	s.more = onSchedule
	var sent []int
	for range 6 {
		before := len(s.Dispatches())
		code = s.step(sevenDays + "5")
		sent = append(sent, len(s.Dispatches())-before)
		if len(sent) == 2 && code != reconcile.ExitIncomplete {
			s.t.Errorf("exit code %d when five had failed", code)
		}
		s.sleep(4 * time.Hour)
	}
	s.probes(sent, 2)
	s.hasGathered("2021-03-01", "2021-03-08")
	return code
}

// fiveFailOneByOne has each tick send one window.
func fiveFailOneByOne(s *scene) (code int) {
	s.more = onSchedule
	var sent []int
	for range 18 {
		before := len(s.Dispatches())
		code = s.step(sevenDays + "1")
		sent = append(sent, len(s.Dispatches())-before)
		s.sleep(4 * time.Hour)
	}
	s.probes(sent, 6)
	s.hasGathered("2021-03-01", "2021-03-08")
	return code
}

// probes fails unless a tick sent one window, and the one after it something.
func (s *scene) probes(sent []int, n int) {
	s.t.Helper()
	if sent[n-1] != 0 || sent[n] != 1 || sent[n+1] == 0 {
		s.t.Errorf("the ticks sent %v", sent)
	}
}

// eventRows are versions of one event.
var eventRows = []row{
	{name: "an event edited while its first version runs, which fails", scenario: "gather-failure=#1", play: (*scene).edited, sent: 2,
		classes: "gather success", videos: "b"},
	{name: "an event edited while its first version runs, which succeeds", play: (*scene).edited, sent: 2, classes: "success success", videos: "a b"},
	{name: "an event edited while its first version runs, which a person re-runs so that it succeeds last", scenario: "gather-failure=#1", play: func(s *scene) int {
		code := s.edited()
		s.RerunRun(s.Dispatches()[0].RunID)
		s.sleep(6 * time.Hour)
		if s.videos() != "b a" {
			s.t.Errorf("ingested %q: the older didn't succeed last", s.videos())
		}
		if again := s.ticks(3, 6*time.Hour, s.special("--wait=false")); again != reconcile.ExitDone {
			s.t.Errorf("exit code %d", again)
		}
		return code
	}, sent: 3, videos: "b a b"},
	{name: "an event edited while its first version runs, one step that waits", play: func(s *scene) int {
		s.write("a")
		s.step(s.special("--wait=false"))
		s.write("b")
		return s.step(s.special(""))
	}, sent: 2, classes: "success success", videos: "a b"},
	{name: "an event edited while its first version runs, whose answer was lost", scenario: "fault=lost-response:dispatch:#1,log-missing=#1",
		play: (*scene).edited, sent: 2, classes: "lost success", videos: "a b"},
	{name: "contents A, B, A again", play: func(s *scene) (code int) {
		for _, video := range []string{"a", "b", "a"} {
			s.write(video)
			code = s.step(s.special(""))
		}
		s.step(s.special("")) // and that is all
		return code
	}, sent: 3, classes: "success success success", videos: "a b a"},
}

// edited sends a version, edits it while it runs, and has a schedule go on.
func (s *scene) edited() int {
	s.write("a")
	s.step(s.special("--wait=false"))
	s.sleep(5 * time.Minute)
	s.write("b")
	s.step(s.special("--wait=false"))
	if n := len(s.Dispatches()); n != 1 {
		s.t.Errorf("%d versions in flight", n)
	}
	s.sleep(6 * time.Hour)
	return s.ticks(3, 6*time.Hour, s.special("--wait=false"))
}
