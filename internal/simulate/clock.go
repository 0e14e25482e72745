package simulate

// Simulated time. It passes only in [Clock.Sleep]: what is due meanwhile happens in the order of its moments. So a month
// passes in milliseconds, and a run is the same on every machine.

import (
	"context"
	"slices"
	"time"
)

// at has do called at a moment, after what is already set for the same moment. The lock is held here and when do is
// called.
func (g *GitHub) at(t time.Time, do func()) {
	i, _ := slices.BinarySearchFunc(g.timers, t, func(o timer, t time.Time) int {
		if o.at.After(t) {
			return 1
		}
		return -1
	})
	g.timers = slices.Insert(g.timers, i, timer{t, do})
}

// after has do called d from now.
func (g *GitHub) after(d time.Duration, do func()) { g.at(g.now.Add(d), do) }

// At has do called at a moment of simulated time, during a [Clock.Sleep]. It may use any exported method but Sleep.
func (g *GitHub) At(t time.Time, do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.at(t, func() {
		g.mu.Unlock()
		defer g.mu.Lock()
		do()
	})
}

// step moves the clock to the next timer and calls it, or to limit where no timer is due by then.
func (g *GitHub) step(limit time.Time) {
	if len(g.timers) == 0 || g.timers[0].at.After(limit) {
		g.now = later(g.now, limit)
		return
	}
	next := g.timers[0]
	g.timers = g.timers[1:]
	g.now = later(g.now, next.at)
	next.do()
}

// advanceTo moves the clock to t and calls all timers that are due by then.
func (g *GitHub) advanceTo(t time.Time) {
	for g.now.Before(t) || len(g.timers) > 0 && !g.timers[0].at.After(t) {
		g.step(t)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Clock is the simulated clock, as a controller uses it.
type Clock struct{ g *GitHub }

// Clock is the simulated clock.
func (g *GitHub) Clock() Clock { return Clock{g} }

// Now is the simulated time, in UTC.
func (c Clock) Now() time.Time {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	return c.g.now
}

// Sleep lets d of simulated time pass. It ends early, with the context's error, when something that happens meanwhile
// cancels the context (see [GitHub.At]).
func (c Clock) Sleep(ctx context.Context, d time.Duration) error {
	g := c.g
	g.mu.Lock()
	defer g.mu.Unlock()
	for until := g.now.Add(d); g.now.Before(until) && ctx.Err() == nil; {
		g.step(until)
	}
	return ctx.Err()
}
