// What the tables of the pages name is there.

package main

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	diff "github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

var codeSpan = regexp.MustCompile("`([^`]+)`")

// wordsIn are the words in code in one column of a table, row by row.
func wordsIn(t *testing.T, page, header string, column int) (all [][]string) {
	t.Helper()
	_, table, found := strings.Cut(readText(t, page), "\n"+header+"\n")
	if !found {
		t.Fatalf("%s has no table %q", page, header)
	}
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		var words []string
		for _, match := range codeSpan.FindAllStringSubmatch(strings.Split(line, "|")[column], -1) {
			words = append(words, match[1])
		}
		if words != nil {
			all = append(all, words)
		}
	}
	return all
}

// literals are all texts of the program's source.
func literals(t *testing.T) (all []string) {
	t.Helper()
	sources(t, func(_ string, syntax *ast.File) {
		ast.Inspect(syntax, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				all = append(all, text)
			}
			return true
		})
	})
	return all
}

func TestTablesNameWhatThereIs(t *testing.T) {
	known := literals(t)
	for _, words := range wordsIn(t, "docs/special-events.md", "| state | of an event |", 1) {
		for _, word := range words {
			if !slices.Contains(known, word) {
				t.Errorf("no event has the state %q", word)
			}
		}
	}
	for _, words := range wordsIn(t, "docs/troubleshooting.md", "| what you see | what it is |", 1) {
		for _, word := range words {
			if !slices.ContainsFunc(known, func(text string) bool { return strings.Contains(text, word) }) {
				t.Errorf("nothing prints %q", word)
			}
		}
	}
	for _, words := range wordsIn(t, "docs/cost.md", "| input | what it bounds |", 1) {
		if !slices.Contains(cli.Inputs(), words[0]) {
			t.Errorf("%q is no input", words[0])
		}
	}
	choices := slices.Concat(wordsIn(t, "docs/first-backfill.md", "| choice | what is gathered |", 1)...)
	if d := diff.Diff(readExample(t, "examples/backfill.yml").On.WorkflowDispatch.Inputs["reprocess"].Options, choices); d != "" {
		t.Errorf("the choices of the form (-form +page):\n%s", d)
	}
}

func TestTheDashboardPageNamesFormatsAndSigns(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "empty.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range wordsIn(t, "docs/dashboard.md", "| `--format` | what it makes |", 1) {
		if r := atTerminal(t, folder, "status --ledger file:empty.jsonl --timezone UTC --format "+words[0]); r.code != 0 {
			t.Errorf("%q is no format: %s", words[0], r.stderr)
		}
	}
	var signs []string
	for line := range strings.Lines(readText(t, "docs/dashboard.md")) {
		if sign, status, is := strings.Cut(strings.Trim(line, "| `\n"), " | `"); is && utf8.RuneCountInString(sign) == 1 {
			signs = append(signs, status)
			if verdict := (report.Verdict{Status: reconcile.Status(status)}).String(); !strings.HasPrefix(verdict, sign+" ") {
				t.Errorf("%s: %q begins with another sign than %s", status, verdict, sign)
			}
		}
	}
	if len(signs) != 6 {
		t.Errorf("the signs of %q", signs)
	}
}

// Each mode has its row in the table of permissions, and an example of it asks for what the row has.
func TestPermissionsAreThoseOfTheExamples(t *testing.T) {
	const header = "| mode | permissions |"
	needs := map[string][]string{}
	permissions := wordsIn(t, referencePage, header, 2)
	for i, modes := range wordsIn(t, referencePage, header, 1) {
		for _, mode := range modes {
			needs[mode] = permissions[i] // of special-events the last row: the first is for pull requests
		}
	}
	if d := diff.Diff(slices.Sorted(slices.Values(commands(t))), slices.Sorted(maps.Keys(needs))); d != "" {
		t.Errorf("the modes with permissions (-program +page):\n%s", d)
	}
	for _, path := range examples(t) {
		var file struct{ Permissions map[string]string }
		if err := yaml.Unmarshal([]byte(readText(t, path)), &file); err != nil {
			t.Fatal(err)
		}
		var have []string
		for name, access := range file.Permissions {
			have = append(have, name+": "+access)
		}
		slices.Sort(have)
		for _, with := range readExample(t, path).ours() {
			want := slices.Sorted(slices.Values(needs[with["mode"]]))
			if d := diff.Diff(want, have); d != "" && with["github-token"] == "" {
				t.Errorf("%s: permissions (-page +example):\n%s", path, d)
			}
		}
	}
}

// Whoever looks for a message finds its cause and what to do.
func TestTroubleshootingSaysCauseAndFix(t *testing.T) {
	page, _, _ := strings.Cut(readText(t, "docs/troubleshooting.md"), "\n## It looks odd")
	sections := regexp.MustCompile(`(?m)^### `).Split(page, -1)[1:]
	if len(sections) < 15 {
		t.Errorf("only %d symptoms", len(sections))
	}
	for _, section := range sections {
		symptom, rest, _ := strings.Cut(section, "\n")
		if strings.Count(rest, "- **Cause:** ") == 0 || strings.Count(rest, "- **Fix:** ") == 0 {
			t.Errorf("%q has no cause or no fix", symptom)
		}
	}
}

// Whoever writes an event by hand finds each field of it, and whether it is needed.
func TestTheFieldsOfAnEventAreThoseOfTheSchema(t *testing.T) {
	type object struct {
		Required   []string
		Properties map[string]any
	}
	var schema struct {
		object
		Definitions map[string]object
	}
	if err := json.Unmarshal([]byte(readText(t, "schema/special-event.schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	var want []string
	for before, o := range map[string]object{"": schema.object, "body ": schema.Definitions["body"], "sessions ": schema.Definitions["session"]} {
		for name := range o.Properties {
			if before+name == "body" || before+name == "sessions" {
				continue // they have rows of their own for each field
			}
			needed := ""
			if slices.Contains(o.Required, name) {
				needed = "yes"
			}
			want = append(want, before+name+": "+needed)
		}
	}
	var have []string
	_, table, _ := strings.Cut(readText(t, "docs/special-events.md"), "\n| field | needed | what it is |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		have = append(have, strings.TrimSpace(strings.ReplaceAll(cells[1], "`", ""))+": "+strings.TrimSpace(cells[2]))
	}
	slices.Sort(want)
	slices.Sort(have)
	if d := diff.Diff(want, have); d != "" {
		t.Errorf("the fields of an event (-schema +page):\n%s", d)
	}
}

// A word of the house is explained once, where README.md leads.
func TestWordsAreExplained(t *testing.T) {
	if !strings.Contains(readText(t, "README.md"), "](docs/how-it-works.md#words)") {
		t.Error("README.md doesn't lead to the words")
	}
	page := readText(t, "docs/how-it-works.md")
	for _, word := range []string{"window", "request", "dispatch", "in flight", "slot", "ledger", "run hours", "lookback", "glob", "IANA zone", "attested"} {
		if !strings.Contains(page, "\n| "+word+" | ") {
			t.Errorf("docs/how-it-works.md doesn't explain %q", word)
		}
	}
}
