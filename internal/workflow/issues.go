// The issues of a repository, as far as they are ours.

package workflow

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// An Issue is an open issue that this program opened.
type Issue struct {
	Number int    `json:"number"`
	URL    string `json:"html_url"`
	Title  string `json:"title"`
	Body   string `json:"body"`
}

// MostIssueText is how many characters GitHub takes as the body of an issue.
const MostIssueText = 65536

// issuePages is how many pages of open issues are read, of a hundred each.
const issuePages = 10

type listedIssue struct {
	Issue
	Association string                `json:"author_association"`
	PullRequest *struct{}             `json:"pull_request"` // GitHub lists pull requests, too
	User        struct{ Type string } `json:"user"`
}

// mayBeOurs says whether the author of an issue may have used our token: an app did, or a person who belongs to the repository.
func (i *listedIssue) mayBeOurs() bool {
	return i.PullRequest == nil && (i.User.Type == "Bot" || slices.Contains([]string{"OWNER", "MEMBER", "COLLABORATOR"}, i.Association))
}

// OwnIssue is the newest open issue of a title whose body begins with a mark, among the newest thousand open ones; nil where
// there is none. An issue by somebody who doesn't belong to the repository is none of ours, whatever it says.
func (r *Repository) OwnIssue(ctx context.Context, title, mark string) (*Issue, error) {
	for n := 1; n <= issuePages; n++ {
		var listed []listedIssue
		err := r.askIssues(ctx, http.MethodGet, fmt.Sprintf("issues?state=open&sort=created&direction=desc&per_page=%d&page=%d", page, n), nil, &listed)
		if err != nil {
			return nil, err
		}
		for _, i := range listed {
			if i.Number > 0 && i.Title == title && strings.HasPrefix(i.Body, mark) && i.mayBeOurs() {
				return &i.Issue, nil
			}
		}
		if len(listed) < page {
			break
		}
	}
	return nil, nil
}

// issueText is what an issue or a comment is made or changed to.
type issueText struct {
	Title  string `json:"title,omitempty"`
	Body   string `json:"body,omitempty"`
	State  string `json:"state,omitempty"`
	Reason string `json:"state_reason,omitempty"`
}

// CreateIssue opens an issue.
func (r *Repository) CreateIssue(ctx context.Context, title, body string) (opened Issue, err error) {
	err = r.askIssues(ctx, http.MethodPost, "issues", issueText{Title: title, Body: body}, &opened)
	return opened, err
}

// UpdateIssue gives an issue another body.
func (r *Repository) UpdateIssue(ctx context.Context, number int, body string) error {
	return r.askIssues(ctx, http.MethodPatch, fmt.Sprintf("issues/%d", number), issueText{Body: body}, nil)
}

// CloseIssue closes an issue as completed, then says why in a comment.
func (r *Repository) CloseIssue(ctx context.Context, number int, comment string) error {
	if err := r.askIssues(ctx, http.MethodPatch, fmt.Sprintf("issues/%d", number), issueText{State: "closed", Reason: "completed"}, nil); err != nil {
		return err
	}
	return r.askIssues(ctx, http.MethodPost, fmt.Sprintf("issues/%d/comments", number), issueText{Body: comment}, nil)
}

// askIssues sends one request and reads the answer, if anybody wants to know it.
func (r *Repository) askIssues(ctx context.Context, method, rest string, body, into any) error {
	req, err := r.client.github.NewRequest(method, r.path("%s", rest), body)
	if err != nil {
		return err
	}
	resp, err := r.client.roundTrip(req.WithContext(ctx))
	if err != nil || into == nil {
		return err
	}
	if err := decode(resp, into); err != nil {
		return unreadable(req, err)
	}
	return nil
}
