package cli

// The inputs of the action, which the runner passes in environment variables.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
)

// actionArgs is the command line that the action's inputs mean.
func actionArgs(model *kong.Application, env *Env) (args []string, warnings, wrong problems, err error) {
	given := actions.Inputs(env.Environ)
	mode := given["mode"]
	delete(given, "mode")
	known := inputNames(model.Children...)
	for _, name := range sortedKeys(given) {
		if !slices.Contains(known, name) {
			wrong.add(name, cmp.Or(didYouMean(name, known), "see the inputs in README.md"), "no such input")
			delete(given, name)
		}
	}
	at := slices.IndexFunc(model.Children, func(n *kong.Node) bool { return n.Name == mode })
	if at < 0 {
		commands := commandNames(model)
		oneOf := "one of " + strings.Join(commands, ", ")
		if mode == "" {
			wrong.add("mode", oneOf, "required")
		} else {
			wrong.add("mode", cmp.Or(didYouMean(mode, commands), oneOf), "%q: no such command", mode)
		}
		return nil, nil, nil, wrong.err()
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
	return args, warnings, wrong, nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
