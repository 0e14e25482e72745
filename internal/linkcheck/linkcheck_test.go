package linkcheck

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func anywhere(netip.Addr) bool { return true }

// website is a web server whose pages behave in every way that matters. It keeps the requests it got.
type website struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string // METHOD path
	headers  []http.Header
}

func newWebsite(t *testing.T) *website {
	c := &website{}
	c.Server = httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(c.Close)
	return c
}

func (c *website) serve(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.requests = append(c.requests, r.Method+" "+r.URL.Path)
	c.headers = append(c.headers, r.Header)
	c.mu.Unlock()
	head := r.Method == http.MethodHead
	var rest int
	switch path := r.URL.Path; {
	case path == "/there":
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
	case path == "/get-only" && !head, path == "/hangs-up-on-head" && !head:
		_, _ = io.Copy(w, io.LimitReader(endless{}, 1<<30))
	case path == "/get-only":
		w.WriteHeader(http.StatusMethodNotAllowed)
	case path == "/hangs-up-on-head", path == "/hangs-up":
		panic(http.ErrAbortHandler)
	case path == "/moved":
		http.Redirect(w, r, "/there", http.StatusFound)
	case path == "/moved-with-password":
		http.Redirect(w, r, strings.Replace(c.URL, "://", "://user:secret@", 1)+"/there", http.StatusFound)
	case path == "/page":
		w.Header().Set("Content-Type", "Text/HTML; charset=utf-8")
	case path == "/moved-permanently", path == "/see-other", path == "/moved-for-now", path == "/moved-for-good":
		w.Header().Set("Location", "/there?a=b")
		w.WriteHeader(map[string]int{"/moved-permanently": 301, "/see-other": 303, "/moved-for-now": 307, "/moved-for-good": 308}[path])
	case strings.HasPrefix(path, "/moved-signed/"):
		http.Redirect(w, r, "/there?a=b&"+strings.TrimPrefix(path, "/moved-signed/"), http.StatusFound)
	case path == "/moved-nowhere":
		w.WriteHeader(http.StatusFound)
	case path == "/moved-far":
		http.Redirect(w, r, "/there?"+strings.Repeat("x", maxFinal), http.StatusFound)
	case path == "/moved-strangely":
		w.Header().Set("Location", "/there?\u202e\u2028")
		w.WriteHeader(http.StatusFound)
	case path == "/moved-to-missing", path == "/moved-to-get-only", path == "/moved-to-page":
		http.Redirect(w, r, "/"+strings.TrimPrefix(path, "/moved-to-"), http.StatusFound)
	case path == "/to-ftp":
		http.Redirect(w, r, "ftp://secret.example.org/", http.StatusFound)
	case path == "/large-header":
		w.Header().Set("X", strings.Repeat("x", 2*maxHeader))
	case path == "/odd":
		w.WriteHeader(599)
	case scan(path, "/hops/%d", &rest) && rest > 0:
		http.Redirect(w, r, fmt.Sprintf("/hops/%d", rest-1), http.StatusFound)
	case scan(path, "/hops/%d", &rest):
	default:
		http.NotFound(w, r)
	}
}

func scan(s, format string, values ...any) bool {
	n, err := fmt.Sscanf(s, format, values...)
	return err == nil && n == len(values)
}

