package workflow

// What a server or a proxy may do that is not GitHub, or that repeats to us what we said.

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// However an answer repeats the token, it is known nowhere: in no value, header or error.
func TestTheTokenInAnAnswer(t *testing.T) {
	escaped := ""
	for _, b := range []byte(secret) {
		escaped += fmt.Sprintf(`\u%04x`, b)
	}
	for name, echo := range map[string]string{"as it is": secret, "in JSON escapes": escaped, "in an address": "https://github.com/?t=" + strings.ReplaceAll(secret, "_", "%5f")} {
		t.Run(name, func(t *testing.T) {
			client, _, _ := onWire(t, reply{status: 200, body: `{"total_count":1,"workflow_runs":[{"id":1,"name":"` + echo + `","html_url":"` + echo + `","display_title":"` + echo + `",
				"status":"completed","conclusion":"` + echo + `","head_branch":"` + echo + `","actor":{"login":"` + echo + `"}}]}`, header: []string{"Etag", secret}})
			runs, _, err := gatherWorkflow(t, client).Runs(t.Context())
			told, _ := json.Marshal(runs)
			if err != nil || len(runs) != 1 || leaks(string(told)) {
				t.Errorf("%s, %v", told, err)
			}
			for _, answer := range []reply{
				{status: 422, body: `{"message":"no ref ` + echo + `","errors":[{"message":"` + echo + `"}]}`},
				{status: 403, body: `{"message":"` + echo + `"}`},
				{status: 302, header: []string{"Location", echo}},
				{status: 301, header: []string{"Location", "https://elsewhere.example.com/" + echo}},
				{err: errors.New("malformed HTTP response " + echo)},
			} {
				client, _, _ = onWire(t, answer)
				_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
				_, readErr := gatherWorkflow(t, client).Repository.Run(t.Context(), 1)
				if err == nil || readErr == nil || leaks(err.Error()+readErr.Error()) {
					t.Errorf("%v, %v", err, readErr)
				}
			}
		})
	}
}

func leaks(text string) bool { return strings.Contains(text, secret) || strings.Contains(text, "%5f") }

// A Date far from the machine's clock is told once, and moves nothing.
func TestAnOddDate(t *testing.T) {
	for _, tt := range []struct {
		date time.Time
		odd  int
		want time.Duration // how far GitHub's time is from the clock's
	}{
		{start.Add(-23 * time.Hour), 0, -23 * time.Hour},
		{start.Add(23 * time.Hour), 0, 23 * time.Hour},
		{start.Add(25 * time.Hour), 1, 0},
		{start.Add(-25 * time.Hour), 1, 0},
		{time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC), 1, 0},
		{time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), 1, 0},
	} {
		var odd []time.Time
		clock := &fakeClock{at: start}
		header := []string{"Date", tt.date.Format(http.TimeFormat)}
		client, err := NewClient(Options{API: "https://api.github.com", Token: secret, Clock: clock, Notices: Notices{OnOddDate: func(date time.Time) { odd = append(odd, date) }},
			Base: &wire{clock: clock, replies: []reply{{status: 200, body: `{}`, header: header}}}})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := gatherWorkflow(t, client).Repository.Run(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
		if got := client.Now().Sub(start); got != tt.want || len(odd) != tt.odd || tt.odd == 1 && !odd[0].Equal(tt.date) {
			t.Errorf("%s: %s ahead, told %v", tt.date, got, odd)
		}
	}
}

// What a read waits for is told before it waits, and again every half hour.
func TestWaitsAreTold(t *testing.T) {
	clock := &fakeClock{at: start}
	var until []time.Time
	client, err := NewClient(Options{API: "https://api.github.com", Token: secret, Clock: clock, Notices: Notices{OnWait: func(u time.Time) { until = append(until, u) }},
		Base: &wire{clock: clock, replies: []reply{{status: 429, header: []string{"Retry-After", "3600"}}, {status: 200, body: `{}`}}}})
	if err != nil {
		t.Fatal(err)
	}
	clock.wake = func(int) error {
		if want := slices.Repeat([]time.Time{start.Add(time.Hour)}, len(clock.slept)+1); !slices.EqualFunc(until, want, time.Time.Equal) {
			t.Errorf("told %v, want %v", until, want)
		}
		return nil
	}
	if _, err := gatherWorkflow(t, client).Repository.Run(t.Context(), 1); err != nil || !slices.Equal(clock.slept, []time.Duration{waitUnsaid, waitUnsaid}) {
		t.Error(err, clock.slept)
	}
}

