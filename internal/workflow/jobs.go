// What is read of a completed run to know its outcome: its jobs, and the annotations of the gather.

package workflow

import (
	"context"
	"time"

	"github.com/google/go-github/v60/github"
)

// Outcome reads how a completed run ended. Only of one that did not succeed the jobs are read, and of those the
// annotations of the gather job; a token without checks: read is shown none. The gather job's time limit is runLimit.
func (r *Repository) Outcome(ctx context.Context, run Run, runLimit time.Duration) (Outcome, error) {
	if run.Conclusion == conclusionSuccess {
		return Classify(run, nil, nil, runLimit), nil
	}
	jobs, err := r.jobs(ctx, run.ID)
	if err != nil {
		return Outcome{}, err
	}
	var annotations []string
	if gather := gatherJob(jobs); gather != nil {
		if annotations, err = r.annotations(ctx, gather.ID); err != nil {
			return Outcome{}, err
		}
	}
	return Classify(run, jobs, annotations, runLimit), nil
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
			ID: j.GetID(), Name: j.GetName(), Conclusion: j.GetConclusion(),
			Started: j.GetStartedAt().Time, Completed: j.GetCompletedAt().Time,
		}
		for _, s := range j.Steps {
			job.Steps = append(job.Steps, Step{Name: s.GetName(), Conclusion: s.GetConclusion()})
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// annotations are the messages on a job, whose check run has the job's id.
func (r *Repository) annotations(ctx context.Context, job int64) ([]string, error) {
	list, _, err := r.client.github.Checks.ListCheckRunAnnotations(ctx, r.Owner, r.Name, job, &github.ListOptions{PerPage: 100})
	if err = explain(err); isDenied(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	messages := make([]string, 0, len(list))
	for _, a := range list {
		messages = append(messages, a.GetMessage())
	}
	return messages, nil
}
