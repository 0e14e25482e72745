package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/stream"
)

// runner is who reads what the program says: a person at a terminal, or GitHub's runner.
type runner struct {
	env            *Env
	actions        *actions.Runner // nil outside of a workflow
	stdout, stderr *stream.Stream
	data           *stream.Stream // standard output, for what is made to be piped: plans and events
	bar            *bar

	simulation *simulation // nil where GitHub is real

	firstLine string // of the log, until it is printed
	mode      string // the command
	place     string // the repository that it acts on, OWNER/NAME
}

// newRunner puts streams between the program and what it was given to print to.
func newRunner(env *Env) *runner {
	r := &runner{env: env}
	secret := redact.New(tokens(env)...)
	if env.context().InWorkflow {
		r.stdout, r.stderr, r.data = stream.Log(env.Stdout, secret), stream.Log(env.Stderr, secret), stream.LogData(env.Stdout)
		r.actions = actions.New(env.Environ, r.stdout, r.stderr, secret)
	} else {
		r.stdout, r.stderr, r.data = stream.Terminal(env.Stdout, secret), stream.Terminal(env.Stderr, secret), stream.Data(env.Stdout)
	}
	if isFile(env.Stdout) { // which no runner and no terminal reads
		r.data = stream.Data(env.Stdout)
	}
	if !env.context().InWorkflow {
		r.stdout.Columns, r.stderr.Columns = env.StdoutColumns, env.Columns
	}
	r.bar = &bar{out: r.stderr}
	if env.terminal() {
		r.bar.columns = env.Columns
	}
	r.stdout.Before, r.stderr.Before = r.bar.clear, r.bar.clear
	env.Stdout, env.Stderr = r.stdout, r.stderr
	return r
}

