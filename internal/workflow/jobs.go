// What a completed run left behind: its jobs, the annotations of its gather job, and that job's log.

package workflow

import (
	"cmp"
	"context"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// Outcome reads what a completed run did: always its jobs, and the annotations of its gather job where that did not
// succeed. The limit is that of the gather job where the workflow file doesn't say.
func (w *Workflow) Outcome(ctx context.Context, run Run, limit time.Duration) (Outcome, error) {
	limit = cmp.Or(w.Gather.JobLimit, limit)
	jobs, err := w.Repository.jobs(ctx, run.ID)
	if err != nil {
		return Outcome{}, err
	}
	left := Remains{Jobs: jobs}
	if o := Classify(run, left, w.Gather, limit); o.Class == ledger.Success || o.Job == 0 {
		return o, nil
	} else if left.Annotations, left.Denied, err = w.Repository.annotations(ctx, left.explaining(o.Job)); err != nil {
		return Outcome{}, err
	}
	w.Repository.Denied = w.Repository.Denied || left.Denied
	return Classify(run, left, w.Gather, limit), nil
}

// Ended says since when all jobs of a run have ended; zero where one hasn't, or where there is none.
func (w *Workflow) Ended(ctx context.Context, run Run) (since time.Time, err error) {
	jobs, err := w.Repository.jobs(ctx, run.ID)
	if err != nil {
		return time.Time{}, err
	}
	for _, j := range jobs {
		if j.Status != "completed" {
			return time.Time{}, nil
		}
		if j.Completed.After(since) {
			since = j.Completed
		}
	}
	return since, nil
}

// GatherLog reads the log of the gather job of a completed run; see [Repository.Log].
func (w *Workflow) GatherLog(ctx context.Context, run Run, text string) (Log, error) {
	jobs, err := w.Repository.jobs(ctx, run.ID)
	if err != nil {
		return nothing, err
	}
	gather, _ := w.Gather.job(jobs)
	if gather == nil {
		return nothing, nil
	}
	return w.Repository.Log(ctx, gather.ID, text)
}

// jobs are those of the newest attempt. Jobs beyond a hundred, which no gather has, are not read.
func (r *Repository) jobs(ctx context.Context, run int64) ([]Job, error) {
	list, _, err := r.client.github.Actions.ListWorkflowJobs(ctx, r.Owner, r.Name, run, &github.ListWorkflowJobsOptions{
		Filter: "latest", ListOptions: github.ListOptions{PerPage: 100},
	})
	if err != nil {
		return nil, explain(err)
	}
	jobs := make([]Job, 0, len(list.Jobs))
	for _, j := range list.Jobs {
		job := Job{
			ID: j.GetID(), Name: j.GetName(), Status: j.GetStatus(), Conclusion: j.GetConclusion(),
			Started: j.GetStartedAt().Time, Completed: j.GetCompletedAt().Time,
		}
		for _, s := range j.Steps {
			job.Steps = append(job.Steps, Step{Name: s.GetName(), Conclusion: s.GetConclusion(), Started: s.GetStartedAt().Time})
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// annotations are the messages on a job, whose check run has the job's id; denied says that the token may not read them.
func (r *Repository) annotations(ctx context.Context, job int64) (messages []string, denied bool, err error) {
	list, _, err := r.client.github.Checks.ListCheckRunAnnotations(ctx, r.Owner, r.Name, job, &github.ListOptions{PerPage: 100})
	if err = explain(err); isDenied(err) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	for _, a := range list {
		messages = append(messages, a.GetMessage())
	}
	return messages, false, nil
}
