// The tables of docs/reference.md are written from the tags of the program's flags and from action.yml's outputs:
// go test . -run Reference -update

package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
)

const referencePage = "docs/reference.md"

func TestReferenceIsWrittenFromTheProgram(t *testing.T) {
	have := readText(t, referencePage)
	want := have
	for name, table := range map[string]string{"inputs": inputTable(t), "outputs": outputTable(t)} {
		begin, end := "<!-- "+name+": written by go test . -run Reference -update -->\n", "<!-- end of "+name+" -->"
		head, rest, begun := strings.Cut(want, begin)
		_, foot, ended := strings.Cut(rest, end)
		if !begun || !ended {
			t.Fatalf("%s has no place for %s", referencePage, name)
		}
		want = head + begin + table + end + foot
	}
	if have == want {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the program says. Write it: go test . -run Reference -update", referencePage)
	}
	if err := os.WriteFile(referencePage, []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inputTable has a row for each input, below a heading for each group.
func inputTable(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	out.WriteString("| input | default | meaning |\n|---|---|---|\n| `mode` | required | ")
	for _, mode := range cli.Modes() {
		fmt.Fprintf(&out, "`%s`: %s ", mode.Modes[0], mode.Text)
	}
	out.WriteString("|\n")
	group := ""
	for _, input := range cli.Reference() {
		if input.Group != group {
			group = input.Group
			fmt.Fprintf(&out, "| **%s** | | |\n", group)
		}
		standard := cmp.Or(input.Default, readAction(t).Inputs[input.Name].Default)
		if standard != "" {
			standard = "`" + standard + "`"
		}
		var texts []string
		for _, m := range input.Meanings {
			standard = cmp.Or(standard, defaultIn(m.Text))
			texts = append(texts, withoutDefault(m.Text)+" For `"+strings.Join(m.Modes, "`, `")+"`.")
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s |\n", input.Name, standard, strings.Join(texts, "<br>"))
	}
	return out.String()
}

var saysDefault = regexp.MustCompile(`[;.,]? ?[Bb]y default .+?\.(\s|$)`)

// withoutDefault is a text without the sentence that has a column of its own.
func withoutDefault(text string) string {
	return strings.TrimSpace(saysDefault.ReplaceAllString(strings.ReplaceAll(text, " Required.", ""), ". "))
}

func outputTable(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	out.WriteString("| output | what |\n|---|---|\n")
	outputs := readAction(t).Outputs
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		fmt.Fprintf(&out, "| `%s` | %s |\n", name, strings.Join(strings.Fields(outputs[name].Description), " "))
	}
	return out.String()
}
