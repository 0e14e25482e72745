// action.yml as GitHub's runner reads it. The runner takes every text for a template; one expression in the wrong place,
// a description included, and the whole action doesn't load.

package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// Rules of the runner's own schema (actions/runner, src/Runner.Worker/action_yaml.json): the one place of a container
// action without arguments where an expression may stand, what it may name there, and the keys that may stand where the
// schema lists them all.
var (
	expressionPath     = regexp.MustCompile(`^inputs\.[^.]+\.default$`)
	expressionContexts = []string{"github", "strategy", "matrix", "job", "runner", "hashFiles"}
	closedMappings     = []struct {
		path *regexp.Regexp
		keys []string
	}{
		{regexp.MustCompile(`^outputs\.[^.]+$`), []string{"description", "value"}},
		{regexp.MustCompile(`^runs$`), []string{"using", "image", "entrypoint", "args", "env", "pre-entrypoint", "pre-if", "post-entrypoint", "post-if"}},
	}
	nonEmpty = []string{"runs.using", "runs.image"}
)

var (
	expression = regexp.MustCompile(`\$\{\{(.*?)\}\}`)
	// named is a context or function of an expression: a name that doesn't follow a dot and isn't in a text.
	named  = regexp.MustCompile(`(?:^|[^.\w'-])([A-Za-z_][\w-]*)`)
	quoted = regexp.MustCompile(`'[^']*'`)
)

// manifestProblems are the places where the runner would refuse an action.yml, with the reason.
func manifestProblems(text string) (problems []string) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return []string{err.Error()}
	}
	found := map[string]string{}
	var walk func(path string, n *yaml.Node)
	walk = func(path string, n *yaml.Node) {
		add := func(format string, args ...any) {
			problems = append(problems, fmt.Sprintf("line %d: %s: ", n.Line, path)+fmt.Sprintf(format, args...))
		}
		switch n.Kind {
		case yaml.DocumentNode, yaml.SequenceNode:
			for _, child := range n.Content {
				walk(path, child)
			}
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				key := n.Content[i].Value
				for _, closed := range closedMappings {
					if closed.path.MatchString(path) && !slices.Contains(closed.keys, key) {
						add("unexpected key %q", key)
					}
				}
				if strings.Contains(key, "${{") {
					add("an expression in the key %q", key)
				}
				walk(strings.TrimPrefix(path+"."+key, "."), n.Content[i+1])
			}
		case yaml.ScalarNode:
			found[path] = n.Value
			if !strings.Contains(n.Value, "${{") {
				return
			}
			if !expressionPath.MatchString(path) {
				add("an expression outside of a default")
				return
			}
			for _, match := range expression.FindAllStringSubmatch(n.Value, -1) {
				for _, name := range named.FindAllStringSubmatch(quoted.ReplaceAllString(match[1], ""), -1) {
					if !slices.Contains(expressionContexts, name[1]) {
						add("unrecognized named-value %q", name[1])
					}
				}
			}
		}
	}
	walk("", &document)
	for _, path := range nonEmpty {
		if found[path] == "" {
			problems = append(problems, path+": required")
		}
	}
	return problems
}

func TestTheRunnerLoadsTheManifest(t *testing.T) {
	for _, problem := range manifestProblems(readText(t, "action.yml")) {
		t.Errorf("action.yml: %s", problem)
	}
}

// What the runner refuses is found: else the test above could not fail.
func TestManifestProblemsAreFound(t *testing.T) {
	const loads = "inputs:\n  token:\n    description: a token\n    default: ${{ github.token }}\nruns:\n  using: docker\n  image: Dockerfile\n"
	for _, test := range []struct{ name, old, new, want string }{
		{"as it is", "", "", ""},
		{"expression in the description of an input", "a token", "'${{ secrets.TOKEN }}'", "line 3: inputs.token.description: an expression outside of a default"},
		{"expression with an allowed context in a description", "a token", "'${{ github.ref }}'", "line 3: inputs.token.description: an expression outside of a default"},
		{"expression in another key of an input", "a token", "a token\n    deprecationMessage: ${{ github.ref }}", "line 4: inputs.token.deprecationMessage: an expression outside of a default"},
		{"expression in the description of an output", "runs:", "outputs: { status: { description: '${{ github.ref }}' } }\nruns:", "line 5: outputs.status.description: an expression outside of a default"},
		{"expression in the image", "Dockerfile", "docker://${{ github.repository }}", "line 7: runs.image: an expression outside of a default"},
		{"default from secrets", "github.token", "secrets.TOKEN", `line 4: inputs.token.default: unrecognized named-value "secrets"`},
		{"default from inputs", "github.token", "github.token || inputs.other", `line 4: inputs.token.default: unrecognized named-value "inputs"`},
		{"default with a text that looks like a context", "github.token", "github.token || ' secrets '", ""},
		{"key that an output doesn't have", "runs:", "outputs: { status: { type: string } }\nruns:", `line 5: outputs.status: unexpected key "type"`},
		{"key that a container doesn't have", "using: docker", "using: docker\n  main: index.js", `line 6: runs: unexpected key "main"`},
		{"no image", "  image: Dockerfile\n", "", "runs.image: required"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := loads
			if test.old != "" {
				text = strings.Replace(loads, test.old, test.new, 1)
			}
			if got := strings.Join(manifestProblems(text), "; "); got != test.want {
				t.Errorf("got %s, want %s", cmp.Or(got, "no problem"), cmp.Or(test.want, "no problem"))
			}
		})
	}
}
