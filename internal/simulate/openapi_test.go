package simulate_test

// Every kind of request that a controller makes, and every kind of answer it gets, held against GitHub's own description
// of its API; the controller here is go-github, so its structures are held against the answers too.

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/go-github/v60/github"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// inspector is a transport that fails the test for what the description doesn't allow.
type inspector struct {
	t    *testing.T
	next http.RoundTripper
	doc  *openapi3.T
	seen map[string]bool // "operation status"
}

func newInspector(t *testing.T, next http.RoundTripper) *inspector {
	text, err := os.ReadFile("testdata/openapi/api.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return &inspector{t, next, doc, map[string]bool{}}
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// route finds the operation of a request, the one with the fewest parameters where several match.
func (i *inspector) route(r *http.Request) (*routers.Route, map[string]string) {
	templates := slices.SortedFunc(func(yield func(string) bool) {
		for template := range i.doc.Paths.Map() {
			if !yield(template) {
				return
			}
		}
	}, func(a, b string) int { return strings.Count(a, "{") - strings.Count(b, "{") })
	for _, template := range templates {
		pattern := parameter.ReplaceAllStringFunc(template, func(p string) string {
			if p == "{path}" || p == "{ref}" {
				return "(.*)"
			}
			return "([^/]+)"
		})
		match := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(r.URL.Path)
		item := i.doc.Paths.Value(template)
		if match == nil || item.GetOperation(r.Method) == nil {
			continue
		}
		values := map[string]string{}
		for n, name := range parameter.FindAllStringSubmatch(template, -1) {
			values[name[1]] = match[n+1]
		}
		return &routers.Route{Spec: i.doc, Path: template, PathItem: item, Method: r.Method, Operation: item.GetOperation(r.Method)}, values
	}
	i.t.Fatalf("%s %s is no operation of GitHub's", r.Method, r.URL.Path)
	return nil, nil
}

func (i *inspector) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	response, err := i.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	route, values := i.route(r)
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(sent))
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: values, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	// That the path of the root folder is left out is said in prose only.
	root := strings.HasSuffix(r.URL.Path, "/contents/")
	if err := openapi3filter.ValidateRequest(r.Context(), input); err != nil && response.StatusCode < 300 && !root {
		i.t.Errorf("%s %s: request: %v", r.Method, r.URL, err)
	}
	received, _ := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(received))
	output := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: response.StatusCode, Header: response.Header}
	output.SetBodyBytes(received)
	// Of a conflict the description has two forms without a required field: every body matches both, where it must match one.
	// That a commit is also shown as its hash alone is said in prose only.
	hash := strings.HasSuffix(r.Header.Get("Accept"), ".sha")
	output.Options = &openapi3filter.Options{ExcludeResponseBody: response.StatusCode == http.StatusConflict || hash}
	if err := openapi3filter.ValidateResponse(r.Context(), output); err != nil {
		i.t.Errorf("%s %s: response %d: %v", r.Method, r.URL, response.StatusCode, err)
	}
	i.seen[route.Operation.OperationID+" "+http.StatusText(response.StatusCode)] = true
	return response, nil
}

// visitor is go-github before an inspected GitHub.
type visitor struct {
	*stage
	c *github.Client
}

const owner, repoName, gatherFile = "CouncilDataProject", "seattle", "event-gather-pipeline.yml"

func TestAnswersAgreeWithGitHubsDescription(t *testing.T) {
	s := on(t, "bad-day=2021-03-02,schedule=on,re-run=#1@1h")
	inspect := newInspector(t, s.Transport())
	v := visitor{s, github.NewClient(&http.Client{Transport: inspect}).WithAuthToken("t")}
	v.visitRepository()
	v.visitActions()
	v.visitGit()
	v.visitIssues()
	for _, item := range inspect.doc.Paths.Map() {
		for _, o := range item.Operations() {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(inspect.seen)), func(s string) bool { return strings.HasPrefix(s, o.OperationID+" ") }) {
				t.Errorf("%s was not tried", o.OperationID)
			}
		}
	}
	s.clean()
}

// must unwraps what go-github returns.
func must[T any](got T, _ *github.Response, err error) T {
	if err != nil {
		panic(err)
	}
	return got
}

