// What others rely on is said in three places: action.yml, docs/reference.md and the program. Here they are held together.

package main

import (
	"bytes"
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
)

// action is what action.yml declares.
type action struct {
	Inputs map[string]struct {
		Description, Default string
		Required             bool
	}
	Outputs map[string]struct{ Description string }
}

func readAction(t *testing.T) (a action) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readText(t, "action.yml")), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rows are the cells below a table's header in the reference, without the backticks; a row with one cell only is a heading.
func rows(t *testing.T, header string) [][]string {
	t.Helper()
	_, table, found := strings.Cut(readText(t, referencePage), "\n"+header+"\n")
	if !found {
		t.Fatalf("the reference has no table %q", header)
	}
	var all [][]string
	for line := range strings.Lines(table) {
		inner, isRow := strings.CutPrefix(strings.TrimSpace(line), "|")
		if !isRow {
			break
		}
		cells := strings.Split(strings.ReplaceAll(strings.TrimSuffix(inner, "|"), "`", ""), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[1] != "" && !strings.HasPrefix(cells[0], "---") {
			all = append(all, cells)
		}
	}
	return all
}

func firstCells(rows [][]string) []string {
	names := make([]string, len(rows))
	for i, cells := range rows {
		names[i] = cells[0]
	}
	return slices.Sorted(slices.Values(names))
}

// result is what a process leaves behind.
type result struct {
	code            int
	stdout, outputs string
}

// execute runs the program as a step of a workflow does, but for its arguments.
func execute(t *testing.T, args ...string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "output")
	var stdout, stderr bytes.Buffer
	code := cli.Main(t.Context(), t.Context(), cli.Env{
		Args: args, Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_OUTPUT=" + file}, Stdout: &stdout, Stderr: &stderr,
	})
	outputs, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return result{code, stdout.String(), string(outputs)}
}

var (
	commandLine = regexp.MustCompile(`(?m)^  ([a-z-]+)  `)
	flagLine    = regexp.MustCompile(`^ {2,6}(?:-., )?--([a-z-]+)(?:=\S+)? +(.*)`)
	outputLine  = regexp.MustCompile(`(?m)^(\w+)<<`)
	statusLine  = regexp.MustCompile(`(?m)^status<<.*\n(.*)\n`)
	byDefault   = regexp.MustCompile(`[Bb]y default (.+?)\.(?:\s|$)`)
)

// commands are those that the program's help lists.
func commands(t *testing.T) (names []string) {
	t.Helper()
	_, list, _ := strings.Cut(execute(t, "--help").stdout, "\nCommands:\n")
	for _, match := range commandLine.FindAllStringSubmatch(list, -1) {
		names = append(names, match[1])
	}
	if len(names) == 0 {
		t.Fatal("the help lists no commands")
	}
	return names
}

// help is the text of each flag of a command.
func help(t *testing.T, command string) map[string]string {
	t.Helper()
	texts, flag := map[string]string{}, ""
	for line := range strings.Lines(execute(t, command, "--help").stdout) {
		if match := flagLine.FindStringSubmatch(line); match != nil {
			flag = match[1]
			texts[flag] = match[2]
		} else if flag != "" {
			texts[flag] += " " + strings.TrimSpace(line)
		}
	}
	return texts
}

// defaultIn is the default that a text states, empty where it states none.
func defaultIn(text string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "`", "")), " ")
	if match := byDefault.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	if strings.Contains(text, "Required") {
		return "required"
	}
	return ""
}

func TestInputsAreTheProgramsOwn(t *testing.T) {
	want := slices.Sorted(slices.Values(cli.Inputs()))
	if d := diff.Diff(want, slices.Sorted(maps.Keys(readAction(t).Inputs))); d != "" {
		t.Errorf("action.yml's inputs (-program +action.yml):\n%s", d)
	}
	if d := diff.Diff(want, firstCells(rows(t, "| input | default | meaning |"))); d != "" {
		t.Errorf("the reference's inputs (-program +docs/reference.md):\n%s", d)
	}
}

func TestEveryCommandIsDocumentedAsAMode(t *testing.T) {
	description := readAction(t).Inputs["mode"].Description
	reference := readText(t, referencePage)
	for _, name := range commands(t) {
		if !strings.Contains(description, "`"+name+"`") {
			t.Errorf("action.yml's mode doesn't name %s", name)
		}
		if !regexp.MustCompile("(?m)^\\| `mode` .*`" + name + "`").MatchString(reference) {
			t.Errorf("the reference's mode doesn't name %s", name)
		}
	}
}

