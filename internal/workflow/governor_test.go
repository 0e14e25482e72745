package workflow

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const docs = `"documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"`

// limits are the kinds of answer by which GitHub puts off a request, as documented or observed, and for how long.
var limits = []struct {
	name  string
	reply reply
	wait  time.Duration
}{
	{"primary, 403", reply{403, budget(5000, 0, start.Add(20*time.Minute)), `{"message":"API rate limit exceeded for installation ID 1."}`, nil, false}, 20 * time.Minute},
	{"primary, 429", reply{429, budget(5000, 0, start.Add(20*time.Minute)), `{"message":"API rate limit exceeded for user ID 1."}`, nil, false}, 20 * time.Minute},
	{"primary, only in words", reply{403, nil, `{"message":"API rate limit exceeded for 1.2.3.4."}`, nil, false}, time.Minute},
	{"secondary with Retry-After, 403", reply{403, []string{"Retry-After", "90"}, `{"message":"You have exceeded a secondary rate limit.",` + docs + `}`, nil, false}, 90 * time.Second},
	{"secondary with Retry-After, 429", reply{429, []string{"Retry-After", "90"}, `{"message":"You have exceeded a secondary rate limit.",` + docs + `}`, nil, false}, 90 * time.Second},
	{"secondary until a date", reply{403, []string{"Retry-After", start.Add(5 * time.Minute).Format(http.TimeFormat)}, `{}`, nil, false}, 5 * time.Minute},
	{"secondary without a time", reply{403, budget(5000, 4000, start.Add(30*time.Minute)), `{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}`, nil, false}, time.Minute},
	{"content creation", reply{403, nil, `{"message":"You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later."}`, nil, false}, time.Minute},
	{"abuse, as it was called", reply{403, nil, `{"message":"You have triggered an abuse detection mechanism."}`, nil, false}, time.Minute},
	{"abuse, by the address of its page", reply{403, nil, `{"message":"Stop.","documentation_url":"https://developer.github.com/v3/#abuse-rate-limits"}`, nil, false}, time.Minute},
	{"primary, by the address of its page", reply{403, nil, `{"message":"Stop.","documentation_url":"https://developer.github.com/v3/#rate-limiting"}`, nil, false}, time.Minute},
	{"secondary, by the address of its page", reply{403, nil, `{"message":"Slow down.",` + docs + `}`, nil, false}, time.Minute},
	{"429 of a proxy", reply{429, nil, `<html>Whoa there!</html>`, nil, false}, time.Minute},
	{"a wait of nothing", reply{429, []string{"Retry-After", "0"}, ``, nil, false}, time.Second},
	{"a wait beyond belief", reply{429, []string{"Retry-After", "9223372036854775807"}, ``, nil, false}, 24 * time.Hour},
	{"a word for a wait", reply{429, []string{"Retry-After", "soon"}, ``, nil, false}, time.Minute},
}

func TestReadsWaitForLimits(t *testing.T) {
	for _, tt := range limits {
		t.Run(tt.name, func(t *testing.T) {
			client, wire, clock := onWire(t, tt.reply, reply{status: 200, body: `{"workflow_runs":[]}`})
			if _, _, err := gatherWorkflow(t, client).Runs(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]time.Duration{tt.wait}, clock.slept); diff != "" {
				t.Error(diff)
			}
			if u := client.Usage(); u.Limited != 1 || u.Waited != tt.wait || u.Retries != 0 || len(wire.seen) != 2 {
				t.Errorf("usage %+v", u)
			}
		})
	}
}

