package simulate

// The kinds of faults, and what each does to a request.

import (
	"net/http"
	"strconv"
	"strings"
)

// wrapper puts a fault in front of a handler.
type wrapper func(g *GitHub, next http.Handler) http.Handler

type faultKind struct {
	name, meaning string
	wrap          wrapper
}

// faultKinds are in the order in which the help shows them.
var faultKinds = []faultKind{
	{"lost-request", "the connection breaks before GitHub sees the request", lostRequest},
	{"lost-response", "GitHub does it, the answer is lost", lostResponse},
	{"cut-response", "GitHub does it, half of the answer arrives", cutResponse},
	{"truncated", "GitHub does it, the answer's JSON is half", truncated},
	{"html", "502 with a page of HTML", htmlPage},
	{"500", "500 before any effect", errorBefore(500, "Server Error")},
	{"502", "502 after the effect", errorAfter(502, "Server Error")},
	{"503", "503 before any effect", errorBefore(503, "Service Unavailable")},
	{"401", "the token has expired", errorBefore(401, "Bad credentials")},
	{"403", "the token may not do this", errorBefore(403, "Resource not accessible by integration")},
	{"404", "not found", errorBefore(404, "Not Found")},
	{"409", "a save that lost a race", errorBefore(409, "is at "+strings.Repeat("0", 40)+" but expected "+strings.Repeat("1", 40))},
	{"protected", "a branch that refuses writes", errorBefore(409, "Repository rule violations found\n\nChanges must be made through a pull request.\n\n")},
	{"primary", "the primary limit is used up, 403", primaryLimit(403)},
	{"primary-429", "the primary limit is used up, 429", primaryLimit(429)},
	{"secondary", "a secondary limit, 403 with Retry-After", secondaryLimit(403, 60)},
	{"secondary-429", "a secondary limit, 429 with Retry-After", secondaryLimit(429, 60)},
	{"secondary-silent", "a secondary limit, 403 without Retry-After", secondaryLimit(403, 0)},
	{"abuse", "the older words of a secondary limit, 403", abuseDetection},
}

// lostRequest breaks the connection before GitHub gets the request.
func lostRequest(*GitHub, http.Handler) http.Handler {
	return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// lostResponse breaks the connection after the request had its effect.
func lostResponse(_ *GitHub, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&recorder{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	})
}

// cutResponse announces the whole body, sends half of it and breaks the connection.
func cutResponse(_ *GitHub, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := &recorder{header: http.Header{}}
		next.ServeHTTP(kept, r)
		kept.header.Set("Content-Length", strconv.Itoa(kept.body.Len()))
		kept.body.Truncate(kept.body.Len() / 2)
		kept.copyTo(w)
		panic(http.ErrAbortHandler)
	})
}

// truncated sends half of the body as a complete response.
func truncated(_ *GitHub, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := &recorder{header: http.Header{}}
		next.ServeHTTP(kept, r)
		kept.body.Truncate(kept.body.Len() / 2)
		kept.copyTo(w)
	})
}

func htmlPage(*GitHub, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\n<head><title>502 Bad Gateway</title></head>\n<body>Unicorn!</body>\n</html>\n"))
	})
}

// errorBefore responds with an error, and the request has no effect.
func errorBefore(code int, message string) wrapper {
	return func(g *GitHub, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.respondFault(w, r, errorResponse(code, message)) })
	}
}

// errorAfter responds with an error, though the request had its effect.
func errorAfter(code int, message string) wrapper {
	return func(g *GitHub, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&recorder{header: http.Header{}}, r)
			g.respondFault(w, r, errorResponse(code, message))
		})
	}
}

// respondFault sends a response that comes from no route.
func (g *GitHub) respondFault(w http.ResponseWriter, r *http.Request, a response) {
	g.mu.Lock()
	defer g.mu.Unlock()
	w.Header().Set("Date", g.now.UTC().Format(http.TimeFormat))
	g.rate.renew(g.now)
	g.respond(w, r, a)
}

// rateLimitExceeded is the response to a request above the primary rate limit.
func rateLimitExceeded(code int) response {
	return response{status: code, body: func(http.Header) any {
		return errorBody{"API rate limit exceeded for installation ID 12345678. If you reach out to GitHub Support for help, " +
			"please include the request ID.",
			"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api", strconv.Itoa(code)}
	}}
}

// primaryLimit uses up the requests of the hour and refuses this one.
func primaryLimit(code int) wrapper {
	return func(g *GitHub, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g.mu.Lock()
			g.rate.renew(g.now)
			g.rate.used = g.rate.limit
			g.mu.Unlock()
			g.respondFault(w, r, rateLimitExceeded(code))
		})
	}
}

func secondaryLimit(code, retryAfter int) wrapper {
	return func(g *GitHub, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if retryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
			}
			g.respondFault(w, r, response{status: code, body: func(http.Header) any {
				return errorBody{"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
					"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits", strconv.Itoa(code)}
			}})
		})
	}
}

func abuseDetection(g *GitHub, _ http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.respondFault(w, r, response{status: http.StatusForbidden, body: func(http.Header) any {
			return errorBody{"You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
				"https://docs.github.com/rest/overview/resources-in-the-rest-api#abuse-rate-limits", "403"}
		}})
	})
}
