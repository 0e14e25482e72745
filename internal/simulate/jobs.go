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
				if !j.created.After(g.now) {
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
	started := j.started
	if status == statusQueued || len(j.steps) == 0 {
		started = j.created
	}
	shape := object{
		"id": jobID(r.id, a.number, index), "run_id": r.id, "run_url": g.apiURL("/actions/runs/" + itoa(r.id)), "run_attempt": a.number,
		"node_id": "CR_" + id, "head_sha": r.sha, "head_branch": r.branch, "workflow_name": r.workflow.title(), "name": j.name,
		"url": g.apiURL("/actions/jobs/" + id), "html_url": g.webURL("/actions/runs/" + itoa(r.id) + "/job/" + id),
		"status": status, "conclusion": conclusion, "created_at": stamp(j.created), "started_at": stamp(started), "completed_at": completed,
		"check_run_url": g.apiURL("/check-runs/" + id), "labels": []string{"ubuntu-latest"},
		"runner_id": 1, "runner_name": "GitHub Actions 1", "runner_group_id": 0, "runner_group_name": "GitHub Actions",
	}
	if j.selfHosted {
		shape["labels"] = []string{"self-hosted", "gcp-cdp-runner"}
		shape["runner_name"], shape["runner_group_id"], shape["runner_group_name"] = runnerName, 1, "Default"
	}
	steps := []object{}
	if status == statusQueued || len(j.steps) == 0 {
		shape["runner_id"], shape["runner_name"], shape["runner_group_id"], shape["runner_group_name"] = nil, nil, nil, nil
	} else {
		for i, s := range j.steps {
			steps = append(steps, g.stepShape(i, s))
		}
	}
	shape["steps"] = steps
	return shape
}

func (g *GitHub) stepShape(index int, s step) object {
	status, conclusion, completed := g.progress(s.started, s.completed, s.conclusion)
	started := any(stamp(s.started))
	if status == statusQueued {
		started = nil
	}
	return object{"name": s.name, "number": index + 1, "status": status, "conclusion": conclusion,
		"started_at": started, "completed_at": completed}
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
	if !g.scenario.Annotations {
		return errorResponse(http.StatusForbidden, "Resource not accessible by integration")
	}
	run, _, j := g.jobByID(r.PathValue("check"))
	if j == nil {
		return notFound()
	}
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

// jobByID finds a job by its id, with its run and attempt; nil where there is none.
func (g *GitHub) jobByID(text string) (*run, *attempt, *job) {
	id, err := strconv.ParseInt(text, 10, 64)
	run := g.run(id / 1000)
	number, index := int(id%1000/10), int(id%10)
	if err != nil || run == nil || number < 1 || number > len(run.attempts) {
		return nil, nil, nil
	}
	a := run.attempts[number-1]
	if index >= len(a.work.jobs) || a.work.jobs[index].created.After(g.now) {
		return nil, nil, nil
	}
	return run, a, &a.work.jobs[index]
}

// messages are the annotations of a job.
func (j job) messages() []string {
	var all []string
	if j.annotation != "" {
		all = append(all, j.annotation)
	}
	for _, s := range j.steps {
		all = append(all, s.messages()...)
	}
	return all
}

// messages are the annotations that a step leaves.
func (s step) messages() []string {
	switch s.conclusion {
	case failure:
		return []string{firstOf(s.annotation, "Process completed with exit code 1.")}
	case cancelled:
		return []string{"The operation was canceled."}
	}
	return nil
}
