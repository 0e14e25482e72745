package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
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
	Version  kong.VersionFlag `help:"Print the version." input:"no"`
}

type rangeFlags struct {
	Begin  string `help:"First moment to gather: a date or datetime as Python 3.11 reads it, such as 2021-01-01. Required." placeholder:"DATE" group:"every day"`
	End    string `help:"The moment after the last; by default the start of today." placeholder:"DATE" group:"every day"`
	Window string `help:"How much one run gathers: auto, N with h, d, w or mo, or ISO 8601 (P7D). By default auto: learned from how long runs take." placeholder:"SIZE" group:"every day"`
}

type zoneFlag struct {
	Timezone string `help:"IANA zone of the municipality; by default iana_timezone of the repository's cookiecutter.yaml, else UTC." placeholder:"ZONE" group:"every day"`
}

type dispatchFlags struct {
	MaxParallel  string `help:"Dispatch only while fewer runs than this are in flight, ours and others'." std:"1" placeholder:"N" group:"every day"`
	DryRun       toggle `help:"Show what the next pass would do, with an estimate; nothing is written or dispatched." std:"false" group:"every day"`
	Retries      string `help:"More attempts for what failed." std:"2" placeholder:"N" group:"when things go wrong"`
	MaxFailures  string `help:"Different windows failing one after another that stop the step." std:"5" placeholder:"N" group:"when things go wrong"`
	MaxRuns      string `help:"The most windows or events that may be pending at the start; more is an error. By default no bound; of events ${mostEvents}." placeholder:"N" group:"when things go wrong"`
	Workflow     string `help:"File name of the workflow that is started, or several, one a line or comma separated. By default ${gatherFile}; for events ${specialFile}." placeholder:"FILE" group:"rarely"`
	AlsoCount    string `help:"Workflow files that share the runners; by default the other of the two, where it exists." placeholder:"FILE" group:"rarely"`
	Ref          string `help:"Branch or tag to run on; by default the default branch." placeholder:"REF" group:"rarely"`
	RunLimit     string `help:"Time limit of the gather job." std:"6h" placeholder:"TIME" group:"rarely"`
	Wait         toggle `help:"Stay until all is done; false: one pass, then leave the runs to themselves." std:"true" group:"rarely" placeholder:"BOOL"`
	TimeBudget   string `help:"Stop in time, with everything saved." std:"5h30m" placeholder:"TIME" group:"rarely"`
	PollInterval string `help:"How often GitHub is asked for news." std:"30s" placeholder:"TIME" group:"local" input:"no"`
	simulateFlags
}

type continueFlag struct {
	Continue toggle `help:"When the time budget is spent with work left, start this workflow again with its own inputs." std:"true" group:"rarely" placeholder:"BOOL"`
}

type simulateFlags struct {
	WriteInterval string `help:"How far writes are kept apart." std:"1s" placeholder:"TIME" group:"local" input:"no"`
	Simulate      toggle `help:"Act on a GitHub in memory, with a clock of its own: a whole backfill in seconds, nothing leaves this machine." group:"local" input:"no"`
	Scenario      string `help:"What the simulated city is like: comma separated KEY=VALUE. Give 'help' to list the keys." placeholder:"KEY=VALUE,…" group:"local" input:"no"`
}

type gitHubFlags struct {
	Repository  string `help:"OWNER/NAME of the instance; by default the current one." placeholder:"OWNER/NAME" group:"rarely"`
	GithubToken string `help:"Token that may dispatch; locally GITHUB_TOKEN is read." placeholder:"TOKEN" group:"rarely"`
	Ledger      string `help:"Where the memory is kept: branch:NAME or file:PATH." std:"branch:event-gather-ledger" placeholder:"PLACE" group:"rarely"`
}

type formatFlag struct {
	Format string `help:"table or json." std:"table" placeholder:"FORM" group:"local" input:"no"`
}

// toggle is a boolean that may be given without a value, kept as it was written until everything is read.
type toggle string

// IsBool lets --flag stand alone.
func (*toggle) IsBool() bool { return true }

// Decode takes what stands after an equals sign, or true.
func (t *toggle) Decode(ctx *kong.DecodeContext) error {
	*t = "true"
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		value, err := ctx.Scan.PopValue("true or false")
		if err != nil {
			return err
		}
		*t = toggle(fmt.Sprint(value.Value))
	}
	return nil
}

// runnable is a command.
type runnable interface {
	run(*process) (outcome, error)
}

type parsed struct {
	runnable
	name     string // as typed: the mode
	warnings problems
	problems problems
}

// errAnswered says that help or a version was asked for and printed.
var errAnswered = errors.New("answered")

// parse reads the command line, or without one the action's inputs. Its error is an *inputError or errAnswered.
func parse(env *Env) (command parsed, err error) {
	var g grammar
	type answered struct{}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case answered:
			err = errAnswered
		default:
			panic(e)
		}
	}()
	parser, err := kong.New(&g, kong.Name("trigger-event-gather"),
		kong.Description("Gathers the council meetings of long ranges of time, whatever fails on the way."),
		helpVars(env.Version), kong.ValueFormatter(helpOf),
		kong.Writers(env.Stdout, env.Stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Exit(func(int) { panic(answered{}) }),
	)
	if err != nil {
		return command, err
	}
	args := env.Args
	if len(args) == 0 {
		if args, command.warnings, command.problems, err = actionArgs(parser.Model, env); err != nil {
			return command, err
		}
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return command, &inputError{[]problem{grammarProblem(err)}}
	}
	command.name = ctx.Selected().Name
	command.runnable = ctx.Selected().Target.Addr().Interface().(runnable)
	return command, nil
}

// grammarProblem turns kong's error into a problem with a hint. Kong's own suggestion is replaced by ours.
func grammarProblem(err error) problem {
	message, _, _ := strings.Cut(err.Error(), ", did you mean ")
	if flag, _, ok := strings.Cut(message, ": expected string value but got "); ok {
		return problem{Message: flag + ": needs a value", Hint: "write " + flag + "=VALUE"}
	}
	hint := ""
	if parse, ok := errors.AsType[*kong.ParseError](err); ok {
		if flag, unknown := strings.CutPrefix(message, "unknown flag "); unknown {
			hint = didYouMean(flag, flagNames(parse.Context.Flags()))
		} else if command, unknown := strings.CutPrefix(message, "unexpected argument "); unknown && parse.Context.Selected() == nil {
			hint = didYouMean(command, commandNames(parse.Context.Model))
		}
	}
	return problem{Message: message, Hint: cmp.Or(hint, "see trigger-event-gather --help")}
}

// flagNames are the names of flags as they are typed.
func flagNames(flags []*kong.Flag) []string {
	var names []string
	for _, flag := range flags {
		names = append(names, "--"+flag.Name)
	}
	return names
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

// Inputs are the names of all action inputs, mode included, for the test that holds action.yml against them.
func Inputs() []string {
	parser, err := kong.New(&grammar{}, helpVars(""), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		panic(err) // unreachable unless bug in this package
	}
	return append(inputNames(parser.Model.Children...), "mode")
}
