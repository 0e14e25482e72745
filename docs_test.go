// What the pages show is run, or compared with what it was taken from. The language of a fence says how:
//
//	console   a command of ours and what it prints; with `| tail -n N` the last lines. -update writes it anew
//	bash      commands: ours are run, others are known
//	yaml      a file of examples/, some lines of one, a whole workflow, or an event file
//	json      an output; the comment above it has the output's name and the command. -update writes it anew
//	text      lines that the program prints; the comment above it has the command, or says that the source has them
//	mermaid   a drawing

package main

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
)

// pages are the documents for those who use the action.
func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("docs/*.md")
	if err != nil || len(all) < 10 {
		t.Fatalf("%q, %v", all, err)
	}
	return append(all, "README.md")
}

// snippet is a fence of a page.
type snippet struct {
	page, language, text string
	comment              string // on the line above
}

var fence = regexp.MustCompile("(?ms)(?:^<!-- ([^\n]*) -->\n)?^```(\\w*)\n(.*?)^```$")

func snippets(t *testing.T) (all []snippet) {
	t.Helper()
	for _, page := range pages(t) {
		text := readText(t, page)
		for _, match := range fence.FindAllStringSubmatch(text, -1) {
			all = append(all, snippet{page, match[2], match[3], match[1]})
		}
		if n := strings.Count("\n"+text, "\n```"); n != 2*len(fence.FindAllString(text, -1)) {
			t.Errorf("%s: %d lines begin with a fence: one is not closed, or closes nothing", page, n)
		}
	}
	return all
}

// terminal is what a command leaves at a terminal.
type terminal struct {
	once           sync.Once
	code           int
	stdout, stderr string
}

// terminals are those of the commands that were run: some pages show the same one.
var terminals sync.Map

// atTerminal runs a command as people type it. The shell's globs are expanded, and a file of a ledger is in the folder.
func atTerminal(t *testing.T, folder, command string) *terminal {
	t.Helper()
	if testing.Short() && strings.Contains(command, " --begin 2021-01-01 --end 2021-07-01") {
		t.Skip("half a simulated year")
	}
	key := command
	if strings.Contains(command, " file:") {
		key += folder
	}
	kept, _ := terminals.LoadOrStore(key, &terminal{})
	r := kept.(*terminal)
	r.once.Do(func() {
		var args []string
		for _, word := range strings.Fields(command) {
			if name, isFile := strings.CutPrefix(word, "file:"); isFile {
				word = "file:" + filepath.Join(folder, name)
			}
			if matches, _ := filepath.Glob(word); !strings.HasPrefix(word, "-") && len(matches) > 0 {
				args = append(args, matches...)
				continue
			}
			args = append(args, word)
		}
		var stdout, stderr bytes.Buffer
		r.code = cli.Main(t.Context(), t.Context(), cli.Env{Args: args, Stdout: &stdout, Stderr: &stderr})
		r.stdout, r.stderr = stdout.String(), stderr.String()
	})
	return r
}

const ours = "go run . "

func TestSnippets(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, s := range snippets(t) {
		seen[s.language]++
		t.Run(s.page+"/"+s.language+strconv.Itoa(seen[s.language]), func(t *testing.T) {
			switch s.language {
			case "console":
				s.compare(t, s.shown(t))
			case "bash":
				s.runLines(t)
			case "yaml":
				s.checkYAML(t)
			case "json":
				s.compare(t, s.output(t))
			case "text":
				s.findLines(t)
			case "mermaid":
			default:
				t.Errorf("no rule for the language %q of\n%s", s.language, s.text)
			}
		})
	}
	for _, language := range []string{"console", "bash", "yaml", "json", "text", "mermaid"} {
		if seen[language] == 0 {
			t.Errorf("no page has a fence of %s", language)
		}
	}
}

