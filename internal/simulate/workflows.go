package simulate

// The workflows: what the files on the default branch say, and the state GitHub keeps of each.

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
	version uint64 // grows with every change of it or of one of its runs
	runs    int    // that it ever had
	definition
}

func (w *workflow) file() string { return path.Base(w.path) }

// readWorkflows brings the workflows in line with the files of the default branch.
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
		w.touch(g.now)
	}
	for _, w := range g.workflows {
		if !present[w.file()] {
			w.state = stateDeleted
			w.touch(g.now)
		}
	}
}

func (w *workflow) touch(now time.Time) {
	w.version++
	w.updated = now
}

// workflow finds one by file name or id.
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
	w.touch(g.now)
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

// title is the workflow's name, or its path where the file gives none.
func (w *workflow) title() string {
	if w.name == "" {
		return w.path
	}
	return w.name
}

func (g *GitHub) getWorkflow(r *http.Request) answer {
	w := g.workflow(r.PathValue("workflow"))
	if w == nil || w.state == stateDeleted {
		return notFound()
	}
	return ok(w.version, func(http.Header) any { return g.workflowShape(w) })
}

// gathers and ingests say which pipeline a workflow is, if it is one, by the inputs it declares.
func (w *workflow) gathers() bool { return w.declares("from") && w.declares("to") }
func (w *workflow) ingests() bool { return w.declares(specialInput) }

// pipeline reports whether a workflow is one of the instance's pipelines, which share its runners.
func (w *workflow) pipeline() bool { return w.gathers() || w.ingests() }

// tick is the minute and hour (UTC) of a daily cron line.
func (w *workflow) tick() (minute, hour int, ok bool) {
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
