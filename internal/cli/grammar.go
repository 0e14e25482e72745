package cli

import (
	"cmp"
	"errors"
	"strings"

	"github.com/alecthomas/kong"
)

// grammar is every command with its flags. A flag is an action input of the same name, but for those tagged input:"no".
// All are texts here: they are read, and all that is wrong with them is told, in one place.
type grammar struct {
	Plan     planCommand      `cmd:"" help:"Print the windows that a range is split into. Needs no GitHub."`
	Backfill backfillCommand  `cmd:"" help:"Make a range covered: split it, dispatch a gather for every window, and see each through."`
	CatchUp  catchUpCommand   `cmd:"" help:"Gather what the schedule missed in the last weeks."`
	Convert  convertCommand   `cmd:"" help:"Turn event files into the JSON that is dispatched, or tell every mistake in its place. Needs no GitHub."`
	Special  specialCommand   `cmd:"" name:"special-events" help:"Check event files, and dispatch each event that is new by content."`
	Status   statusCommand    `cmd:"" help:"Show what is covered, and what needs a person."`
	Cancel   cancelCommand    `cmd:"" help:"Close open requests, so that nothing goes on with them."`
	Version  kong.VersionFlag `help:"Print the version." input:"no"`
}

type parsed struct {
	runnable
	name     string // as typed: the mode
	warnings problems
	wrong    problems // with its arguments
}

// errAnswered says that help or a version was asked for and printed.
var errAnswered = errors.New("answered")

// answered is what kong's exit becomes.
type answered struct{}

// model is the grammar as kong knows it.
func model(g *grammar, env *Env) (*kong.Kong, error) {
	parser, err := kong.New(g, kong.Name("trigger-event-gather"),
		kong.Description("Gathers the council meetings of long ranges of time, whatever fails on the way."),
		helpVars(env.Version), kong.ValueFormatter(helpOf),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Groups(groupTitles), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80}),
		kong.Exit(func(int) { panic(answered{}) }),
	)
	if err == nil {
		arrangeHelp(parser.Model)
	}
	return parser, err
}

// parse reads the command line, or without one the action's inputs. Its error is an *inputError or errAnswered.
func parse(env *Env) (command parsed, err error) {
	var g grammar
	defer func() {
		switch e := recover().(type) {
		case nil:
		case answered:
			err = errAnswered
		default:
			panic(e)
		}
	}()
	parser, err := model(&g, env)
	if err != nil {
		return command, err
	}
	args := asFlags(env.Args)
	if len(args) == 0 {
		if args, command.warnings, err = actionArgs(parser.Model, env); err != nil {
			return command, err
		}
	} else if node := commandOf(parser.Model, args[0]); node != nil {
		args, command.wrong = slips(parser.Model, node, args)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return command, (append(command.wrong, grammarProblem(err))).err()
	}
	command.name = ctx.Selected().Name
	command.runnable = ctx.Selected().Target.Addr().Interface().(runnable)
	if zoned, ok := command.runnable.(interface{ winterOnly(*problems) }); ok {
		zoned.winterOnly(&command.warnings)
	}
	return command, nil
}

// commandOf is the command of a name, nil where there is none.
func commandOf(app *kong.Application, name string) *kong.Node {
	for _, command := range app.Children {
		if command.Name == name {
			return command
		}
	}
	return nil
}

// grammarProblem turns kong's error into a problem with a hint. Kong's own suggestion is replaced by ours.
func grammarProblem(err error) problem {
	message, _, _ := strings.Cut(err.Error(), ", did you mean ")
	hint, selected := "", (*kong.Node)(nil)
	if parse, ok := errors.AsType[*kong.ParseError](err); ok {
		model := parse.Context.Model
		selected = parse.Context.Selected()
		if flag, unknown := strings.CutPrefix(message, "unknown flag "); unknown {
			if first := parse.Context.Args[0]; selected == nil && strings.HasPrefix(first, "-") && !strings.HasPrefix(first, "--") {
				flag = first // kong names the first letter of it that is no flag
				message = "unknown flag " + first
			}
			if hint = owners(model, flag); hint != "" {
				hint += ": the command comes first"
			} else {
				hint = meantFlag(flag, model.Node)
			}
		} else if command, unknown := strings.CutPrefix(message, "unexpected argument "); unknown && selected == nil {
			hint = didYouMean(command, append(commandNames(model), "help", "version"))
		}
	}
	return problem{Message: message, Hint: cmp.Or(hint, seeHelp(selected))}
}
