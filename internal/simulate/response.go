package simulate

// A route's response before it is sent: its body, GitHub's form of errors, and what later responses depend on: the last
// response to the same URL, and the primary rate limit.

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// response is what a route returns, before it is sent.
type response struct {
	status int
	// version of the data that the body is made of: while it is the same, so is the body, and a conditional request needs
	// no new body. 0 where it is unknown.
	version uint64
	body    func(http.Header) any // a value for JSON, or bytes; nil for no body. It may set headers

	location string // of a redirect
	etag     string // where it isn't a digest of the body
}

func ok(version uint64, body func(http.Header) any) response {
	return response{status: http.StatusOK, version: version, body: body}
}

func created(body any) response {
	return response{status: http.StatusCreated, body: func(http.Header) any { return body }}
}

// errorResponse is an error in GitHub's shape.
func errorResponse(status int, message string) response {
	return response{status: status, body: func(http.Header) any {
		return errorBody{message, "https://docs.github.com/rest", strconv.Itoa(status)}
	}}
}

type errorBody struct {
	Message          string `json:"message"`
	DocumentationURL string `json:"documentation_url"`
	Status           string `json:"status"`
}

func notFound() response { return errorResponse(http.StatusNotFound, "Not Found") }

// lastResponse is the last response to a URL.
type lastResponse struct {
	version uint64
	etag    string
}

// encode is v as JSON; bytes are JSON already.
func encode(v any) []byte {
	if raw, isBytes := v.([]byte); isBytes {
		return raw
	}
	body, err := json.Marshal(v)
	if err != nil {
		panic("simulate: " + err.Error()) // unreachable unless bug in this package
	}
	return body
}

// rate is the primary rate limit of the token.
type rate struct {
	limit, used int
	reset       time.Time
}

// renew begins a new hour if the last one is over.
func (l *rate) renew(now time.Time) {
	if !now.Before(l.reset) {
		l.reset, l.used = now.Add(time.Hour).Truncate(time.Second), 0
	}
}

func (l *rate) headers(h http.Header) {
	h.Set("X-Ratelimit-Limit", strconv.Itoa(l.limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(max(0, l.limit-l.used)))
	h.Set("X-Ratelimit-Used", strconv.Itoa(l.used))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(l.reset.Unix(), 10))
	h.Set("X-Ratelimit-Resource", "core")
}

// stamp is a time as GitHub writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
