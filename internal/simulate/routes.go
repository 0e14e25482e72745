package simulate

// The routes, and the checks that every request has to pass before its route.

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// Kinds of requests, as the journal and the faults name them.
const (
	KindUnknown     = "unknown"
	KindRepository  = "repository"
	KindWorkflows   = "workflows"
	KindWorkflow    = "workflow"
	KindDispatch    = "dispatch"
	KindRuns        = "runs"
	KindRun         = "run"
	KindCancel      = "cancel"
	KindJobs        = "jobs"
	KindAnnotations = "annotations"
	KindLogs        = "logs"
	KindLogFile     = "log-file" // from the storage, not from GitHub
	KindContents    = "contents"
	KindCommits     = "commits"
	KindSave        = "save"
	KindPage        = "page" // a write of what people look at beside a ledger
	KindGit         = "git"  // reads of the Git Data API
	KindGitWrite    = "git-write"
	KindIssues      = "issues"
	KindIssueWrite  = "issue-write"
)

type route struct {
	kind    string
	pattern string
	query   string // the query parameters that it takes
	serve   func(*GitHub, *http.Request) response
}

const repo = "/repos/{owner}/{repo}"

// routeTable holds only what this program requests.
var routeTable = []route{
	{KindRepository, "GET " + repo, "", (*GitHub).getRepository},
	{KindWorkflows, "GET " + repo + "/actions/workflows", "per_page page", (*GitHub).listWorkflows},
	{KindWorkflow, "GET " + repo + "/actions/workflows/{workflow}", "", (*GitHub).getWorkflow},
	{KindDispatch, "POST " + repo + "/actions/workflows/{workflow}/dispatches", "", (*GitHub).postDispatch},
	{KindRuns, "GET " + repo + "/actions/workflows/{workflow}/runs",
		"actor branch event status created head_sha check_suite_id exclude_pull_requests per_page page", (*GitHub).listRuns},
	{KindRun, "GET " + repo + "/actions/runs/{run}", "exclude_pull_requests", (*GitHub).getRun},
	{KindCancel, "POST " + repo + "/actions/runs/{run}/cancel", "", (*GitHub).postCancel},
	{KindJobs, "GET " + repo + "/actions/runs/{run}/jobs", "filter per_page page", (*GitHub).listJobs},
	{KindAnnotations, "GET " + repo + "/check-runs/{check}/annotations", "per_page page", (*GitHub).listAnnotations},
	{KindLogs, "GET " + repo + "/actions/jobs/{job}/logs", "", (*GitHub).getLogs},
	{KindLogFile, "GET " + logHost + "/logs/{file}", "", nil},
	{KindLogFile, "GET /" + logHost + "/logs/{file}", "", nil},
	{KindContents, "GET " + repo + "/contents/{path...}", "ref", (*GitHub).getContents},
	{KindCommits, "GET " + repo + "/commits", "sha per_page page", (*GitHub).listCommits},
	{KindSave, "PUT " + repo + "/contents/{path...}", "", (*GitHub).putContents},
	{KindPage, "PUT " + repo + "/contents/README.md", "", putPage("README.md")},
	{KindPage, "PUT " + repo + "/contents/coverage.svg", "", putPage("coverage.svg")},
	{KindGit, "GET " + repo + "/commits/{ref...}", "", (*GitHub).getCommitSHA},
	{KindGit, "GET " + repo + "/git/blobs/{sha}", "", (*GitHub).getBlob},
	{KindGit, "GET " + repo + "/git/ref/{ref...}", "", (*GitHub).getRef},
	{KindGitWrite, "POST " + repo + "/git/trees", "", (*GitHub).postTree},
	{KindGitWrite, "POST " + repo + "/git/commits", "", (*GitHub).postCommit},
	{KindGitWrite, "POST " + repo + "/git/refs", "", (*GitHub).postRef},
	{KindIssues, "GET " + repo + "/issues", "state sort direction per_page page", (*GitHub).listIssues},
	{KindIssueWrite, "POST " + repo + "/issues", "", (*GitHub).postIssue},
	{KindIssueWrite, "PATCH " + repo + "/issues/{number}", "", (*GitHub).patchIssue},
	{KindIssueWrite, "POST " + repo + "/issues/{number}/comments", "", (*GitHub).postComment},
}

