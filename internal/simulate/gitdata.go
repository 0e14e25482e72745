package simulate

// The Git Data API: what it takes to create a branch without history, and to read a blob.

import (
	"net/http"
	"strings"
)

func (g *GitHub) getBlob(r *http.Request) response {
	sha := r.PathValue("sha")
	content, exists := g.git.blobs[sha]
	if !exists {
		return notFound()
	}
	return ok(1, func(http.Header) any {
		return object{"sha": sha, "node_id": "B_" + sha, "size": len(content), "url": g.apiURL("/git/blobs/" + sha),
			"content": inLines(content), "encoding": "base64"}
	})
}

// missingField is the response to a body without a required field.
func (g *GitHub) missingField(r *http.Request, field string) response {
	g.addViolation("%s %s: %s is required", r.Method, r.URL.Path, field)
	return errorResponse(http.StatusUnprocessableEntity, "Invalid request.\n\n\""+field+"\" wasn't supplied.")
}

func (g *GitHub) treeShape(tree string) object {
	all := []object{}
	for _, e := range g.git.trees[tree] {
		shape := object{"path": e.Name, "mode": e.Mode, "type": e.kind(), "sha": e.SHA,
			"url": g.apiURL("/git/" + e.kind() + "s/" + e.SHA)}
		if e.Mode != modeTree {
			shape["size"] = len(g.git.blobs[e.SHA])
		}
		all = append(all, shape)
	}
	return object{"sha": tree, "url": g.apiURL("/git/trees/" + tree), "tree": all, "truncated": false}
}

type treeItem struct {
	Path    string  `json:"path"`
	Mode    string  `json:"mode"`
	Type    string  `json:"type"`
	SHA     *string `json:"sha"`
	Content *string `json:"content"`
}

func (g *GitHub) postTree(r *http.Request) response {
	var body struct {
		Tree     []treeItem `json:"tree"`
		BaseTree string     `json:"base_tree"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Tree == nil {
		return g.missingField(r, "tree")
	}
	if _, exists := g.git.trees[body.BaseTree]; body.BaseTree != "" && !exists {
		return errorResponse(http.StatusUnprocessableEntity, "base_tree is not a valid tree oid")
	}
	tree := body.BaseTree
	for _, item := range body.Tree {
		var blob string
		switch {
		case item.Path == "" || item.Mode != modeFile:
			g.addViolation("POST %s: tree item %q with mode %q", r.URL.Path, item.Path, item.Mode)
			return errorResponse(http.StatusUnprocessableEntity, "tree.mode must be one of the types: 100644")
		case item.Content != nil:
			blob = g.git.putBlob([]byte(*item.Content))
		case item.SHA != nil:
			blob = *item.SHA
			if _, exists := g.git.blobs[blob]; !exists {
				return errorResponse(http.StatusUnprocessableEntity, "tree.sha "+blob+" is not a valid blob")
			}
		}
		tree = g.git.withFile(tree, item.Path, blob)
	}
	return created(g.treeShape(tree))
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

func (g *GitHub) postCommit(r *http.Request) response {
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
		return g.missingField(r, "message and tree")
	}
	if _, exists := g.git.trees[body.Tree]; !exists {
		return errorResponse(http.StatusUnprocessableEntity, "Tree SHA does not exist")
	}
	for _, p := range body.Parents {
		if _, exists := g.git.commits[p]; !exists {
			return errorResponse(http.StatusUnprocessableEntity, "Parent SHA does not exist or is not a commit object")
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

func (g *GitHub) getRef(r *http.Request) response {
	name := r.PathValue("ref")
	if _, exists := g.git.refs[name]; !exists {
		return notFound()
	}
	return ok(g.git.version, func(http.Header) any { return g.refShape(name) })
}

// getCommitSHA is the hash of the commit that a branch is at, which is its own ETag:
// https://docs.github.com/rest/commits/commits#get-a-commit.
func (g *GitHub) getCommitSHA(r *http.Request) response {
	name := r.PathValue("ref")
	if accept := r.Header.Get("Accept"); !strings.HasSuffix(accept, ".sha") {
		g.addViolation("GET %s: accepts %q, where only hashes are asked for", r.URL.Path, accept)
	}
	sha, exists := g.git.refs[name]
	if !exists {
		return errorResponse(http.StatusUnprocessableEntity, "No commit found for SHA: "+name)
	}
	answer := ok(0, func(h http.Header) any {
		h.Set("Content-Type", "application/vnd.github.v3.sha; charset=utf-8")
		return []byte(sha)
	})
	answer.etag = `"` + sha + `"`
	return answer
}

func (g *GitHub) refShape(name string) object {
	sha := g.git.refs[name]
	return object{"ref": "refs/" + name, "node_id": "REF_" + name, "url": g.apiURL("/git/refs/" + name),
		"object": object{"type": "commit", "sha": sha, "url": g.apiURL("/git/commits/" + sha)}}
}

func (g *GitHub) postRef(r *http.Request) response {
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
		return errorResponse(http.StatusUnprocessableEntity, "Reference name must start with 'refs/' and contain at least two slashes.")
	}
	if _, exists := g.git.refs[name]; exists {
		return errorResponse(http.StatusUnprocessableEntity, "Reference already exists")
	}
	if _, exists := g.git.commits[body.SHA]; !exists {
		return errorResponse(http.StatusUnprocessableEntity, "Object does not exist")
	}
	g.push(name, body.SHA)
	g.addEffect(Effect{Kind: KindSave, Branch: strings.TrimPrefix(name, "heads/")})
	return created(g.refShape(name))
}
