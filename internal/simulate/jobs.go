package simulate

// Jobs with their steps, and the annotations of their check runs, which say why a job ended.

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// jobID is the id of a job, and of its check run.
func jobID(run int64, attempt, index int) int64 { return run*1000 + int64(attempt)*10 + int64(index) }

func (g *GitHub) listJobs(r *http.Request) response {
	run := g.runInPath(r)
	if run == nil {
		return notFound()
	}
	query := r.URL.Query()
	attempts := run.attempts[len(run.attempts)-1:]
	switch query.Get("filter") {
	case "", "latest":
	case "all":
		attempts = run.attempts
	default:
		g.addViolation("GET %s: filter", r.URL.RequestURI())
		return errorResponse(http.StatusUnprocessableEntity, "filter must be latest or all")
	}
	p := pageOf(query)
	return ok(0, func(h http.Header) any {
		all := []object{}
		for _, a := range slices.Backward(attempts) {
			for i, j := range a.work.jobs {
				if !j.started.After(g.now) {
					all = append(all, g.jobShape(run, a, i, j))
				}
			}
		}
		p.setLink(h, r.URL, len(all))
		return object{"total_count": len(all), "jobs": itemsOf(p, all)}
	})
}

func (g *GitHub) jobShape(r *run, a *attempt, index int, j job) object {
	id := itoa(jobID(r.id, a.number, index))
	status, conclusion, completed := g.progress(j.started, j.completed, j.conclusion)
	shape := object{
		"id": jobID(r.id, a.number, index), "run_id": r.id, "run_url": g.apiURL("/actions/runs/" + itoa(r.id)), "run_attempt": a.number,
		"node_id": "CR_" + id, "head_sha": r.sha, "head_branch": r.branch, "workflow_name": r.workflow.title(), "name": j.name,
		"url": g.apiURL("/actions/jobs/" + id), "html_url": g.webURL("/actions/runs/" + itoa(r.id) + "/job/" + id),
		"status": status, "conclusion": conclusion, "created_at": stamp(j.started), "started_at": stamp(j.started), "completed_at": completed,
		"check_run_url": g.apiURL("/check-runs/" + id), "labels": []string{"ubuntu-latest"},
		"runner_id": 1, "runner_name": "GitHub Actions 1", "runner_group_id": 0, "runner_group_name": "GitHub Actions",
	}
	if j.name == gatherJob {
		shape["labels"] = []string{"self-hosted", "gcp-cdp-runner"}
		shape["runner_name"], shape["runner_group_id"], shape["runner_group_name"] = runnerName, 1, "Default"
	}
	steps := []object{}
	for i, s := range j.steps {
		status, conclusion, completed := g.progress(s.started, s.completed, s.conclusion)
		started := any(stamp(s.started))
		if status == statusQueued {
			started = nil
		}
		steps = append(steps, object{"name": s.name, "number": i + 1, "status": status, "conclusion": conclusion,
			"started_at": started, "completed_at": completed})
	}
	shape["steps"] = steps
	return shape
}

// progress is how a job or step looks now.
func (g *GitHub) progress(started, completed time.Time, conclusionThen string) (status string, conclusion, completedAt any) {
	switch {
	case started.After(g.now):
		return statusQueued, nil, nil
	case completed.After(g.now):
		return statusInProgress, nil, nil
	default:
		return statusCompleted, conclusionThen, stamp(completed)
	}
}

func (g *GitHub) listAnnotations(r *http.Request) response {
	id, err := strconv.ParseInt(r.PathValue("check"), 10, 64)
	run := g.run(id / 1000)
	attempt, index := int(id%1000/10), int(id%10)
	if err != nil || run == nil || attempt < 1 || attempt > len(run.attempts) || index >= len(run.attempts[attempt-1].work.jobs) {
		return notFound()
	}
	j := run.attempts[attempt-1].work.jobs[index]
	return ok(0, func(http.Header) any {
		all := []object{}
		if !j.completed.After(g.now) {
			for _, message := range j.messages() {
				all = append(all, object{"path": ".github", "blob_href": g.webURL("/blob/" + run.sha + "/.github"),
					"start_line": 1, "end_line": 1, "start_column": nil, "end_column": nil,
					"annotation_level": "failure", "title": "", "message": message, "raw_details": ""})
			}
		}
		return all
	})
}

// messages are the annotations of a job.
func (j job) messages() []string {
	var all []string
	if j.annotation != "" {
		all = append(all, j.annotation)
	}
	for _, s := range j.steps {
		switch s.conclusion {
		case failure:
			all = append(all, "Process completed with exit code 1.")
		case cancelled:
			all = append(all, "The operation was canceled.")
		}
	}
	return all
}
