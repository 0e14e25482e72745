package simulate

// How a request is served: it is noted in the journal, passes the faults that apply to it, and reaches its route, whose
// response is sent with the headers of conditional requests and of the primary rate limit.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	case e.kind != KindLogFile && g.rate.used >= g.rate.limit:
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

// respond sends a response with the headers that every response has.
func (g *GitHub) respond(w http.ResponseWriter, r *http.Request, a response) {
	h := w.Header()
	etagSent := strings.TrimPrefix(r.Header.Get("If-None-Match"), "W/")
	key := r.URL.RequestURI() + "\n" + r.Header.Get("Accept") + "\n" + r.Header.Get("Authorization")
	last := g.lastResponses[key]
	cacheable := r.Method == http.MethodGet && a.status == http.StatusOK
	if cacheable && a.version != 0 && last.version == a.version && etagSent == last.etag {
		g.notModified(w, last.etag)
		return
	}
	var body []byte
	if a.body != nil {
		body = encode(a.body(h))
	}
	if cacheable {
		etag := a.etagOf(body)
		g.lastResponses[key] = lastResponse{a.version, etag}
		if etagSent == etag {
			h.Del("Link")
			g.notModified(w, etag)
			return
		}
		h.Set("Etag", etag)
		h.Set("Cache-Control", "private, max-age=60, s-maxage=60")
		h.Set("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With")
	}
	g.count(r)
	g.rate.headers(h)
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if body != nil && h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

// etagOf is the ETag of a body: a digest of it, unless the route has another.
func (a *response) etagOf(body []byte) string {
	if a.etag != "" {
		return a.etag
	}
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// notModified sends 304 to a conditional request, which counts against no rate limit.
func (g *GitHub) notModified(w http.ResponseWriter, etag string) {
	w.Header().Set("Etag", etag)
	g.rate.headers(w.Header())
	w.WriteHeader(http.StatusNotModified)
}

// count counts a request against the primary rate limit. The storage of logs has none.
func (g *GitHub) count(r *http.Request) {
	request := &g.journal.Requests[r.Context().Value(requestIndex{}).(int)]
	if request.Kind != KindLogFile && g.rate.used < g.rate.limit {
		g.rate.used++
		request.Counted = true
	}
}
