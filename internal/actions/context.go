package actions

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sethvargo/go-githubactions"
)

// environment is a list of NAME=value.
type environment []string

// get is the value of a variable, the last where it is there twice; empty and unset are the same.
func (e environment) get(name string) string {
	value := ""
	for _, pair := range e {
		if key, v, ok := strings.Cut(pair, "="); ok && key == name {
			value = v
		}
	}
	return value
}

// Context is what the runner says of the step and of the run that it is part of, in the variables of
// https://docs.github.com/actions/reference/workflows-and-actions/variables. What isn't said is empty.
type Context struct {
	InWorkflow       bool   // whether there is a runner at all
	Repository       string // OWNER/NAME
	EventName        string // what started the run: push, schedule, workflow_dispatch, …
	Ref              string // refs/heads/main
	RefName          string // main
	RunID            int64
	RunURL           string // the run's page; empty where there is no run
	Job              string // the job's key in the workflow file
	Workflow         string // the name of the workflow's file, where that is one of Repository
	Workspace        string // the folder that the repository is checked out to
	ActionRepository string // the repository of the action that the step uses
	ActionRef        string // the ref of that action
	APIURL           string // GitHub's own where there is no runner
	ServerURL        string // of its pages, likewise

	eventPath string // the file with the event's payload
}

// ReadContext is what an environment says of the context.
func ReadContext(environ []string) Context {
	env := environment(environ)
	// The file of the event is read by hand, see payload.go. Without it go-githubactions looks at nothing but the variables;
	// its errors are about numbers, which are zero then.
	known, _ := githubactions.New(githubactions.WithGetenv(func(name string) string {
		if name == "GITHUB_EVENT_PATH" {
			return ""
		}
		return env.get(name)
	})).Context()
	runURL := ""
	if known.RunID > 0 {
		runURL = fmt.Sprintf("%s/%s/actions/runs/%d", known.ServerURL, known.Repository, known.RunID)
	}
	return Context{
		InWorkflow:       env.get("GITHUB_ACTIONS") == "true", // by hand: go-githubactions takes any of Go's words for true
		Repository:       known.Repository,
		EventName:        known.EventName,
		Ref:              known.Ref,
		RefName:          known.RefName,
		RunID:            known.RunID,
		RunURL:           runURL,
		Job:              known.Job,
		Workflow:         workflowFile(env.get("GITHUB_WORKFLOW_REF"), known.Repository), // by hand: go-githubactions doesn't know it
		Workspace:        known.Workspace,
		ActionRepository: known.ActionRepository,
		ActionRef:        env.get("GITHUB_ACTION_REF"), // by hand: go-githubactions doesn't know it
		APIURL:           known.APIURL,
		ServerURL:        known.ServerURL,
		eventPath:        env.get("GITHUB_EVENT_PATH"),
	}
}

// workflowFile is the FILE of a workflow ref, OWNER/NAME/.github/workflows/FILE@REF; empty where it is another repository's.
func workflowFile(ref, repository string) string {
	file, ours := strings.CutPrefix(ref, repository+"/.github/workflows/")
	if !ours {
		return ""
	}
	file, _, _ = strings.Cut(file, "@")
	return file
}

// Token is the token of an environment. The runner sets none: it is for a command line. It is no part of a Context, so
// that a printed context doesn't show it.
func Token(environ []string) string { return environment(environ).get("GITHUB_TOKEN") }

// inRepository is the name of a file as it is in the repository, which is how annotations name it.
func (c Context) inRepository(name string) string {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	inside, err := filepath.Rel(c.Workspace, absolute)
	if err != nil || !filepath.IsLocal(inside) {
		return name
	}
	return filepath.ToSlash(inside)
}