func TestDefaultsAreTheProgramsOwn(t *testing.T) {
	declared := map[string]string{}
	for name, input := range readAction(t).Inputs {
		stated := defaultIn(input.Description)
		if input.Required {
			stated = "required"
		}
		if declared[name] = cmp.Or(input.Default, stated); declared[name] == "" {
			t.Errorf("action.yml states no default of %s", name)
		}
	}
	for _, cells := range rows(t, "| input | default | meaning |") {
		if cells[1] != declared[cells[0]] {
			t.Errorf("%s: the reference's default is %q, action.yml's %q", cells[0], cells[1], declared[cells[0]])
		}
	}
	checked := 0
	for _, command := range commands(t) {
		for flag, text := range help(t, command) {
			want, isInput := declared[flag]
			if got := defaultIn(text); isInput && got != "" {
				checked++
				if got != want {
					t.Errorf("%s --%s: the program's default is %q, action.yml's %q", command, flag, got, want)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no default was read from the program's help")
	}
}

func TestOutputsAreTheProgramsOwn(t *testing.T) {
	var want []string
	for _, match := range outputLine.FindAllStringSubmatch(execute(t, "plan", "--begin=2021-01-01", "--end=2021-01-02").outputs, -1) {
		want = append(want, match[1])
	}
	slices.Sort(want)
	if d := diff.Diff(want, slices.Sorted(maps.Keys(readAction(t).Outputs))); d != "" {
		t.Errorf("action.yml's outputs (-program +action.yml):\n%s", d)
	}
	if d := diff.Diff(want, firstCells(rows(t, "| output | what |"))); d != "" {
		t.Errorf("the reference's outputs (-program +docs/reference.md):\n%s", d)
	}
}

// Every row of the reference's table of exit codes is reached, but for the bug of ours, and nothing else is.
func TestStatusesAndExitCodesAreTheProgramsOwn(t *testing.T) {
	backfill := []string{"backfill", "--simulate", "--begin=2021-01-01", "--end=2021-01-10"}
	reached := map[string]bool{"failed 5": true}
	for _, args := range [][]string{
		{"plan", "--begin=2021-01-01", "--end=2021-01-10"},
		{"plan", "--begin=never"},
		backfill,
		append(backfill[:4:4], "--dry-run"),
		append(backfill[:4:4], "--wait=false"),
		append(backfill[:4:4], "--time-budget=1h"),
		append(backfill[:4:4], "--scenario=cancelled=#1@1h"),
		append(backfill[:4:4], "--scenario=fault=401:dispatch:#1"),
	} {
		r := execute(t, args...)
		status := statusLine.FindStringSubmatch(r.outputs)
		if status == nil {
			t.Fatalf("%q wrote no status", args)
		}
		reached[status[1]+" "+strconv.Itoa(r.code)] = true
	}
	documented := map[string]bool{}
	for _, cells := range rows(t, "| `status` | exit code | when |") {
		documented[cells[0]+" "+cells[1]] = true
	}
	if d := diff.Diff(reached, documented); d != "" {
		t.Errorf("the reference's exit codes (-program +docs/reference.md):\n%s", d)
	}
}

// The first of the two commands to try shows a split, as the README says, and ends well.
func TestReadmeBeginsOnALaptop(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("half a simulated year")
	}
	_, block, _ := strings.Cut(readText(t, "README.md"), "```bash\ngo run . ")
	command, rest, _ := strings.Cut(block, "\n")
	if !strings.HasPrefix(rest, "go test ./...\n```\n") {
		t.Errorf("README.md's second command to try is not the tests: %.40q", rest)
	}
	if r := atTerminal(t, "", command); r.code != 0 || !strings.Contains(r.stdout, "\nTOO LONG, halved  ") {
		t.Errorf("%s: exit code %d, and no split in:\n%s", command, r.code, r.stdout)
	}
}

// A build of main calls itself the release that CHANGELOG.md prepares.
func TestTheNextVersionIsTheChangelogs(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^## \[(.+?)\]`).FindStringSubmatch(readText(t, "CHANGELOG.md"))
	if heading == nil || "v"+heading[1]+"-dev" != nextVersion {
		t.Errorf("CHANGELOG.md begins with %q, main.go has %q", heading, nextVersion)
	}
}
