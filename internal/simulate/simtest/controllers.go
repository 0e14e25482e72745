package simtest

// Several controllers on one simulated GitHub, interleaved by the scenario's seed.

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// Controller is one of the programs of [GitHub.Run]. A program uses its own clock and transport, from one goroutine at a
// time.
type Controller struct {
	g GitHub

	wake time.Time
	ctx  context.Context // of the Sleep that it is in; nil when it is in none

	turn chan struct{} // receives when the controller may go on
	back chan struct{} // sent to when it sleeps, makes a request or ends
	over bool
	died any // what it panicked with
}

// Killed is what a function given to [GitHub.OnEffect] panics with to end a controller at once, as a crash would.
const Killed = killed("controller killed by the test")

type killed string

// Run runs several programs until all have ended. One runs at a time; at each request and each sleep the seed decides
// which goes on, and simulated time passes when all of them sleep. A panic with [Killed] ends only the program it is in;
// any other panic is passed on.
func (g GitHub) Run(programs ...func(*Controller)) {
	var running []*Controller
	for _, program := range programs {
		c := &Controller{g: g, turn: make(chan struct{}), back: make(chan struct{})}
		running = append(running, c)
		go c.run(program)
	}
	dice := rand.New(rand.NewPCG(g.seed(), uint64(len(programs))))
	for len(running) > 0 {
		g.waitForAny(running)
		ready := slices.DeleteFunc(slices.Clone(running), func(c *Controller) bool { return !c.ready() })
		c := ready[dice.IntN(len(ready))]
		c.turn <- struct{}{}
		<-c.back
		if c.died != nil && c.died != any(Killed) {
			panic(c.died)
		}
		if c.over {
			running = slices.DeleteFunc(running, func(o *Controller) bool { return o == c })
		}
	}
}

func (g GitHub) seed() (seed uint64) {
	g.Access(func(a simulate.Access) { seed = a.Scenario().Seed })
	return seed
}

// waitForAny lets simulated time pass until one of the controllers is ready.
func (g GitHub) waitForAny(controllers []*Controller) {
	if slices.ContainsFunc(controllers, (*Controller).ready) {
		return
	}
	first := slices.MinFunc(controllers, func(a, b *Controller) int { return a.wake.Compare(b.wake) })
	_ = g.Clock().Sleep(anyContext{context.Background(), controllers}, first.wake.Sub(g.Clock().Now())) // the controller sees why
}

// anyContext is cancelled when the context of one of the sleeping controllers is.
type anyContext struct {
	context.Context
	controllers []*Controller
}

func (a anyContext) Err() error {
	for _, c := range a.controllers {
		if err := c.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Controller) run(program func(*Controller)) {
	defer func() {
		c.died = recover()
		c.over = true
		c.back <- struct{}{}
	}()
	<-c.turn
	program(c)
}

// ready reports whether the controller doesn't sleep, or its sleep is over.
func (c *Controller) ready() bool {
	return c.ctx == nil || !c.g.Clock().Now().Before(c.wake) || c.ctx.Err() != nil
}

// yield lets another controller go first, if the seed decides so.
func (c *Controller) yield() {
	c.back <- struct{}{}
	<-c.turn
}

// Clock is the simulated clock, as one controller uses it.
type Clock struct{ c *Controller }

// Clock is the controller's clock.
func (c *Controller) Clock() Clock { return Clock{c} }

// Now is the simulated time, in UTC.
func (k Clock) Now() time.Time { return k.c.g.Clock().Now() }

// Sleep returns when d of simulated time has passed or the context is cancelled. The other controllers run meanwhile.
func (k Clock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	k.c.wake, k.c.ctx = k.Now().Add(d), ctx
	k.c.yield()
	k.c.ctx = nil
	return ctx.Err()
}

// Transport answers the controller's requests in process.
func (c *Controller) Transport() http.RoundTripper { return transport{c} }

type transport struct{ c *Controller }

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.c.yield()
	return t.c.g.Transport().RoundTrip(r)
}
