package workflow

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"
)

// Whatever comes back for a dispatch has exactly one meaning, and it is sent once. A body that speaks of run details may
// have it sent once more, without.
func FuzzDispatchAnswer(f *testing.F) {
	for _, l := range limits {
		f.Add(l.reply.status, "60", "0", "1625140800", l.reply.body, false)
	}
	for _, r := range failures {
		f.Add(r.status, "", "", "", r.body, r.cut)
	}
	f.Add(422, "", "", "", `{"message":"\"return_run_details\" is not a permitted key."}`, false)
	f.Add(200, "", "", "", `{"workflow_run_id":7}`, false)
	f.Fuzz(func(t *testing.T, status int, retryAfter, remaining, reset, body string, cut bool) {
		if status < 200 || status > 599 {
			return // net/http lets none of these through
		}
		client, wire, _ := onWire(t, reply{status: status, body: body, cut: cut, header: []string{
			"Retry-After", retryAfter, "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", reset, "X-RateLimit-Limit", "5000",
		}})
		got, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
		_, isRefused := errors.AsType[*Refused](err)
		limited, isLimited := errors.AsType[*Limited](err)
		_, isLost := errors.AsType[*Lost](err)
		meanings := 0
		for _, is := range []bool{err == nil, isRefused, isLimited, isLost} {
			if is {
				meanings++
			}
		}
		if meanings != 1 || err == nil && status >= 300 || isRefused && status < 300 || isLost && status >= 300 && status < 500 && !cut {
			t.Errorf("%d: got %+v, %v", status, got, err)
		}
		if isLimited && (!limited.Until.After(start) || limited.Until.After(start.Add(maxAskedWait))) {
			t.Errorf("%d: limited until %s", status, limited.Until)
		}
		if len(wire.seen) > 2 || len(wire.seen) == 2 && wire.bodies[1] != `{"ref":"main"}`+"\n" {
			t.Errorf("%d: sent %q", status, wire.bodies)
		}
	})
}

func TestBackoffIsSpread(t *testing.T) {
	g := newGovernor(&fakeClock{}, 0, rand.New(rand.NewPCG(1, 2)), Notices{})
	seen := map[time.Duration]bool{}
	for failures := range 100 {
		wait, full := g.backoff(failures), min(time.Second<<min(failures, 6), time.Minute)
		if wait < full/2 || wait >= full*3/2 {
			t.Errorf("after %d failures: %s, want about %s", failures, wait, full)
		}
		seen[wait] = true
	}
	if len(seen) < 90 {
		t.Errorf("only %d different waits", len(seen))
	}
}

// GitHub's words for a permission problem must not be taken for a limit because of what a stranger wrote around them.
func TestLimitNeedsGitHubsWord(t *testing.T) {
	a := answer{status: http.StatusForbidden, header: http.Header{}, body: []byte(`{"message":"Not accessible","errors":["rate limit"]}`)}
	if a.limit() {
		t.Error("taken for a limit")
	}
}
