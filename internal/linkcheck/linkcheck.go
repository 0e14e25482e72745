// Package linkcheck checks whether the links in event files work, hours before a pipeline requests them.
//
// The pipelines send HEAD and follow no redirect, and where they download, they send GET and follow redirects. So this package
// does both.
//
// Strangers write these links, and the program may run inside a private network. So it connects to public servers only, after
// a redirect too. It sends no user names, passwords or cookies. It reads the header of a response, up to a limit, and not the
// body.
package linkcheck

import (
	"context"
	"errors"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// State is what is known about a link.
type State int

// The states of a link. The [Result]'s reason says more about all from GetOnly on.
const (
	Unchecked   State = iota // the time ran out
	Working                  // HEAD is answered with 200, which the pipelines require
	Moved                    // HEAD is answered with a redirect, and what it leads to answers GET
	GetOnly                  // GET is answered with 200, and HEAD is not, for the reason
	Uncertain                // it can't be told what the pipelines would see
	Unreachable              // no connection could be made; where a proxy must be used, this says nothing
	Broken                   // the pipelines could not use it
)

// Result is the result of checking one link. The reason is short and holds no text by strangers.
type Result struct {
	State  State
	Reason string
	Silent bool   // no server answered HEAD: there was no connection, or it broke
	Page   bool   // of a Working, Moved or GetOnly link: in the end it answers with a web page, text/html
	Final  string // of a Moved link: the address it leads to, if that is one to keep and answers as the pipelines require; else empty
}

// Limits. A request's time includes its redirects.
const (
	parallel     = 8
	dialLimit    = 5 * time.Second
	requestLimit = 15 * time.Second
	maxHeader    = 64 << 10
	maxFinal     = 500 // bytes
)

// Check checks links, several at a time, and returns the results in their order. Links that have no result when ctx ends are
// Unchecked. Connections are made only to IP addresses for which allow returns true: usually [Public].
func Check(ctx context.Context, uris []string, allow func(netip.Addr) bool) []Result {
	client := newClient(&dialer{allow: allow, failed: map[string]error{}})
	defer client.follow.CloseIdleConnections()
	results := make([]Result, len(uris))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(parallel, len(uris)) {
		workers.Go(func() {
			for i := range next {
				results[i] = client.check(ctx, uris[i])
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

// A client sends requests. It follows redirects only where it is asked to.
type client struct {
	stay, follow *http.Client
}

func newClient(d *dialer) *client {
	follow := &http.Client{
		Timeout: requestLimit,
		Transport: &http.Transport{
			// No proxy: it would make the connections, and the dialer could not check them.
			DialContext: d.dial,
			// What a server sends on a connection that is kept would be logged by net/http, as it is.
			DisableKeepAlives:      true,
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
	stay := *follow
	stay.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client{stay: &stay, follow: follow}
}

// check requests a link as the pipelines do, with HEAD and without redirects. If that is not answered with 200, it tries what
// browsers do: GET, with redirects.
func (c *client) check(ctx context.Context, uri string) Result {
	address, err := webAddress(uri)
	if err != nil {
		return Result{State: Broken, Reason: "not an address"}
	}
	head := request(ctx, c.stay, http.MethodHead, address)
	switch {
	case head.ok():
		return Result{State: Working, Page: head.page}
	case isDialError(head.err) && ctx.Err() == nil:
		return Result{State: unreached(head.err), Reason: head.reason(), Silent: true}
	}
	get := request(ctx, c.follow, http.MethodGet, address)
	if ctx.Err() != nil {
		return Result{}
	}
	result := c.compare(ctx, uri, head, get)
	result.Silent = head.err != nil && !isTLSError(head.err)
	return result
}

// compare is the result of a link whose HEAD was not answered with 200, by how GET was.
func (c *client) compare(ctx context.Context, uri string, head, get *answer) Result {
	switch {
	case head.redirects():
		return c.moved(ctx, get)
	case get.ok():
		return Result{State: GetOnly, Reason: head.reason(), Page: get.page}
	case isCertificateError(head.err):
		return Result{State: Uncertain, Reason: "whether it answers cannot be told: " + head.reason()}
	case isPrivateObject(uri, head.status):
		return Result{State: Uncertain, Reason: "whether it is there cannot be told: it is not public"}
	}
	return Result{State: Broken, Reason: head.reason()}
}

// moved is the result of a link that redirects, by what the redirects led to. The pipelines check no certificates.
func (c *client) moved(ctx context.Context, get *answer) Result {
	switch {
	case get.ok() && get.page:
		return Result{State: Moved, Page: true} // perhaps a log-in
	case get.ok():
		return Result{State: Moved, Final: c.final(ctx, get.address)}
	case isCertificateError(get.err):
		return Result{State: Moved}
	case isDialError(get.err):
		return Result{State: unreached(get.err), Reason: get.reason()}
	}
	return Result{State: Broken, Reason: get.reason()}
}

// expires finds the parameters of addresses that are signed, or work for some time only.
var expires = regexp.MustCompile(`(?i)(^|[&;])(sig|auth|hdne[ast]|[^=&;]*(signature|expir|token|x-amz-|x-goog-|session|policy|hmac|ticket)[^=&;]*)=`)

// final is the address that redirects led to, if the pipelines could use it, today and later. Servers choose this text, so an
// address that is long or has other characters than visible ASCII is left out.
func (c *client) final(ctx context.Context, address *url.URL) string {
	text := address.String()
	strange := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(text) > maxFinal || strings.ContainsFunc(text, strange) || expires.MatchString(address.RawQuery) || !request(ctx, c.stay, http.MethodHead, address).ok() {
		return ""
	}
	return text
}

// unreached is the state of a link to which no connection was made.
func unreached(err error) State {
	if errors.Is(err, errNotPublic) {
		return Broken
	}
	return Unreachable
}

// isPrivateObject says whether a link leads to an object in Google Cloud Storage that is not public. The pipelines have
// credentials for some of them.
func isPrivateObject(uri string, status int) bool {
	return strings.HasPrefix(uri, "gs://") && (status == http.StatusUnauthorized || status == http.StatusForbidden)
}

// An answer is what came of one request.
type answer struct {
	status  int
	page    bool
	address *url.URL // that answered: after redirects, where these are followed
	err     error
}

func (a *answer) ok() bool { return a.err == nil && a.status == http.StatusOK }

// redirects says whether the answer sends browsers to another address.
func (a *answer) redirects() bool {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return a.err == nil
	}
	return false
}

func (a *answer) reason() string { return reason(a.status, a.err) }

func request(ctx context.Context, client *http.Client, method string, address *url.URL) *answer {
	r, err := http.NewRequestWithContext(ctx, method, address.String(), nil)
	if err != nil {
		return &answer{err: err}
	}
	r.Header.Set("User-Agent", "trigger-event-gather")
	response, err := client.Do(r)
	if err != nil {
		return &answer{err: err}
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return &answer{response.StatusCode, kind == "text/html", response.Request.URL, response.Body.Close()}
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
