package simulate

// The commits of a branch.

import "net/http"

func (g *GitHub) listCommits(r *http.Request) response {
	query := r.URL.Query()
	start := query.Get("sha")
	if start == "" {
		start = g.scenario.Branch
	}
	c, exists := g.git.resolve(start)
	if !exists {
		return notFound()
	}
	p := pageOf(query)
	return ok(g.git.version, func(h http.Header) any {
		history := g.git.ancestry(c)
		p.setLink(h, r.URL, len(history))
		all := []object{}
		for _, c := range itemsOf(p, history) {
			all = append(all, g.listedCommitShape(c))
		}
		return all
	})
}

// listedCommitShape is a commit as a list has it: with its user beside what git knows of it.
func (g *GitHub) listedCommitShape(c commit) object {
	inner := g.commitShape(c)
	parents := inner["parents"]
	for _, field := range []string{"sha", "node_id", "html_url", "parents"} {
		delete(inner, field)
	}
	inner["comment_count"] = 0
	url := g.apiURL("/commits/" + c.SHA)
	return object{
		"sha": c.SHA, "node_id": "C_" + c.SHA, "url": url, "html_url": g.webURL("/commit/" + c.SHA), "comments_url": url + "/comments",
		"commit": inner, "author": userShape(c.Author.Name), "committer": userShape(c.Author.Name), "parents": parents,
	}
}
