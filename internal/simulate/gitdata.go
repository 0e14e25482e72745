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
			g.violate("POST %s: content: %v", r.URL.Path, err)
			return problem(http.StatusUnprocessableEntity, "Invalid request.\n\ncontent is not valid Base64")
		}
		content = decoded
	}
	sha := g.git.putBlob(content)
	return created(object{"sha": sha, "url": g.apiURL("/git/blobs/" + sha)})
}

func (g *GitHub) incomplete(r *http.Request, field string) answer {
	g.violate("%s %s: %s is required", r.Method, r.URL.Path, field)
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
			g.violate("POST %s: tree item %q with mode %q", r.URL.Path, item.Path, item.Mode)
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

func (g *GitHub) getCommit(r *http.Request) answer {
	c, exists := g.git.commits[r.PathValue("sha")]
	if !exists {
		return notFound()
	}
	return ok(1, func(http.Header) any { return g.commitShape(c) })
}

func (g *GitHub) commitShape(c commit) object {
	parents := []object{}
	for _, p := range c.Parents {
		parents = append(parents, object{"sha": p, "url": g.apiURL("/git/commits/" + p), "html_url": g.webURL("/commit/" + p)})
	}
	return object{
		"sha": c.SHA, "node_id": "C_" + c.SHA, "url": g.apiURL("/git/commits/" + c.SHA), "html_url": g.webURL("/commit/" + c.SHA),
		"author": c.Author, "committer": c.Author, "message": c.Message,
		"tree":    object{"sha": c.Tree, "url": g.apiURL("/git/trees/" + c.Tree)},
		"parents": parents,
		"verification": object{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil,
			"verified_at": nil},
	}
}

func (g *GitHub) postCommit(r *http.Request) answer {
	var body struct {
		Message   *string    `json:"message"`
		Tree      string     `json:"tree"`
		Parents   []string   `json:"parents"`
		Author    *signature `json:"author"`
		Committer *signature `json:"committer"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Message == nil || body.Tree == "" {
		return g.incomplete(r, "message and tree")
	}
	if _, exists := g.git.trees[body.Tree]; !exists {
		return problem(http.StatusUnprocessableEntity, "Tree SHA does not exist")
	}
	for _, p := range body.Parents {
		if _, exists := g.git.commits[p]; !exists {
			return problem(http.StatusUnprocessableEntity, "Parent SHA does not exist or is not a commit object")
		}
	}
	c := commit{Tree: body.Tree, Parents: body.Parents, Message: *body.Message, Author: g.sign(g.scenario.Actor)}
	if body.Author != nil {
		c.Author = *body.Author
		if c.Author.Date.IsZero() {
			c.Author.Date = g.now
		}
	}
	return created(g.commitShape(g.git.putCommit(c)))
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
		g.violate("POST %s: ref %q", r.URL.Path, body.Ref)
		return problem(http.StatusUnprocessableEntity, "Reference name must start with 'refs/' and contain at least two slashes.")
	}
	if _, exists := g.git.refs[name]; exists {
		return problem(http.StatusUnprocessableEntity, "Reference already exists")
	}
	if _, exists := g.git.commits[body.SHA]; !exists {
		return problem(http.StatusUnprocessableEntity, "Object does not exist")
	}
	g.push(name, body.SHA)
	g.effect(Effect{Kind: KindSave, Branch: strings.TrimPrefix(name, "heads/")})
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

func (g *GitHub) getBranch(r *http.Request) answer {
	name := r.PathValue("branch")
	c, exists := g.git.head(name)
	if !exists {
		return problem(http.StatusNotFound, "Branch not found")
	}
	return ok(g.git.version, func(http.Header) any {
		self := g.apiURL("/branches/" + name)
		return object{"name": name, "commit": g.listedCommit(c), "protected": false,
			"protection":     object{"enabled": false},
			"protection_url": self + "/protection",
			"_links":         object{"self": self, "html": g.webURL("/tree/" + name)}}
	})
}

// listedCommit is a commit as branches and lists of commits show it.
func (g *GitHub) listedCommit(c commit) object {
	inner := g.commitShape(c)
	api := g.apiURL("/commits/" + c.SHA)
	shape := object{"sha": c.SHA, "node_id": inner["node_id"], "url": api, "html_url": inner["html_url"],
		"comments_url": api + "/comments", "author": nil, "committer": nil, "parents": inner["parents"]}
	for _, field := range []string{"sha", "node_id", "html_url", "parents"} {
		delete(inner, field)
	}
	inner["comment_count"] = 0
	shape["commit"] = inner
	return shape
}

func (g *GitHub) listCommits(r *http.Request) answer {
	query := r.URL.Query()
	ref := query.Get("sha")
	if ref == "" {
		ref = g.scenario.Branch
	}
	c, exists := g.git.resolve(ref)
	if !exists {
		return notFound()
	}
	return ok(g.git.version, func(h http.Header) any {
		all, p := g.git.history(c, query.Get("path")), pageOf(query)
		p.setLink(h, r.URL, len(all))
		shapes := []object{}
		for _, c := range cut(p, all) {
			shapes = append(shapes, g.listedCommit(c))
		}
		return shapes
	})
}

// history is a commit and its first parents, newest first, where the path changed; all of them when path is empty.
func (s *gitStore) history(c commit, path string) []commit {
	var all []commit
	for exists := true; exists; {
		var parent commit
		if len(c.Parents) > 0 {
			parent, exists = s.commits[c.Parents[0]]
		} else {
			exists = false
		}
		now, _ := s.lookup(c.Tree, path)
		before, _ := s.lookup(parent.Tree, path)
		if now.SHA != before.SHA {
			all = append(all, c)
		}
		c = parent
	}
	return all
}
