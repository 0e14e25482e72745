package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// One ledger holds the attempts of every command and lane. What one left unfinished, another one reads and concludes.
func TestAttemptsOfAnotherCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, scenario string
		do             func(*scene) int
		classes        string
	}{
		{"an event, then a backfill", "", func(s *scene) int {
			s.write("a")
			s.step(s.special("--wait=false"))
			s.sleep(10 * time.Hour)
			return s.step(backfillOf("2021-03-01", "2021-03-04", ""))
		}, "success success"},
		{"a backfill, then an event", "", func(s *scene) int {
			s.step(backfillOf("2021-03-01", "2021-03-04", "--wait=false"))
			s.sleep(10 * time.Hour)
			s.write("a")
			return s.step(s.special(""))
		}, "success success"},
		{"an event whose answer was lost, then a backfill", "fault=lost-response:dispatch:#1", func(s *scene) int {
			s.write("a")
			s.step(s.special("--wait=false"))
			s.sleep(10 * time.Hour)
			return s.step(backfillOf("2021-03-01", "2021-03-04", ""))
		}, "lost success"},
		{"a lane less", "lanes=2", func(s *scene) int {
			const week = "--window=3d --workflow="
			s.step(backfillOf("2021-03-01", "2021-03-08", "--wait=false --max-parallel=2 "+week+"event-gather-pipeline-0.yml,event-gather-pipeline-1.yml"))
			s.sleep(40 * time.Hour)
			return s.step(backfillOf("2021-03-01", "2021-03-08", week+"event-gather-pipeline-0.yml"))
		}, "success success success"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openScene(t, "timezone=UTC,"+c.scenario)
			if code := c.do(s); code != 0 || s.classes() != c.classes {
				t.Errorf("exit %d, %s, want 0, %s\n%s", code, s.classes(), c.classes, s.text())
			}
		})
	}
}

// A run that one event's answer was lost for proves nothing of another event.
func TestTwoEventsWhoseAnswersAreLost(t *testing.T) {
	for _, more := range []string{"", ",gather-failure=#1", ",gather-failure=#2"} {
		s := openScene(t, "timezone=UTC,fault=lost-response:dispatch:#1..2"+more)
		s.writeEvent("one.yml", "Alpha", "a")
		s.writeEvent("two.yml", "Beta", "b")
		code := s.step(s.special("--continue=false --max-parallel=2", "one.yml", "two.yml"))
		for _, video := range []string{"a", "b"} {
			if n := strings.Count(s.videos(), video); code != 0 || n != 1 {
				t.Errorf("%q: exit %d, %s is ingested %d times, want once\n%s", more, code, video, n, s.text())
			}
		}
	}
}

// Two files with one key are ingested once each, one after the other, with a warning. They don't take turns after that.
func TestTwoFilesWithOneKey(t *testing.T) {
	s := openScene(t, "timezone=UTC")
	s.writeEvent("one.yml", "Alpha", "a")
	s.writeEvent("two.yml", "Alpha", "b")
	code := s.step(s.special("--continue=false --max-parallel=2", "one.yml", "two.yml"))
	if code != 0 || s.classes() != "success success" || s.MaxInFlight() != 1 {
		t.Errorf("exit %d, %s, %d at once\n%s", code, s.classes(), s.MaxInFlight(), s.text())
	}
	shows(t, s.text(), []string{`two.yml:1:1: warning: .* the archive would merge the two$`})
	for _, more := range []string{"", "--wait=false"} {
		if code := s.ticks(2, 6*time.Hour, s.special(more, "one.yml", "two.yml")); code != 0 || s.sent() != 2 {
			t.Errorf("later exit %d, %d are sent, want no more\n%s", code, s.sent(), s.text())
		}
	}
}

// An older content that comes back is tried as often as any other, and a person's cancellation of it stands.
func TestAContentThatComesBackAndFails(t *testing.T) {
	var fails strings.Builder
	for n := range 30 {
		fmt.Fprintf(&fails, ",gather-failure=#%d", n+3)
	}
	for _, c := range []struct {
		scenario, classes string
		code              int
	}{
		{fails.String(), "success success gather gather gather", 1},
		{",cancelled=#3@30m", "success success person", 1},
	} {
		s := openScene(t, "timezone=UTC"+c.scenario)
		for _, video := range []string{"a", "b"} {
			s.write(video)
			s.step(s.special(""))
			s.sleep(time.Hour)
		}
		s.write("a")
		if code := s.step(s.special("")); code != c.code || s.classes() != c.classes {
			t.Errorf("exit %d, %s, want %d, %s\n%s", code, s.classes(), c.code, c.classes, s.text())
		}
		s.ticks(5, 2*time.Hour, s.special("--wait=false"))
		if s.classes() != c.classes {
			t.Errorf("later %s, want no more than %s", s.classes(), c.classes)
		}
	}
}

// A failure of a month ago doesn't make the next one a day without a runner.
func TestARunnerThatFailedAMonthAgo(t *testing.T) {
	s := openScene(t, "timezone=UTC,setup-failure=#1,setup-failure=#2")
	s.step(backfillOf("2021-03-01", "2021-03-04", "--wait=false"))
	s.sleep(5 * time.Hour)
	s.step(backfillOf("2021-03-01", "2021-03-04", "--time-budget=1s --continue=false"))
	s.sleep(30 * 24 * time.Hour)
	if code := s.step(backfillOf("2021-03-01", "2021-03-04", "")); code != 0 || s.classes() != "runner runner success" {
		t.Errorf("exit %d, %s\n%s", code, s.classes(), s.text())
	}
}
