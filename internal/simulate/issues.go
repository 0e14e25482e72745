package simulate

// The issues of the repository, and their comments.

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxIssueBody is how many characters GitHub takes as the body of an issue or of a comment.
const maxIssueBody = 65536

// addIssue adds an open issue, now.
func (g *GitHub) addIssue(i Issue) *Issue {
	i.Number = len(g.issues) + 1
	i.created, i.updated = g.now, g.now
	g.issues = append(g.issues, &i)
	return &i
}

func (g *GitHub) listIssues(r *http.Request) response {
	query := r.URL.Query()
	if state := query.Get("state"); state != "" && state != "open" {
		g.addViolation("GET %s: state %q is not simulated", r.URL.Path, state)
		return errorResponse(http.StatusUnprocessableEntity, "Validation Failed")
	}
	open := slices.DeleteFunc(slices.Clone(g.issues), func(i *Issue) bool { return i.Closed })
	if query.Get("direction") != "asc" {
		slices.Reverse(open)
	}
	p := pageOf(query)
	return ok(0, func(h http.Header) any {
		p.setLink(h, r.URL, len(open))
		all := []object{}
		for _, i := range itemsOf(p, open) {
			all = append(all, g.issueShape(i))
		}
		return all
	})
}

// issueBody is what a request may say of an issue.
type issueBody struct {
	Title       *string `json:"title"`
	Body        *string `json:"body"`
	State       string  `json:"state"`
	StateReason string  `json:"state_reason"`
}

func (g *GitHub) postIssue(r *http.Request) response {
	var body issueBody
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	if body.Title == nil || *body.Title == "" || body.State != "" || body.StateReason != "" {
		g.addViolation("POST %s: a title is required, and no state", r.URL.Path)
		return errorResponse(http.StatusUnprocessableEntity, "Validation Failed")
	}
	if a, refused := g.refuseText(r, body.Body); refused {
		return a
	}
	i := Issue{Login: g.scenario.Actor, Association: "COLLABORATOR", Title: *body.Title}
	if strings.HasSuffix(i.Login, "[bot]") {
		i.Association = "NONE"
	}
	if body.Body != nil {
		i.Body = *body.Body
	}
	return created(g.issueShape(g.addIssue(i)))
}

func (g *GitHub) patchIssue(r *http.Request) response {
	var body issueBody
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	i := g.issue(r)
	if i == nil {
		return notFound()
	}
	if a, refused := g.refuseText(r, body.Body); refused {
		return a
	}
	if body.Title != nil {
		i.Title = *body.Title
	}
	if body.Body != nil {
		i.Body = *body.Body
	}
	if body.State != "" && i.Closed != (body.State == "closed") {
		i.Closed, i.Reason, i.closed = body.State == "closed", firstOf(body.StateReason, "completed"), g.now
	}
	i.updated = g.now
	return ok(0, func(http.Header) any { return g.issueShape(i) })
}

func (g *GitHub) postComment(r *http.Request) response {
	var body struct {
		Body *string `json:"body"`
	}
	if a, ok := g.decode(r, &body); !ok {
		return a
	}
	i := g.issue(r)
	if i == nil {
		return notFound()
	}
	if body.Body == nil || *body.Body == "" {
		g.addViolation("POST %s: a body is required", r.URL.Path)
		return errorResponse(http.StatusUnprocessableEntity, "Validation Failed")
	}
	if a, refused := g.refuseText(r, body.Body); refused {
		return a
	}
	i.Comments, i.updated = append(i.Comments, *body.Body), g.now
	id := 1000*i.Number + len(i.Comments)
	web := g.webURL(fmt.Sprintf("/issues/%d", i.Number))
	return created(object{
		"id": id, "node_id": fmt.Sprintf("IC_%d", id), "html_url": fmt.Sprintf("%s#issuecomment-%d", web, id),
		"url": g.apiURL(fmt.Sprintf("/issues/comments/%d", id)), "issue_url": g.apiURL(fmt.Sprintf("/issues/%d", i.Number)),
		"user": userShape(g.scenario.Actor), "created_at": stamp(g.now), "updated_at": stamp(g.now), "body": *body.Body,
		"author_association": "NONE",
	})
}

// refuseText is the response to a body that is too long.
func (g *GitHub) refuseText(r *http.Request, text *string) (response, bool) {
	if text == nil || utf8.RuneCountInString(*text) <= maxIssueBody {
		return response{}, false
	}
	g.addViolation("%s %s: a body of more than %d characters", r.Method, r.URL.Path, maxIssueBody)
	return errorResponse(http.StatusUnprocessableEntity, "Validation Failed"), true
}

// issue is the issue that a request names; nil where there is none.
func (g *GitHub) issue(r *http.Request) *Issue {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || n < 1 || n > len(g.issues) {
		return nil
	}
	return g.issues[n-1]
}

func (g *GitHub) issueShape(i *Issue) object {
	api := g.apiURL(fmt.Sprintf("/issues/%d", i.Number))
	shape := object{
		"id": 2000 + i.Number, "node_id": fmt.Sprintf("I_%d", i.Number), "number": i.Number, "title": i.Title, "body": i.Body,
		"url": api, "repository_url": g.apiURL(""), "labels_url": api + "/labels{/name}", "comments_url": api + "/comments",
		"events_url": api + "/events", "html_url": g.webURL(fmt.Sprintf("/issues/%d", i.Number)),
		"state": "open", "state_reason": nil, "locked": false, "labels": []object{}, "milestone": nil, "assignee": nil,
		"assignees": []object{}, "comments": len(i.Comments), "user": userShape(i.Login), "author_association": i.Association,
		"created_at": stamp(i.created), "updated_at": stamp(i.updated), "closed_at": nil,
	}
	if i.Closed {
		shape["state"], shape["state_reason"], shape["closed_at"] = "closed", i.Reason, stamp(i.closed)
	}
	return shape
}