func TestWritesComeBackFromLimits(t *testing.T) {
	for _, tt := range limits {
		t.Run(tt.name, func(t *testing.T) {
			client, wire, clock := onWire(t, tt.reply, reply{status: 204})
			w := gatherWorkflow(t, client)
			// The second is not sent at all.
			for range 2 {
				_, err := w.Dispatch(t.Context(), "main", nil)
				limited, ok := errors.AsType[*Limited](err)
				if !ok || !limited.Until.Equal(start.Add(tt.wait)) || len(wire.seen) != 1 {
					t.Fatalf("got %v after %d requests, want a *Limited until %s", err, len(wire.seen), start.Add(tt.wait))
				}
			}
			clock.at = start.Add(tt.wait)
			if _, err := w.Dispatch(t.Context(), "main", nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// Not every 403 is a limit.
func TestRefusalsAreNoLimits(t *testing.T) {
	for _, message := range []string{"Resource not accessible by integration", "This workflow is already running", "Must have admin rights to Repository."} {
		client, _, clock := onWire(t, refused(403, message))
		if _, err := gatherWorkflow(t, client).Repository.Run(t.Context(), 1); err == nil || len(clock.slept) > 0 {
			t.Errorf("%s: got %v after sleeping %v", message, err, clock.slept)
		}
	}
}

func TestLimitsWithoutATimeGrow(t *testing.T) {
	limited := refused(403, "You have exceeded a secondary rate limit.")
	fine := reply{status: 200, body: `{"workflow_runs":[]}`}
	client, _, clock := onWire(t, append(slices.Repeat([]reply{limited}, 8), fine, limited, fine)...)
	w := gatherWorkflow(t, client)
	for range 2 {
		if _, _, err := w.Runs(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var minutes []float64
	for _, d := range clock.slept {
		minutes = append(minutes, d.Minutes())
	}
	if diff := cmp.Diff([]float64{1, 2, 4, 8, 16, 32, 60, 60, 1}, minutes); diff != "" {
		t.Error(diff)
	}
}

// Failures do not add up across a limit, and a limit is no failure.
func TestALimitIsAnAnswer(t *testing.T) {
	down, limited := reply{status: 502}, reply{status: 429, header: []string{"Retry-After", "3600"}}
	client, _, _ := onWire(t, down, down, limited, down, down, reply{status: 200, body: `{"workflow_runs":[]}`})
	if _, _, err := gatherWorkflow(t, client).Runs(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestUnavailableForATime(t *testing.T) {
	client, _, clock := onWire(t, reply{status: 503, header: []string{"Retry-After", "120"}}, reply{status: 200, body: `{"workflow_runs":[]}`})
	if _, _, err := gatherWorkflow(t, client).Runs(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := clock.at.Sub(start); took != 2*time.Minute {
		t.Errorf("asked again after %s, want 2m0s", took)
	}
}

// A success that speaks of a wait asks for none.
func TestRetryAfterASuccess(t *testing.T) {
	client, _, clock := onWire(t, reply{status: 200, header: []string{"Retry-After", "60"}, body: `{"workflow_runs":[]}`})
	w := gatherWorkflow(t, client)
	for range 2 {
		if _, _, err := w.Runs(t.Context()); err != nil || len(clock.slept) > 0 {
			t.Errorf("slept %v, error %v", clock.slept, err)
		}
	}
}

// A quarter of the hourly budget is left to the other workflows of the repository.
func TestReserve(t *testing.T) {
	ends := start.Add(17 * time.Minute)
	tests := []struct {
		name   string
		header []string
		waits  bool
	}{
		{"above it", budget(1000, 251, ends), false},
		{"reached", budget(1000, 250, ends), true},
		{"of an hour that is over", budget(1000, 1, start), false},
		{"no limit known", nil, false},
		{"half a word", []string{"X-RateLimit-Remaining", "0"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client, _, clock := onWire(t, reply{status: 200, header: tt.header, body: `{"workflow_runs":[]}`})
			w := gatherWorkflow(t, client)
			if _, _, err := w.Runs(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err := w.Dispatch(t.Context(), "main", nil)
			if limited, ok := errors.AsType[*Limited](err); ok != tt.waits || ok && !limited.Until.Equal(ends) {
				t.Errorf("a write: %v", err)
			}
			clock.slept = nil
			if _, _, err := w.Runs(t.Context()); err != nil || (len(clock.slept) > 0) != tt.waits {
				t.Errorf("a read: slept %v, error %v", clock.slept, err)
			}
		})
	}
}

func TestWritesArePaced(t *testing.T) {
	client, wire, clock := onWire(t, reply{status: 204})
	w := gatherWorkflow(t, client)
	for i := range 4 {
		if i == 3 {
			clock.at = clock.at.Add(10 * time.Second)
		}
		if _, err := w.Dispatch(t.Context(), "main", nil); err != nil {
			t.Fatal(err)
		}
	}
	var seconds []float64
	for _, at := range wire.at {
		seconds = append(seconds, at.Sub(start).Seconds())
	}
	if diff := cmp.Diff([]float64{0, 1, 2, 12}, seconds); diff != "" {
		t.Error(diff)
	}
}

// Whatever GitHub answers, the budget is not used beyond its reserve, and no request leaves in a time it asked for.
func TestGoodCitizen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := &fakeClock{at: start}
		limit := rapid.IntRange(8, 60).Draw(t, "limit")
		remaining, ends, opens := limit, start.Add(time.Hour), start
		github := roundTripper(func(req *http.Request) (*http.Response, error) {
			if clock.at.Before(opens) {
				t.Fatalf("a request at %s, though none was welcome before %s", clock.at, opens)
			}
			if !clock.at.Before(ends) {
				remaining, ends = limit, clock.at.Add(time.Hour)
			}
			if remaining--; remaining < limit/4 {
				t.Fatalf("%d of %d left", remaining, limit)
			}
			recorder := reply{status: 200, body: `{"workflow_runs":[]}`, header: budget(limit, remaining, ends)}
			if seconds := rapid.IntRange(-20, 90).Draw(t, "limited for"); seconds > 0 {
				opens = clock.at.Add(time.Duration(seconds) * time.Second)
				recorder.status, recorder.header = 403, append(recorder.header, "Retry-After", strconv.Itoa(seconds))
			}
			return (&wire{replies: []reply{recorder}, clock: clock}).RoundTrip(req)
		})
		client, err := NewClient(Options{API: "https://ghe.example/api/v3", Token: secret, Base: github, Clock: clock, WriteInterval: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		repository, _ := client.Repository("a/b")
		w, _ := repository.Workflow("c.yml")
		for range 100 {
			if rapid.Bool().Draw(t, "write") {
				if _, err := w.Dispatch(t.Context(), "main", nil); err != nil {
					if _, ok := errors.AsType[*Limited](err); !ok {
						t.Fatal(err)
					}
				}
			} else if _, _, err := w.Runs(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestGitHubsTime(t *testing.T) {
	dated := func(at time.Time) reply {
		return reply{status: 200, body: "{}", header: []string{"Date", at.Format(http.TimeFormat)}}
	}
	ahead := start.Add(time.Hour)
	client, _, clock := onWire(t, dated(ahead), dated(ahead), dated(ahead.Add(3*time.Second)), dated(ahead), reply{status: 200, body: "{}", header: []string{"Date", "today"}})
	repository := gatherWorkflow(t, client).Repository
	if got := client.Now(); !got.Equal(start) {
		t.Errorf("before the first answer: %s, want the clock's %s", got, start)
	}
	steps := []struct {
		name string
		want time.Time
	}{
		{"the first answer", ahead},
		{"half a second later, the same second", ahead.Add(500 * time.Millisecond)},
		{"GitHub has moved on", ahead.Add(3 * time.Second)},
		{"GitHub's clock was set back", ahead},
		{"no date", ahead.Add(500 * time.Millisecond)},
	}
	for _, step := range steps {
		if _, err := repository.Run(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if got := client.Now(); !got.Equal(step.want) {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
		clock.at = clock.at.Add(500 * time.Millisecond)
	}
}
