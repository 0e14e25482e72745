package simulate

// Commits and branches: one by its name, what a branch ends in, what led to it.

import (
	"net/http"
	"slices"
)

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

// ancestry is a commit and its first parents, newest first.
func (s *gitStore) ancestry(c commit) []commit {
	all := []commit{c}
	for len(c.Parents) > 0 {
		c = s.commits[c.Parents[0]]
		all = append(all, c)
	}
	return all
}

// history are the commits of an ancestry that changed a path; all of them when it is empty.
func (s *gitStore) history(c commit, path string) []commit {
	return slices.DeleteFunc(s.ancestry(c), func(c commit) bool {
		var parent commit
		if len(c.Parents) > 0 {
			parent = s.commits[c.Parents[0]]
		}
		now, _ := s.lookup(c.Tree, path)
		before, _ := s.lookup(parent.Tree, path)
		return path != "" && now.SHA == before.SHA
	})
}
