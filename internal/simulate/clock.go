package simulate

// Simulated time. It stands still while anybody acts and passes only when every controller sleeps: then what is on the
// agenda happens, in order, until the first of them wakes.

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// happening is something the simulated world will do of itself.
type happening struct {
	at time.Time
	do func()
}

// at puts do on the agenda, after what is there for the same moment. It is called with the lock held, and so is do.
func (g *GitHub) at(t time.Time, do func()) {
	i, _ := slices.BinarySearchFunc(g.agenda, t, func(h happening, t time.Time) int {
		if h.at.After(t) {
			return 1
		}
		return -1
	})
	g.agenda = slices.Insert(g.agenda, i, happening{t, do})
}

// after puts do on the agenda, d from now.
func (g *GitHub) after(d time.Duration, do func()) { g.at(g.now.Add(d), do) }

// At has do done at a moment of simulated time, while the controllers sleep: a branch deleted, a context cancelled.
func (g *GitHub) At(t time.Time, do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.at(t, func() {
		g.mu.Unlock()
		defer g.mu.Lock()
		do()
	})
}

// step lets the next thing happen, or time jump to limit if nothing is on the agenda before.
func (g *GitHub) step(limit time.Time) {
	if len(g.agenda) == 0 || g.agenda[0].at.After(limit) {
		g.now = later(g.now, limit)
		return
	}
	h := g.agenda[0]
	g.agenda = g.agenda[1:]
	g.now = later(g.now, h.at)
	h.do()
}

// advanceTo does all that is on the agenda up to t.
func (g *GitHub) advanceTo(t time.Time) {
	for g.now.Before(t) || len(g.agenda) > 0 && !g.agenda[0].at.After(t) {
		g.step(t)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// A Controller is one program that talks to GitHub, with its own view of the one clock. It uses it from one goroutine
// at a time.
type Controller struct {
	g *GitHub

	wake time.Time
	ctx  context.Context // of the Sleep it is in; nil when it isn't in one

	turn chan struct{} // under Run: a token given to it when it may go on,
	back chan struct{} // and given back when it sleeps, asks or ends
	over bool
	died any
}

// Clock is the simulated time as the controller sees it.
type Clock struct{ c *Controller }

// Clock is the controller's clock.
func (c *Controller) Clock() Clock { return Clock{c} }

// Transport is the controller's way to GitHub, without a socket.
func (c *Controller) Transport() http.RoundTripper { return transport{c} }

// Now is the simulated time, in UTC.
func (k Clock) Now() time.Time {
	k.c.g.mu.Lock()
	defer k.c.g.mu.Unlock()
	return k.c.g.now
}

// Sleep lets d of simulated time pass. It ends early, with the context's error, when the context is cancelled; that may
// be done by what happens meanwhile (see [GitHub.At]).
func (k Clock) Sleep(ctx context.Context, d time.Duration) error {
	c, g := k.c, k.c.g
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	c.wake, c.ctx = g.now.Add(d), ctx
	if c.turn == nil {
		g.sleep(c)
	}
	g.mu.Unlock()
	c.yield()
	c.ctx = nil
	return ctx.Err()
}

// yield lets another controller go first, if the seed says so.
func (c *Controller) yield() {
	if c.turn != nil {
		c.back <- struct{}{}
		<-c.turn
	}
}

func (c *Controller) awake() bool {
	return c.ctx == nil || !c.g.now.Before(c.wake) || c.ctx.Err() != nil
}

// sleep lets time pass until one of the sleepers is awake.
func (g *GitHub) sleep(sleepers ...*Controller) {
	for !slices.ContainsFunc(sleepers, (*Controller).awake) {
		first := slices.MinFunc(sleepers, func(a, b *Controller) int { return a.wake.Compare(b.wake) })
		g.step(first.wake)
	}
}

// Killed is what a hook panics with to end a controller on the spot, as a crash would: see [GitHub.OnEffect].
const Killed = killed("controller killed by the scenario")

type killed string

// Run runs several controllers until all have ended. One acts at a time; at each request and each sleep the seed says
// who goes on. One that panics with [Killed] has ended, and the others go on; any other panic is Run's own.
func (g *GitHub) Run(programs ...func(*Controller)) {
	var alive []*Controller
	for _, program := range programs {
		c := &Controller{g: g, turn: make(chan struct{}), back: make(chan struct{})}
		alive = append(alive, c)
		go c.live(program)
	}
	dice := rand.New(rand.NewPCG(g.scenario.Seed, uint64(len(programs))))
	for len(alive) > 0 {
		g.mu.Lock()
		g.sleep(alive...)
		ready := slices.DeleteFunc(slices.Clone(alive), func(c *Controller) bool { return !c.awake() })
		g.mu.Unlock()
		c := ready[dice.IntN(len(ready))]
		c.turn <- struct{}{}
		<-c.back
		if c.died != nil && c.died != any(Killed) {
			panic(c.died)
		}
		if c.over {
			alive = slices.DeleteFunc(alive, func(o *Controller) bool { return o == c })
		}
	}
}

func (c *Controller) live(program func(*Controller)) {
	defer func() {
		c.died = recover()
		c.over = true
		c.back <- struct{}{}
	}()
	<-c.turn
	program(c)
}
