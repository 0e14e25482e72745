package simulate

// The workflows of the repository: GitHub reads their files on the default branch, finds and shows them.

import (
	"net/http"
	"path"
	"strconv"
)

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
		w.definition = g.definition(e.SHA)
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

// definition is what the workflow file with a blob says. Each blob is parsed once.
func (g *GitHub) definition(blob string) definition {
	d, known := g.definitions[blob]
	if content, exists := g.git.blobs[blob]; !known && exists {
		d = parseDefinition(content)
		g.definitions[blob] = d
	}
	return d
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

// pages is the workflow by which GitHub itself publishes the web site. It is listed, but no file of the repository.
func (g *GitHub) pages() *workflow {
	return &workflow{id: 1000, path: "dynamic/pages/pages-build-deployment", state: StateActive, created: g.created, updated: g.created,
		definition: definition{name: "pages-build-deployment"}}
}

func (g *GitHub) listWorkflows(r *http.Request) response {
	p := pageOf(r.URL.Query())
	return ok(0, func(h http.Header) any {
		all := []object{g.workflowShape(g.pages())}
		for _, w := range g.workflows {
			if w.state != stateDeleted {
				all = append(all, g.workflowShape(w))
			}
		}
		p.setLink(h, r.URL, len(all))
		return object{"total_count": len(all), "workflows": itemsOf(p, all)}
	})
}

func (g *GitHub) getWorkflow(r *http.Request) response {
	w := g.workflow(r.PathValue("workflow"))
	if w == nil || w.state == stateDeleted {
		return notFound()
	}
	return ok(w.version, func(http.Header) any { return g.workflowShape(w) })
}
