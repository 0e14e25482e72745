package simulate

// Runs as the API shows them: one by its id, and the list of a workflow's runs with its filters.

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Limits of the list: the results of a filtered one, and the results that pages of an unfiltered one reach.
const (
	maxFiltered = 1000
	maxListed   = 40000
)

type runShape struct {
	ID                 int64           `json:"id"`
	Name               string          `json:"name"`
	NodeID             string          `json:"node_id"`
	HeadBranch         string          `json:"head_branch"`
	HeadSHA            string          `json:"head_sha"`
	Path               string          `json:"path"`
	DisplayTitle       string          `json:"display_title"`
	RunNumber          int             `json:"run_number"`
	RunAttempt         int             `json:"run_attempt"`
	Event              string          `json:"event"`
	Status             string          `json:"status"`
	Conclusion         *string         `json:"conclusion"`
	WorkflowID         int64           `json:"workflow_id"`
	CheckSuiteID       int64           `json:"check_suite_id"`
	CheckSuiteNodeID   string          `json:"check_suite_node_id"`
	URL                string          `json:"url"`
	HTMLURL            string          `json:"html_url"`
	PullRequests       []struct{}      `json:"pull_requests"`
	CreatedAt          string          `json:"created_at"`
	UpdatedAt          string          `json:"updated_at"`
	RunStartedAt       string          `json:"run_started_at"`
	Actor              json.RawMessage `json:"actor"`
	TriggeringActor    json.RawMessage `json:"triggering_actor"`
	JobsURL            string          `json:"jobs_url"`
	LogsURL            string          `json:"logs_url"`
	CheckSuiteURL      string          `json:"check_suite_url"`
	ArtifactsURL       string          `json:"artifacts_url"`
	CancelURL          string          `json:"cancel_url"`
	RerunURL           string          `json:"rerun_url"`
	PreviousAttemptURL *string         `json:"previous_attempt_url"`
	WorkflowURL        string          `json:"workflow_url"`
	HeadCommit         headCommit      `json:"head_commit"`
	Repository         json.RawMessage `json:"repository"`
	HeadRepository     json.RawMessage `json:"head_repository"`
}

type headCommit struct {
	ID        string `json:"id"`
	TreeID    string `json:"tree_id"`
	Message   string `json:"message"`
	Timestamp string `json:"timestamp"`
	Author    person `json:"author"`
	Committer person `json:"committer"`
}

type person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// runJSON is a run as JSON, kept until the run changes.
func (g *GitHub) runJSON(r *run) json.RawMessage {
	if r.json == nil {
		r.json = encode(g.runShape(r))
	}
	return r.json
}

func (g *GitHub) runShape(r *run) runShape {
	a, head := r.current(), g.git.commits[r.sha]
	self := g.apiURL("/actions/runs/" + itoa(r.id))
	suite := itoa(r.id + 1)
	who := person{head.Author.Name, head.Author.Email}
	shape := runShape{
		ID: r.id, Name: r.workflow.title(), NodeID: "WFR_" + itoa(r.id), HeadBranch: r.branch, HeadSHA: r.sha,
		Path: r.workflow.path, DisplayTitle: r.title, RunNumber: r.number, RunAttempt: a.number, Event: r.event,
		Status: a.status, WorkflowID: r.workflow.id, CheckSuiteID: r.id + 1, CheckSuiteNodeID: "CS_" + suite,
		URL: self, HTMLURL: g.webURL("/actions/runs/" + itoa(r.id)), PullRequests: []struct{}{},
		CreatedAt: stamp(r.created), UpdatedAt: stamp(a.updated), RunStartedAt: stamp(a.started),
		Actor: g.userJSON(r.actor), TriggeringActor: g.userJSON(a.actor),
		JobsURL: self + "/jobs", LogsURL: self + "/logs", CheckSuiteURL: g.apiURL("/check-suites/" + suite),
		ArtifactsURL: self + "/artifacts", CancelURL: self + "/cancel", RerunURL: self + "/rerun",
		WorkflowURL: g.apiURL("/actions/workflows/" + itoa(r.workflow.id)),
		HeadCommit:  headCommit{head.SHA, head.Tree, head.Message, stamp(head.Author.Date), who, who},
		Repository:  g.repositoryJSON, HeadRepository: g.repositoryJSON,
	}
	if a.conclusion != "" {
		shape.Conclusion = &a.conclusion
	}
	if a.number > 1 {
		previous := self + "/attempts/" + strconv.Itoa(a.number-1)
		shape.PreviousAttemptURL = &previous
	}
	return shape
}

