package cli

// The issue that says that a request needs a person: the whole program over a socket.

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// toldStage is a step of a workflow that somebody started by hand. The scraper is down on its first day.
func toldStage(t *testing.T, scenario string) *stage {
	t.Helper()
	st := newStage(t, "outage=2021-07-01,"+scenario)
	server := httptest.NewServer(st)
	t.Cleanup(server.Close)
	st.url = server.URL
	st.dispatchedByHand(t)
	return st
}

// told are the requests about issues so far, as methods.
func (st *stage) told() (all []string) {
	for _, r := range st.Requests() {
		if r.Kind == simulate.KindIssues || r.Kind == simulate.KindIssueWrite {
			all = append(all, r.Method)
		}
	}
	return all
}

const twoBadDays = "backfill --begin 2021-03-01 --end 2021-03-03 --window 2d --retries 0 --poll-interval 1ms --write-interval 0s"

func TestSomebodyIsTold(t *testing.T) {
	t.Parallel()
	st := toldStage(t, "")
	for _, step := range []struct {
		name, args string
		code       int
		requests   string
		closed     bool
	}{
		{"it ends incomplete", twoBadDays, 1, "GET POST", false},
		{"again, and nothing changed", twoBadDays, 1, "GET", false},
		{"a dry run", twoBadDays + " --dry-run --reprocess failed", 0, "", false},
		{"more is missing", twoBadDays + " --reprocess failed", 1, "GET PATCH", false},
		{"other days are gathered", strings.ReplaceAll(twoBadDays, "2021-03", "2021-04"), 0, "", false},
		{"all is well", twoBadDays + " --reprocess failed", 0, "GET PATCH POST", true},
		{"all is still well", twoBadDays, 0, "GET", true},
	} {
		if step.name == "other days are gathered" {
			_ = st.Clock().Sleep(t.Context(), 24*time.Hour) // the scraper is up again
		}
		before := len(st.told())
		code, stdout, stderr := st.step(st.ctx, t, step.args)
		if got := strings.Join(st.told()[before:], " "); code != step.code || got != step.requests {
			t.Errorf("%s: exit %d, want %d; asked %q, want %q\n%s%s", step.name, code, step.code, got, step.requests, stdout, stderr)
		}
		issues := st.Issues()
		if len(issues) != 1 || issues[0].Title != report.IssueTitle || issues[0].Closed != step.closed {
			t.Fatalf("%s: %+v", step.name, issues)
		}
	}
	issue := st.Issues()[0]
	shows(t, issue.Body, []string{`^### 2021-03-01 to 2021-03-02$`, `^0 of 2 days covered\.$`, `^- 2021-03-01: failed, \[run 2021-03-01, attempt \d\]\(<https://`, `reprocess: failed`,
		`^Found by \[this run\]\(<https://github.com/CouncilDataProject/seattle/actions/runs/7>\)\.$`})
	if len(issue.Comments) != 1 || !strings.HasPrefix(issue.Comments[0], "Nothing on the ledger needs a person any more.\n") {
		t.Errorf("comments %q", issue.Comments)
	}
	for _, v := range st.Violations() {
		t.Error(v)
	}
}

func TestTellingChangesNothingElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, scenario, args string
		code                 int
		requests, summary    string
		issues               int
		more                 []string
	}{
		{name: "refused", scenario: "fault=403:issue-write", args: twoBadDays, code: 1, requests: "GET POST", issues: 0,
			summary: "could not be written: Resource not accessible by integration. Give the job `permissions: issues: write`; "},
		{name: "refused already to look", scenario: "fault=403:issues", args: twoBadDays, code: 1, requests: "GET", issues: 0, summary: "`permissions: issues: write`"},
		{name: "refused to look, and all is well", scenario: "fault=403:issues", args: twoBadDays, code: 0, requests: "GET"},
		{name: "the answer is lost", scenario: "fault=lost-response:issue-write", args: twoBadDays, code: 1, requests: "GET POST", issues: 1, summary: "could not be written: no answer to POST "},
		{name: "a schedule, and GitHub refuses what comes before", scenario: "disabled=2021-06-01..2021-08-01", args: twoBadDays, code: 3, requests: "GET POST", issues: 1,
			summary: "is not active", more: []string{"GITHUB_EVENT_NAME=schedule"}},
		{name: "a typing mistake", args: twoBadDays + " --workflow gather-pipeline.yml", code: 3},
		{name: "a pull request", args: twoBadDays, code: 1, more: []string{"GITHUB_EVENT_NAME=pull_request"}},
		{name: "no workflow", args: twoBadDays, code: 1, more: []string{"GITHUB_ACTIONS=false"}},
		{name: "a check of events", args: "special-events --files events/*.yml", code: 2, more: []string{"GITHUB_EVENT_NAME=pull_request"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := toldStage(t, c.scenario)
			st.more = append(st.more, c.more...)
			if err := os.MkdirAll(filepath.Join(st.folder, "events"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(st.folder, "events", "a.yml"), []byte("body: wrong\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if c.code == 0 {
				_ = st.Clock().Sleep(t.Context(), 24*time.Hour) // the scraper is up again
			}
			code, stdout, stderr := st.step(st.ctx, t, c.args)
			if got := strings.Join(st.told(), " "); code != c.code || got != c.requests || len(st.Issues()) != c.issues {
				t.Errorf("exit %d, want %d; asked %q, want %q; %d issues\n%s%s", code, c.code, got, c.requests, len(st.Issues()), stdout, stderr)
			}
			if c.code == 0 && strings.Contains(st.file(t, "summary"), "issues") {
				t.Errorf("the summary speaks of issues:\n%s", st.file(t, "summary"))
			}
			if c.summary != "" && !strings.Contains(st.file(t, "summary"), c.summary) {
				t.Errorf("the summary has no %q:\n%s", c.summary, st.file(t, "summary"))
			}
		})
	}
}

// What other people wrote is left alone, whatever it says.
func TestOtherPeoplesIssuesAreLeftAlone(t *testing.T) {
	t.Parallel()
	st := toldStage(t, "")
	others := []simulate.Issue{
		{Login: "stranger", Association: "NONE", Title: report.IssueTitle, Body: report.IssueMark("branch:"+weatherBranch) + "copied"},
		{Login: "maintainer", Association: "OWNER", Title: report.IssueTitle, Body: "by hand"},
		{Login: "github-actions[bot]", Association: "NONE", Title: report.IssueTitle, Body: report.IssueMark("branch:another") + "of another ledger"},
	}
	for _, i := range others {
		st.AddIssue(i)
	}
	for _, code := range []int{1, 0} {
		if got, stdout, stderr := st.step(st.ctx, t, twoBadDays+" --reprocess failed"); got != code {
			t.Fatalf("exit %d, want %d\n%s%s", got, code, stdout, stderr)
		}
		_ = st.Clock().Sleep(t.Context(), 24*time.Hour)
	}
	issues := st.Issues()
	if len(issues) != 4 || !issues[3].Closed {
		t.Fatalf("%+v", issues)
	}
	for i, other := range others {
		if got := issues[i]; got.Closed || len(got.Comments) > 0 || fmt.Sprint(got.Title, got.Body) != fmt.Sprint(other.Title, other.Body) {
			t.Errorf("%+v", got)
		}
	}
}

// A day that a catch-up lost is told until somebody gathers it.
func TestADayThatLeftTheHorizonIsTold(t *testing.T) {
	t.Parallel()
	st := toldStage(t, "")
	const tick = "catch-up --lookback 3d --window 1d --max-failures 99 --poll-interval 1ms --write-interval 0s"
	for i, step := range []struct {
		args, requests string
		code           int
		closed         bool
	}{
		{tick, "", 0, false},
		{tick, "GET POST", 1, false},
		{tick, "", 0, false},
		{"backfill --begin 2021-06-27 --end 2021-07-01 --poll-interval 1ms --write-interval 0s", "GET PATCH POST", 0, true},
	} {
		before := len(st.told())
		code, stdout, stderr := st.step(st.ctx, t, step.args)
		if got := strings.Join(st.told()[before:], " "); code != step.code || got != step.requests {
			t.Errorf("step %d: exit %d, want %d; asked %q, want %q\n%s%s", i, code, step.code, got, step.requests, stdout, stderr)
		}
		if issues := st.Issues(); i > 0 && (len(issues) != 1 || issues[0].Closed != step.closed || !strings.Contains(issues[0].Body, "> The gap 2021-06-27 to 2021-06-30 is older than lookback now")) {
			t.Errorf("step %d: %+v", i, issues)
		}
		_ = st.Clock().Sleep(t.Context(), max(1, 4-3*time.Duration(i))*24*time.Hour)
	}
}

func TestAnEventThatFailedIsTold(t *testing.T) {
	t.Parallel()
	st := toldStage(t, "gather-failure=#1")
	st.more = append(st.more, "GITHUB_EVENT_NAME=schedule")
	for i, step := range []struct {
		body, requests string
		code           int
		closed         bool
	}{
		{"Council", "GET POST", 1, false},
		{"Full Council", "GET PATCH POST", 0, true},
	} {
		text := "body: {name: " + step.body + ", description: x}\nsessions:\n  - session_datetime: 2021-03-01T09:00:00\n    session_index: 0\n    video_uri: https://v.example.org/a\n"
		if err := os.MkdirAll(filepath.Join(st.folder, "events"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(st.folder, "events", "a.yml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		before := len(st.told())
		code, stdout, stderr := st.step(st.ctx, t, "special-events --files "+filepath.Join("events", "*.yml")+" --timezone UTC --check-uris off --retries 0 --poll-interval 1ms --write-interval 0s")
		if got := strings.Join(st.told()[before:], " "); code != step.code || got != step.requests {
			t.Errorf("step %d: exit %d, want %d; asked %q, want %q\n%s%s", i, code, step.code, got, step.requests, stdout, stderr)
		}
		if issues := st.Issues(); len(issues) != 1 || issues[0].Closed != step.closed || !strings.Contains(issues[0].Body, "- events/a.yml (Council, 2021-03-01): failed, [run events/a.yml (Council, 2021-03-01), attempt 1]") {
			t.Errorf("step %d: %+v", i, issues)
		}
	}
}
