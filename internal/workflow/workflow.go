// One workflow file on GitHub: what is sent to it, and the list of its runs.

package workflow

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"
)

// A Workflow is one workflow file of a repository.
type Workflow struct {
	Repository *Repository
	File       string    // its name below .github/workflows
	Gather     Gather    // where it gathers, as Preflight read it; else nothing known
	Added      time.Time // when GitHub first saw the file, as Preflight read it; else zero
	// Exclusive says that a newer run replaces the one that waits, so that it takes one run at a time; Cancels that it
	// cancels the one in progress, too. Preflight reads them.
	Exclusive, Cancels bool

	mu   sync.Mutex
	etag string // of the list that runs was decoded from
	runs []Run
}

// Workflow names a workflow file. Its error is an [*Invalid].
func (r *Repository) Workflow(file string) (*Workflow, error) {
	if err := checkFile(file); err != nil {
		return nil, err
	}
	return &Workflow{Repository: r, File: file}, nil
}

// Dispatched is a dispatch that GitHub took.
type Dispatched struct {
	RunID int64     // 0 where the server doesn't say
	URL   string    // of the run, for people; empty with RunID 0
	At    time.Time // GitHub's time when it answered
}

// apiVersion is the one whose dispatch takes return_run_details; the next one refuses or ignores it.
const apiVersion = "2022-11-28"

type dispatch struct {
	Ref           string            `json:"ref"`
	Inputs        map[string]string `json:"inputs,omitempty"`
	ReturnDetails bool              `json:"return_run_details,omitempty"`
}

// Dispatch starts a run of the workflow as ref has it, with the inputs. It is never sent twice: a [*Limited] or a
// [*Refused] says that no run was started, a [*Lost] that one may have been. A server that refuses to return the run's id
// is asked once more without; that refusal too says that no run was started.
func (w *Workflow) Dispatch(ctx context.Context, ref string, inputs map[string]string) (Dispatched, error) {
	client := w.Repository.client
	details := !client.idless.Load()
	d, err := w.dispatch(ctx, dispatch{ref, inputs, details})
	if details && namesDetails(err) {
		client.idless.Store(true)
		d, err = w.dispatch(ctx, dispatch{ref, inputs, false})
	}
	return d, err
}

func (w *Workflow) dispatch(ctx context.Context, body dispatch) (Dispatched, error) {
	client := w.Repository.client
	req, err := client.github.NewRequest("POST", w.path("dispatches"), body, github.WithVersion(apiVersion))
	if err != nil {
		return Dispatched{}, err
	}
	resp, err := client.roundTrip(req.WithContext(ctx))
	if err != nil {
		return Dispatched{}, err
	}
	var details struct {
		RunID int64  `json:"workflow_run_id"`
		URL   string `json:"html_url"`
	}
	if resp.ContentLength > 0 {
		if err := decode(resp, &details); err != nil {
			return Dispatched{}, &Lost{Request: describe(req), Err: err}
		}
	}
	return Dispatched{RunID: max(details.RunID, 0), URL: details.URL, At: client.Now()}, nil
}

// Listed is how many runs a look takes in: more than are ever in flight at once, and few enough for an answer of some
// hundred kilobytes, since every change of any of them sends the list again.
const Listed = 50

// Runs are the newest runs, the newest first, whoever started them. It is one request, free of charge while
// nothing changed: then the slice is the one returned before. It must not be changed.
func (w *Workflow) Runs(ctx context.Context) (runs []Run, changed bool, err error) {
	client := w.Repository.client
	req, err := client.github.NewRequest("GET", w.path(fmt.Sprintf("runs?exclude_pull_requests=true&per_page=%d", Listed)), nil)
	if err != nil {
		return nil, false, err
	}
	var list runList
	reading := reading{into: &list}
	resp, err := client.roundTrip(req.WithContext(reading.with(ctx)))
	if err != nil {
		return nil, false, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	etag := resp.Header.Get("ETag")
	if etag != "" && etag == w.etag {
		return w.runs, false, nil
	}
	if w.runs, err = w.decode(resp, &list, reading.done); err != nil {
		w.etag = ""
		return nil, false, unreadable(req, err)
	}
	w.etag = etag
	return w.runs, true, nil
}

type runList struct {
	Runs []storedRun `json:"workflow_runs"`
}

// decode sorts by id: GitHub documents no order, and ids only grow. All runs are of this file, also where GitHub names none
// or the one it was before.
func (w *Workflow) decode(resp *http.Response, list *runList, read bool) ([]Run, error) {
	if !read {
		if err := decode(resp, list); err != nil {
			return nil, err
		}
	}
	runs := make([]Run, 0, len(list.Runs))
	for _, stored := range list.Runs {
		run := stored.run()
		run.File = w.File
		if run.ID > 0 { // one without an id couldn't be read again, nor recorded
			runs = append(runs, run)
		}
	}
	slices.SortStableFunc(runs, func(a, b Run) int { return cmp.Compare(b.ID, a.ID) })
	return runs, nil
}

func (w *Workflow) path(rest string) string {
	return w.Repository.path("actions/workflows/%s/%s", w.File, rest)
}

// namesDetails says that the server doesn't know return_run_details. Its status differs between servers.
func namesDetails(err error) bool {
	refused, ok := err.(*Refused)
	return ok && (refused.Status == http.StatusBadRequest || refused.Status == http.StatusUnprocessableEntity) &&
		strings.Contains(refused.Message, "return_run_details")
}
