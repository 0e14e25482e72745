package simulate

// Faults: what goes wrong between a client and GitHub. A fault is in front of the routes: it decides whether a request
// reaches its route, and whether the response reaches the client.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func faults(field *[]Fault) func(string) error { return list(field, ParseFault) }

// ParseFault reads KIND:WHAT:WHEN. WHAT is a kind of request (dispatch, save, runs, run, jobs, …), any, reads or writes.
// WHEN is #N, #N..M, P%, +2h (from then on) or +2h..3h; without it all requests are meant.
func ParseFault(text string) (Fault, error) {
	kind, rest, _ := strings.Cut(text, ":")
	what, when, _ := strings.Cut(rest, ":")
	f := Fault{Kind: kind, What: what}
	var kinds []string
	for _, k := range faultKinds {
		kinds = append(kinds, k.name)
	}
	if !slices.Contains(kinds, kind) {
		return f, noSuchWord(kind, kinds, "is no kind of fault")
	}
	if kinds := requestKinds(); !slices.Contains(kinds, what) {
		return f, noSuchWord(what, kinds, "is no kind of request")
	}
	var err error
	f.When, err = parseWhen(when)
	return f, err
}

// requestKinds are the words for what a fault happens to.
func requestKinds() []string {
	kinds := []string{"any", "reads", "writes"}
	for _, r := range routeTable {
		kinds = append(kinds, r.kind)
	}
	return kinds
}

func parseWhen(text string) (When, error) {
	if text == "" {
		return When{}, nil
	}
	if period, timed := strings.CutPrefix(text, "+"); timed {
		return parsePeriod(period)
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

// parsePeriod reads 2h or 2h..3h.
func parsePeriod(text string) (When, error) {
	from, until, bounded := strings.Cut(text, "..")
	a, err := time.ParseDuration(from)
	if err != nil || a < 0 {
		return When{}, wrong("%q is neither +2h nor +2h..3h", "+"+text)
	}
	if !bounded {
		return When{From: a}, nil
	}
	b, err := time.ParseDuration(until)
	if err != nil || b <= a {
		return When{}, wrong("%q is neither +2h nor +2h..3h", "+"+text)
	}
	return When{From: a, Until: b}, nil
}

// parseNoRunner reads DATE, DATE..DATE, +2h or +2h..3h.
func parseNoRunner(text string) (p Period, err error) {
	if period, timed := strings.CutPrefix(text, "+"); timed {
		p.When, err = parsePeriod(period)
	} else {
		p.Days, err = parseDays(text)
	}
	return p, err
}

// applies reports whether the fault happens to the request of that kind that has just come.
func (f *activeFault) applies(g *GitHub, kind string) bool {
	if !f.concerns(kind) {
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

func (f *activeFault) concerns(kind string) bool {
	writes := kind == KindDispatch || kind == KindSave || kind == KindPage || kind == KindGitWrite || kind == KindIssueWrite
	switch f.What {
	case "any":
		return true
	case "writes":
		return writes
	case "reads":
		return !writes
	default:
		return f.What == kind
	}
}

// wrap puts the fault in front of a handler.
func (f *activeFault) wrap(g *GitHub, next http.Handler) http.Handler {
	for _, k := range faultKinds {
		if k.name == f.Kind {
			return k.wrap(g, next)
		}
	}
	panic("simulate: no fault " + f.Kind) // unreachable unless a test made it up
}
