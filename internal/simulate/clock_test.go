package simulate_test

// Time passes only in Sleep, and the same seed gives the same history.

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
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

// The same seed gives the same history, whatever requests there are.
func TestWorldDependsOnTheSeedAlone(t *testing.T) {
	world := func(seed int, ask bool) []simulate.Run {
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
	s.OnEffect(func(simulate.Effect) { cancel() })
	send := func() error {
		r := newRequest("PUT", "/repos/CouncilDataProject/seattle/contents/a", object{"message": "m", "content": []byte("a")})
		_, err := s.client.Do(r.WithContext(ctx))
		return err
	}
	if err := send(); !errors.Is(err, context.Canceled) || len(s.Effects()) != 1 {
		t.Errorf("cancelled after the effect: %v, %d effects", err, len(s.Effects()))
	}
	if err := send(); !errors.Is(err, context.Canceled) || len(s.Requests()) != 1 {
		t.Errorf("cancelled before: %v, %d requests", err, len(s.Requests()))
	}
}
