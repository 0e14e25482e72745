// Package reach asks whether addresses answer, before a pipeline does so hours later.
//
// The addresses were written by strangers, and it may run next to what only its own network can see. So every connection,
// those of redirects too, goes to public servers only, carries nothing, and little of what comes back is read.
package reach

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

// Verdict is what became of an address.
type Verdict int

// The verdicts.
const (
	Unasked  Verdict = iota // there was no time left
	Answers                 // HEAD gives 200, which is what the pipelines want
	Doubtful                // something is there, but not as the pipelines ask; the reason says how
	Silent                  // the reason says why
)

// Result is the answer to one address. The reason is short, and in our words only.
type Result struct {
	Verdict Verdict
	Reason  string
}

// How much an address gets of what we have.
const (
	parallel     = 8
	dialLimit    = 5 * time.Second
	requestLimit = 15 * time.Second // with its redirects
	maxRedirects = 10
	maxHeader    = 64 << 10
)

// Ask asks for each address, some at a time, and returns the results in their order. What has no answer when ctx ends
// stays unasked. Connections are made only to the addresses that allow allows: [Public].
func Ask(ctx context.Context, uris []string, allow func(netip.Addr) bool) []Result {
	client := newClient(&dialer{allow: allow, failed: map[string]error{}})
	defer client.CloseIdleConnections()
	results := make([]Result, len(uris))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(parallel, len(uris)) {
		workers.Go(func() {
			for i := range next {
				results[i] = ask(ctx, client, uris[i])
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
			// No proxy: it would choose for itself what to connect to.
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

// ask asks for one address: as the pipelines do, and if that isn't answered with 200, as a browser does.
func ask(ctx context.Context, client *http.Client, uri string) Result {
	address, err := webAddress(uri)
	if err != nil {
		return Result{Silent, "not an address"}
	}
	status, err := request(ctx, client, http.MethodHead, address)
	head := reason(status, err)
	switch {
	case err == nil && status == http.StatusOK:
		return Result{Answers, ""}
	case isDial(err) && ctx.Err() == nil:
		return Result{Silent, head}
	}
	getStatus, getErr := request(ctx, client, http.MethodGet, address)
	switch {
	case ctx.Err() != nil:
		return Result{}
	case getErr == nil && getStatus == http.StatusOK:
		return Result{Doubtful, "it answers GET but not HEAD, which the pipeline sends: " + head}
	case isCertificate(err):
		return Result{Doubtful, "whether it answers cannot be told: " + head}
	case strings.HasPrefix(uri, "gs://") && (status == http.StatusUnauthorized || status == http.StatusForbidden):
		return Result{Doubtful, "whether it is there cannot be told: it is not public"}
	}
	return Result{Silent, head}
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

// webAddress is where an address is asked for, without a user's name and password. An object in Google Cloud Storage has one
// on the web too (cloud.google.com, "Request endpoints").
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

// A dialer connects to allowed addresses only, whatever a name resolves to. A host that couldn't be reached isn't tried again:
// a file may hold a thousand addresses of one.
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
	guarded := net.Dialer{Timeout: dialLimit, ControlContext: d.guard}
	connection, err := guarded.DialContext(ctx, network, host)
	if err != nil && !errors.Is(err, context.Canceled) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.failed[host] = err
	}
	return connection, err
}

// guard is asked when an address is known and no packet sent.
func (d *dialer) guard(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !d.allow(to.Addr()) {
		return errRefused
	}
	return nil
}
