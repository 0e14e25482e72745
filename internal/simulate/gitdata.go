package simulate

// The Git Data API, as far as one needs it to begin a branch without history and to read large files.

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

func (g *GitHub) getBlob(r *http.Request) answer {
	sha := r.PathValue("sha")
	content, exists := g.git.blobs[sha]
	if !exists {
		return notFound()
	}
	return ok(1, func(h http.Header) any {
		if strings.Contains(r.Header.Get("Accept"), "raw") {
			h.Set("Content-Type", "application/vnd.github.raw+json; charset=utf-8")
			return content
		}
		return object{"sha": sha, "node_id": "B_" + sha, "size": len(content), "url": g.apiURL("/git/blobs/" + sha),
			"content": inLines(content), "encoding": "base64"}
	})
}

func (g *GitHub) postBlob(r *http.Request) answer {
	var body struct {
		Content  *string `json:"content"`
		Encoding string  `json:"encoding"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Content == nil {
		return g.incomplete(r, "content")
	}
	content := []byte(*body.Content)
	if body.Encoding == "base64" {
		decoded, err := base64.StdEncoding.DecodeString(*body.Content)
		if err != nil {
			g.addViolation("POST %s: content: %v", r.URL.Path, err)
			return problem(http.StatusUnprocessableEntity, "Invalid request.\n\ncontent is not valid Base64")
		}
		content = decoded
	}
	sha := g.git.putBlob(content)
	return created(object{"sha": sha, "url": g.apiURL("/git/blobs/" + sha)})
}

func (g *GitHub) incomplete(r *http.Request, field string) answer {
	g.addViolation("%s %s: %s is required", r.Method, r.URL.Path, field)
	return problem(http.StatusUnprocessableEntity, "Invalid request.\n\n\""+field+"\" wasn't supplied.")
}

func (g *GitHub) getTree(r *http.Request) answer {
	tree := r.PathValue("sha")
	if c, exists := g.git.resolve(tree); exists {
		tree = c.Tree
	}
	if _, exists := g.git.trees[tree]; !exists {
		return notFound()
	}
	return ok(g.git.version, func(http.Header) any {
		return g.treeShape(tree, r.URL.Query().Has("recursive"))
	})
}

func (g *GitHub) treeShape(tree string, recursive bool) object {
	all := []object{}
	var list func(tree, prefix string)
	list = func(tree, prefix string) {
		for _, e := range g.git.trees[tree] {
			shape := object{"path": prefix + e.Name, "mode": e.Mode, "type": e.kind(), "sha": e.SHA,
				"url": g.apiURL("/git/" + e.kind() + "s/" + e.SHA)}
			if e.Mode != modeTree {
				shape["size"] = len(g.git.blobs[e.SHA])
			}
			all = append(all, shape)
			if recursive && e.Mode == modeTree {
				list(e.SHA, prefix+e.Name+"/")
			}
		}
	}
	list(tree, "")
	return object{"sha": tree, "url": g.apiURL("/git/trees/" + tree), "tree": all, "truncated": false}
}

type treeItem struct {
	Path    string  `json:"path"`
	Mode    string  `json:"mode"`
	Type    string  `json:"type"`
	SHA     *string `json:"sha"`
	Content *string `json:"content"`
}

func (g *GitHub) postTree(r *http.Request) answer {
	var body struct {
		Tree     []treeItem `json:"tree"`
		BaseTree string     `json:"base_tree"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Tree == nil {
		return g.incomplete(r, "tree")
	}
	if _, exists := g.git.trees[body.BaseTree]; body.BaseTree != "" && !exists {
		return problem(http.StatusUnprocessableEntity, "base_tree is not a valid tree oid")
	}
	tree := body.BaseTree
	for _, item := range body.Tree {
		var blob string
		switch {
		case item.Path == "" || item.Mode != modeFile:
			g.addViolation("POST %s: tree item %q with mode %q", r.URL.Path, item.Path, item.Mode)
			return problem(http.StatusUnprocessableEntity, "tree.mode must be one of the types: 100644")
		case item.Content != nil:
			blob = g.git.putBlob([]byte(*item.Content))
		case item.SHA != nil:
			blob = *item.SHA
			if _, exists := g.git.blobs[blob]; !exists {
				return problem(http.StatusUnprocessableEntity, "tree.sha "+blob+" is not a valid blob")
			}
		}
		tree = g.git.with(tree, item.Path, blob)
	}
	return created(g.treeShape(tree, false))
}

func (g *GitHub) getRef(r *http.Request) answer {
	name := r.PathValue("ref")
	if _, exists := g.git.refs[name]; !exists {
		return notFound()
	}
	return ok(g.git.version, func(http.Header) any { return g.refShape(name) })
}

func (g *GitHub) refShape(name string) object {
	sha := g.git.refs[name]
	return object{"ref": "refs/" + name, "node_id": "REF_" + name, "url": g.apiURL("/git/refs/" + name),
		"object": object{"type": "commit", "sha": sha, "url": g.apiURL("/git/commits/" + sha)}}
}

func (g *GitHub) postRef(r *http.Request) answer {
	var body struct {
		Ref string `json:"ref"`
		SHA string `json:"sha"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	name, full := strings.CutPrefix(body.Ref, "refs/")
	if !full || strings.Count(name, "/") < 1 {
		g.addViolation("POST %s: ref %q", r.URL.Path, body.Ref)
		return problem(http.StatusUnprocessableEntity, "Reference name must start with 'refs/' and contain at least two slashes.")
	}
	if _, exists := g.git.refs[name]; exists {
		return problem(http.StatusUnprocessableEntity, "Reference already exists")
	}
	if _, exists := g.git.commits[body.SHA]; !exists {
		return problem(http.StatusUnprocessableEntity, "Object does not exist")
	}
	g.push(name, body.SHA)
	g.addEffect(Effect{Kind: KindSave, Branch: strings.TrimPrefix(name, "heads/")})
	return created(g.refShape(name))
}

func (g *GitHub) patchRef(r *http.Request) answer {
	var body struct {
		SHA   string `json:"sha"`
		Force bool   `json:"force"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	name := r.PathValue("ref")
	old, exists := g.git.refs[name]
	if !exists {
		return problem(http.StatusUnprocessableEntity, "Reference does not exist")
	}
	if _, exists := g.git.commits[body.SHA]; !exists {
		return problem(http.StatusUnprocessableEntity, "Object does not exist")
	}
	if !body.Force && !g.git.descends(body.SHA, old) {
		return problem(http.StatusUnprocessableEntity, "Update is not a fast forward")
	}
	g.push(name, body.SHA)
	return ok(0, func(http.Header) any { return g.refShape(name) })
}

// descends reports whether one commit has another among its ancestors, or is it.
func (s *gitStore) descends(sha, ancestor string) bool {
	return sha == ancestor || slices.ContainsFunc(s.commits[sha].Parents, func(p string) bool { return s.descends(p, ancestor) })
}

func (g *GitHub) deleteRef(r *http.Request) answer {
	name := r.PathValue("ref")
	if _, exists := g.git.refs[name]; !exists {
		return problem(http.StatusUnprocessableEntity, "Reference does not exist")
	}
	g.push(name, "")
	return answer{status: http.StatusNoContent}
}
