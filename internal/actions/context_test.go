package actions

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestContext(t *testing.T) {
	for _, test := range []struct {
		name    string
		environ []string
		want    Context
	}{
		{"a command line", nil, Context{APIURL: "https://api.github.com", ServerURL: "https://github.com"}},
		{"a run", []string{
			"GITHUB_ACTIONS=true", "GITHUB_REPOSITORY=city/cdp", "GITHUB_EVENT_NAME=schedule", "GITHUB_REF=refs/heads/main", "GITHUB_REF_NAME=main",
			"GITHUB_RUN_ID=5000000001", "GITHUB_JOB=backfill", "GITHUB_WORKFLOW_REF=city/cdp/.github/workflows/b.yml@refs/heads/main",
			"GITHUB_WORKSPACE=/github/workspace", "GITHUB_ACTION_REPOSITORY=a/b", "GITHUB_ACTION_REF=v1", "GITHUB_API_URL=https://ghe.example.com/api/v3", "GITHUB_SERVER_URL=https://ghe.example.com",
		}, Context{
			InWorkflow: true, Repository: "city/cdp", EventName: "schedule", Ref: "refs/heads/main", RefName: "main",
			RunID: 5000000001, RunURL: "https://ghe.example.com/city/cdp/actions/runs/5000000001", Job: "backfill", Workflow: "b.yml",
			Workspace: "/github/workspace", ActionRepository: "a/b", ActionRef: "v1", APIURL: "https://ghe.example.com/api/v3", ServerURL: "https://ghe.example.com",
		}},
		{"variables that are no numbers", []string{"GITHUB_RUN_ID=x", "GITHUB_RUN_NUMBER=y", "GITHUB_REF_PROTECTED=z", "GITHUB_JOB=j"},
			Context{Job: "j", APIURL: "https://api.github.com", ServerURL: "https://github.com"}},
		{"the last of two", []string{"GITHUB_JOB=a", "GITHUB_JOB=b", "GITHUB_JOBS=c"}, Context{Job: "b", APIURL: "https://api.github.com", ServerURL: "https://github.com"}},
		{"another word for true", []string{"GITHUB_ACTIONS=1"}, Context{APIURL: "https://api.github.com", ServerURL: "https://github.com"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, ReadContext(test.environ), cmpopts.IgnoreUnexported(Context{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestContextIsReadFromTheListOnly(t *testing.T) {
	t.Setenv("GITHUB_JOB", "of the process")
	t.Setenv("GITHUB_TOKEN", "of the process")
	c := ReadContext([]string{"GITHUB_EVENT_PATH=" + t.TempDir()}) // a folder, which go-githubactions fails to read
	if c.Job != "" || c.APIURL == "" || Token(nil) != "" {
		t.Errorf("%+v", c)
	}
	if got := Token([]string{"GITHUB_TOKEN=t"}); got != "t" {
		t.Error(got)
	}
}

func TestWorkflowFile(t *testing.T) {
	for ref, want := range map[string]string{
		"city/cdp/.github/workflows/b.yml@refs/heads/main":    "b.yml",
		"city/cdp/.github/workflows/b.yml@refs/heads/a@b":     "b.yml",
		"city/cdp/.github/workflows/b.yml":                    "b.yml",
		"city/cdp/.github/workflows/sub/b.yml@main":           "sub/b.yml", // no workflow file has such a name
		"city/cdp2/.github/workflows/b.yml@refs/heads/main":   "",
		"somebody/else/.github/workflows/b.yml@main":          "",
		"x/city/cdp/.github/workflows/b.yml@refs/heads/main":  "",
		"city/cdp/workflows/b.yml@refs/heads/main":            "",
		"dynamic/dependabot/dependabot-updates@refs/heads/ma": "",
		"": "",
	} {
		if got := workflowFile(ref, "city/cdp"); got != want {
			t.Errorf("%q: %q, want %q", ref, got, want)
		}
	}
}

// withEvent is a context whose event has this payload.
func withEvent(t *testing.T, text string) Context {
	t.Helper()
	file := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return ReadContext([]string{"GITHUB_EVENT_PATH=" + file})
}

func TestPayload(t *testing.T) {
	const noJSON, silent = "the event payload is no JSON", "the event payload doesn't say"
	for _, test := range []struct {
		name, text            string
		inputs                map[string]string
		branch                string
		inputsErr, defaultErr string
	}{
		{"a dispatch", `{"inputs":{"begin":"2021-01-01","end":null,"empty":"","dry-run":false,"max-parallel":2,"max-runs":1000000},"repository":{"default_branch":"trunk"}}`,
			map[string]string{"begin": "2021-01-01", "empty": "", "dry-run": "false", "max-parallel": "2", "max-runs": "1000000"}, "trunk", "", ""},
		{"a dispatch without inputs", `{"inputs":null,"repository":{"default_branch":"main"}}`, nil, "main", "", ""},
		{"no repository", `{"schedule":"0 0 * * *"}`, nil, "", "", silent},
		{"no branch", `{"repository":{"default_branch":""}}`, nil, "", "", silent},
		{"no JSON", `<html>`, nil, "", noJSON, noJSON},
		{"cut short", `{"repository":{"default_branch":"main"}`, nil, "main", noJSON, noJSON},
		{"other types", `{"inputs":[1],"repository":"x"}`, nil, "", noJSON, noJSON},
		{"empty", ``, nil, "", noJSON, noJSON},
		{"larger than GitHub's", `{"repository":{"default_branch":"main"},"x":"` + strings.Repeat("x", maxPayload) + `"}`, nil, "main", noJSON, noJSON},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := withEvent(t, test.text)
			inputs, err := c.DispatchInputs()
			if diff := cmp.Diff(test.inputs, inputs, cmpopts.EquateEmpty()); diff != "" || errorText(err) != test.inputsErr {
				t.Error(diff, err)
			}
			branch, err := c.DefaultBranch()
			if err == nil && branch != test.branch || errorText(err) != test.defaultErr {
				t.Errorf("default branch %q, %v", branch, err)
			}
		})
	}
	if _, err := ReadContext(nil).DispatchInputs(); errorText(err) != "no event payload" {
		t.Error(err)
	}
}

// errorText is an error's message; of none it is empty.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestInputs(t *testing.T) {
	got := Inputs([]string{
		"INPUT_MODE=plan", "INPUT_MAX-PARALLEL= 2 \n", "INPUT_END=", "INPUT_WINDOW= \t", "INPUT_FILES=a.yml\nb.yml\n", "INPUT_EVENT=a=b",
		"input_lower=x", "MY_INPUT_X=x", "INPUT_NOTHING", "INPUT_=unnamed",
	})
	want := map[string]string{"mode": "plan", "max-parallel": "2", "files": "a.yml\nb.yml", "event": "a=b", "": "unnamed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnnotationsNameFilesOfTheRepository(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ workspace, name, want string }{
		{here, "events/a.yml", "events/a.yml"},
		{filepath.Dir(here), "events/a.yml", "actions/events/a.yml"},
		{here, filepath.Join(here, "a.yml"), "a.yml"},
		{filepath.Join(here, "sub"), "a.yml", "a.yml"},
		{"", "events/a.yml", "events/a.yml"},
	} {
		if got := (Context{Workspace: c.workspace}).inRepository(c.name); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.name, c.workspace, got, c.want)
		}
	}
}
