// Package workflow is GitHub as this program sees it: one workflow file with its preflight, dispatches, runs and their
// outcome, and the one client that all traffic to GitHub goes through.
//
// # Requests
//
// Every request passes one governor. It paces writes, obeys primary and secondary rate limits, leaves a quarter of the
// hourly budget to others, and keeps GitHub's time. Reads wait for a limit and are tried again for ten minutes when
// GitHub or the network fails. Writes are sent once, at once or not at all: what became of one that failed is in the type
// of its error, and what to do about it is the caller's to decide.
//
// # Errors
//
//   - [*Refused]: GitHub said no and nothing happened.
//   - [*Limited]: GitHub did not take a write now, and nothing happened.
//   - [*Lost]: a write that may have taken effect; look before sending it again.
//   - [*Unreachable]: a read that went on failing.
//   - [*Invalid]: a name that cannot be one of GitHub's; nothing was sent.
//
// [ErrUnauthorized] and [ErrGone] match the refusals that mean the end of a token and the absence of a thing. What a
// person can do about an error, where there is something, is told by its Hint method.
package workflow

import (
	"cmp"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

// Options are what a client needs to be told. All but Random and UserAgent are required.
type Options struct {
	// API is the root of the REST API: https://api.github.com, or https://HOST/api/v3 on GitHub Enterprise Server. It is
	// what runners put in GITHUB_API_URL.
	API   string
	Token Token
	// Base carries single requests. It must give up on one that is not answered, since nothing here looks at the real
	// time; see [Network]. It may call an http.Handler in this process.
	Base http.RoundTripper
	// Files carries requests for files on other hosts, such as logs; Base if it is nil.
	Files http.RoundTripper
	Clock Clock
	// WriteInterval is how far writes are kept apart. GitHub documents a second or more as good practice.
	WriteInterval time.Duration
	// Random spreads repeated attempts; without it they are not spread.
	Random    *rand.Rand
	UserAgent string
	Notices
}

// A Client talks to one GitHub server with one token. It may be used by several goroutines.
type Client struct {
	github   *github.Client
	governor *governor
	files    http.RoundTripper
	// idless is set once the server has refused to return the id of a dispatched run, as GitHub Enterprise Server before
	// 3.21 does.
	idless atomic.Bool
}

// NewClient checks the options; its errors are [*Invalid].
func NewClient(o Options) (*Client, error) {
	api, err := parseAPI(o.API)
	if err != nil {
		return nil, err
	}
	if o.Token == "" {
		return nil, &Invalid{What: "token", Way: "give github-token; on a command line set GITHUB_TOKEN"}
	}
	if strings.ContainsFunc(string(o.Token), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, &Invalid{What: "token", Value: redacted, Way: "a token has no spaces, line breaks or letters beyond ASCII"}
	}
	governor := newGovernor(o.Clock, o.WriteInterval, o.Random, o.Notices)
	client := github.NewClient(&http.Client{Transport: &transport{
		api: api, authorization: "Bearer " + string(o.Token), secret: redact.New(string(o.Token)), base: o.Base, governor: governor,
	}})
	client.BaseURL = api
	client.UserAgent = o.UserAgent
	return &Client{github: client, governor: governor, files: cmp.Or(o.Files, o.Base)}, nil
}

// parseAPI reads the address of the API; its path ends with a slash.
func parseAPI(text string) (*url.URL, error) {
	const form = "GITHUB_API_URL is https://api.github.com, or https://HOST/api/v3"
	api, err := url.Parse(text)
	if err == nil && api.User != nil {
		return nil, &Invalid{What: "API address", Value: "with a password", Way: "the token goes into github-token"}
	}
	if err != nil || api.Host == "" || api.RawQuery != "" || api.Fragment != "" ||
		(api.Scheme != "https" && api.Scheme != "http") {
		return nil, &Invalid{What: "API address", Value: text, Way: form}
	}
	if api.Scheme == "http" && !isLoopback(api.Hostname()) {
		return nil, &Invalid{What: "API address", Value: text, Why: "would send the token in clear", Way: form}
	}
	api.Path = strings.TrimSuffix(api.Path, "/") + "/"
	return api, nil
}

// isLoopback says whether what is sent to a host stays on this machine.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// GitHub is a go-github client on the same transport, for what this package has no words for. It never sees a rate limit,
// and its own blocking on them, which reads the machine's clock, is disarmed. A refusal of the
// token or of a permission (401, 403) reaches its callers as a [*Refused] and other refusals as go-github's
// [*github.ErrorResponse]; the errors of this package are wrapped in a [*url.Error].
func (c *Client) GitHub() *github.Client { return c.github }

// Now is GitHub's time: its newest Date header, carried on by the clock, or the clock's before the first answer. A Date of more
// than a day from the clock is not believed. It is
// never ahead of GitHub by more than the clock runs fast, and behind by less than a second and the way of one answer.
func (c *Client) Now() time.Time { return c.governor.now() }

// Usage is what was asked of GitHub so far.
func (c *Client) Usage() Usage { return c.governor.report() }

// roundTrip sends a request as it is. An answer that is no success is a [*Refused].
func (c *Client) roundTrip(req *http.Request) (*http.Response, error) {
	// Not go-github's Do: it puts the context's error in the place of ours, and a dispatch that was cancelled in mid-air
	// must be known as lost.
	resp, err := c.github.Client().Do(req)
	if err != nil {
		return nil, explain(err)
	}
	if err := github.CheckResponse(resp); err != nil {
		return nil, explain(err)
	}
	return resp, nil
}

// decode reads the JSON of an answer that roundTrip returned, whose body is in memory and of a known length.
func decode(resp *http.Response, into any) error {
	body := make([]byte, resp.ContentLength)
	if _, err := io.ReadFull(resp.Body, body); err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}
