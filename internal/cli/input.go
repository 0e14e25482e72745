package cli

import (
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
	at := slices.IndexFunc(model.Children, func(n *kong.Node) bool { return n.Name == mode })
	known := inputNames(model.Children...)
	for _, name := range sortedKeys(given) {
		if !slices.Contains(known, name) {
			hint := didYouMean(name, known)
			if hint == "" {
				hint = "see the inputs in README.md"
			}
			wrong.add(name, hint, "no such input")
			delete(given, name)
		}
	}
	if at < 0 {
		hint := "one of " + strings.Join(commandNames(model), ", ")
		if mode == "" {
			wrong.add("mode", hint, "required")
		} else {
			if near := didYouMean(mode, commandNames(model)); near != "" {
				hint = near
			}
			wrong.add("mode", hint, "%q: no such command", mode)
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