// A proxy that wants a password will want it in ten minutes, too. One that is out of order may come back.
func TestAProxyThatRefuses(t *testing.T) {
	for _, tt := range []struct {
		status    int
		permanent bool
	}{{407, true}, {403, true}, {502, false}} {
		t.Run(fmt.Sprint(tt.status), func(t *testing.T) {
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "##[error]no", tt.status) }))
			defer proxy.Close()
			address, _ := url.Parse(proxy.URL)
			network := Network(time.Minute).(network)
			network.base.Proxy = http.ProxyURL(address)
			clock := &fakeClock{at: start}
			client, err := NewClient(Options{API: "https://api.github.com", Token: secret, Clock: clock, Base: network})
			if err != nil {
				t.Fatal(err)
			}
			_, readErr := gatherWorkflow(t, client).Repository.Run(t.Context(), 1)
			_, writeErr := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
			if !tt.permanent {
				if !errors.As(readErr, new(*Unreachable)) || !errors.As(writeErr, new(*Lost)) && !errors.As(writeErr, new(*Limited)) {
					t.Errorf("%v, %v", readErr, writeErr)
				}
				return
			}
			for _, err := range []error{readErr, writeErr} {
				refused, ok := errors.AsType[*Refused](err)
				if !ok || !strings.Contains(refused.Error(), fmt.Sprint("the proxy refuses to connect: ", tt.status)) || !strings.Contains(refused.Hint(), "HTTPS_PROXY") {
					t.Errorf("%v", err)
				}
			}
			if len(clock.slept) > 0 {
				t.Errorf("slept %v", clock.slept)
			}
		})
	}
}

// The token leaves in clear to this machine only.
func TestAnAPIAddressInClear(t *testing.T) {
	for address, fine := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost": true, "http://[::1]:80/api/v3": true, "https://ghe.example.com/api/v3": true,
		"http://api.github.com": false, "http://127.0.0.1.example.com": false, "http://10.0.0.1": false, "http://[fe80::1]": false, "http://0.0.0.0": false,
	} {
		_, err := NewClient(Options{API: address, Token: secret, Clock: &fakeClock{at: start}})
		invalid, refused := errors.AsType[*Invalid](err)
		if fine != (err == nil) || !fine && (!refused || !strings.Contains(invalid.Error(), "in clear")) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// That no server is found is told at the first failure of a read, and once while it lasts; an answer of a server is not told so.
func TestNoServerIsTold(t *testing.T) {
	lost := reply{err: &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.github.com"}}}
	clock := &fakeClock{at: start}
	var told []string
	client, err := NewClient(Options{API: "https://api.github.com", Token: secret, Clock: clock, Notices: Notices{OnNoServer: func(err error) { told = append(told, err.Error()) }},
		Base: &wire{clock: clock, replies: []reply{lost, lost, {status: 502}, {status: 200, body: `{}`}, {status: 502}, {status: 200, body: `{}`}}}})
	if err != nil {
		t.Fatal(err)
	}
	clock.wake = func(int) error {
		if len(told) != 1 || !strings.Contains(told[0], "no such host") {
			t.Errorf("told %q before the first wait", told)
		}
		return nil
	}
	for range 2 {
		if _, err := gatherWorkflow(t, client).Repository.Run(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	if len(told) != 1 {
		t.Errorf("told %q", told)
	}
	if hint := (&Unreachable{Err: lost.err}).Hint(); !strings.HasPrefix(hint, "check this machine's network") {
		t.Errorf("hint %q", hint)
	}
}