func (v visitor) visitRepository() {
	ctx := context.Background()
	r := must(v.c.Repositories.Get(ctx, owner, repoName))
	if r.GetDefaultBranch() != "main" || !r.GetPermissions()["push"] {
		v.t.Errorf("repository %v", r)
	}
	file, _, _, err := v.c.Repositories.GetContents(ctx, owner, repoName, "cookiecutter.yaml", nil)
	if text, _ := file.GetContent(); err != nil || !strings.Contains(text, "iana_timezone: America/Los_Angeles") {
		v.t.Errorf("cookiecutter.yaml %q %v", text, err)
	}
	commits := must(v.c.Repositories.ListCommits(ctx, owner, repoName, &github.CommitsListOptions{SHA: "main", ListOptions: github.ListOptions{PerPage: 1}}))
	if len(commits) != 1 || commits[0].GetCommit().GetMessage() != "Say what this is" {
		v.t.Errorf("commits %v", commits)
	}
	if _, r, err := v.c.Repositories.ListCommits(ctx, owner, repoName, &github.CommitsListOptions{SHA: "none"}); err == nil || r.StatusCode != http.StatusNotFound {
		v.t.Errorf("commits of a branch that isn't there: %v", err)
	}
	if _, root, _, err := v.c.Repositories.GetContents(ctx, owner, repoName, "", nil); len(root) == 0 {
		v.t.Errorf("root folder: %v", err)
	}
	if _, folder, _, err := v.c.Repositories.GetContents(ctx, owner, repoName, ".github/workflows", nil); len(folder) != 2 {
		v.t.Errorf("folder %v %v", folder, err)
	}
}

func (v visitor) visitActions() {
	ctx := context.Background()
	if got := must(v.c.Actions.GetWorkflowByFileName(ctx, owner, repoName, gatherFile)).GetState(); got != simulate.StateActive {
		v.t.Errorf("workflow is %s", got)
	}
	list := must(v.c.Actions.ListWorkflows(ctx, owner, repoName, &github.ListOptions{PerPage: 2, Page: 2}))
	if list.GetTotalCount() != 3 || len(list.Workflows) != 1 || list.Workflows[0].GetName() != "Process Special Event" {
		v.t.Errorf("workflows %v", list)
	}
	window := map[string]any{"from": "2021-03-01T00:00:00", "to": "2021-03-04T00:00:00"}
	request, _ := v.c.NewRequest("POST", "repos/"+owner+"/"+repoName+"/actions/workflows/"+gatherFile+"/dispatches",
		object{"ref": "main", "inputs": window, "return_run_details": true})
	var details struct {
		ID int64 `json:"workflow_run_id"`
	}
	if _, err := v.c.Do(ctx, request, &details); err != nil {
		v.t.Fatal(err)
	}
	event := github.CreateWorkflowDispatchEventRequest{Ref: "main", Inputs: window}
	if r, err := v.c.Actions.CreateWorkflowDispatchEventByFileName(ctx, owner, repoName, gatherFile, event); err != nil || r.StatusCode != 204 {
		v.t.Errorf("dispatch: %v", err)
	}
	if r, err := v.c.Actions.CreateWorkflowDispatchEventByFileName(ctx, owner, repoName, "other.yml", event); err == nil || r.StatusCode != 404 {
		v.t.Errorf("dispatch of what isn't there: %v", err)
	}
	for range 12 {
		v.visitRun(details.ID)
		v.sleep(25 * time.Minute)
	}
	_, _ = v.c.Actions.CreateWorkflowDispatchEventByFileName(ctx, owner, repoName, gatherFile, event)
	sent := v.Dispatches()[2]
	for i, want := range []int{http.StatusAccepted, http.StatusConflict} {
		if r, _ := v.c.Actions.CancelWorkflowRunByID(ctx, owner, repoName, sent.RunID); r.StatusCode != want {
			v.t.Errorf("cancellation %d: %s", i, r.Status)
		}
		v.sleep(time.Minute)
	}
}

// visitRun looks at a run, its jobs and their annotations, at whatever stage they are.
func (v visitor) visitRun(id int64) {
	ctx := context.Background()
	if run := must(v.c.Actions.GetWorkflowRunByID(ctx, owner, repoName, id)); run.GetID() != id || run.GetRunAttempt() < 1 {
		v.t.Errorf("run %v", run)
	}
	runs := must(v.c.Actions.ListWorkflowRunsByFileName(ctx, owner, repoName, gatherFile, &github.ListWorkflowRunsOptions{
		Event: "workflow_dispatch", ExcludePullRequests: true, ListOptions: github.ListOptions{PerPage: 100, Page: 1}}))
	if v.Clock().Now().After(start) && runs.GetTotalCount() != 2 {
		v.t.Errorf("%d runs", runs.GetTotalCount())
	}
	for _, j := range must(v.c.Actions.ListWorkflowJobs(ctx, owner, repoName, id, &github.ListWorkflowJobsOptions{Filter: "all"})).Jobs {
		notes := must(v.c.Checks.ListCheckRunAnnotations(ctx, owner, repoName, j.GetID(), nil))
		if j.GetConclusion() == failure && len(notes) == 0 {
			v.t.Errorf("job %s failed without a word", j.GetName())
		}
		address, r, err := v.c.Actions.GetWorkflowJobLogs(ctx, owner, repoName, j.GetID(), 0)
		if want := map[bool]int{true: 302, false: 404}[j.GetStatus() == statusCompleted]; r == nil || r.StatusCode != want || (want == 302) != (err == nil) {
			v.t.Errorf("log of a job that is %s: %v %v %v", j.GetStatus(), address, r, err)
		}
	}
}

