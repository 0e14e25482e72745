//go:build pyproof

package event

// Proof that the pipelines' own Python library and PyYAML read event files as we do: the same JSON, decoded to the same event
// from the full and the compact form, and the same places of what is wrong.
//
//	go test -tags pyproof -run Python ./internal/event
//
// What is not installed is a failure, not a reason to skip.

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

var (
	pythonEvents  = flag.Int("events", 5_000, "how many random events Python gets")
	pythonMutants = flag.Int("mutants", 2_000, "how many files with a mistake PyYAML gets")
	pythonTexts   = flag.Int("texts", 20_000, "how many files of comments PyYAML gets")
	pythonSeed    = flag.Uint64("seed", 1, "the same seed makes the same files")
	python        = flag.String("python", "/usr/bin/python3", "the Python that has the packages: Debian's own")
)

// askPython gives each case to Python and returns its answers.
func askPython[A, C any](t *testing.T, what string, cases []C) []A {
	t.Helper()
	var input, stderr bytes.Buffer
	for _, c := range cases {
		if err := json.NewEncoder(&input).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(*python, "testdata/pyproof.py", what)
	command.Stdin, command.Stderr, command.Env = &input, &stderr, append(os.Environ(), "TZ=UTC")
	output, err := command.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%v: %s", err, stderr.Bytes())
	}
	var answers []A
	for line := range bytes.Lines(output) {
		var answer A
		if err := json.Unmarshal(line, &answer); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		answers = append(answers, answer)
	}
	if len(answers) != len(cases) {
		t.Fatalf("%d answers to %d cases", len(answers), len(cases))
	}
	return answers
}

// A jsonCase is an event file with the two forms of our JSON.
type jsonCase struct {
	YAML    string `json:"yaml"`
	Zone    string `json:"zone"`
	Full    string `json:"full"`
	Compact string `json:"compact"`
}

// A jsonAnswer is Python's JSON: of the event file, and of the events that our forms are decoded to.
type jsonAnswer struct {
	JSON, Full, Compact string
	Equal               bool // the two events
}

func TestPythonWritesAndReadsTheSameJSON(t *testing.T) {
	t.Parallel()
	g := newGenerator(*pythonSeed)
	var cases []jsonCase
	add := func(text string, zone *time.Location) {
		e, problems := Parse("f", []byte(text), zone)
		if e.JSON == nil {
			t.Fatalf("%v in %q", problems, text)
		}
		cases = append(cases, jsonCase{text, zone.String(), string(e.JSON), string(compact(e.JSON))})
	}
	for _, v := range load(t, vectors+"/*.yaml") {
		add(string(v.data), v.loc)
	}
	for range *pythonEvents {
		zone, err := time.LoadLocation(pick(g, "UTC", "America/Los_Angeles", "America/New_York", "America/Anchorage", "Asia/Kolkata", "Australia/Lord_Howe"))
		if err != nil {
			t.Fatal(err)
		}
		add(g.write(g.event()), zone)
	}
	failures := 0
	for i, got := range askPython[jsonAnswer](t, "json", cases) {
		if want := cases[i].Full; got != (jsonAnswer{want, want, want, true}) {
			t.Errorf("of %q in %s\nwe write\n%s\nPython\n%+v", cases[i].YAML, cases[i].Zone, want, got)
			if failures++; failures == 5 {
				t.FailNow()
			}
		}
	}
	count := func(part string) (n int) {
		for _, c := range cases {
			n += strings.Count(c.Full, part)
		}
		return n
	}
	t.Logf("%d events, %d votes, %d persons", len(cases), count(`{"person": `), count(`"router_string": `))
}

// A placeCase is a file with one mistake, and the way to the node where it is told.
type placeCase struct {
	YAML   string `json:"yaml"`
	Path   []int  `json:"path"`
	Target string `json:"target"`
}

type placeAnswer struct{ Line, Column int }

func TestPythonFindsTheSamePlaces(t *testing.T) {
	t.Parallel()
	g := newGenerator(*pythonSeed)
	var cases []placeCase
	var kinds []string
	for len(cases) < *pythonMutants {
		m, root := mutations[len(cases)%len(mutations)], g.event()
		for _, i := range g.Perm(len(g.sites)) {
			if path, ok := m.make(g, g.sites[i]); ok {
				cases = append(cases, placeCase{g.write(root), path, m.target})
				kinds = append(kinds, m.name)
				break
			}
		}
	}
	seen := map[string]int{}
	for i, want := range askPython[placeAnswer](t, "places", cases) {
		_, problems := Parse("f", []byte(cases[i].YAML), time.UTC)
		places := map[placeAnswer]bool{}
		var told []string
		for _, p := range problems {
			if !p.Warning {
				places[placeAnswer{p.Line, p.Column}] = true
				told = append(told, p.String())
			}
		}
		if len(places) != 1 || !places[want] {
			t.Errorf("%s: we tell %s\nPython finds it at %v in\n%s", kinds[i], strings.Join(told, "\n"), want, cases[i].YAML)
		}
		seen[kinds[i]]++
	}
	t.Log(seen)
}

// A textCase is a file that is mostly comments, and what could be taken for one.
type textCase struct {
	YAML string `json:"yaml"`
}

type textAnswer struct {
	Unread bool
	Text   string
}

// pieces make files in which what is a comment, and what is not, is hard to tell.
var pieces = []string{
	"#", " #", "# ", "\t#", "a: b", "#a: b", "a", ": ", ":", "b", "\n", "\n", "\n", "\r\n", "\r", "  ", "- ", "'", "\"", "'#'", "\"#\"", "|\n  ", ">\n  ", "|-\n  #",
	"\ufeff", "\ufeff#", "\u0085", "\u2028", "\n#key: value\n", "\nkey: value #\n", "\n  #", "{", "}", "[", "]", ",", "&a ", "*a", "!", "? ", "é", "🌳", "x#y", "x #y",
	"---\n", "...\n", "%", "%YAML 1.2\n---\n", "~", "key: |\n  text #\n # c\n", "k1: v1\nk2: v2\n",
}

// What we take for text, PyYAML takes for text: no comment comes to life, and no text is lost in one.
func TestPythonReadsTheSameTexts(t *testing.T) {
	t.Parallel()
	g := newGenerator(*pythonSeed)
	var cases []textCase
	var ours []string
	for len(cases) < *pythonTexts {
		var text strings.Builder
		for range 1 + g.IntN(12) {
			text.WriteString(pick(g, pieces...))
		}
		text.WriteString("\n")
		d := decoder{event: Event{At: Place{"f", 1, 1}}}
		root := d.load([]byte(text.String()))
		if root == nil || d.reports > 0 {
			continue
		}
		encoded, err := json.Marshal(inLists(root))
		if err != nil {
			t.Fatal(err)
		}
		cases, ours = append(cases, textCase{text.String()}), append(ours, string(encoded))
	}
	read := 0
	for i, answer := range askPython[textAnswer](t, "texts", cases) {
		if answer.Unread {
			continue
		}
		read++
		var got, want any
		if json.Unmarshal([]byte(answer.Text), &want) != nil || json.Unmarshal([]byte(ours[i]), &got) != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: we read %s, PyYAML %s", cases[i].YAML, ours[i], answer.Text)
		}
	}
	if t.Logf("%d files, %d of which PyYAML reads, too", len(cases), read); read < len(cases)/4 {
		t.Error("this test shows little")
	}
}

// inLists is a node as pyproof.py's in_lists makes it.
func inLists(n *yaml.Node) any {
	n = target(n)
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	list := []any{}
	for _, child := range n.Content {
		list = append(list, inLists(child))
	}
	return list
}
