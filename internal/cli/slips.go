package cli

// What is wrong on a command line, all of it: kong stops at the first.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// seeHelp is the hint to read the help of a command; nil stands for the program's.
func seeHelp(command *kong.Node) string {
	if command == nil || command.Type != kong.CommandNode {
		return "see trigger-event-gather --help"
	}
	return "see trigger-event-gather " + command.Name + " --help"
}

// slips takes what kong would stop at out of a command line, and says what is wrong with it. A misspelt flag stands
// for the one that was probably meant, so that its value is looked at, too. Whatever is wrong, nothing is run.
func slips(app *kong.Application, command *kong.Node, args []string) (kept []string, wrong problems) {
	l := line{app: app, command: command, args: args[1:], kept: []string{args[0]}}
	for len(l.args) > 0 {
		arg := l.args[0]
		l.args = l.args[1:]
		switch {
		case arg == "--":
			if len(command.Positional) > 0 {
				return append(append(l.kept, arg), l.args...), l.wrong
			}
		case !strings.HasPrefix(arg, "-") || arg == "-":
			l.positional(arg)
		case arg == "-h":
			l.kept = append(l.kept, arg)
		default:
			l.flag(arg)
		}
	}
	return l.kept, l.wrong
}

// line is a command line that is being read.
type line struct {
	app     *kong.Application
	command *kong.Node
	args    []string // still to read
	kept    []string
	wrong   problems
}

func (l *line) positional(arg string) {
	if len(l.command.Positional) > 0 {
		l.kept = append(l.kept, arg)
		return
	}
	l.wrong.add("", cmp.Or(l.date(arg), seeHelp(l.command)), "unexpected argument %s", arg)
}

// date takes a date without a flag as the begin or the end, whichever is not given yet, and says how to write it. It is empty
// for all else.
func (l *line) date(arg string) (hint string) {
	if _, err := civil.Parse(arg); err != nil {
		return ""
	}
	for _, name := range []string{"--begin", "--end"} {
		if flagOf(name, l.command) != nil && !strings.Contains(strings.Join(l.kept, " ")+" ", " "+name+"=") {
			l.kept = append(l.kept, name+"="+arg)
			return "write " + name + " " + arg
		}
	}
	return ""
}

func (l *line) flag(arg string) {
	name, value, assigned := strings.Cut(arg, "=")
	flag := flagOf(name, l.command, l.app.Node)
	known := flag != nil
	if !known {
		l.wrong.add("", cmp.Or(owners(l.app, name), meantFlag(name, l.command, l.app.Node), seeHelp(l.command)), "unknown flag %s", name)
		if flag = meant(l.app, l.command, name); flag == nil {
			if !assigned && len(l.command.Positional) == 0 {
				l.value("-")
			}
			return
		}
	}
	if !assigned && !flag.IsBool() {
		if value, assigned = l.value("--"); !assigned {
			if known {
				l.wrong.add("", "write "+name+"=VALUE", "%s: needs a value", name)
			}
			return
		}
	}
	if !assigned && flag.IsBool() {
		value, assigned = l.truth(name)
	}
	if flagOf("--"+flag.Name, l.command, l.app.Node) != nil {
		l.kept = append(l.kept, typed(flag, value, assigned))
	}
}

// value takes the next argument as the value of a flag, unless it begins like another flag.
func (l *line) value(dashes string) (value string, ok bool) {
	if len(l.args) == 0 || strings.HasPrefix(l.args[0], dashes) {
		return "", false
	}
	value, l.args = l.args[0], l.args[1:]
	return value, true
}

// truth takes true or false behind a switch, which has to stand after an equals sign.
func (l *line) truth(name string) (value string, is bool) {
	if len(l.command.Positional) > 0 || len(l.args) == 0 || l.args[0] != "true" && l.args[0] != "false" {
		return "", false
	}
	value, _ = l.value("-")
	l.wrong.add("", "write "+name+"="+value, "unexpected argument %s", value)
	return value, true
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

// meantFlag is a hint with the flag that was probably meant; empty where none is like it. With one dash a name may be the begin
// of a flag's, as other programs take it.
func meantFlag(name string, nodes ...*kong.Node) string {
	var known, begin []string
	for _, node := range nodes {
		known = append(known, flagNames(node.Flags)...)
	}
	slices.Sort(known)
	for _, flag := range slices.Compact(known) {
		if !strings.HasPrefix(name, "--") && strings.HasPrefix(flag, "-"+name) {
			begin = append(begin, flag)
		}
	}
	if len(begin) == 1 {
		return fmt.Sprintf("did you mean %q?", begin[0])
	}
	return didYouMean(name, known)
}

// asFlags turns the words help and version into the flags that kong knows.
func asFlags(args []string) []string {
	switch {
	case len(args) == 0:
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "version":
		return append([]string{"--version"}, args[1:]...)
	case len(args) == 2 && args[1] == "help":
		return []string{args[0], "--help"}
	}
	return args
}