func (v visitor) visitGit() {
	ctx, text, branch := context.Background(), github.String, github.String("ledger")
	tree := must(v.c.Git.CreateTree(ctx, owner, repoName, "", []*github.TreeEntry{
		{Path: text("ledger.jsonl"), Mode: text("100644"), Type: text("blob"), Content: text("{}\n")}}))
	commit := must(v.c.Git.CreateCommit(ctx, owner, repoName, &github.Commit{Message: text("begin"), Tree: tree}, nil))
	ref := &github.Reference{Ref: text("refs/heads/ledger"), Object: &github.GitObject{SHA: commit.SHA}}
	must(v.c.Git.CreateRef(ctx, owner, repoName, ref))
	must(v.c.Git.GetRef(ctx, owner, repoName, "heads/ledger"))
	if sha := must(v.c.Repositories.GetCommitSHA1(ctx, owner, repoName, "heads/ledger", "")); sha != commit.GetSHA() {
		v.t.Errorf("the branch is at %q, not %s", sha, commit.GetSHA())
	}
	if _, r, _ := v.c.Repositories.GetCommitSHA1(ctx, owner, repoName, "heads/ledger", commit.GetSHA()); r.StatusCode != http.StatusNotModified {
		v.t.Errorf("the branch is where it was: %s", r.Status)
	}

	save := github.RepositoryContentFileOptions{Message: text("save"), Content: []byte("{}\n{}\n"), SHA: tree.Entries[0].SHA, Branch: branch}
	saved := must(v.c.Repositories.UpdateFile(ctx, owner, repoName, "ledger.jsonl", &save))
	if _, r, _ := v.c.Repositories.UpdateFile(ctx, owner, repoName, "ledger.jsonl", &save); r.StatusCode != http.StatusConflict {
		v.t.Errorf("saved over a save: %s", r.Status)
	}
	readme := github.RepositoryContentFileOptions{Message: text("save"), Content: []byte("# Ledger\n"), Branch: branch}
	must(v.c.Repositories.CreateFile(ctx, owner, repoName, "README.md", &readme))

	must(v.c.Git.GetBlob(ctx, owner, repoName, saved.Content.GetSHA()))
	if _, r, _ := v.c.Git.GetBlob(ctx, owner, repoName, saved.GetSHA()); r.StatusCode != http.StatusNotFound {
		v.t.Errorf("a commit read as a blob: %s", r.Status)
	}
}

func (v visitor) visitIssues() {
	ctx, text := context.Background(), github.String
	for _, title := range []string{"one", "two", "three"} {
		must(v.c.Issues.Create(ctx, owner, repoName, &github.IssueRequest{Title: text(title), Body: text("a body")}))
	}
	must(v.c.Issues.Edit(ctx, owner, repoName, 2, &github.IssueRequest{Body: text("another body")}))
	must(v.c.Issues.CreateComment(ctx, owner, repoName, 1, &github.IssueComment{Body: text("a comment")}))
	must(v.c.Issues.Edit(ctx, owner, repoName, 1, &github.IssueRequest{State: text("closed"), StateReason: text("completed")}))
	open := must(v.c.Issues.ListByRepo(ctx, owner, repoName, &github.IssueListByRepoOptions{State: "open", ListOptions: github.ListOptions{PerPage: 1, Page: 2}}))
	if len(open) != 1 || open[0].GetTitle() != "two" || open[0].GetBody() != "another body" || !strings.HasSuffix(open[0].GetUser().GetLogin(), "[bot]") {
		v.t.Errorf("open issues, the newest first, page 2: %v", open)
	}
	if closed := v.Issues()[0]; !closed.Closed || closed.Reason != "completed" || len(closed.Comments) != 1 {
		v.t.Errorf("closed: %+v", closed)
	}
	if _, r, err := v.c.Issues.Edit(ctx, owner, repoName, 9, &github.IssueRequest{Body: text("a body")}); err == nil || r.StatusCode != http.StatusNotFound {
		v.t.Errorf("an issue that isn't there: %v", err)
	}
}
