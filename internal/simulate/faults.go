package simulate

// What goes wrong between a controller and GitHub. A fault stands in front of the real handler: it may let the effect
// happen or not, and it may let the answer through or not.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is a kind of weather, for the requests it means.
type Fault struct {
	Kind string // see FaultKinds
	What string // a kind of request, or any, reads, writes
	When When
}

// When says which of the requests are meant: the First-th to the Last-th, or a share by the seed, or those after From and
// before Until from the clock's start. The zero value means all.
type When struct {
	First, Last int
	Percent     float64
	From, Until time.Duration
}

// around makes a handler of the fault's kind.
type around func(g *GitHub, next http.Handler) http.Handler

// faultKinds are in the order that help shows them.
var faultKinds = []struct {
	name, meaning string
	make          around
}{
	{"lost-request", "the connection breaks before GitHub sees the request", func(*GitHub, http.Handler) http.Handler { return broken }},
	{"lost-response", "GitHub does it, the answer is lost", lostResponse},
	{"cut-response", "GitHub does it, half of the answer arrives", cutResponse},
	{"truncated", "GitHub does it, the answer's JSON is half", truncated},
	{"html", "502 with a page of HTML", page502},
	{"500", "500 before any effect", status(500, "Server Error")},
	{"502", "502 after the effect", afterEffect(502, "Server Error")},
	{"503", "503 before any effect", status(503, "Service Unavailable")},
	{"401", "the token has expired", status(401, "Bad credentials")},
	{"403", "the token may not do this", status(403, "Resource not accessible by integration")},
	{"404", "not found", status(404, "Not Found")},
	{"409", "a save that lost a race", status(409, "is at "+strings.Repeat("0", 40)+" but expected "+strings.Repeat("1", 40))},
	{"protected", "a branch that refuses writes", status(409, "Repository rule violations found\n\nChanges must be made through a pull request.\n\n")},
	{"primary", "the primary limit is used up, 403", spent(403)},
	{"primary-429", "the primary limit is used up, 429", spent(429)},
	{"secondary", "a secondary limit, 403 with Retry-After", secondary(403, 60)},
	{"secondary-429", "a secondary limit, 429 with Retry-After", secondary(429, 60)},
	{"secondary-silent", "a secondary limit, 403 without Retry-After", secondary(403, 0)},
	{"abuse", "the older words of a secondary limit, 403", abuse},
}

// FaultKinds are the kinds of faults, with their meanings in Meaning.
func FaultKinds() []Key {
	var all []Key
	for _, k := range faultKinds {
		all = append(all, Key{Name: k.name, Meaning: k.meaning})
	}
	return all
}

// ParseFault reads KIND:WHAT:WHEN. WHAT is a kind of request (dispatch, save, runs, run, jobs, …), any, reads or writes;
// WHEN is #N, #N..M, P%, +2h (from then on) or +2h..3h, and without it all are meant.
func ParseFault(text string) (Fault, error) {
	var f Fault
	var when string
	f.Kind, f.What, _ = strings.Cut(text, ":")
	f.What, when, _ = strings.Cut(f.What, ":")
	if !slices.ContainsFunc(FaultKinds(), func(k Key) bool { return k.Name == f.Kind }) {
		return f, wrong("%q is no kind of fault", f.Kind)
	}
	if !meant(f.What) {
		return f, wrong("%q is no kind of request", f.What)
	}
	var err error
	f.When, err = parseWhen(when)
	return f, err
}

func meant(what string) bool {
	return what == "any" || what == "reads" || what == "writes" ||
		slices.ContainsFunc(routeTable, func(r route) bool { return r.kind == what })
}

