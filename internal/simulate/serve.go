package simulate

// One request from its arrival to its entry in the log.

import (
	"context"
	"net/http"
	"strings"
)

// ServeHTTP answers one request through the faults that mean it, whatever its host, with or without the `/api/v3` of an
// Enterprise server.
func (g *GitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api/v3"); ok {
		r.URL.Path = rest
	}
	watched := &watcher{ResponseWriter: w}
	handler, entry := g.arrive(r)
	defer func() { g.leave(entry, watched.status) }()
	handler.ServeHTTP(watched, r.WithContext(context.WithValue(r.Context(), entryKey{}, entry)))
}

// arrive puts the faults that mean r in front of the real handler, and opens its entry in the log.
func (g *GitHub) arrive(r *http.Request) (http.Handler, int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	kind := KindUnknown
	if e := g.find(r); e != nil {
		kind = e.kind
	}
	var handler http.Handler = http.HandlerFunc(g.serve)
	for _, f := range g.faults {
		if f.means(g, kind) {
			handler = f.around(g, handler)
		}
	}
	g.journal.Requests = append(g.journal.Requests, Request{At: g.now, Method: r.Method, Path: r.URL.RequestURI(), Kind: kind})
	return handler, len(g.journal.Requests) - 1
}

func (g *GitHub) leave(entry, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.journal.Requests[entry].Status = status
}

// serve answers without any fault. The hook is told of effects when the lock is free again, so that it may look around.
func (g *GitHub) serve(w http.ResponseWriter, r *http.Request) {
	hook, effects := g.answer(w, r)
	for _, e := range effects {
		hook(e)
	}
}

func (g *GitHub) answer(w http.ResponseWriter, r *http.Request) (hook func(Effect), effects []Effect) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rate.turn(g.now)
	before := len(g.journal.Effects)
	w.Header().Set("Date", g.now.UTC().Format(http.TimeFormat))
	w.Header().Set("X-Github-Media-Type", "github.v3; format=json")
	switch e := g.find(r); {
	case e == nil:
		g.addViolation("%s %s: unknown route", r.Method, r.URL.Path)
		g.write(w, r, notFound())
	case g.rate.used >= g.rate.limit:
		g.write(w, r, primaryLimit())
	default:
		g.mux.ServeHTTP(w, r)
	}
	return g.onEffect, g.journal.Effects[before:]
}

// watcher notes the status that passes.
type watcher struct {
	http.ResponseWriter
	status int
}

func (w *watcher) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// entryKey is where a request's context has the index of its entry in the log.
type entryKey struct{}

// count counts a request against the primary limit.
func (g *GitHub) count(r *http.Request) {
	if g.rate.used < g.rate.limit {
		g.rate.used++
		g.journal.Requests[r.Context().Value(entryKey{}).(int)].Counted = true
	}
}
