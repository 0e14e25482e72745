package cli

// The inputs of the action, which the runner passes in environment variables.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// actionArgs is the command line that the action's inputs mean.
func actionArgs(model *kong.Application, env *Env) (args []string, warnings problems, err error) {
	given := actions.Inputs(env.Environ)
	mode := given["mode"]
	delete(given, "mode")
	known := inputNames(model.Children...)
	warnings = unknownInputs(given, known)
	at := slices.IndexFunc(model.Children, func(n *kong.Node) bool { return n.Name == mode })
	if at < 0 {
		commands := commandNames(model)
		oneOf := "one of " + strings.Join(commands, ", ")
		var wrong problems
		switch {
		case mode == "" && !env.context().InWorkflow:
			wrong.add("", oneOf+"; trigger-event-gather help says what each does", "no command is given")
		case mode == "":
			wrong.add("mode", oneOf, "required")
		default:
			wrong.add("mode", cmp.Or(didYouMean(mode, commands), oneOf), "%q: no such command", mode)
		}
		return nil, warnings, wrong.err()
	}
	command := model.Children[at]
	args = []string{mode}
	for _, name := range sortedKeys(given) {
		flag := slices.IndexFunc(command.Flags, func(f *kong.Flag) bool { return f.Name == name })
		switch {
		case flag >= 0:
			args = append(args, "--"+name+"="+given[name])
		case name != "github-token":
			warnings = append(warnings, problem{Place: name, Message: fmt.Sprintf("mode %s has no use for it", mode)})
		}
	}
	return args, warnings, nil
}

// unknownInputs takes what is no input out of those given, and warns of it: a job's environment may hold variables of others that
// begin with INPUT_. What is near an input may be a mistake, and comes first: GitHub shows ten warnings of a step.
func unknownInputs(given map[string]string, known []string) (warnings problems) {
	var others []string
	for _, name := range sortedKeys(given) {
		if slices.Contains(known, name) {
			continue
		}
		delete(given, name)
		if hint := didYouMean(name, known); hint != "" {
			warnings.add(safetext.Escape(name, longestName), hint, "no such input: ignored")
		} else {
			others = append(others, safetext.Escape(name, longestName))
		}
	}
	if len(others) > 0 {
		more := ""
		if n := len(others) - mostUnknown; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		warnings.add(strings.Join(others[:min(len(others), mostUnknown)], ", ")+more, "see the inputs in docs/reference.md",
			"no such input: ignored")
	}
	return warnings
}

// Bounds on a warning that enumerates.
const (
	longestName = 50
	mostUnknown = 10
)

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// commandNames are the values of mode.
func commandNames(model *kong.Application) []string {
	var names []string
	for _, node := range model.Children {
		names = append(names, node.Name)
	}
	return names
}

// inputNames are the flags that are action inputs too: of one command, or of all.
func inputNames(nodes ...*kong.Node) []string {
	var names []string
	for _, node := range nodes {
		for _, flag := range node.Flags {
			if flag.Tag.Get("input") != "no" && flag.Name != "help" {
				names = append(names, flag.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