// isFile says whether what is written goes into a file.
func isFile(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// tokens are all that the process was given that may be one.
func tokens(env *Env) []string {
	all := []string{actions.Token(env.Environ), actions.Inputs(env.Environ)["github-token"]}
	for i, arg := range env.Args {
		name, value, _ := strings.Cut(arg, "=")
		if name != "--github-token" {
			continue
		}
		all = append(all, value)
		if value == "" && i+1 < len(env.Args) {
			all = append(all, env.Args[i+1])
		}
	}
	return all
}

// problem tells one problem: as an annotation, or as a line with its hint below.
func (r *runner) problem(p problem) { r.tell(actions.Error, "", p) }

// warning tells what a person should know, and what stops nothing.
func (r *runner) warning(p problem) { r.tell(actions.Warning, "", p) }

func (r *runner) tell(level actions.Level, title string, p problem) {
	if r.actions != nil {
		r.actions.Annotate(actions.Annotation{Level: level, Title: title, Message: p.String(), Hint: p.Hint})
		return
	}
	r.paint(string(level), string(level)+":")
	fmt.Fprintf(r.env.Stderr, " %s\n", p)
	r.hint(p.Hint)
}

// colours are the sequences for the words that say what a line is.
var colours = map[string]string{"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "hint": "\x1b[36m"}

// paint prints text in the colour of a word, where the terminal and the person take colours.
func (r *runner) paint(word, text string) {
	if !r.env.coloured() {
		fmt.Fprint(r.env.Stderr, text)
		return
	}
	r.stderr.Raw(colours[word])
	fmt.Fprint(r.env.Stderr, text)
	r.stderr.Raw("\x1b[0m")
}

// hint prints the way out below a problem, where there is one.
func (r *runner) hint(hint string) {
	if hint != "" {
		r.paint("hint", "hint:")
		fmt.Fprintf(r.env.Stderr, " %s\n", hint)
	}
}

// eventProblem tells what is wrong in an event file: as an annotation there, or as a line with its hint below. Of an
// annotation GitHub's log shows the message alone, and the run's page the first ten: so the message names the place.
func (r *runner) eventProblem(p event.Problem) {
	if r.actions == nil {
		if p.Hint == event.NoZoneHint {
			p.Hint = strings.Replace(p.Hint, "timezone: ", "--timezone ", 1)
		}
		if p.Warning {
			fmt.Fprintf(r.env.Stderr, "%s: ", p.Place)
			r.paint("warning", "warning:")
		} else {
			r.paint("error", p.Place.String()+":")
		}
		fmt.Fprintf(r.env.Stderr, " %s\n", p.Message)
		r.hint(p.Hint)
		return
	}
	level := actions.Error
	if p.Warning {
		level = actions.Warning
	}
	r.actions.Annotate(actions.Annotation{Level: level, File: p.File, Line: p.Line, Column: p.Column,
		Message: p.Place.String() + ": " + p.Message, Hint: p.Hint})
}

// fail shows every problem of an error.
func (r *runner) fail(err error) {
	for _, p := range list(err) {
		r.problem(p)
	}
}

// conclude tells how a command ended: its problems, and in a workflow one annotation where it worked on a request that ended red
// or was stopped. The summary begins with that, and with the problems.
func (r *runner) conclude(result *outcome, err error) {
	status, _ := result.ending.Status()
	level, problems := actions.Error, []problem(nil)
	if err != nil {
		problems = list(err)
	}
	if status == reconcile.StatusFailed && result.standing.Thing == "" && len(problems) > 0 {
		result.standing.Said = report.Count(len(problems), "problem")
	}
	verdict := report.Verdict{Repository: r.place, Mode: r.mode, Status: status, Standing: result.standing}
	result.summary = slices.Concat(verdict.Summary(), report.Failure(problems), result.summary, result.footnote)
	if status == reconcile.StatusStopped {
		level = actions.Warning
	}
	if r.actions != nil {
		problems = withLinks(problems, result.links, status == reconcile.StatusStopped || status == reconcile.StatusIncomplete)
	}
	for _, p := range problems {
		r.tell(level, verdict.String(), p)
	}
}

// withLinks are the problems of a request, the first of them with links to runs. One that ended without a problem gets one.
func withLinks(problems []problem, links []string, ended bool) []problem {
	if ended && len(problems) == 0 {
		problems = []problem{{Message: "see the summary of this step for what to do next"}}
	}
	if len(problems) > 0 {
		problems[0].Message = strings.Join(append([]string{problems[0].Message}, links...), "\n")
	}
	return problems
}

// finish writes the outputs and the summary, where a runner asks for them. It returns an exit code where these, or what was
// printed, could not be written: how the command itself ended counts for more.
func (r *runner) finish(result outcome) (code int) {
	var wrong []error
	if r.actions != nil {
		status, _ := result.ending.Status()
		r.simulation.forget(result.outputs.Runs)
		wrong = append(wrong, r.actions.SetOutputs(result.outputs.list(string(status))...), r.actions.AddSummary(r.simulation.shown(result.summary.Markdown)))
	}
	for _, s := range []*stream.Stream{r.stdout, r.data, r.stderr} {
		s.Flush()
	}
	wrong = append(wrong, at("standard output", cmp.Or(r.stdout.Err(), r.data.Err())), at("standard error", r.stderr.Err()))
	err := errors.Join(wrong...)
	if err == nil {
		return reconcile.ExitDone
	}
	r.fail(&inputError{list(err)})
	r.stderr.Flush()
	return reconcile.ExitInput
}

// by is how who reads this gives inputs.
func (r *runner) by() report.By {
	if r.actions != nil {
		return report.Form
	}
	return report.Terminal
}

// say prints a line of the log.
func (r *runner) say(format string, args ...any) {
	r.printFirstLine()
	fmt.Fprintf(r.env.Stdout, format+"\n", args...)
}

func (r *runner) printFirstLine() {
	fmt.Fprint(r.env.Stdout, r.firstLine)
	r.firstLine = ""
}