// compare holds the text of a fence against what it should be, or with -update writes that.
func (s snippet) compare(t *testing.T, want string) {
	t.Helper()
	if want == s.text {
		return
	}
	if !*update {
		t.Errorf("%s has:\n%s\nit should have:\n%s", s.page, s.text, want)
		return
	}
	page := strings.Replace(readText(t, s.page), "\n"+s.text+"```", "\n"+want+"```", 1)
	if err := os.WriteFile(s.page, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
}

var tail = regexp.MustCompile(` \| tail -n (\d+)$`)

// shown is the command of a terminal with what it prints. Long commands are run for their page by the test of costs.
func (s snippet) shown(t *testing.T) string {
	t.Helper()
	prompt, rest, _ := strings.Cut(s.text, "\n")
	command, isOurs := strings.CutPrefix(prompt, "$ "+ours)
	if !isOurs {
		t.Fatalf("%q is no command of ours", prompt)
	}
	if s.comment == "internal/cli/cost_test.go compares this" {
		return prompt + "\n" + rest
	}
	r := atTerminal(t, t.TempDir(), tail.ReplaceAllString(command, ""))
	lines := slices.Collect(strings.Lines(r.stdout))
	if match := tail.FindStringSubmatch(command); match != nil {
		n, _ := strconv.Atoi(match[1])
		lines = lines[max(0, len(lines)-n):]
	}
	return prompt + "\n" + strings.Join(lines, "")
}

// others are commands that are not ours, and that need a network or a long time.
var others = regexp.MustCompile(`^(git clone https://github\.com/CouncilDataProject/trigger-event-gather|cd trigger-event-gather|go test \./\.\.\.|` +
	`gh attestation verify oci://ghcr\.io/councildataproject/trigger-event-gather@sha256:… --repo CouncilDataProject/trigger-event-gather)$`)

var codeSaid = regexp.MustCompile(` +# .*exit code (\d).*$`)

// runLines runs the commands of a fence one after the other: each ends well, or with the exit code that its comment has.
func (s snippet) runLines(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	for line := range strings.Lines(s.text) {
		line = strings.TrimSpace(line)
		want := 0
		if match := codeSaid.FindStringSubmatch(line); match != nil {
			want, _ = strconv.Atoi(match[1])
		}
		line, _, _ = strings.Cut(line, " # ")
		command, isOurs := strings.CutPrefix(strings.TrimSpace(line), ours)
		switch {
		case !isOurs && !others.MatchString(line):
			t.Errorf("%s: the command %q is not known", s.page, line)
		case isOurs:
			if r := atTerminal(t, folder, command); r.code != want {
				t.Errorf("%s: %s\nends with exit code %d, not %d:\n%s", s.page, line, r.code, want, r.stderr)
			}
		}
	}
}

// checkYAML checks a whole workflow as the examples are, an event file as convert does. What is neither is some lines of an
// example, in its order.
func (s snippet) checkYAML(t *testing.T) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "snippet.yml")
	if err := os.WriteFile(file, []byte(s.text), 0o600); err != nil {
		t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(s.comment, "examples/"):
		if s.text != readText(t, s.comment) {
			t.Errorf("%s: this is not %s:\n%s", s.page, s.comment, s.text)
		}
	case strings.Contains(s.text, "\nsessions:"):
		if r := atTerminal(t, "", "convert "+file+" --timezone America/Los_Angeles --check-uris off"); r.code != 0 {
			t.Errorf("%s: %s", s.page, r.stderr)
		}
	case strings.Contains("\n"+s.text, "\njobs:"):
		out, err := exec.CommandContext(t.Context(), "go", "tool", "-modfile=tools/go.mod", "actionlint", "-shellcheck=", "-pyflakes=", file).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", s.page, err, out)
		}
	default:
		if !slices.ContainsFunc(examples(t), func(path string) bool { return strings.Contains(unindented(readText(t, path)), unindented(s.text)) }) {
			t.Errorf("%s: no example has these lines:\n%s", s.page, s.text)
		}
	}
}

// unindented is a text without what stands before each line.
func unindented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(strings.TrimLeft(line, " "))
	}
	return out.String()
}

var outputOf = regexp.MustCompile(`^output (\w+) of: (.*)$`)

// output is the output that the comment names.
func (s snippet) output(t *testing.T) string {
	t.Helper()
	match := outputOf.FindStringSubmatch(s.comment)
	if match == nil {
		t.Fatalf("%s: no comment names the output and the command of\n%s", s.page, s.text)
	}
	value := regexp.MustCompile(`(?m)^` + match[1] + `<<.*\n(.*)$`).FindStringSubmatch(execute(t, strings.Fields(match[2])...).outputs)
	if value == nil {
		t.Fatalf("%s: no output %s of %s", s.page, match[1], match[2])
	}
	return value[1] + "\n"
}