// userJSON is a user as every run shows it.
func (g *GitHub) userJSON(login string) json.RawMessage {
	if g.users[login] == nil {
		g.users[login] = encode(withoutURLs(userShape(login)))
	}
	return g.users[login]
}

func (g *GitHub) getRun(r *http.Request) response {
	run := g.runInPath(r)
	if run == nil {
		return notFound()
	}
	return ok(run.version, func(http.Header) any { return []byte(g.runJSON(run)) })
}

// runInPath is the run that a path names; nil where there is none.
func (g *GitHub) runInPath(r *http.Request) *run {
	id, err := strconv.ParseInt(r.PathValue("run"), 10, 64)
	if err != nil {
		return nil
	}
	return g.run(id)
}

func (g *GitHub) listRuns(r *http.Request) response {
	w := g.workflow(r.PathValue("workflow"))
	if w == nil {
		return notFound()
	}
	query := r.URL.Query()
	keep, filtered, reason := parseFilter(query)
	p := pageOf(query)
	switch {
	case reason != "":
		g.addViolation("GET %s: %s", r.URL.RequestURI(), reason)
		return errorResponse(http.StatusUnprocessableEntity, reason)
	case !filtered && p.number*p.size > maxListed:
		return errorResponse(http.StatusUnprocessableEntity, "In order to keep the API fast for everyone, pagination is limited for this resource.")
	}
	return ok(w.version, func(h http.Header) any {
		all := g.listedRuns(w, keep)
		reachable := all
		if filtered {
			reachable = all[:min(len(all), maxFiltered)]
		}
		p.setLink(h, r.URL, len(reachable))
		var shapes [][]byte
		for _, run := range itemsOf(p, reachable) {
			shapes = append(shapes, g.runJSON(run))
		}
		head := `{"total_count":` + strconv.Itoa(len(all)) + `,"workflow_runs":[`
		return slices.Concat([]byte(head), bytes.Join(shapes, []byte(",")), []byte("]}"))
	})
}

// listedRuns are the runs of a workflow that lists show and a filter keeps, newest first.
func (g *GitHub) listedRuns(w *workflow, keep func(*run) bool) []*run {
	var all []*run
	for _, r := range slices.Backward(g.runs) {
		if r.workflow == w && r.listed && keep(r) {
			all = append(all, r)
		}
	}
	return all
}

// statusFilters are the statuses and conclusions that a list can be filtered by. startup_failure is not among them.
var statusFilters = []string{"completed", "action_required", "cancelled", "failure", "neutral", "skipped", "stale", "success",
	"timed_out", "in_progress", "queued", "requested", "waiting", "pending"}

// parseFilter reads the filters of a list. The reason says what GitHub would not understand.
func parseFilter(query url.Values) (keep func(*run) bool, filtered bool, reason string) {
	var all []func(*run) bool
	add := func(name string, match func(r *run, value string) bool) {
		if value := query.Get(name); value != "" {
			all = append(all, func(r *run) bool { return match(r, value) })
		}
	}
	add("actor", func(r *run, v string) bool { return strings.EqualFold(r.actor, v) })
	add("branch", func(r *run, v string) bool { return r.branch == v })
	add("event", func(r *run, v string) bool { return r.event == v })
	add("head_sha", func(r *run, v string) bool { return r.sha == v })
	add("check_suite_id", func(r *run, v string) bool { return itoa(r.id+1) == v })
	add("status", func(r *run, v string) bool { return r.current().status == v || r.current().conclusion == v })
	if s := query.Get("status"); s != "" && !slices.Contains(statusFilters, s) {
		reason = "status: " + s + " is not a status or conclusion to filter by"
	}
	if created := query.Get("created"); created != "" {
		from, to, ok := parseDateRange(created)
		if !ok {
			reason = "created: " + created + " is not a date or a range"
		}
		all = append(all, func(r *run) bool { return !r.created.Before(from) && r.created.Before(to) })
	}
	return func(r *run) bool {
		return !slices.ContainsFunc(all, func(match func(*run) bool) bool { return !match(r) })
	}, all != nil, reason
}
