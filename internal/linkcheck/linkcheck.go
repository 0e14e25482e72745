// Package linkcheck checks whether the links in event files work, hours before a pipeline requests them.
//
// Strangers write these links, and the program may run inside a private network. So it connects to public servers only, after
// a redirect too. It sends no user names, passwords or cookies. It reads the header of a response, up to a limit, and not the
// body.
package linkcheck

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"
)

// State is what is known about a link.
type State int

// The states of a link. The [Result]'s reason says more about Uncertain and Broken.
const (
	Unchecked State = iota // the time ran out
	Working                // HEAD is answered with 200, which the pipelines require
	Uncertain              // something answers, but not as the pipelines require
	Broken                 // the pipelines could not use it
)

// Result is the result of checking one link. The reason is short and holds no text by strangers.
type Result struct {
	State  State
	Reason string
}

// Limits. A request's time includes its redirects.
const (
	parallel     = 8
	dialLimit    = 5 * time.Second
	requestLimit = 15 * time.Second
	maxHeader    = 64 << 10
)

// Check checks links, several at a time, and returns the results in their order. Links that have no result when ctx ends are
// Unchecked. Connections are made only to IP addresses for which allow returns true: usually [Public].
func Check(ctx context.Context, uris []string, allow func(netip.Addr) bool) []Result {
	client := newClient(&dialer{allow: allow, failed: map[string]error{}})
	defer client.CloseIdleConnections()
	results := make([]Result, len(uris))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(parallel, len(uris)) {
		workers.Go(func() {
			for i := range next {
				results[i] = check(ctx, client, uris[i])
			}
		})
	}
	for i := range uris {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

func newClient(d *dialer) *http.Client {
	return &http.Client{
		Timeout: requestLimit,
		Transport: &http.Transport{
			// No proxy: it would make the connections, and the dialer could not check them.
			DialContext:            d.dial,
			MaxIdleConnsPerHost:    parallel,
			MaxResponseHeaderBytes: maxHeader,
			DisableCompression:     true,
		},
		CheckRedirect: func(request *http.Request, via []*http.Request) error {
			request.Header.Del("Referer")
			request.URL.User = nil
			switch {
			case len(via) > maxRedirects:
				return errRedirects
			case request.URL.Scheme != "http" && request.URL.Scheme != "https":
				return errScheme
			}
			return nil
		},
	}
}

// check requests a link as the pipelines do, with HEAD. If that is not answered with 200, it tries GET, as browsers do.
func check(ctx context.Context, client *http.Client, uri string) Result {
	address, err := webAddress(uri)
	if err != nil {
		return Result{Broken, "not an address"}
	}
	status, err := request(ctx, client, http.MethodHead, address)
	head := reason(status, err)
	switch {
	case err == nil && status == http.StatusOK:
		return Result{Working, ""}
	case isDialError(err) && ctx.Err() == nil:
		return Result{Broken, head}
	}
	getStatus, getErr := request(ctx, client, http.MethodGet, address)
	switch {
	case ctx.Err() != nil:
		return Result{}
	case getErr == nil && getStatus == http.StatusOK:
		return Result{Uncertain, "it answers GET but not HEAD, which the pipeline sends: " + head}
	case isCertificateError(err):
		return Result{Uncertain, "whether it answers cannot be told: " + head}
	case isPrivateObject(uri, status):
		return Result{Uncertain, "whether it is there cannot be told: it is not public"}
	}
	return Result{Broken, head}
}

// isPrivateObject says whether a link leads to an object in Google Cloud Storage that is not public. The pipelines have
// credentials for some of them.
func isPrivateObject(uri string, status int) bool {
	return strings.HasPrefix(uri, "gs://") && (status == http.StatusUnauthorized || status == http.StatusForbidden)
}

func request(ctx context.Context, client *http.Client, method string, address *url.URL) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, method, address.String(), nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("User-Agent", "trigger-event-gather")
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// webAddress is the address that a link is requested at, without user name and password. An object in Google Cloud Storage has
// a web address too (cloud.google.com, "Request endpoints").
func webAddress(uri string) (*url.URL, error) {
	if object, ok := strings.CutPrefix(uri, "gs://"); ok {
		return &url.URL{Scheme: "https", Host: "storage.googleapis.com", Path: "/" + object}, nil
	}
	address, err := url.Parse(uri)
	if err != nil {
		return nil, err
	}
	if address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		return nil, errScheme
	}
	address.User = nil
	return address, nil
}

// A dialer makes connections, to allowed IP addresses only, whatever name leads there. It does not try a host again that it
// could not connect to: a file may hold a thousand links to one host.
type dialer struct {
	allow  func(netip.Addr) bool
	mu     sync.Mutex
	failed map[string]error
}

func (d *dialer) dial(ctx context.Context, network, host string) (net.Conn, error) {
	d.mu.Lock()
	err := d.failed[host]
	d.mu.Unlock()
	if err != nil {
		return nil, err
	}
	checked := net.Dialer{Timeout: dialLimit, ControlContext: d.control}
	connection, err := checked.DialContext(ctx, network, host)
	if err != nil && !errors.Is(err, context.Canceled) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.failed[host] = err
	}
	return connection, err
}

// control refuses an IP address that isn't allowed. Package net calls it after looking up the host's name and before it
// connects.
func (d *dialer) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !d.allow(to.Addr()) {
		return errNotPublic
	}
	return nil
}
