package simulate

// How a request is served: it is noted in the journal, passes the faults that apply to it, and reaches its route.

import (
	"context"
	"net/http"
	"strings"
)

// ServeHTTP serves a request to any host, with or without the `/api/v3` of a GitHub Enterprise Server.
func (g *GitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api/v3"); ok {
		r.URL.Path = rest
	}
	recorder := &statusRecorder{ResponseWriter: w}
	handler, index := g.receive(r)
	defer func() { g.logStatus(index, recorder.status) }()
	handler.ServeHTTP(recorder, r.WithContext(context.WithValue(r.Context(), requestIndex{}, index)))
}

// receive adds the request to the journal, under the index it returns, and is the handler for it with all faults.
func (g *GitHub) receive(r *http.Request) (handler http.Handler, index int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	kind := KindUnknown
	if e := g.endpointOf(r); e != nil {
		kind = e.kind
	}
	handler = http.HandlerFunc(g.serveRoute)
	for _, f := range g.faults {
		if f.applies(g, kind) {
			handler = f.wrap(g, handler)
		}
	}
	g.journal.Requests = append(g.journal.Requests, Request{At: g.now, Method: r.Method, Path: r.URL.RequestURI(), Kind: kind})
	return handler, len(g.journal.Requests) - 1
}

func (g *GitHub) logStatus(index, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.journal.Requests[index].Status = status
}

// serveRoute serves a request without faults. The function set by OnEffect is called without the lock, so that it may use
// any exported method.
func (g *GitHub) serveRoute(w http.ResponseWriter, r *http.Request) {
	onEffect, effects := g.handle(w, r)
	for _, e := range effects {
		onEffect(e)
	}
}

// handle writes the response of a request's route and returns the effects that the request had.
func (g *GitHub) handle(w http.ResponseWriter, r *http.Request) (onEffect func(Effect), effects []Effect) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rate.renew(g.now)
	before := len(g.journal.Effects)
	w.Header().Set("Date", g.now.UTC().Format(http.TimeFormat))
	w.Header().Set("X-Github-Media-Type", "github.v3; format=json")
	switch e := g.endpointOf(r); {
	case e == nil:
		g.addViolation("%s %s: unknown route", r.Method, r.URL.Path)
		g.respond(w, r, notFound())
	case g.rate.used >= g.rate.limit:
		g.respond(w, r, rateLimitExceeded(http.StatusForbidden))
	default:
		g.mux.ServeHTTP(w, r)
	}
	return g.onEffect, g.journal.Effects[before:]
}

// statusRecorder remembers the status of a response.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (w *statusRecorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// requestIndex is the key under which a request's context holds its index in the journal.
type requestIndex struct{}

// count counts a request against the primary rate limit.
func (g *GitHub) count(r *http.Request) {
	if g.rate.used < g.rate.limit {
		g.rate.used++
		g.journal.Requests[r.Context().Value(requestIndex{}).(int)].Counted = true
	}
}
