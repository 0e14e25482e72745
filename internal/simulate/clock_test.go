package simulate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestTimePassesOnlyInSleep(t *testing.T) {
	s := on(t, "")
	s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	if got := s.Clock().Now(); !got.Equal(start) {
		t.Errorf("now %v, want %v", got, start)
	}
	s.sleep(90*time.Second + 300*time.Millisecond)
	if got := s.Clock().Now(); !got.Equal(start.Add(90*time.Second + 300*time.Millisecond)) {
		t.Errorf("now %v", got)
	}
	_, response := ask[any](s, "GET", "", nil)
	if got := response.Header.Get("Date"); got != "Thu, 01 Jul 2021 07:01:30 GMT" {
		t.Errorf("Date %s", got)
	}
}

func TestSleepEndsWhenItsContextDoes(t *testing.T) {
	s := on(t, "")
	ctx, cancel := context.WithCancel(context.Background())
	s.At(start.Add(time.Hour), cancel)
	err := s.Clock().Sleep(ctx, 24*time.Hour)
	if got := s.Clock().Now(); !errors.Is(err, context.Canceled) || !got.Equal(start.Add(time.Hour)) {
		t.Errorf("%v at %v", err, got)
	}
	if err := s.Clock().Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) || !s.Clock().Now().Equal(start.Add(time.Hour)) {
		t.Errorf("%v at %v", err, s.Clock().Now())
	}
}

// diary runs three controllers that sleep and ask, and returns in which order they did.
func diary(t *testing.T, seed int) string {
	s := on(t, fmt.Sprintf("seed=%d", seed))
	var lines []string
	program := func(name string) func(*Controller) {
		return func(c *Controller) {
			client := http.Client{Transport: c.Transport()}
			for i := range 3 {
				response, err := client.Do(newRequest("GET", "/rate_limit", nil))
				if err != nil {
					t.Error(err)
					return
				}
				response.Body.Close()
				lines = append(lines, fmt.Sprintf("%s%d@%s", name, i, c.Clock().Now().Sub(start)))
				_ = c.Clock().Sleep(context.Background(), time.Duration(10*(1+i%2))*time.Second)
			}
		}
	}
	s.Run(program("a"), program("b"), program("c"))
	return strings.Join(lines, " ")
}

func TestControllersTakeTurnsByTheSeed(t *testing.T) {
	orders := map[string]bool{}
	for seed := range 10 {
		first := diary(t, seed)
		if again := diary(t, seed); again != first {
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

func TestKilledControllerLeavesTheOthers(t *testing.T) {
	s := on(t, "")
	s.OnEffect(func(e Effect) {
		if e.N == 2 {
			panic(Killed)
		}
	})
	var ended []string
	program := func(name string) func(*Controller) {
		return func(c *Controller) {
			mine := &stage{t: t, GitHub: s.GitHub, client: http.Client{Transport: c.Transport()}}
			mine.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
			_ = c.Clock().Sleep(context.Background(), time.Hour)
			ended = append(ended, name)
		}
	}
	s.Run(program("a"), program("b"))
	if len(ended) != 1 || len(s.Dispatches()) != 2 {
		t.Errorf("%v ended after %d dispatches", ended, len(s.Dispatches()))
	}
	s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00") // the same GitHub goes on
}

func TestPanicOfAControllerIsRuns(t *testing.T) {
	defer func() {
		if got := recover(); got != "a bug" {
			t.Errorf("recovered %v", got)
		}
	}()
	on(t, "").Run(func(*Controller) { panic("a bug") })
}

// The same seed gives the same world, whatever is asked meanwhile.
func TestWorldDependsOnTheSeedAlone(t *testing.T) {
	world := func(seed int, ask bool) []Run {
		s := on(t, fmt.Sprintf("seed=%d,schedule=on,people=0.5,dropped-tick=10%%,runner-failure=10%%,re-run=20%%@3h,cancelled=5%%@1h", seed))
		for range 60 {
			s.sleep(12 * time.Hour)
			if ask {
				s.see(1)
			}
		}
		return s.Runs()
	}
	if a, b := world(1, false), world(1, true); !reflect.DeepEqual(a, b) {
		t.Error("asking changes the world")
	}
	if a, b := world(1, false), world(2, false); reflect.DeepEqual(a, b) {
		t.Error("the seed changes nothing")
	}
}

func TestRequestsEndWithTheirContext(t *testing.T) {
	s := on(t, "")
	ctx, cancel := context.WithCancel(context.Background())
	s.OnEffect(func(Effect) { cancel() })
	send := func() error {
		r := newRequest("PUT", "/repos/CouncilDataProject/seattle/contents/a", object{"message": "m", "content": []byte("a")})
		_, err := s.client.Do(r.WithContext(ctx))
		return err
	}
	if err := send(); !errors.Is(err, context.Canceled) || len(s.Effects()) != 1 {
		t.Errorf("cancelled after the effect: %v, %d effects", err, len(s.Effects()))
	}
	if err := send(); !errors.Is(err, context.Canceled) || len(s.Log()) != 1 {
		t.Errorf("cancelled before: %v, %d requests", err, len(s.Log()))
	}
}
