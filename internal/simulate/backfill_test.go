package simulate_test

// A whole backfill by the simplest controller: it works, and polls cost little.

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// backfill is the simplest controller: it keeps four windows of two days in flight, polls the list every 30 seconds, and
// saves a growing file before each dispatch.
func (s *stage) backfill(windows int) (polls int) {
	s.orphan("ledger")
	ledger, sha := "", ""
	etag, flying := "", 0
	for next := 0; next < windows || flying > 0; {
		r := newRequest("GET", "/repos/CouncilDataProject/seattle"+gatherPath+"/runs?per_page=20", nil)
		r.Header.Set("If-None-Match", etag)
		response, err := s.client.Do(r)
		if err != nil {
			s.t.Fatal(err)
		}
		polls++
		if response.StatusCode == http.StatusOK {
			text, _ := io.ReadAll(response.Body)
			var list runsView
			if err := json.Unmarshal(text, &list); err != nil {
				s.t.Fatal(err)
			}
			etag, flying = response.Header.Get("Etag"), 0
			for _, r := range list.WorkflowRuns {
				if r.Status != statusCompleted {
					flying++
				}
			}
		}
		for ; flying < 4 && next < windows; flying++ {
			from := civil.Date(2018, 1, 1+2*next)
			ledger += `{"v":1,"kind":"intent","from":"2021-01-01T00:00:00","to":"2021-01-04T00:00:00","attempt":1,"writer":"abc"}` + "\n"
			sha, _ = s.save("ledger", ledger, sha)
			s.dispatch(from.String(), (from + 2*civil.Day).String())
			next++
		}
		_ = s.Clock().Sleep(context.Background(), 30*time.Second)
	}
	return polls
}

func TestBackfill(t *testing.T) {
	s := on(t, "")
	polls := s.backfill(20)
	if got := len(s.Gathered()); got != 20 {
		t.Errorf("%d windows gathered", got)
	}
	counted := s.counted()
	free := len(s.Requests()) - counted
	if free < polls*9/10 || counted > 8*20 {
		t.Errorf("%d polls, %d free requests, %d counted", polls, free, counted)
	}
	if got := s.MaxInFlight(); got > 4 {
		t.Errorf("%d in flight", got)
	}
	s.clean()
}

// Most polls find nothing new, so they must cost little.
func TestUnchangedPollsAreCheap(t *testing.T) {
	s := on(t, "visible-after=0s,rate-limit=100000")
	for range 100 {
		s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	}
	s.sleep(time.Second)
	_, response := s.list("per_page=100")
	r := newRequest("GET", "/repos/CouncilDataProject/seattle"+gatherPath+"/runs?per_page=100", nil)
	r.Header.Set("If-None-Match", response.Header.Get("Etag"))
	allocations := testing.AllocsPerRun(100, func() {
		if response, err := s.client.Do(r); err != nil || response.StatusCode != http.StatusNotModified {
			t.Fatal(response, err)
		}
	})
	if allocations > 120 {
		t.Errorf("%v allocations", allocations)
	}
}

func BenchmarkBackfillOf522Windows(b *testing.B) {
	for b.Loop() {
		s := on(b, "rate-limit=100000")
		s.backfill(522)
	}
}
