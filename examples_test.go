// The examples are copied as they are by people who will not look at them twice.

package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// exampleFile is what the tests look at in a workflow.
type exampleFile struct {
	On struct {
		WorkflowDispatch struct {
			Inputs map[string]formInput
		} `yaml:"workflow_dispatch"`
	}
	Jobs map[string]struct {
		Steps []struct {
			Uses string
			With map[string]string
			Run  string
		}
	}
}

// formInput is a field of GitHub's form "Run workflow".
type formInput struct {
	Description, Type string
	Options           []string
	Default           any
}

func examples(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("examples/*.yml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	return paths
}

func readExample(t *testing.T, path string) (w exampleFile) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readText(t, path)), &w); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return w
}

// ours are the steps of a workflow that use this action: what each gives it.
func (w exampleFile) ours() (with []map[string]string) {
	for _, job := range w.Jobs {
		for _, step := range job.Steps {
			if strings.HasPrefix(step.Uses, "CouncilDataProject/trigger-event-gather@") {
				with = append(with, step.With)
			}
		}
	}
	return with
}

// Code of others is run as it was read, and what is checked out leaves no token behind. A script of an example's own is read as
// it stands: an expression would put what people typed into it.
func TestExamplesPinWhatOthersWrote(t *testing.T) {
	pinned := regexp.MustCompile(`^CouncilDataProject/trigger-event-gather@v\d+$|^[\w-]+/[\w-]+@[0-9a-f]{40}$`)
	for _, path := range examples(t) {
		for _, job := range readExample(t, path).Jobs {
			for _, step := range job.Steps {
				if step.Run == "" && !pinned.MatchString(step.Uses) {
					t.Errorf("%s: %q is not pinned by commit", path, step.Uses)
				}
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s: an expression in the script %q", path, step.Run)
				}
				if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
					t.Errorf("%s: the checkout keeps its token", path)
				}
			}
		}
	}
}

// The linter is the one of `make lint`, in its own module: as a library it doesn't compile with the YAML parser we read
// events with.
func TestExamplesAreValidWorkflows(t *testing.T) {
	args := append([]string{"tool", "-modfile=tools/go.mod", "actionlint", "-shellcheck=", "-pyflakes="}, examples(t)...)
	if out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestExamplesGiveOnlyInputsThatThereAre(t *testing.T) {
	known := readAction(t).Inputs
	for _, path := range examples(t) {
		steps := readExample(t, path).ours()
		if len(steps) == 0 {
			t.Errorf("%s doesn't use this action", path)
		}
		for _, with := range steps {
			for name := range with {
				if _, ok := known[name]; !ok {
					t.Errorf("%s gives %q, which is no input", path, name)
				}
			}
			for name, input := range known {
				if input.Required && with[name] == "" {
					t.Errorf("%s doesn't give %q", path, name)
				}
			}
		}
	}
}

func TestReadmeBeginsWithTheBackfillExample(t *testing.T) {
	example := readText(t, "examples/backfill.yml")
	_, rest, _ := strings.Cut(readText(t, "README.md"), "```yaml\n")
	if shown, _, _ := strings.Cut(rest, "```"); shown != example {
		t.Error("README.md's first workflow is not examples/backfill.yml")
	}
	if n := strings.Count(example, "\n"); n > 25 {
		t.Errorf("%d lines are too many to paste", n)
	}
}

// The second step is told in the words of the form. Its first field is GitHub's own.
func TestReadmeNamesTheFieldsOfTheForm(t *testing.T) {
	readme := readText(t, "README.md")
	_, table, _ := strings.Cut(readme, "| field | what to do |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	inputs := readExample(t, "examples/backfill.yml").On.WorkflowDispatch.Inputs
	own, isFirst := strings.CutPrefix(table, "| *Use workflow from* |")
	if n := strings.Count(own, "\n"); !isFirst || n != len(inputs) {
		t.Errorf("README.md names %d fields after GitHub's own, the form has %d:\n%s", n, len(inputs), table)
	}
	for name, input := range inputs {
		if !strings.Contains(table, "| *"+input.Description+"* |") {
			t.Errorf("README.md doesn't name the field %s: %q", name, input.Description)
		}
	}
	if name := regexp.MustCompile(`(?m)^name: (.+)$`).FindStringSubmatch(readText(t, "examples/backfill.yml")); !strings.Contains(readme, "choose **"+name[1]+"** on the left") {
		t.Errorf("README.md doesn't say to choose %q", name[1])
	}
}

func TestFirstClickOfAnExampleSpendsNothing(t *testing.T) {
	for _, path := range examples(t) {
		if path == "examples/special-events.yml" {
			continue // its dry run is the pull request
		}
		w := readExample(t, path)
		if got := w.On.WorkflowDispatch.Inputs["dry-run"].Default; got != true {
			t.Errorf("%s: dry-run is %v by default", path, got)
		}
		for _, with := range w.ours() {
			if got := with["dry-run"]; got != "${{ inputs.dry-run }}" {
				t.Errorf("%s: the action's dry-run is %q", path, got)
			}
		}
	}
}

// GitHub shows a description above each field of the form, and beside each checkbox. A tick has no words of its own.
func TestEveryFieldOfAFormIsDescribed(t *testing.T) {
	fields := 0
	for _, path := range examples(t) {
		for name, input := range readExample(t, path).On.WorkflowDispatch.Inputs {
			fields++
			words := input.Options
			if input.Type == "boolean" {
				words = []string{"Ticked: ", ". Unticked: "}
			}
			for _, word := range words {
				if !strings.Contains(input.Description, word) {
					t.Errorf("%s: the description of %s doesn't say %q", path, name, word)
				}
			}
			if n := len(input.Description); n < 20 || n > 120 {
				t.Errorf("%s: the description of %s has %d characters", path, name, n)
			}
		}
	}
	if fields == 0 {
		t.Error("no form has a field")
	}
}
