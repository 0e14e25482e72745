package workflow

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestOwnIssue(t *testing.T) {
	issue := func(number int, title, body, author string) string {
		return fmt.Sprintf(`{"number":%d,"title":%q,"body":%q,"html_url":"https://github.com/city/council/issues/%d",%s}`, number, title, body, number, author)
	}
	const bot, person, stranger = `"user":{"type":"Bot"},"author_association":"NONE"`, `"user":{"type":"User"},"author_association":"MEMBER"`, `"user":{"type":"User"},"author_association":"NONE"`
	pages := func(n int) (all []reply) {
		full := "[" + strings.Repeat(issue(9, "another", "", bot)+",", page-1) + issue(9, "another", "", bot) + "]"
		return append(slices.Repeat([]reply{{status: 200, body: full}}, n), reply{status: 200, body: "[" + issue(3, "title", "mark\ntext", bot) + "]"})
	}
	for _, c := range []struct {
		name    string
		replies []reply
		number  int // 0: none
		asked   int
	}{
		{"none is open", []reply{{status: 200, body: "[]"}}, 0, 1},
		{"of an app", []reply{{status: 200, body: "[" + issue(5, "title", "mark\ntext", bot) + "," + issue(3, "title", "mark\nolder", bot) + "]"}}, 5, 1},
		{"of a person's token", []reply{{status: 200, body: "[" + issue(5, "title", "mark\n", person) + "]"}}, 5, 1},
		{"of a stranger who copied it", []reply{{status: 200, body: "[" + issue(5, "title", "mark\n", stranger) + "]"}}, 0, 1},
		{"of the same title", []reply{{status: 200, body: "[" + issue(5, "title", "text\nmark\n", person) + "]"}}, 0, 1},
		{"of another title", []reply{{status: 200, body: "[" + issue(5, "other", "mark\n", bot) + "]"}}, 0, 1},
		{"a pull request", []reply{{status: 200, body: "[" + issue(5, "title", "mark\n", bot+`,"pull_request":{}`) + "]"}}, 0, 1},
		{"on the second page", pages(1), 3, 2},
		{"beyond a thousand", pages(10), 0, 10},
		{"another structure", []reply{{status: 200, body: "{}"}}, 0, 1},
		{"refused", []reply{refused(403, "Resource not accessible by integration")}, 0, 1},
	} {
		client, wire, _ := onWire(t, c.replies...)
		got, err := gatherWorkflow(t, client).Repository.OwnIssue(t.Context(), "title", "mark\n")
		if got == nil {
			got = &Issue{}
		}
		if wrong := c.name == "another structure" || c.name == "refused"; got.Number != c.number || (err != nil) != wrong {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if len(wire.seen) != c.asked || wire.seen[0].URL.RequestURI() != "/repos/city/council/issues?state=open&sort=created&direction=desc&per_page=100&page=1" {
			t.Errorf("%s: asked %d times, first for %s", c.name, len(wire.seen), wire.seen[0].URL.RequestURI())
		}
	}
}

// Whatever becomes of a write, it is sent once.
func TestIssuesAreWrittenOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		reply reply
		ok    bool
	}{
		{"taken", reply{status: 201, body: `{"number":5,"html_url":"https://github.com/city/council/issues/5"}`}, true},
		{"refused", refused(403, "Resource not accessible by integration"), false},
		{"issues are disabled", refused(410, "Issues has been disabled in this repository."), false},
		{"a server error", refused(502, "Server Error"), false},
		{"lost", reply{err: io.ErrUnexpectedEOF}, false},
	} {
		for name, write := range map[string]func(*Repository) error{
			"POST /repos/city/council/issues": func(r *Repository) error {
				_, err := r.CreateIssue(t.Context(), "title", "body")
				return err
			},
			"PATCH /repos/city/council/issues/5": func(r *Repository) error { return r.UpdateIssue(t.Context(), 5, "body") },
		} {
			client, wire, _ := onWire(t, c.reply)
			err := write(gatherWorkflow(t, client).Repository)
			if (err == nil) != c.ok || !slices.Equal(wire.sent(), []string{name}) {
				t.Errorf("%s: %s: %v, sent %v", name, c.name, err, wire.sent())
			}
		}
	}
	client, wire, _ := onWire(t, reply{status: 200, body: "{}"})
	if err := gatherWorkflow(t, client).Repository.CloseIssue(t.Context(), 5, "why"); err != nil || !slices.Equal(wire.bodies,
		[]string{`{"state":"closed","state_reason":"completed"}` + "\n", `{"body":"why"}` + "\n"}) {
		t.Errorf("%v, sent %q", err, wire.bodies)
	}
}