// endless is a body without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestCheck(t *testing.T) {
	c := newWebsite(t)
	closed := httptest.NewServer(nil)
	closed.Close()
	dead := httptest.NewServer(http.RedirectHandler(closed.URL, http.StatusFound))
	t.Cleanup(dead.Close)
	secure := httptest.NewUnstartedServer(http.HandlerFunc(c.serve))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	badly := httptest.NewServer(http.RedirectHandler(secure.URL, http.StatusFound))
	t.Cleanup(badly.Close)
	cases := []struct {
		uri  string
		want Result
	}{
		{c.URL + "/there", Result{State: Working}},
		{c.URL + "/page", Result{State: Working, Page: true}},
		{c.URL + "/moved", Result{State: Moved, Final: c.URL + "/there"}},
		{c.URL + "/moved-permanently", Result{State: Moved, Final: c.URL + "/there?a=b"}},
		{c.URL + "/see-other", Result{State: Moved, Final: c.URL + "/there?a=b"}},
		{c.URL + "/moved-for-now", Result{State: Moved, Final: c.URL + "/there?a=b"}},
		{c.URL + "/moved-for-good", Result{State: Moved, Final: c.URL + "/there?a=b"}},
		{c.URL + "/moved-with-password", Result{State: Moved, Final: c.URL + "/there"}},
		{c.URL + "/moved-far", Result{State: Moved}},
		{c.URL + "/moved-strangely", Result{State: Moved}},
		{c.URL + "/moved-to-get-only", Result{State: Moved}},
		{c.URL + "/moved-to-page", Result{State: Moved, Page: true}},
		{c.URL + "/moved-signed/X-Amz-Signature=1", Result{State: Moved}},
		{c.URL + "/moved-signed/Expires=1", Result{State: Moved}},
		{c.URL + "/moved-signed/access_token=1", Result{State: Moved}},
		{c.URL + "/moved-signed/sig=1", Result{State: Moved}},
		{c.URL + "/moved-signed/design=1", Result{State: Moved, Final: c.URL + "/there?a=b&design=1"}},
		{badly.URL, Result{State: Moved}},
		{strings.Replace(c.URL, "http:", "https:", 1), Result{State: Broken, Reason: "no answer"}},
		{c.URL + "/moved-to-missing", Result{State: Broken, Reason: "404 Not Found"}},
		{c.URL + "/moved-nowhere", Result{State: Broken, Reason: "302 Found"}},
		{dead.URL, Result{State: Unreachable, Reason: "connection refused"}},
		{c.URL + "/get-only", Result{State: GetOnly, Reason: "405 Method Not Allowed"}},
		{c.URL + "/hangs-up-on-head", Result{State: GetOnly, Reason: "no answer", Silent: true}},
		{c.URL + "/hangs-up", Result{State: Broken, Reason: "no answer", Silent: true}},
		{c.URL + "/missing", Result{State: Broken, Reason: "404 Not Found"}},
		{c.URL + "/odd", Result{State: Broken, Reason: "status 599"}},
		{c.URL + "/hops/10", Result{State: Moved, Final: c.URL + "/hops/0"}},
		{c.URL + "/hops/11", Result{State: Broken, Reason: "more than 10 redirects"}},
		{c.URL + "/to-ftp", Result{State: Broken, Reason: "it leads to something that is neither http:// nor https://"}},
		{c.URL + "/large-header", Result{State: Broken, Reason: "no answer", Silent: true}},
		{secure.URL + "/there", Result{State: Uncertain, Reason: "whether it answers cannot be told: its certificate is not valid"}},
		{closed.URL, Result{State: Unreachable, Reason: "connection refused", Silent: true}},
		{"ftp://example.org/", Result{State: Broken, Reason: "not an address"}},
		{"https:///path", Result{State: Broken, Reason: "not an address"}},
		{"http://[::1", Result{State: Broken, Reason: "not an address"}},
		{"http://a b/", Result{State: Broken, Reason: "not an address"}},
	}
	var uris []string
	var want []Result
	for _, c := range cases {
		uris, want = append(uris, c.uri), append(want, c.want)
	}
	if d := cmp.Diff(want, Check(t.Context(), uris, anywhere)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestNoCredentialsAreSent(t *testing.T) {
	c := newWebsite(t)
	uri := strings.Replace(c.URL, "://", "://user:secret@", 1)
	Check(t.Context(), []string{c.URL + "/there", uri + "/there", uri + "/moved?token=secret", c.URL + "/moved-with-password"}, anywhere)
	if len(c.headers) != 10 {
		t.Fatalf("%d requests: %q", len(c.headers), c.requests)
	}
	for _, header := range c.headers {
		want := http.Header{"User-Agent": {"trigger-event-gather"}, "Connection": {"close"}}
		if d := cmp.Diff(want, header); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
	}
}

// A public server must not be able to redirect to a private one.
func TestRedirectsAreChecked(t *testing.T) {
	inner := newWebsite(t)
	outer := httptest.NewServer(http.RedirectHandler(inner.URL+"/there", http.StatusFound))
	defer outer.Close()
	outerPort := netip.MustParseAddrPort(outer.Listener.Addr().String()).Port()
	innerAddress := inner.Listener.Addr().String()
	d := &dialer{allow: anywhere, failed: map[string]error{}}
	client := newClient(d)
	// Both servers are on one address, so here the port stands for it.
	client.follow.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, host string) (net.Conn, error) {
		d.allow = func(netip.Addr) bool { return host != innerAddress }
		return d.dial(ctx, network, host)
	}
	got := client.check(t.Context(), fmt.Sprintf("http://127.0.0.1:%d/", outerPort))
	if want := (Result{State: Broken, Reason: errNotPublic.Error()}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(inner.requests) > 0 {
		t.Errorf("the server inside was requested: %q", inner.requests)
	}
}

func TestOnlyPublicServersAreRequested(t *testing.T) {
	c := newWebsite(t)
	port := netip.MustParseAddrPort(c.Listener.Addr().String()).Port()
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"} {
		got := Check(t.Context(), []string{fmt.Sprintf("http://%s:%d/there", host, port)}, Public)
		if got[0].State != Broken || got[0].Reason != errNotPublic.Error() {
			t.Errorf("%s: %v", host, got[0])
		}
	}
	if len(c.requests) > 0 {
		t.Errorf("requested: %q", c.requests)
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "140.82.112.3": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true, "192.0.1.1": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "0.0.0.0": false, "0.1.2.3": false, "::": false,
		"10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "fd00::1": false, "fc00::1": false,
		"169.254.169.254": false, "fe80::1": false, "fe80::1%eth0": false, "fd00:ec2::254": false,
		"100.64.0.1": false, "100.127.255.255": false, "100.128.0.1": true, "168.63.129.16": false,
		"224.0.0.1": false, "239.1.1.1": false, "ff02::1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false, "::ffff:100.64.0.1": false,
		"64:ff9b::a00:1": false, "2002:a00:1::": false, "2001:0:a00:1::": false, "::10.0.0.1": false,
		"192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "2001:db8::1": false,
		"2606:4700::1111%eth0": false, "fec0::1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}

func TestWebAddress(t *testing.T) {
	for uri, want := range map[string]string{
		"https://example.org/a b?c=d":          "https://example.org/a%20b?c=d",
		"http://user:secret@example.org/":      "http://example.org/",
		"gs://bucket/folder/video 1#2?.mp4":    "https://storage.googleapis.com/bucket/folder/video%201%232%3F.mp4",
		"gs://user:secret@example.org/o":       "https://storage.googleapis.com/user:secret@example.org/o",
		"https://storage.example.org:8443/a%2": "error",
		"file:///etc/passwd":                   "error",
	} {
		got := "error"
		if address, err := webAddress(uri); err == nil {
			got = address.String()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", uri, got, want)
		}
	}
}

// A host that does not answer is tried once, however many links lead to it.
func TestAHostThatFailedIsNotTriedAgain(t *testing.T) {
	tries := 0
	d := &dialer{failed: map[string]error{}, allow: func(netip.Addr) bool {
		tries++
		return false
	}}
	for range 5 {
		if _, err := d.dial(t.Context(), "tcp", "127.0.0.1:9"); !errors.Is(err, errNotPublic) {
			t.Error(err)
		}
	}
	if tries != 1 {
		t.Errorf("%d tries", tries)
	}
}

func TestNothingIsRequestedAfterTheEnd(t *testing.T) {
	c := newWebsite(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := Check(ctx, slices.Repeat([]string{c.URL + "/there"}, 20), anywhere)
	if d := cmp.Diff(make([]Result, 20), got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if len(c.requests) > 0 {
		t.Errorf("requested: %q", c.requests)
	}
}

// The texts of servers and of package net can hold anything. A reason repeats none of them.
func TestReasonsKeepSecrets(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.DNSError{Err: "no such host", Name: "secret", IsNotFound: true}, "no such host"},
		{&net.DNSError{Err: "server misbehaving", Name: "secret"}, "the host's name could not be looked up"},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "connection refused"},
		{fmt.Errorf("secret: %w", context.DeadlineExceeded), "no answer in time"},
		{&tls.CertificateVerificationError{Err: errors.New("secret")}, "its certificate is not valid"},
		{errors.New("secret"), "no answer"},
	} {
		if got := reason(0, fmt.Errorf(`Head "https://user:secret@example.org": %w`, c.err)); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}

// Whoever must connect through a proxy can't tell a host that isn't there from one that is.
func TestWithoutAConnection(t *testing.T) {
	for _, c := range []struct {
		err  error
		want State
	}{
		{&net.DNSError{Err: "no such host", IsNotFound: true}, Unreachable},
		{&net.DNSError{Err: "server misbehaving"}, Unreachable},
		{syscall.ECONNREFUSED, Unreachable},
		{syscall.ENETUNREACH, Unreachable},
		{context.DeadlineExceeded, Unreachable},
		{errNotPublic, Broken},
	} {
		err := fmt.Errorf("Head: %w", &net.OpError{Op: "dial", Err: c.err})
		if got := unreached(err); !isDialError(err) || got != c.want {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
	}
}

// answers is a transport that answers every request with one status.
type answers int

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: int(a), Body: http.NoBody, Request: r}, nil
}

// The pipelines can read private buckets. This check can not.
func TestABucketThatIsNotPublic(t *testing.T) {
	uncertain := Result{State: Uncertain, Reason: "whether it is there cannot be told: it is not public"}
	for _, c := range []struct {
		uri    string
		status int
		want   Result
	}{
		{"gs://bucket/object", 403, uncertain},
		{"gs://bucket/object", 401, uncertain},
		{"gs://bucket/object", 404, Result{State: Broken, Reason: "404 Not Found"}},
		{"https://example.org/", 403, Result{State: Broken, Reason: "403 Forbidden"}},
	} {
		ask := &client{stay: &http.Client{Transport: answers(c.status)}, follow: &http.Client{Transport: answers(c.status)}}
		if got := ask.check(t.Context(), c.uri); got != c.want {
			t.Errorf("%s %d: %v, want %v", c.uri, c.status, got, c.want)
		}
	}
}

// A server that goes on after its answer speaks to nobody: net/http would log what it says, past all that keeps workflow commands
// out of the log.
func TestNothingIsHeardAfterTheAnswer(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		if _, err := connection.Read(make([]byte, 4096)); err != nil {
			return
		}
		_, _ = io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n")
		_, _ = io.WriteString(connection, "HTTP/1.1 200 OK\r\n\r\n\r\n##[error]owned\r\n")
		_, _ = io.Copy(io.Discard, connection) // until the client is gone
	}()
	result := Check(t.Context(), []string{"http://" + listener.Addr().String() + "/a.mp4"}, anywhere)
	<-closed
	if result[0].State != Working || logged.Len() > 0 {
		t.Errorf("%+v, logged %q", result, &logged)
	}
}
