package simulate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

func TestIssuesTakeWhatGitHubTakes(t *testing.T) {
	s := on(t, "")
	s.AddIssue(simulate.Issue{Login: "somebody", Association: "NONE", Title: "A question"})
	for _, c := range []struct {
		name, method, path string
		body               object
		status, violations int
	}{
		{"a new one", "POST", "/issues", object{"title": "a", "body": strings.Repeat("é", 65536)}, http.StatusCreated, 0},
		{"without a title", "POST", "/issues", object{"body": "b"}, http.StatusUnprocessableEntity, 1},
		{"a body that is too long", "POST", "/issues", object{"title": "a", "body": strings.Repeat("é", 65537)}, http.StatusUnprocessableEntity, 1},
		{"an empty comment", "POST", "/issues/1/comments", object{"body": ""}, http.StatusUnprocessableEntity, 1},
		{"a comment on none", "POST", "/issues/9/comments", object{"body": "c"}, http.StatusNotFound, 0},
		{"a field that isn't known", "PATCH", "/issues/1", object{"titel": "a"}, http.StatusUnprocessableEntity, 1},
		{"a closed one", "PATCH", "/issues/1", object{"state": "closed", "state_reason": "completed"}, http.StatusOK, 0},
		{"closed ones", "GET", "/issues?state=closed", nil, http.StatusUnprocessableEntity, 1},
	} {
		before := len(s.Violations())
		var body any
		if c.body != nil {
			body = c.body
		}
		if _, r := ask[object](s, c.method, c.path, body); r.StatusCode != c.status || len(s.Violations())-before != c.violations {
			t.Errorf("%s: %s, violations %v", c.name, r.Status, s.Violations()[before:])
		}
	}
	all := s.Issues()
	if len(all) != 2 || !all[0].Closed || all[1].Closed || all[1].Login == "somebody" {
		t.Errorf("issues %+v", all)
	}
	if open, _ := ask[[]object](s, "GET", "/issues?state=open&per_page=100&sort=created&direction=desc", nil); len(open) != 1 {
		t.Errorf("open issues %v", open)
	}
}
