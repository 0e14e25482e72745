package simulate

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// backfill is the plainest controller: it keeps four of 522 windows in flight, polls the list every 30 seconds, saves a
// growing file before and after each dispatch.
func backfill(t testing.TB, g *GitHub) (polls int) {
	s := &stage{t: t.(*testing.T), GitHub: g, client: http.Client{Transport: g.Transport()}}
	s.orphan("ledger")
	ledger, sha := "", ""
	etag, flying := "", 0
	for next := 0; next < 522 || flying > 0; {
		r := newRequest("GET", "/repos/CouncilDataProject/seattle"+gatherPath+"/runs?per_page=20", nil)
		r.Header.Set("If-None-Match", etag)
		response, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		polls++
		if response.StatusCode == http.StatusOK {
			text, _ := io.ReadAll(response.Body)
			var list runsView
			if err := json.Unmarshal(text, &list); err != nil {
				t.Fatal(err)
			}
			etag, flying = response.Header.Get("Etag"), 0
			for _, r := range list.WorkflowRuns {
				if r.Status != statusCompleted {
					flying++
				}
			}
		}
		for ; flying < 4 && next < 522; flying++ {
			from := civil.Date(2018, 1, 1+2*next)
			ledger += `{"v":1,"kind":"intent","from":"2021-01-01T00:00:00","to":"2021-01-04T00:00:00","attempt":1,"writer":"abc"}` + "\n"
			sha, _ = s.save("ledger", ledger, sha)
			s.dispatch(from.String(), (from + 2*civil.Day).String())
			next++
		}
		_ = g.Clock().Sleep(context.Background(), 30*time.Second)
	}
	return polls
}

// A simulated backfill of 522 windows by the plainest controller is a matter of a second or two.
func TestSpeed(t *testing.T) {
	s := on(t, "rate-limit=100000")
	began := time.Now()
	polls := backfill(t, s.GitHub)
	took := time.Since(began)
	t.Logf("%d polls in %v for %v simulated", polls, took, s.Clock().Now().Sub(start))
	if got := len(s.Gathered()); got < 500 {
		t.Errorf("%d windows gathered", got)
	}
	if took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
