package event

// Tests of what is said about files that are no YAML.

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

func TestSyntax(t *testing.T) {
	for data, want := range map[string]string{
		"body:\n\tname: X\n":                        "f:2:1: not YAML: " + tabs.what + " → " + tabs.hint,
		"body:\n  name: @X\n":                       "f:2:9: not YAML: a value cannot begin with this character → put quotes around a text that begins with a sign such as @, % or `",
		"body: {name: X\n":                          "f:2:1: not YAML: a comma or } is missing before this → " + brackets,
		"body:\n  name: [X\n":                       "f:3:1: not YAML: a comma or ] is missing before this → " + brackets,
		"body:\n  name: 'O'Brien'\n":                "f:2:12: not YAML: the quotes close behind \"O\", and the text goes on → write '' for an apostrophe, or put the text in double quotes",
		"body:\n  name: \"C:\\Users\"\n":            `f:2:14: not YAML: \x, \u or \U stands within double quotes without all its digits → ` + backslash,
		"body:\n  name: \"a\\d\"\n":                 "f:2:11: not YAML: a backslash stands within double quotes before a character that it cannot change → " + backslash,
		"body:\n  name: X\n  description\na: b\n":   "f:4:1: not YAML: line 3 is not of the form key: value → write a colon after description in line 3; write a space after the colon; indent a line that goes on with the text above, or put the text in quotes",
		"body:\n  name: \"X\nagenda_uri: y\n":       "f:2:9: not YAML: the quotes that open here are never closed → close them; within single quotes write '' for an apostrophe",
		"body:\n  name: *X*\n":                      "f:2:9: not YAML: * names \"X*\", and no & above does → put quotes around a text that begins with *",
		"body:\n  name: & X\n":                      "f:2:10: not YAML: & or * stands without a name → put quotes around a text that begins with & or *",
		"body:\n  name: > X\n":                      "f:2:11: not YAML: a text follows | or > in one line with it → begin the text in the next line; put quotes around a text that begins with | or >",
		"body:\n  name: - X\n":                      `f:2:9: not YAML: "- " cannot stand here → begin a list in the line below its key; put quotes around a text that begins with "- "`,
		"body:\n  name: X\n    Y #3 Z\n    A\n":     "f:3:7: not YAML: " + cutText.what + " → " + cutText.hint,
		"body:\n  name: é #3\n    A\nb: c\n":        "f:2:11: not YAML: " + cutText.what + " → " + cutText.hint,
		"sessions:\n  - X\n    Y # Z\n    A\n":      "f:3:7: not YAML: " + cutText.what + " → " + cutText.hint,
		"body:\n  name: X # Y\n   description: Z\n": "f:3:4: not YAML: " + noKey.what + " → " + noKey.hint,
		"body:\n  name: 'X' #3\n    Z\n":            "f:3:5: not YAML: " + noKey.what + " → " + noKey.hint,
		"%YAML 1.2\nbody: x\n":                      "f:2:1: not YAML: " + noStart.what + " → " + noStart.hint,
		"# a\n%YAML 1.2\r\n# b\n\nbody: x\n":        "f:5:1: not YAML: " + noStart.what + " → " + noStart.hint,
		"%YAML 1.2\n---\nbody: x: y\n":              "f:3:8: not YAML: a colon cannot stand here → put quotes around a text with a colon in it, and indent the keys of one object alike",

		"body: {name: 'O'Brien'}\n":                                    "f:1:17: not YAML: the quotes close behind \"O\", and the text goes on → write '' for an apostrophe, or put the text in double quotes",
		"body:\n  name: \"A \"big\" one\"\n":                           `f:2:13: not YAML: the quotes close behind "A ", and the text goes on → write \" for quotes in the text, or put it in single quotes`,
		"body:\n  name: 'tis\nsessions: []\n":                          "f:2:9: not YAML: the quotes that open here are never closed → " + unclosed.hint,
		"body:\r\n  name: 'tis\r\nsessions: []\r\n":                    "f:2:9: not YAML: the quotes that open here are never closed → " + unclosed.hint,
		"body\n  name: X\n":                                            "f:2:7: not YAML: a colon cannot stand here → write a colon after body in line 1; " + noColon.hint,
		"sessions:\n  -video_uri: x\n   session_index: 0":              "f:2:3: not YAML: a dash stands here without a space behind it → write a space after the dash",
		"body:\n  name:X\n  description: Y\n":                          "f:2:3: not YAML: a space is missing after name: → write a space after \"name:\"",
		"body:\n  name: X\n  description:Y\n":                          "f:3:3: not YAML: a space is missing after description: → write a space after \"description:\"",
		"sessions:\n  - video_uri:https://x.y\n    session_index: 0\n": "f:2:5: not YAML: a space is missing after video_uri: → write a space after \"video_uri:\"",
		"body: x\nagenda_uri: https://x.y: z\n":                        "f:2:24: not YAML: a colon cannot stand here → " + noColon.hint,

		"%YAML 2.0\n---\nbody: x\n": "f:1:1: not YAML: the version of YAML is not 1.1 or 1.2 → delete the line that begins with %YAML",
	} {
		if got := strings.Join(problemsOf(data), "\n"); got != want {
			t.Errorf("%q:\n got %s\nwant %s", data, got, want)
		}
	}
}

// Every message in the source of the parser has words of ours. After an update of the parser this may need new ones.
func TestEveryMessageOfTheParserHasWords(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.yaml.in/yaml/v4").Output()
	if err != nil {
		t.Fatal(err)
	}
	message := regexp.MustCompile(`(?s)(?:format(?:Scanner|Parser|Composer)Error(?:Context)?|setScannerTagError)\(([^{}]*?)\)\n`)
	literal := regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	count := 0
	for _, file := range []string{"scanner.go", "parser.go"} {
		source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "internal", "libyaml", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range message.FindAllStringSubmatch(string(source), -1) {
			var words []string
			for _, l := range literal.FindAllStringSubmatch(call[1], -1) {
				words = append(words, l[1])
			}
			if len(words) == 0 || strings.HasPrefix(words[len(words)-1], "while ") || strings.Contains(words[0], "stream-start") {
				continue // a context with a message in a variable; a bug of the parser
			}
			count++
			if last := words[len(words)-1]; explain(&yaml.LoadError{Message: last}).what == "" {
				t.Errorf("%s: no words for %q", file, last)
			}
		}
	}
	if count < 50 {
		t.Errorf("only %d messages found", count)
	}
}
