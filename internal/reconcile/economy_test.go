package reconcile_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// These tests hold long backfills against what they may cost: requests, time on idle runners, runs killed at the limit.

// years is a request from one 1 January to another.
func years(from, to int) ledger.Request {
	words := ledger.Words{Begin: fmt.Sprint(from), End: fmt.Sprint(to), Reprocess: reconcile.ReprocessMissing}
	return ledger.Request{ID: words.ID(1), Words: words, Window: window.Window{From: civil.Date(from, 1, 1), To: civil.Date(to, 1, 1)}, At: time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)}
}

func TestRequestsOfALongBackfill(t *testing.T) {
	t.Parallel()
	const most = 8
	windows := often(522)
	g := city(t, "busy-day=none")
	_, err := run(t.Context(), g, nil, "ada", func(l *reconcile.Loop) {
		l.Policy.Request, l.Policy.MaxParallel, l.Interval = years(2017, 2023), 4, 30*time.Second
		n := 0
		for w := range window.Carve(l.Policy.Request.Window, l.Policy.Size, l.Policy.Request.Window.From) {
			if n++; n == windows {
				l.Policy.Request.Window.To = w.To
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(g.Dispatches()); n != windows {
		t.Errorf("%d dispatches, want %d", n, windows)
	}
	counted := 0
	for _, r := range g.Requests() {
		if r.Counted {
			counted++
		}
	}
	if testing.Short() {
		counted -= 3 // the start's, which 26 windows can't outweigh
	}
	if counted > most*windows {
		t.Errorf("%d requests for %d windows, more than %d each", counted, windows, most)
	}
	t.Logf("%.2f requests a window", float64(counted)/float64(windows))
}

// TestSlotsAreBusy holds two years on two slots against the least time in which anybody could have done the same runs:
// half of their sum, or the longest.
func TestSlotsAreBusy(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two simulated years")
	}
	g := city(t, "")
	begun := g.Clock().Now()
	_, err := run(t.Context(), g, nil, "ada", func(l *reconcile.Loop) {
		l.Policy.Request, l.Policy.Size, l.Interval = years(2019, 2021), window.Size{}, time.Minute
	})
	if err != nil {
		t.Fatal(err)
	}
	var sum, longest time.Duration
	for _, r := range g.Runs() {
		ran := r.Ended.Sub(r.Began)
		sum, longest = sum+ran, max(longest, ran)
	}
	took, bound := g.Clock().Now().Sub(begun), max(sum/2, longest)
	if ratio := float64(took) / float64(bound); ratio > 1.10 {
		t.Errorf("took %v, %.3f times the bound %v", took, ratio, bound)
	}
}

// pipeline is a city reduced to what its runs take: so many events a day, give or take 30 % of so many minutes.
type pipeline struct {
	seed, perDay, minutes int
	failing               float64 // the share of runs that fail when all is done
	transcribed           map[string]bool
}

const (
	limit    = 360 // minutes
	overhead = 8
	cached   = 5
)

// gather is how a run over a window ends, and after how many minutes.
func (p *pipeline) gather(label string, w window.Window) (class ledger.Class, minutes float64) {
	minutes = overhead
	for day := w.From; day < w.To; day += civil.Day {
		for i := range p.perDay {
			event := fmt.Sprint(day, i)
			takes := float64(p.minutes) * (0.7 + 0.6*p.chance(event))
			if p.transcribed[event] {
				takes = cached
			}
			if minutes+takes > limit {
				return ledger.TimeLimit, limit
			}
			minutes += takes
			p.transcribed[event] = true
		}
	}
	if p.chance(label) < p.failing {
		return ledger.Gather, minutes
	}
	return ledger.Success, minutes
}

// chance is a number in [0, 1) that depends on the seed and what it is about alone.
func (p *pipeline) chance(about string) float64 {
	sum := sha256.Sum256(fmt.Append(nil, p.seed, about))
	return float64(binary.BigEndian.Uint32(sum[:])) / (1 << 32)
}

// backfill has everything done that is decided, on two slots, as if GitHub were quick and without fault.
func (p *pipeline) backfill(l *ledger.Ledger, r ledger.Request) {
	l.Add(r)
	world := reconcile.NewWorld(&l.State)
	world.HistoryRead = true
	policy := reconcile.Policy{
		Request: r, MaxParallel: 2, Retries: 2, MaxFailures: 1000, RunLimit: limit * time.Minute, Lanes: []string{"lane"},
		Writer: "ada", Zone: time.UTC, Wait: true, Started: r.At,
	}
	var running []ledger.Concluded
	for now := r.At; ; {
		switch step := reconcile.Decide(&world, now, &policy).Step.(type) {
		case reconcile.Stop:
			return
		case reconcile.Read:
			for _, id := range step.Runs {
				world.AskedOnce[id], world.Asked[id] = true, true
			}
		case reconcile.Intend:
			for _, intent := range step.Intents {
				l.Add(intent, ledger.Dispatched{Key: intent.Key, Run: int64(l.Len()), At: now})
				w := l.Attempt(intent.Key).Window
				class, minutes := p.gather(intent.Label(), w)
				running = append(running, ledger.Concluded{Key: intent.Key, RunAttempt: 1, Class: class, Minutes: minutes,
					Created: now, At: now.Add(time.Duration(minutes * float64(time.Minute)))})
			}
		default:
			slices.SortFunc(running, func(a, b ledger.Concluded) int { return a.At.Compare(b.At) })
			now = running[0].At
			l.Add(running[0])
			running = running[1:]
		}
	}
}

// TestLearnedSizesAreSafe gathers two years, one after the other, of cities whose events take long. Only the windows sent
// when nothing was known, and their halves, may reach the time limit; any other could have been smaller.
func TestLearnedSizesAreSafe(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two years of seven cities")
	}
	for _, c := range []pipeline{
		{perDay: 1, minutes: 20}, {perDay: 1, minutes: 60}, {perDay: 1, minutes: 140}, {perDay: 1, minutes: 250}, {perDay: 3, minutes: 40},
		{perDay: 1, minutes: 60, failing: 0.08}, {perDay: 1, minutes: 140, failing: 0.08},
	} {
		for c.seed = range 2 {
			c.transcribed = map[string]bool{}
			l := ledger.New()
			first := years(2019, 2020)
			c.backfill(l, first)
			c.backfill(l, years(2020, 2021))
			unknown := window.Of(window.Window{From: first.Window.From, To: first.Window.From + 2*reconcile.DefaultDays*civil.Day})
			for _, a := range l.Attempts() {
				if a.Concluded.Class == ledger.TimeLimit && a.Window.Length() > civil.Day && len(unknown.Within(a.Window)) == 0 {
					t.Errorf("seed %d, %d events of %d minutes a day, %.0f %% failing: %v reached the limit", c.seed, c.perDay, c.minutes, 100*c.failing, a.Window)
				}
			}
		}
	}
}
