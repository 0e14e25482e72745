package workflow

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"
)

var (
	reset    = &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	noServer = &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	noName   = &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.github.com"}}
	badCert  = &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
)

// failures are answers that are none, for reads and for writes.
var failures = map[string]reply{
	"reset":          {err: reset},
	"time-out":       {err: context.DeadlineExceeded},
	"server error":   {status: 502, body: "<html>Bad Gateway</html>"},
	"unavailable":    {status: 503, body: `{"message":"down"}`},
	"HTML as JSON":   {status: 200, body: "<html>Welcome to our Wi-Fi</html>"},
	"truncated JSON": {status: 200, body: `{"workflow_runs":[{"id":1},{`},
	"cut short":      {status: 200, body: `{"workflow_runs":[]}`, cut: true},
}

func TestReadsAreRepeated(t *testing.T) {
	answer := reply{status: 200, body: `{"workflow_runs":[{"id":1}]}`}
	all := map[string]reply{"no server": {err: noServer}, "empty": {status: 200}, "304 to nothing": {status: 304}}
	for name, failure := range failures {
		all[name] = failure
	}
	for name, failure := range all {
		t.Run(name, func(t *testing.T) {
			client, wire, clock := onWire(t, failure, failure, failure, answer)
			runs, _, err := gatherWorkflow(t, client).Runs(t.Context())
			if err != nil || len(runs) != 1 {
				t.Fatalf("got %v, %v", runs, err)
			}
			if diff := cmp.Diff([]time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, clock.slept); diff != "" {
				t.Error(diff)
			}
			if got := client.Usage().Retries; got != 3 || len(wire.seen) != 4 {
				t.Errorf("%d requests, %d counted as repeated", len(wire.seen), got)
			}
		})
	}
}

func TestReadsGiveUpAfterTenMinutes(t *testing.T) {
	client, _, clock := onWire(t, reply{status: 500})
	_, _, err := gatherWorkflow(t, client).Runs(t.Context())
	unreachable, ok := errors.AsType[*Unreachable](err)
	if !ok || unreachable.Hint() == "" {
		t.Fatalf("got %v, want an *Unreachable with a hint", err)
	}
	if took := clock.at.Sub(start); took != 10*time.Minute {
		t.Errorf("gave up after %s", took)
	}
}

func TestReadsEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client, wire, clock := onWire(t, reply{status: 500})
	clock.wake = func(slept int) error {
		if slept == 2 {
			cancel()
		}
		return ctx.Err()
	}
	_, _, err := gatherWorkflow(t, client).Runs(ctx)
	if !errors.Is(err, context.Canceled) || len(wire.seen) != 3 {
		t.Errorf("got %v after %d requests", err, len(wire.seen))
	}
}

// The clock may end a wait for reasons of its own, such as a budget that is spent.
func TestTheClockEndsAWait(t *testing.T) {
	spent := errors.New("budget spent")
	client, _, clock := onWire(t, reply{status: 429, header: []string{"Retry-After", "60"}})
	clock.wake = func(int) error { return spent }
	if _, _, err := gatherWorkflow(t, client).Runs(t.Context()); !errors.Is(err, spent) {
		t.Errorf("got %v, want %v", err, spent)
	}
}

func TestLostWrites(t *testing.T) {
	all := map[string]reply{"server's time-out": {status: 500, body: `{"message":"Server Error"}`}, "another shape": {status: 200, body: `[7]`}}
	for name, failure := range failures {
		all[name] = failure
	}
	for name, failure := range all {
		t.Run(name, func(t *testing.T) {
			client, wire, _ := onWire(t, failure, reply{status: 204})
			_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
			if _, ok := errors.AsType[*Lost](err); !ok || len(wire.seen) != 1 {
				t.Errorf("got %v after %d requests, want a *Lost after one", err, len(wire.seen))
			}
		})
	}
}

// Where no connection was made, nothing can have happened.
func TestUnsentWrites(t *testing.T) {
	for _, failure := range []error{noServer, noName, badCert} {
		client, wire, _ := onWire(t, reply{err: failure})
		_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
		limited, ok := errors.AsType[*Limited](err)
		if !ok || !limited.Until.Equal(start.Add(30*time.Second)) || len(wire.seen) != 1 {
			t.Errorf("%v: got %v after %d requests", failure, err, len(wire.seen))
		}
	}
}

