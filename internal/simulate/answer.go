package simulate

// How answers leave: rates counted, conditional requests answered without rendering, errors in GitHub's shape.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what a route says, before it is written.
type answer struct {
	status int
	// version of all that the body is made of. As long as it stands still, so does the body: a conditional request is
	// answered without rendering it. 0: unknown.
	version uint64
	render  func(http.Header) any // the body: something for JSON, or bytes as they are; nil for none
}

func ok(version uint64, render func(http.Header) any) answer {
	return answer{http.StatusOK, version, render}
}

func created(body any) answer {
	return answer{status: http.StatusCreated, render: func(http.Header) any { return body }}
}

// problem is an error in GitHub's shape.
func problem(status int, message string) answer {
	return answer{status: status, render: func(http.Header) any {
		return errorBody{message, "https://docs.github.com/rest", strconv.Itoa(status)}
	}}
}

type errorBody struct {
	Message          string `json:"message"`
	DocumentationURL string `json:"documentation_url"`
	Status           string `json:"status"`
}

func notFound() answer { return problem(http.StatusNotFound, "Not Found") }

// answered is what a URL was last answered with.
type answered struct {
	version uint64
	etag    string
}

// write sends an answer with the headers that every answer has.
func (g *GitHub) write(w http.ResponseWriter, r *http.Request, a answer) {
	h := w.Header()
	known := strings.TrimPrefix(r.Header.Get("If-None-Match"), "W/")
	key := r.URL.RequestURI() + "\n" + r.Header.Get("Accept") + "\n" + r.Header.Get("Authorization")
	last := g.answered[key]
	readable := r.Method == http.MethodGet && a.status == http.StatusOK
	if readable && a.version != 0 && last.version == a.version && known == last.etag {
		g.notModified(w, last.etag)
		return
	}
	var body []byte
	if a.render != nil {
		body = encode(a.render(h))
	}
	if readable {
		sum := sha256.Sum256(body)
		etag := `"` + hex.EncodeToString(sum[:]) + `"`
		g.answered[key] = answered{a.version, etag}
		if known == etag {
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
	if body != nil {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

// notModified answers a conditional request; it counts against no limit.
func (g *GitHub) notModified(w http.ResponseWriter, etag string) {
	w.Header().Set("Etag", etag)
	g.rate.headers(w.Header())
	w.WriteHeader(http.StatusNotModified)
}

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

// rate is the primary limit of one token.
type rate struct {
	limit, used int
	reset       time.Time
}

// turn begins a new hour where the last is over.
func (l *rate) turn(now time.Time) {
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