// putPage writes one file, as any other; it has a kind of its own, so that faults tell it from the ledger.
func putPage(name string) func(*GitHub, *http.Request) response {
	return func(g *GitHub, r *http.Request) response {
		r.SetPathValue("path", name)
		return g.putContents(r)
	}
}

// newMux is a mux of the route table. Its handlers are endpoints.
func (g *GitHub) newMux() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range routeTable {
		mux.Handle(r.pattern, endpoint{g, r})
	}
	return mux
}

// endpoint is a route of one GitHub.
type endpoint struct {
	g *GitHub
	route
}

// endpointOf is the endpoint of a request; nil for an unknown route.
func (g *GitHub) endpointOf(r *http.Request) *endpoint {
	if clean := path.Clean(r.URL.Path); clean != r.URL.Path && r.URL.Path != clean+"/" { // a slash ends the address of the root folder
		return nil
	}
	h, _ := g.mux.Handler(r)
	e, ok := h.(endpoint)
	if !ok {
		return nil
	}
	return &e
}

// ServeHTTP implements [http.Handler] for the mux, which sets the path parameters.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g := e.g
	if e.kind == KindLogFile {
		g.serveLogFile(w, r)
		return
	}
	if refusal, refused := g.validate(r, e.route); refused {
		g.respond(w, r, refusal)
		return
	}
	g.respond(w, r, e.serve(g, r))
}

// validate checks what every route requires, and returns the response to a request that lacks it.
func (g *GitHub) validate(r *http.Request, to route) (response, bool) {
	if r.Header.Get("Authorization") == "" {
		g.addViolation("%s %s: no Authorization", r.Method, r.URL.Path)
		return errorResponse(http.StatusUnauthorized, "Requires authentication"), true
	}
	if r.UserAgent() == "" {
		g.addViolation("%s %s: no User-Agent", r.Method, r.URL.Path)
		return errorResponse(http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"), true
	}
	if v := r.Header.Get("X-GitHub-Api-Version"); v != versionNow && v != versionNext {
		g.addViolation("%s %s: API version %q", r.Method, r.URL.Path, v)
		return errorResponse(http.StatusBadRequest, "The API version '"+v+"' is not supported."), true
	}
	known := strings.Fields(to.query)
	query := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(known, name) || len(query[name]) != 1 {
			g.addViolation("%s %s: query parameter %q", r.Method, r.URL.Path, name)
			return errorResponse(http.StatusUnprocessableEntity, "Invalid query parameter: "+name), true
		}
	}
	if !strings.EqualFold(r.PathValue("owner")+"/"+r.PathValue("repo"), g.scenario.Repository) {
		return notFound(), true
	}
	return response{}, false
}

// The supported API versions.
const (
	versionNow  = "2022-11-28"
	versionNext = "2026-03-10"
)

// maxBody is more than GitHub takes in one request, in bytes.
const maxBody = 64 << 20

// decode reads the JSON body of a request into v. Where the body is not JSON, or has a field that v lacks, it returns the
// response to that and false.
func (g *GitHub) decode(r *http.Request, v any) (response, bool) {
	d := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil && d.Decode(&struct{}{}) == io.EOF {
		return response{}, true
	}
	g.addViolation("%s %s: body: %v", r.Method, r.URL.Path, err)
	var syntax *json.SyntaxError
	if err == nil || errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errorResponse(http.StatusBadRequest, "Problems parsing JSON"), false
	}
	return errorResponse(http.StatusUnprocessableEntity, "Invalid request.\n\n"+err.Error()), false
}
