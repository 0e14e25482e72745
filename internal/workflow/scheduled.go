package workflow

import (
	"context"
	"fmt"
	"time"
)

// Schedules are those of the workflow as ref has it.
func (w *Workflow) Schedules(ctx context.Context, ref string) ([]Schedule, error) {
	text, err := w.Repository.FileText(ctx, ".github/workflows/"+w.File, ref)
	if err != nil {
		return nil, err
	}
	declared, err := parseDefinition(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.File, err)
	}
	return declared.schedules, nil
}

// searched is how many runs a filtered list reaches, and a page how many one answer holds. GitHub documents both:
// https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow.
const (
	searched = 1000
	page     = 100
)

// Scheduled are the runs that the schedule started since a moment, at most the newest thousand.
func (w *Workflow) Scheduled(ctx context.Context, since time.Time) ([]Run, error) {
	var all []Run
	for n := 1; n <= searched/page; n++ {
		runs, err := w.list(ctx, fmt.Sprintf("event=schedule&page=%d&created=%%3E%%3D%s", n, since.UTC().Format(time.RFC3339)))
		if err != nil {
			return nil, err
		}
		if all = append(all, runs...); len(runs) < page {
			break
		}
	}
	return all, nil
}

// Succeeded are the newest hundred runs that succeeded, whoever started them, the newest first.
func (w *Workflow) Succeeded(ctx context.Context) ([]Run, error) {
	return w.list(ctx, "status=success")
}

// list is a page of runs that fit a filter.
func (w *Workflow) list(ctx context.Context, filter string) ([]Run, error) {
	req, err := w.Repository.client.github.NewRequest("GET", w.path(fmt.Sprintf("runs?%s&exclude_pull_requests=true&per_page=%d", filter, page)), nil)
	if err != nil {
		return nil, err
	}
	var list runList
	reading := reading{into: &list}
	resp, err := w.Repository.client.roundTrip(req.WithContext(reading.with(ctx)))
	if err != nil {
		return nil, err
	}
	runs, err := w.decode(resp, &list, reading.done)
	if err != nil {
		return nil, unreadable(req, err)
	}
	return runs, nil
}
