// Every request passes the governor: it paces writes, waits for rate limits, and keeps GitHub's time.

package workflow

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Usage is what was asked of GitHub, for people and for tests.
type Usage struct {
	Requests    int           // sent, and counted against the hourly budget: all but those not modified
	NotModified int           // answered 304, which GitHub does not count
	Writes      int           // of Requests, those that were no reads
	Retries     int           // of Requests and NotModified, those that repeated a read
	Limited     int           // answers that said to come back later
	Waited      time.Duration // for limits and for the reserve
	Limit       int           // requests an hour, as GitHub last said; 0 where it has said nothing
	Remaining   int           // of Limit
	Reset       time.Time     // when Remaining is Limit again, by GitHub's time
}

// Bounds on a wait that GitHub asks for. Without a time GitHub documents "at least one minute", then exponentially more.
const (
	minLimitWait = time.Minute
	maxLimitWait = time.Hour
	maxAskedWait = 24 * time.Hour // more than this is not believed
)

const maxBackoff = time.Minute // between repeated reads

// maxSkew is how far GitHub's time may be from the clock's. A proxy, or a test server, may say anything; beyond a day more would
// be wrong than the clock: what "today" is, and which intents are dead.
const maxSkew = 24 * time.Hour

// Notices are what people should be told while requests are made. Each function may be nil.
type Notices struct {
	// OnWait is called before a wait for a limit, or for the reserve, and every half hour of it, with the moment of GitHub's time at
	// which it ends.
	OnWait func(until time.Time)
	// OnNoServer is called with the first failure of a read for which no server was found.
	OnNoServer func(failure error)
	// OnOddDate is called once, with the first Date header that isn't believed.
	OnOddDate func(date time.Time)
}

type governor struct {
	clock   Clock
	pace    *rate.Limiter
	notices Notices

	oddDate sync.Once

	mu          sync.Mutex
	random      *rand.Rand    // nil for no spread
	skew        time.Duration // GitHub's time less the clock's
	pausedUntil time.Time     // no request before this moment of GitHub's time
	unnamed     int           // limits in a row for which GitHub named no time
	usage       Usage
}

func newGovernor(clock Clock, writeInterval time.Duration, random *rand.Rand, notices Notices) *governor {
	return &governor{clock: clock, pace: rate.NewLimiter(rate.Every(writeInterval), 1), random: random, notices: notices}
}

func (g *governor) now() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.clock.Now().Add(g.skew)
}

func (g *governor) report() Usage {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.usage
}

// waitUnsaid is how long a wait may go on without a call of OnWait.
const waitUnsaid = 30 * time.Minute

// admit returns when a request may be sent. A read waits for that. A write waits only for its turn among the writes; during
// a limit it fails with [*Limited], because its caller's decision may be out of date after the wait.
func (g *governor) admit(ctx context.Context, write bool) (waited bool, err error) {
	for {
		opens := g.opens()
		wait := opens.Sub(g.now())
		if wait <= 0 {
			break
		}
		if write {
			return false, &Limited{Until: opens, Message: "waiting for the rate limit"}
		}
		if g.notices.OnWait != nil {
			g.notices.OnWait(opens)
			wait = min(wait, waitUnsaid)
		}
		if err := g.clock.Sleep(ctx, wait); err != nil {
			return true, err
		}
		waited = true
		g.count(func(u *Usage) { u.Waited += wait })
	}
	if write {
		now := g.clock.Now()
		if wait := g.pace.ReserveN(now, 1).DelayFrom(now); wait > 0 {
			if err := g.clock.Sleep(ctx, wait); err != nil {
				return waited, err
			}
		}
	}
	return waited, ctx.Err()
}

// opens is the moment of GitHub's time from which requests may be sent: after a limit, and, with no more than a quarter
// of the hourly budget left, when the budget is reset. The budget is shared with the other workflows of the repository.
func (g *governor) opens() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.usage.Remaining <= g.usage.Limit/4 && g.usage.Reset.After(g.pausedUntil) {
		return g.usage.Reset
	}
	return g.pausedUntil
}

func (g *governor) count(change func(*Usage)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change(&g.usage)
}

// updateTime sets GitHub's time by a response's Date header, which is in whole seconds: one that fits the time so far
// changes nothing, nor does one that isn't believed.
func (g *governor) updateTime(header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return
	}
	if date.Sub(g.clock.Now()).Abs() > maxSkew {
		if g.notices.OnOddDate != nil {
			g.oddDate.Do(func() { g.notices.OnOddDate(date) })
		}
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if ahead := date.Sub(g.clock.Now().Add(g.skew)); ahead > 0 || ahead <= -time.Second {
		g.skew += ahead
	}
}

// updateLimits records the response's rate-limit headers.
func (g *governor) updateLimits(a answer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now().Add(g.skew)
	remaining, errRemaining := strconv.Atoi(a.header.Get("X-Ratelimit-Remaining"))
	limit, errLimit := strconv.Atoi(a.header.Get("X-Ratelimit-Limit"))
	reset, errReset := strconv.ParseInt(a.header.Get("X-Ratelimit-Reset"), 10, 64)
	if errRemaining == nil && errLimit == nil && errReset == nil {
		g.usage.Limit, g.usage.Remaining = limit, remaining
		g.usage.Reset = earlier(time.Unix(reset, 0).UTC(), now.Add(maxAskedWait))
	}
	switch wait, asked := retryAfter(a, now); {
	case asked:
		g.pausedUntil = now.Add(wait)
	case a.limit() && remaining == 0 && errRemaining == nil && g.usage.Reset.After(now):
		g.pausedUntil = g.usage.Reset
	case a.limit():
		g.pausedUntil = now.Add(min(minLimitWait<<min(g.unnamed, 16), maxLimitWait))
		g.unnamed++
	case a.err == nil:
		g.unnamed = 0
	}
	if a.limit() {
		g.usage.Limited++
	}
}

// backoff is the wait after so many failures in a row and one: it doubles from a second to a minute, spread by half of
// it either way.
func (g *governor) backoff(failures int) time.Duration {
	wait := min(time.Second<<min(failures, 16), maxBackoff)
	if g.random == nil {
		return wait
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return wait/2 + time.Duration(g.random.Int64N(int64(wait)))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// retryAfter is the wait that an unsuccessful answer asks for: seconds, or a date.
func retryAfter(a answer, now time.Time) (wait time.Duration, asked bool) {
	value := a.header.Get("Retry-After")
	if value == "" || a.status < 400 {
		return 0, false
	}
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 1), int64(maxAskedWait/time.Second))) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return min(max(date.Sub(now), time.Second), maxAskedWait), true
	}
	return 0, false
}