// A dispatch that is cancelled in mid-air may have arrived; one that is cancelled before it leaves, or while it looks for
// a connection, has not.
func TestCancelledWrites(t *testing.T) {
	for failure, arrived := range map[error]bool{context.Canceled: true, noServer: false} {
		ctx, cancel := context.WithCancel(t.Context())
		client, err := NewClient(Options{API: "https://api.github.com", Token: secret, Clock: &fakeClock{at: start}, Base: roundTripper(
			func(*http.Request) (*http.Response, error) { cancel(); return nil, failure })})
		if err != nil {
			t.Fatal(err)
		}
		w := gatherWorkflow(t, client)
		for _, mayHave := range []bool{arrived, false} {
			_, err = w.Dispatch(ctx, "main", nil)
			if _, lost := errors.AsType[*Lost](err); lost != mayHave || !mayHave && !errors.Is(err, context.Canceled) {
				t.Errorf("%v: got %v; may have arrived: %t", failure, err, mayHave)
			}
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// A token that is refused is so at once, with the way out, whoever asked.
func TestDenied(t *testing.T) {
	for status, message := range map[int]string{401: "Bad credentials", 403: "Resource not accessible by integration"} {
		client, wire, _ := onWire(t, refused(status, message))
		w := gatherWorkflow(t, client)
		_, _, errRead := w.Runs(t.Context())
		_, errWrite := w.Dispatch(t.Context(), "main", nil)
		_, _, errGitHub := client.GitHub().Repositories.Get(t.Context(), "city", "council")
		for _, err := range []error{errRead, errWrite, errGitHub} {
			refused, ok := errors.AsType[*Refused](err)
			if !ok || refused.Status != status || refused.Hint() == "" || errors.Is(err, ErrUnauthorized) != (status == 401) {
				t.Errorf("got %v, want a refusal of %d with a hint", err, status)
			}
		}
		if len(wire.seen) != 3 {
			t.Errorf("%d requests, want 3", len(wire.seen))
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Run("to another host, without the token", func(t *testing.T) {
		client, wire, _ := onWire(t, reply{status: 302, header: []string{"Location", "https://evil.example/repos"}}, reply{status: 200, body: `{}`})
		_, err := gatherWorkflow(t, client).Repository.Info(t.Context())
		if _, ok := errors.AsType[*Refused](err); !ok || len(wire.seen) != 1 {
			t.Errorf("got %v after %v", err, wire.sent())
		}
	})
	t.Run("to plain http", func(t *testing.T) {
		client, wire, _ := onWire(t, reply{status: 302, header: []string{"Location", "http://api.github.com/repos"}}, reply{status: 200, body: `{}`})
		if _, err := gatherWorkflow(t, client).Repository.Info(t.Context()); err == nil || len(wire.seen) != 1 {
			t.Errorf("got %v after %v", err, wire.sent())
		}
	})
	t.Run("within the host", func(t *testing.T) {
		client, wire, _ := onWire(t, reply{status: 301, header: []string{"Location", "https://api.github.com/repositories/9"}}, reply{status: 200, body: `{"full_name":"town/Council"}`})
		_, err := gatherWorkflow(t, client).Repository.Info(t.Context())
		refused, ok := errors.AsType[*Refused](err)
		if !ok || !strings.Contains(refused.Message, "is now town/Council") || refused.Hint() == "" {
			t.Errorf("a moved repository: got %v after %v", err, wire.sent())
		}
		if got := wire.seen[1].Header.Get("Authorization"); got != "Bearer "+secret {
			t.Errorf("the second request has the token %q", got)
		}
	})
}

// What go-github makes of an answer that it should not be troubled with.
func TestGoGitHubIsSpared(t *testing.T) {
	t.Run("202 is no error", func(t *testing.T) {
		client, _, _ := onWire(t, reply{status: 202, body: "{}"})
		if _, err := client.GitHub().Actions.CancelWorkflowRunByID(t.Context(), "city", "council", 1); err != nil {
			t.Error(err)
		}
	})
	t.Run("its own blocking, by the machine's clock, is disarmed", func(t *testing.T) {
		future := time.Date(2121, 1, 1, 0, 0, 0, 0, time.UTC)
		client, wire, clock := onWire(t,
			limits[4].reply, // the kind it takes for abuse
			reply{status: 200, body: "{}", header: budget(5000, 0, future.Add(time.Hour))},
			reply{status: 200, body: "{}"},
		)
		clock.at = future
		for range 2 {
			if _, _, err := client.GitHub().Repositories.Get(t.Context(), "city", "council"); err != nil {
				t.Error(err)
			}
		}
		if took := clock.at.Sub(future); took != time.Hour || len(wire.seen) != 3 {
			t.Errorf("%d requests in %s, want 3 in an hour", len(wire.seen), took)
		}
	})
	t.Run("its refusals stay its own", func(t *testing.T) {
		client, _, _ := onWire(t, refused(409, "is at abc but expected def"))
		_, _, err := client.GitHub().Repositories.UpdateFile(t.Context(), "city", "council", "a", &github.RepositoryContentFileOptions{})
		if response, ok := errors.AsType[*github.ErrorResponse](err); !ok || response.Response.StatusCode != 409 {
			t.Errorf("got %v, want its *ErrorResponse", err)
		}
	})
}

// A body without an end is not read to it.
func TestBodiesAreBounded(t *testing.T) {
	for size, fits := range map[int]bool{10: true, 11: false, 1 << 20: false} {
		body := strings.NewReader(strings.Repeat("x", size))
		a := readAll(&http.Response{StatusCode: 200, Body: io.NopCloser(body)}, 10)
		if (a.err == nil) != fits || size-body.Len() > 11 {
			t.Errorf("of %d bytes %d were read, error %v", size, size-body.Len(), a.err)
		}
	}
}

func TestATokenThatAServerEchoesIsNotTold(t *testing.T) {
	client, _, _ := onWire(t, refused(401, "Bad credentials "+secret))
	_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
	if err == nil || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "Bad credentials [token]") {
		t.Errorf("got %v", err)
	}
}
