// One run of a workflow: what it is, and how it is read.

package workflow

import (
	"context"
	"errors"
	"net/http"
	"path"
	"strings"
	"time"
)

// A Run is one workflow run, in GitHub's own words and values.
type Run struct {
	ID         int64
	Attempt    int    // counts re-runs, from 1
	File       string // of the workflow, such as event-gather-pipeline.yml; empty where GitHub doesn't say
	Event      string
	Status     string
	Conclusion string // empty while it is alive
	Actor      string // who or what started the run first
	Branch     string // the branch or tag it runs on
	Title      string // its run-name, where it has one
	URL        string // for people
	HeadSHA    string
	Created    time.Time
	Started    time.Time // of this attempt
	Updated    time.Time
}

// Alive says that the run may go on: anything but completed, words unknown today included.
func (r Run) Alive() bool { return r.Status != "completed" }

// storedRun is a run on the wire, as far as it is used.
// See https://docs.github.com/rest/actions/workflow-runs#get-a-workflow-run.
type storedRun struct {
	ID         int64     `json:"id"`
	Attempt    int       `json:"run_attempt"`
	Path       string    `json:"path"`
	Event      string    `json:"event"`
	Status     string    `json:"status"`
	Conclusion string    `json:"conclusion"`
	Title      string    `json:"display_title"`
	Branch     string    `json:"head_branch"`
	HeadSHA    string    `json:"head_sha"`
	URL        string    `json:"html_url"`
	Created    time.Time `json:"created_at"`
	Started    time.Time `json:"run_started_at"`
	Updated    time.Time `json:"updated_at"`
	Actor      struct {
		Login string `json:"login"`
	} `json:"actor"`
}

func (s storedRun) run() Run {
	file, _, _ := strings.Cut(s.Path, "@") // GitHub documents PATH@REF, and often leaves the ref out
	if file != "" {
		file = path.Base(file)
	}
	return Run{
		ID: s.ID, Attempt: max(s.Attempt, 1), File: file, Event: s.Event, Status: s.Status, Conclusion: s.Conclusion,
		Actor: s.Actor.Login, Branch: s.Branch, Title: s.Title, URL: s.URL, HeadSHA: s.HeadSHA,
		Created: s.Created, Started: s.Started, Updated: s.Updated,
	}
}

// Cancel asks GitHub to cancel a run. One that has ended (409), or that GitHub doesn't know, needs it no more, and is no error.
// Asking twice does no harm.
func (r *Repository) Cancel(ctx context.Context, id int64) error {
	req, err := r.client.github.NewRequest("POST", r.path("actions/runs/%d/cancel", id), nil)
	if err != nil {
		return err
	}
	_, err = r.client.roundTrip(req.WithContext(ctx))
	if refused := (*Refused)(nil); errors.As(err, &refused) && refused.Status == http.StatusConflict || errors.Is(err, ErrGone) {
		return nil
	}
	return err
}

// Run reads one run by its id. One that was deleted, or isn't shown yet, matches [ErrGone].
func (r *Repository) Run(ctx context.Context, id int64) (Run, error) {
	req, err := r.client.github.NewRequest("GET", r.path("actions/runs/%d?exclude_pull_requests=true", id), nil)
	if err != nil {
		return Run{}, err
	}
	resp, err := r.client.roundTrip(req.WithContext(ctx))
	if err != nil {
		return Run{}, err
	}
	var stored storedRun
	if err := decode(resp, &stored); err != nil {
		return Run{}, unreadable(req, err)
	}
	return stored.run(), nil
}
