package simulate

// The workflows: what their files on the default branch say, and the state that GitHub keeps of each.

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// States of a workflow, as GitHub writes them.
const (
	StateActive             = "active"
	StateDisabledManually   = "disabled_manually"
	StateDisabledInactivity = "disabled_inactivity"
	StateDisabledFork       = "disabled_fork"
	stateDeleted            = "deleted"
)

type workflow struct {
	id      int64
	path    string
	state   string
	created time.Time
	updated time.Time
	version uint64 // grows with every change of it and of its runs
	runs    int    // that were ever created
	definition
}

func (w *workflow) file() string { return path.Base(w.path) }

// readWorkflows reads the workflow files of the default branch, after each change of it.
func (g *GitHub) readWorkflows() {
	head, _ := g.git.head(g.scenario.Branch)
	folder, _ := g.git.lookup(head.Tree, workflowFolder)
	present := map[string]bool{}
	for _, e := range g.git.trees[folder.SHA] {
		if ext := path.Ext(e.Name); ext != ".yml" && ext != ".yaml" {
			continue
		}
		w := g.workflow(e.Name)
		if w == nil {
			w = &workflow{id: 1001 + int64(len(g.workflows)), path: path.Join(workflowFolder, e.Name), created: g.now, state: StateActive}
			g.workflows = append(g.workflows, w)
		}
		present[e.Name] = true
		w.definition = parseDefinition(g.git.blobs[e.SHA])
		if w.state == stateDeleted {
			w.state = StateActive
		}
		w.markUpdated(g.now)
	}
	for _, w := range g.workflows {
		if !present[w.file()] {
			w.state = stateDeleted
			w.markUpdated(g.now)
		}
	}
}

// markUpdated notes that a workflow has changed.
func (w *workflow) markUpdated(now time.Time) {
	w.version++
	w.updated = now
}

// workflow finds a workflow by its file name or id; nil where there is none.
func (g *GitHub) workflow(name string) *workflow {
	for _, w := range g.workflows {
		if w.file() == name || strconv.FormatInt(w.id, 10) == name {
			return w
		}
	}
	return nil
}

func (g *GitHub) setState(w *workflow, state string) {
	w.state = state
	w.markUpdated(g.now)
}

func (g *GitHub) workflowShape(w *workflow) object {
	return object{
		"id": w.id, "node_id": "W_" + strconv.FormatInt(w.id, 10), "name": w.title(), "path": w.path, "state": w.state,
		"created_at": stamp(w.created), "updated_at": stamp(w.updated),
		"url":       g.apiURL("/actions/workflows/" + strconv.FormatInt(w.id, 10)),
		"html_url":  g.webURL("/blob/" + g.scenario.Branch + "/" + w.path),
		"badge_url": g.webURL("/workflows/" + w.file() + "/badge.svg"),
	}
}

// title is the name of a workflow: that in its file, else its path.
func (w *workflow) title() string {
	if w.name == "" {
		return w.path
	}
	return w.name
}

func (g *GitHub) getWorkflow(r *http.Request) response {
	w := g.workflow(r.PathValue("workflow"))
	if w == nil || w.state == stateDeleted {
		return notFound()
	}
	return ok(w.version, func(http.Header) any { return g.workflowShape(w) })
}

// gathers and ingests tell the pipelines by the inputs that their workflows declare.
func (w *workflow) gathers() bool { return w.declares("from") && w.declares("to") }
func (w *workflow) ingests() bool { return w.declares(specialInput) }

// isPipeline reports whether a workflow is one of the pipelines, which run on the instance's own runners.
func (w *workflow) isPipeline() bool { return w.gathers() || w.ingests() }

// dailyTime is the minute and hour (UTC) of a daily schedule.
func (w *workflow) dailyTime() (minute, hour int, ok bool) {
	for _, line := range w.crons {
		f := strings.Fields(line)
		if len(f) != 5 || f[2] != "*" || f[3] != "*" || f[4] != "*" {
			continue
		}
		minute, err1 := strconv.Atoi(f[0])
		hour, err2 := strconv.Atoi(f[1])
		if err1 == nil && err2 == nil {
			return minute, hour, true
		}
	}
	return 0, 0, false
}
