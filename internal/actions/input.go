package actions

import "strings"

// Inputs are the action's inputs that have a value, by their names in small letters. The runner hands an input over as
// INPUT_ and its name in capitals, hyphens kept, and one that wasn't given as an empty one. White space around a value is
// no part of it.
//
// This is by hand: go-githubactions reads one input by its name, and those whose names nobody knows are wanted, too.
func Inputs(environ []string) map[string]string {
	inputs := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		name, ok := strings.CutPrefix(name, "INPUT_")
		if value = strings.TrimSpace(value); ok && value != "" {
			inputs[strings.ToLower(name)] = value
		}
	}
	return inputs
}
