package simulate

// Every route there is, and what is asked of every request before it gets to one.

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Kinds of requests, as the log and the faults name them.
const (
	KindUnknown     = "unknown"
	KindRepository  = "repository"
	KindWorkflow    = "workflow"
	KindDispatch    = "dispatch"
	KindRuns        = "runs"
	KindRun         = "run"
	KindJobs        = "jobs"
	KindAnnotations = "annotations"
	KindContents    = "contents"
	KindSave        = "save"
	KindGit         = "git" // what reads through the Git Data API
	KindGitWrite    = "git-write"
)

type route struct {
	kind    string
	pattern string
	query   string // the parameters it knows
	serve   func(*GitHub, *http.Request) answer
}

const repo = "/repos/{owner}/{repo}"

var routeTable = []route{
	{KindRepository, "GET " + repo, "", (*GitHub).getRepository},
	{KindWorkflow, "GET " + repo + "/actions/workflows/{workflow}", "", (*GitHub).getWorkflow},
	{KindDispatch, "POST " + repo + "/actions/workflows/{workflow}/dispatches", "", (*GitHub).postDispatch},
	{KindRuns, "GET " + repo + "/actions/workflows/{workflow}/runs",
		"actor branch event status created head_sha check_suite_id exclude_pull_requests per_page page", (*GitHub).listRuns},
	{KindRun, "GET " + repo + "/actions/runs/{run}", "exclude_pull_requests", (*GitHub).getRun},
	{KindJobs, "GET " + repo + "/actions/runs/{run}/jobs", "filter per_page page", (*GitHub).listJobs},
	{KindAnnotations, "GET " + repo + "/check-runs/{check}/annotations", "per_page page", (*GitHub).listAnnotations},
	{KindContents, "GET " + repo + "/contents/{path...}", "ref", (*GitHub).getContents},
	{KindSave, "PUT " + repo + "/contents/{path...}", "", (*GitHub).putContents},
	{KindGit, "GET " + repo + "/git/blobs/{sha}", "", (*GitHub).getBlob},
	{KindGit, "GET " + repo + "/git/ref/{ref...}", "", (*GitHub).getRef},
	{KindGitWrite, "POST " + repo + "/git/trees", "", (*GitHub).postTree},
	{KindGitWrite, "POST " + repo + "/git/commits", "", (*GitHub).postCommit},
	{KindGitWrite, "POST " + repo + "/git/refs", "", (*GitHub).postRef},
}

// routes is the table as a mux: what is in no row is answered by none of its handlers.
func (g *GitHub) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range routeTable {
		mux.Handle(r.pattern, endpoint{g, r})
	}
	return mux
}

type endpoint struct {
	g *GitHub
	route
}

// find is the endpoint of a request, with its path parameters set; nil where there is none.
func (g *GitHub) find(r *http.Request) *endpoint {
	if path.Clean(r.URL.Path) != r.URL.Path {
		return nil
	}
	h, _ := g.mux.Handler(r)
	e, ok := h.(endpoint)
	if !ok {
		return nil
	}
	return &e
}

// ServeHTTP implements [http.Handler] for the mux, which is what sets the path parameters.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g := e.g
	if a, refused := g.refuse(r, e.route); refused {
		g.write(w, r, a)
		return
	}
	g.write(w, r, e.serve(g, r))
}

// refuse answers what is wrong with a request whatever it asks for.
func (g *GitHub) refuse(r *http.Request, to route) (answer, bool) {
	if r.Header.Get("Authorization") == "" {
		g.addViolation("%s %s: no Authorization", r.Method, r.URL.Path)
		return problem(http.StatusUnauthorized, "Requires authentication"), true
	}
	if r.UserAgent() == "" {
		g.addViolation("%s %s: no User-Agent", r.Method, r.URL.Path)
		return problem(http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"), true
	}
	if v := r.Header.Get("X-GitHub-Api-Version"); v != versionNow && v != versionNext {
		g.addViolation("%s %s: API version %q", r.Method, r.URL.Path, v)
		return problem(http.StatusBadRequest, "The API version '"+v+"' is not supported."), true
	}
	known := strings.Fields(to.query)
	query := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(known, name) || len(query[name]) != 1 {
			g.addViolation("%s %s: query parameter %q", r.Method, r.URL.Path, name)
			return problem(http.StatusUnprocessableEntity, "Invalid query parameter: "+name), true
		}
	}
	if !strings.EqualFold(r.PathValue("owner")+"/"+r.PathValue("repo"), g.scenario.Repository) {
		return notFound(), true
	}
	return answer{}, false
}

// The API versions there are.
const (
	versionNow  = "2022-11-28"
	versionNext = "2026-03-10"
)

// maxBody is more than GitHub takes in one request.
const maxBody = 64 << 20

// decode reads a JSON body into v. Fields that v has no place for, and what is no JSON, are refused.
func (g *GitHub) decode(r *http.Request, v any) (answer, bool) {
	d := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil && d.Decode(&struct{}{}) == io.EOF {
		return answer{}, true
	}
	g.addViolation("%s %s: body: %v", r.Method, r.URL.Path, err)
	var syntax *json.SyntaxError
	if err == nil || errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return problem(http.StatusBadRequest, "Problems parsing JSON"), false
	}
	return problem(http.StatusUnprocessableEntity, "Invalid request.\n\n"+err.Error()), false
}

// page is what page and per_page ask for.
type page struct{ number, size int }

func pageOf(query url.Values) page {
	p := page{number: 1, size: 30}
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 1 {
		p.number = n
	}
	if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > 0 {
		p.size = min(n, 100)
	}
	return p
}

// cut is the page's part of all items.
func cut[T any](p page, all []T) []T {
	from := min((p.number-1)*p.size, len(all))
	return all[from:min(from+p.size, len(all))]
}

// setLink sets the Link header of a list with total items, unless all are on one page.
func (p page) setLink(h http.Header, u *url.URL, total int) {
	last := max(1, (total+p.size-1)/p.size)
	var links []string
	add := func(number int, rel string) {
		q := u.Query()
		q.Set("page", strconv.Itoa(number))
		links = append(links, "<"+apiURL+u.Path+"?"+q.Encode()+`>; rel="`+rel+`"`)
	}
	if p.number > 1 {
		add(p.number-1, "prev")
	}
	if p.number < last {
		add(p.number+1, "next")
		add(last, "last")
	}
	if p.number > 1 {
		add(1, "first")
	}
	if links != nil {
		h.Set("Link", strings.Join(links, ", "))
	}
}

const (
	apiURL = "https://api.github.com"
	webURL = "https://github.com"
)