// findLines finds each line in what the command of the comment prints, or in a text of the source.
func (s snippet) findLines(t *testing.T) {
	t.Helper()
	command, isShown := strings.CutPrefix(s.comment, "printed by: ")
	if !isShown && s.comment != "in the source" {
		t.Fatalf("%s: no comment says where these lines are from:\n%s", s.page, s.text)
	}
	folder := t.TempDir() // of a ledger that the command keeps
	for line := range strings.Lines(s.text) {
		line = strings.TrimSuffix(line, "\n")
		if !isShown {
			if !slices.ContainsFunc(messages(t), func(m *regexp.Regexp) bool { return m.MatchString(line) }) {
				t.Errorf("%s: no message of the program is %q", s.page, line)
			}
			continue
		}
		r := atTerminal(t, folder, command)
		if all := r.stdout + r.stderr; !strings.Contains("\n"+all, "\n"+line+"\n") {
			t.Errorf("%s: %s doesn't print %q but at its end:\n%s", s.page, command, line, all[max(0, len(all)-1000):])
		}
	}
}

var verb = regexp.MustCompile(`%[a-z.0-9+]+`)

// messages are the texts of the source that are long enough to be known by. What is filled in may be anything.
var messages = func() func(t *testing.T) []*regexp.Regexp {
	var once sync.Once
	var all []*regexp.Regexp
	return func(t *testing.T) []*regexp.Regexp {
		t.Helper()
		once.Do(func() {
			for _, text := range literals(t) {
				if len(verb.ReplaceAllString(text, "")) < 20 {
					continue
				}
				parts := verb.Split(text, -1)
				for i := range parts {
					parts[i] = regexp.QuoteMeta(parts[i])
				}
				all = append(all, regexp.MustCompile(`^(?:error: |warning: |hint: |next: )?`+strings.Join(parts, `.+`)+`$`))
			}
		})
		return all
	}
}()

// A newcomer reads it to the end.
func TestReadmeIsShort(t *testing.T) {
	if n := strings.Count(readText(t, "README.md"), "\n"); n > 250 {
		t.Errorf("README.md has %d lines, more than 250", n)
	}
}

// Every page is reached from the first one.
func TestReadmeListsEveryPage(t *testing.T) {
	readme := readText(t, "README.md")
	for _, page := range pages(t) {
		if page != "README.md" && !strings.Contains(readme, "]("+page+")") {
			t.Errorf("README.md has no link to %s", page)
		}
	}
}

var ledgerFile = regexp.MustCompile(`file:\S+`)

// The commands of two pages go on with different simulations. Whoever tries both in one folder gets what each page says.
func TestPagesKeepTheirSimulationsApart(t *testing.T) {
	pageOf := map[string]string{}
	for _, s := range snippets(t) {
		if s.language != "bash" {
			continue
		}
		for _, file := range ledgerFile.FindAllString(s.text, -1) {
			if other := cmp.Or(pageOf[file], s.page); other != s.page {
				t.Errorf("%s and %s both use %s", other, s.page, file)
			}
			pageOf[file] = s.page
		}
	}
	if len(pageOf) < 3 {
		t.Errorf("only %d files of ledgers", len(pageOf))
	}
}

var (
	outsideOfProse = regexp.MustCompile(`(?m)^(\||#|<|!\[).*$`)
	paragraphs     = regexp.MustCompile(`\n\s*\n|\n\s*(?:-|\d\.) `)
	endOfSentence  = regexp.MustCompile(`[.:!?]["*)]*\s+`)
)

// Many readers are not at home in English.
func TestSentencesAreShort(t *testing.T) {
	for _, page := range pages(t) {
		prose := outsideOfProse.ReplaceAllString(fence.ReplaceAllString(readText(t, page), "\n\n"), "")
		for _, paragraph := range paragraphs.Split(prose, -1) {
			for _, sentence := range endOfSentence.Split(paragraph, -1) {
				if n := len(strings.Fields(sentence)); n > 26 {
					t.Errorf("%s: %d words are too many for one sentence: %s", page, n, sentence)
				}
			}
		}
	}
}
