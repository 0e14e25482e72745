package cli

// What docs/reference.md says of each input: the tags of its flag, in one list.

import (
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Input is an action input: the flags of one name in all modes.
type Input struct {
	Name, Group string
	Default     string // as a value that could be given; empty where the meaning says it in words, or there is none
	Meanings    []Meaning
}

// Meaning is what an input means in some modes.
type Meaning struct {
	Modes []string
	Text  string
}

// Inputs are the names of all action inputs, mode included, for the test that holds action.yml against them.
func Inputs() []string {
	return append(inputNames(application().Children...), "mode")
}

// Modes are the modes with what each does, in the order of the help.
func Modes() (all []Meaning) {
	for _, command := range application().Children {
		all = append(all, Meaning{[]string{command.Name}, command.Help})
	}
	return all
}

// Reference are all inputs but mode, group by group.
func Reference() (all []Input) {
	for _, command := range application().Children {
		for _, flag := range command.Flags {
			if flag.Tag.Get("input") == "no" || flag.Name == "help" {
				continue
			}
			at := slices.IndexFunc(all, func(i Input) bool { return i.Name == flag.Name })
			if at < 0 {
				at = len(all)
				all = append(all, Input{Name: flag.Name, Group: flag.Group.Key, Default: flag.Tag.Get("std")})
			}
			all[at].mean(command.Name, strings.TrimSpace(flag.Help+" "+flag.Tag.Get("more")))
		}
	}
	groups := []string{"every day", "when things go wrong", "rarely"}
	slices.SortStableFunc(all, func(a, b Input) int { return slices.Index(groups, a.Group) - slices.Index(groups, b.Group) })
	return all
}

// mean adds a mode to those with the same text.
func (i *Input) mean(mode, text string) {
	for n, m := range i.Meanings {
		if m.Text == text {
			i.Meanings[n].Modes = append(m.Modes, mode)
			return
		}
	}
	i.Meanings = append(i.Meanings, Meaning{[]string{mode}, text})
}

// application is the grammar for those who only read it.
func application() *kong.Application {
	parser, err := model(&grammar{}, &Env{Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		panic(err) // unreachable unless bug in this package
	}
	return parser.Model
}
