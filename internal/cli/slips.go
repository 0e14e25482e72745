package cli

// What is wrong on a command line, all of it: kong stops at the first.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

const seeHelp = "see trigger-event-gather --help"

// slips takes what kong would stop at out of a command line, and says what is wrong with it. A misspelt flag stands
// for the one that was probably meant, so that its value is looked at, too. Whatever is wrong, nothing is run.
func slips(app *kong.Application, command *kong.Node, args []string) (kept []string, wrong problems) {
	kept, args = []string{args[0]}, args[1:]
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case !strings.HasPrefix(arg, "-") || arg == "-":
			if len(command.Positional) == 0 {
				wrong.add("", seeHelp, "unexpected argument %s", arg)
				continue
			}
			kept = append(kept, arg)
			continue
		case arg == "--":
			if len(command.Positional) == 0 {
				for _, one := range args {
					wrong.add("", seeHelp, "unexpected argument %s", one)
				}
				return kept, wrong
			}
			return append(append(kept, arg), args...), wrong
		case arg == "-h":
			kept = append(kept, arg)
			continue
		}
		name, value, assigned := strings.Cut(arg, "=")
		flag := flagOf(name, command, app.Node)
		if flag == nil {
			wrong.add("", cmp.Or(owners(app, name), didYouMean(name, flagNames(command.Flags)), seeHelp), "unknown flag %s", name)
			if flag = meant(app, command, name); flag == nil && !assigned && len(command.Positional) == 0 && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
				args = args[1:] // its value
			}
		}
		if !assigned && flag != nil && !flag.IsBool() {
			if len(args) == 0 || strings.HasPrefix(args[0], "--") {
				if flagOf(name, command, app.Node) != nil {
					wrong.add("", "write "+name+"=VALUE", "%s: needs a value", name)
				}
				continue
			}
			value, assigned, args = args[0], true, args[1:]
		}
		if flag != nil && flagOf("--"+flag.Name, command, app.Node) != nil {
			kept = append(kept, typed(flag, value, assigned))
		}
	}
	return kept, wrong
}

// typed is a flag as kong reads it.
func typed(flag *kong.Flag, value string, assigned bool) string {
	if !assigned {
		return "--" + flag.Name
	}
	return "--" + flag.Name + "=" + value
}

// meant is the flag that a misspelt one probably stands for, or the one of another command; nil where there is none.
func meant(app *kong.Application, command *kong.Node, name string) *kong.Flag {
	for _, other := range app.Children {
		if flag := flagOf(name, other); flag != nil {
			return flag
		}
	}
	return flagOf(suggest.Nearest(name, flagNames(command.Flags)), command)
}

// flagOf is the flag of that name, as it is typed, of the first node that has one.
func flagOf(name string, nodes ...*kong.Node) *kong.Flag {
	for _, node := range nodes {
		for _, flag := range node.Flags {
			if "--"+flag.Name == name {
				return flag
			}
		}
	}
	return nil
}

// owners says which other commands have a flag; empty where none has it.
func owners(app *kong.Application, name string) string {
	var all []string
	for _, command := range app.Children {
		if flagOf(name, command) != nil {
			all = append(all, command.Name)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf("%s is a flag of %s", name, and(all))
}

// and is an enumeration.
func and(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// flagNames are the names of flags as they are typed.
func flagNames(flags []*kong.Flag) []string {
	names := make([]string, len(flags))
	for i, flag := range flags {
		names[i] = "--" + flag.Name
	}
	return names
}

// asFlags turns the words help and version into the flags that kong knows.
func asFlags(args []string) []string {
	switch {
	case len(args) == 0:
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "version":
		return append([]string{"--version"}, args[1:]...)
	}
	return args
}
