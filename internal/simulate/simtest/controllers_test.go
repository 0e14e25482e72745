package simtest_test

// Several controllers at once: their order, their clocks, and how they end.

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

var start = time.Date(2021, 7, 1, 7, 0, 0, 0, time.UTC)

// send sends a request as a controller does. The response is read by nobody.
func send(t *testing.T, transport http.RoundTripper, method, path, body string) {
	t.Helper()
	r, err := http.NewRequest(method, "https://api.github.com/repos/CouncilDataProject/seattle"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("User-Agent", "test")
	r.Header.Set("X-Github-Api-Version", "2022-11-28")
	if _, err := transport.RoundTrip(r); err != nil {
		t.Error(err)
	}
}

func dispatch(t *testing.T, transport http.RoundTripper) {
	t.Helper()
	send(t, transport, "POST", "/actions/workflows/event-gather-pipeline.yml/dispatches",
		`{"ref": "main", "inputs": {"from": "2021-03-01T00:00:00", "to": "2021-03-02T00:00:00"}}`)
}

// order is the order in which three controllers send requests and sleep.
func order(t *testing.T, seed int) string {
	g := simtest.New(t, start, fmt.Sprintf("seed=%d", seed))
	var lines []string
	program := func(name string) func(*simtest.Controller) {
		return func(c *simtest.Controller) {
			for i := range 3 {
				send(t, c.Transport(), "GET", "", "")
				lines = append(lines, fmt.Sprintf("%s%d@%s", name, i, c.Clock().Now().Sub(start)))
				_ = c.Clock().Sleep(context.Background(), time.Duration(10*(1+i%2))*time.Second)
			}
		}
	}
	g.Run(program("a"), program("b"), program("c"))
	return strings.Join(lines, " ")
}

func TestTheSeedDecidesTheOrderOfControllers(t *testing.T) {
	orders := map[string]bool{}
	for seed := range 10 {
		first := order(t, seed)
		if again := order(t, seed); again != first {
			t.Errorf("seed %d:\n%s\n%s", seed, first, again)
		}
		orders[first] = true
		if !strings.HasSuffix(first, "@30s") || strings.Count(first, "@0s") != 3 || strings.Count(first, "@10s") != 3 {
			t.Errorf("seed %d: %s", seed, first)
		}
	}
	if len(orders) < 5 {
		t.Errorf("%d orders for 10 seeds", len(orders))
	}
}

func TestAKilledControllerLeavesTheOthers(t *testing.T) {
	g := simtest.New(t, start, "")
	g.OnEffect(func(e simulate.Effect) {
		if e.N == 2 {
			panic(simtest.Killed)
		}
	})
	var ended []string
	program := func(name string) func(*simtest.Controller) {
		return func(c *simtest.Controller) {
			dispatch(t, c.Transport())
			_ = c.Clock().Sleep(context.Background(), time.Hour)
			ended = append(ended, name)
		}
	}
	g.Run(program("a"), program("b"))
	if len(ended) != 1 || len(g.Dispatches()) != 2 {
		t.Errorf("%v ended after %d dispatches", ended, len(g.Dispatches()))
	}
	dispatch(t, g.Transport())
	if n := len(g.Dispatches()); n != 3 {
		t.Errorf("%d dispatches: the same GitHub goes on", n)
	}
}

func TestAPanicOfAControllerIsPassedOn(t *testing.T) {
	defer func() {
		if got := recover(); got != "a bug" {
			t.Errorf("recovered %v", got)
		}
	}()
	simtest.New(t, start, "").Run(func(*simtest.Controller) { panic("a bug") })
}

// A context that is cancelled while all controllers sleep wakes only the one whose it is.
func TestACancelledContextEndsItsSleep(t *testing.T) {
	g := simtest.New(t, start, "")
	ctx, cancel := context.WithCancel(t.Context())
	g.At(start.Add(time.Minute), cancel)
	woke := map[string]time.Duration{}
	program := func(name string, ctx context.Context) func(*simtest.Controller) {
		return func(c *simtest.Controller) {
			_ = c.Clock().Sleep(ctx, time.Hour)
			woke[name] = c.Clock().Now().Sub(start)
			if err := c.Clock().Sleep(ctx, time.Hour); (err != nil) != (name == "cancelled") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	g.Run(program("cancelled", ctx), program("other", t.Context()))
	if woke["cancelled"] != time.Minute || woke["other"] != time.Hour {
		t.Errorf("woke after %v", woke)
	}
}