func parseWhen(text string) (When, error) {
	if text == "" {
		return When{}, nil
	}
	if span, timed := strings.CutPrefix(text, "+"); timed {
		from, until, bounded := strings.Cut(span, "..")
		if !bounded {
			until = "0s"
		}
		a, err1 := time.ParseDuration(from)
		b, err2 := time.ParseDuration(until)
		if err1 == nil && err2 == nil && a >= 0 && (!bounded || b > a) {
			return When{From: a, Until: b}, nil
		}
		return When{}, wrong("%q is neither +2h nor +2h..3h", text)
	}
	first, last, ranged := strings.Cut(text, "..")
	p, err := parsePick(first)
	if err != nil || !ranged {
		return When{First: p.Nth, Last: p.Nth, Percent: p.Percent}, err
	}
	n, err := strconv.Atoi(last)
	if err != nil || p.Nth == 0 || n < p.Nth {
		return When{}, wrong("%q is no range such as #2..5", text)
	}
	return When{First: p.Nth, Last: n}, nil
}

// injected is a fault with the count of requests it could have meant.
type injected struct {
	Fault
	seen int
}

// means reports whether the fault hits a request of that kind, the one that just came.
func (f *injected) means(g *GitHub, kind string) bool {
	writes := kind == KindDispatch || kind == KindSave || kind == KindGitWrite
	if f.What != "any" && f.What != kind && !(f.What == "writes" && writes) && !(f.What == "reads" && !writes) {
		return false
	}
	f.seen++
	w, age := f.When, g.now.Sub(g.scenario.Start)
	switch {
	case w.First > 0:
		return w.First <= f.seen && f.seen <= w.Last
	case w.Percent > 0:
		return g.scenario.chance("fault "+f.Kind+f.What, int64(f.seen))*100 < w.Percent
	default:
		return age >= w.From && (w.Until == 0 || age < w.Until)
	}
}

func (f *injected) around(g *GitHub, next http.Handler) http.Handler {
	for _, k := range faultKinds {
		if k.name == f.Kind {
			return k.make(g, next)
		}
	}
	panic("simulate: no fault " + f.Kind)
}

// broken is a connection that breaks: see http.ErrAbortHandler.
var broken = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })

func lostResponse(_ *GitHub, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&recorder{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	})
}

// cutResponse announces the whole body and sends half of it.
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

// truncated sends half of the body as if it were all.
func truncated(_ *GitHub, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := &recorder{header: http.Header{}}
		next.ServeHTTP(kept, r)
		kept.body.Truncate(kept.body.Len() / 2)
		kept.copyTo(w)
	})
}

func page502(*GitHub, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\n<head><title>502 Bad Gateway</title></head>\n<body>Unicorn!</body>\n</html>\n"))
	})
}

func status(code int, message string) around {
	return func(g *GitHub, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.say(w, r, problem(code, message)) })
	}
}

func afterEffect(code int, message string) around {
	return func(g *GitHub, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&recorder{header: http.Header{}}, r)
			g.say(w, r, problem(code, message))
		})
	}
}

// say writes an answer that no route gave.
func (g *GitHub) say(w http.ResponseWriter, r *http.Request, a answer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	w.Header().Set("Date", g.now.UTC().Format(http.TimeFormat))
	g.rate.turn(g.now)
	g.write(w, r, a)
}

// primaryLimit is how GitHub refuses the request after the last.
func primaryLimit() answer {
	return answer{status: http.StatusForbidden, render: func(http.Header) any {
		return errorBody{"API rate limit exceeded for installation ID 12345678. If you reach out to GitHub Support for help, " +
			"please include the request ID.",
			"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api", "403"}
	}}
}

// spent uses the hour's requests up and refuses this one.
func spent(code int) around {
	return func(g *GitHub, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g.mu.Lock()
			g.rate.turn(g.now)
			g.rate.used = g.rate.limit
			g.mu.Unlock()
			a := primaryLimit()
			a.status = code
			g.say(w, r, a)
		})
	}
}

func secondary(code, retryAfter int) around {
	return func(g *GitHub, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if retryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
			}
			g.say(w, r, answer{status: code, render: func(http.Header) any {
				return errorBody{"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
					"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits", strconv.Itoa(code)}
			}})
		})
	}
}

func abuse(g *GitHub, _ http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.say(w, r, answer{status: http.StatusForbidden, render: func(http.Header) any {
			return errorBody{"You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
				"https://docs.github.com/rest/overview/resources-in-the-rest-api#abuse-rate-limits", "403"}
		}})
	})
}
