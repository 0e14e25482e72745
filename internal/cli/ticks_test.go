package cli

// Ninety days of catch-up, under everything that can go wrong: whatever leaves the horizon uncovered is told, once.

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

var leftForm = regexp.MustCompile(`(?m)^warning: the gap (\S+)(?: to (\S+))? is older than lookback now, and nothing gathered it: `)

// left are the days that a tick told to have left the horizon.
func (done tick) left(t *testing.T) (all window.Set) {
	t.Helper()
	for _, m := range leftForm.FindAllStringSubmatch(done.text, -1) {
		w := date(t, m[1])
		if m[2] != "" {
			w.To = date(t, m[2]).To
		}
		all = all.Union(window.Of(w))
	}
	return all
}

// paces are how ticks come: whether there is one on a day.
var paces = map[string]func(day int, chance float64) bool{
	"daily":          func(int, float64) bool { return true },
	"weekly":         func(day int, _ float64) bool { return day%7 == 0 },
	"half are lost":  func(_ int, chance float64) bool { return chance < 0.5 },
	"most are lost":  func(_ int, chance float64) bool { return chance < 0.12 },
	"none for weeks": func(day int, _ float64) bool { return day < 20 || day > 64 },
}

func TestTicksMissNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("ten times ninety days")
	}
	const lookback = 10
	for n, c := range []struct{ pace, scenario string }{
		{"daily", "dropped-tick=30%,gather-failure=20%,bad-day=2021-04-12,bad-day=2021-04-20..2021-04-24,cancelled=5%@10m"},
		{"weekly", "dropped-tick=20%,bad-day=2021-04-20..2021-04-24,cancelled=10%@10m"},
		{"weekly", "bad-day=2021-04-12,dropped-tick=30%,gather-failure=20%"},
		{"weekly", "outage=2021-04-20..2021-05-10"},
		{"weekly", "runner-failure=40%,dropped-tick=40%"},
		{"weekly", "events-per-day=2,minutes-per-event=150,dropped-tick=50%"},
		{"half are lost", "bad-day=2021-05-01..2021-05-03,dropped-tick=30%,runner-lost=20%,fault=lost-response:dispatch:30%,fault=502:save:20%"},
		{"most are lost", "dropped-tick=30%,gather-failure=30%,cancelled=10%@10m"},
		{"most are lost", "disabled=2021-05-01..2021-05-20,dropped-tick=20%"},
		{"none for weeks", "dropped-tick=40%,gather-failure=20%,log-missing=50%"},
	} {
		t.Run(c.pace+" "+c.scenario, func(t *testing.T) {
			t.Parallel()
			s := openSeason(t, seasonBegins, fmt.Sprintf("seed=%d,schedule=on,busy-day=none,%s", n+1, c.scenario))
			random := rand.New(rand.NewPCG(uint64(n), 0))
			var left window.Set
			var gone window.Window // what was in a horizon, and left it
			for day := range seasonDays {
				if !paces[c.pace](day, random.Float64()) && day != seasonDays-1 {
					continue
				}
				at := seasonBegins.AddDate(0, 0, day)
				s.until(at)
				done := s.tick(fmt.Sprintf("--lookback=%dd", lookback))
				told := done.left(t)
				if again := told.Intersect(left); len(again) > 0 {
					t.Errorf("%s: told again: %v", at, again)
				}
				if done.code == reconcile.ExitGitHub {
					continue // it ended before it could tell
				}
				if red := done.status == reconcile.StatusIncomplete; len(told) > 0 && !red {
					t.Errorf("%s: %v left, and the tick is %s:\n%s", at, told, done.status, done.text)
				}
				left, gone.To = left.Union(told), civil.Of(at).Floor()-lookback*civil.Day
				if gone.From == 0 {
					gone.From = gone.To
				}
			}
			if gone.Length() < 60*civil.Day {
				t.Errorf("only %v left the horizon", gone)
			}
			if missed := window.Of(gone).Minus(s.covered(s.Clock().Now())).Minus(left).Minus(s.byPerson(t)); len(missed) > 0 {
				t.Errorf("neither gathered nor told: %v", missed)
			}
		})
	}
}

// byPerson is what people cancelled.
func (s *season) byPerson(t *testing.T) (all window.Set) {
	t.Helper()
	for _, d := range s.Dispatches() {
		if run := s.runs[d.RunID]; run.Conclusion == "cancelled" && run.Ended.Sub(run.Created) == 10*time.Minute {
			all = all.Union(window.Of(sentFor(t, d)))
		}
	}
	return all
}

// A person's cancellation is red in the tick that finds it; later ones list it.
func TestACancellationIsRedOnce(t *testing.T) {
	t.Parallel()
	s := openSeason(t, seasonBegins, "schedule=on,busy-day=none,dropped-tick=2021-03-30,cancelled=#1@10m")
	for day, want := range []int{reconcile.ExitIncomplete, reconcile.ExitDone, reconcile.ExitDone} {
		s.until(seasonBegins.AddDate(0, 0, day))
		if done := s.tick("--lookback=9d"); done.code != want || !strings.Contains(done.text, "cancelled: 2021-03-29") {
			t.Errorf("tick %d: exit code %d, want %d\n%s", day+1, done.code, want, done.text)
		}
	}
}

// Every day is gathered once by the schedule, and once more a fortnight later.
func TestDaysAreRevisited(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("ninety days")
	}
	s := openSeason(t, seasonBegins, "schedule=on,busy-day=none,minutes-per-event=10")
	for day := range seasonDays {
		s.until(seasonBegins.AddDate(0, 0, day))
		if done := s.tick("--revisit-after=14d"); done.code != reconcile.ExitDone {
			t.Fatalf("day %d: exit code %d\n%s", day, done.code, done.text)
		}
	}
	times := map[civil.Time]int{}
	for _, d := range s.Dispatches() {
		w := sentFor(t, d)
		for day := w.From; day < w.To; day += civil.Day {
			times[day]++
			if old := civil.Of(d.At).Floor() - day; old < 15*civil.Day || old > 30*civil.Day {
				t.Errorf("%s was sent on %s", day.Day(), d.At)
			}
		}
	}
	first, last := civil.Of(seasonBegins).Floor(), civil.Of(s.Clock().Now()).Floor()-15*civil.Day
	for day := first - 30*civil.Day; day <= last; day += civil.Day {
		if n := times[day]; n != 1 {
			t.Errorf("%s was sent %d times beside the schedule, want once", day.Day(), n)
		}
	}
}
