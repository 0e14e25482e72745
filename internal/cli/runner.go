package cli

import (
	"fmt"
	"io"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// runner is who reads what the program says: a person at a terminal, or GitHub's runner.
type runner struct {
	env     *Env
	actions *actions.Runner // nil outside of a workflow
	data    io.Writer       // for what is made to be piped: plans and events

	firstLine string // of the log, until it is printed
}

func newRunner(env *Env) *runner {
	r := &runner{env: env, data: env.Stdout}
	if env.context().InWorkflow {
		r.actions = actions.New(env.Environ, env.Stdout, env.Stderr)
		env.Stdout, env.Stderr = r.actions.Stdout, r.actions.Stderr
		// With arguments this is a command line in a script, which may pipe data on as it is. An action's output goes to the
		// log.
		if len(env.Args) == 0 {
			r.data = env.Stdout
		}
	}
	return r
}

// problem tells one problem: as an annotation, or as a line with its hint below.
func (r *runner) problem(p problem) { r.tell(actions.Error, p) }

// warning tells what a person should know, and what stops nothing.
func (r *runner) warning(p problem) { r.tell(actions.Warning, p) }

func (r *runner) tell(level actions.Level, p problem) {
	if r.actions != nil {
		r.actions.Annotate(actions.Annotation{Level: level, Message: p.String(), Hint: p.Hint})
		return
	}
	fmt.Fprintf(r.env.Stderr, "%s: %s\n", level, p)
	r.hint(p.Hint)
}

// hint prints the way out below a problem, where there is one.
func (r *runner) hint(hint string) {
	if hint != "" {
		fmt.Fprintf(r.env.Stderr, "hint: %s\n", hint)
	}
}

// eventProblem tells what is wrong in an event file: as an annotation there, or as a line with its hint below. Of an
// annotation GitHub's log shows the message alone, and the run's page the first ten: so the message names the place.
func (r *runner) eventProblem(p event.Problem) {
	if r.actions == nil {
		fmt.Fprintln(r.env.Stderr, p)
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

// finish writes the outputs and the summary, where a runner asks for them. It returns an exit code where that fails.
func (r *runner) finish(result outcome) (code int) {
	if r.actions == nil {
		return reconcile.ExitDone
	}
	r.actions.Flush()
	status, _ := result.ending.Status()
	err := r.actions.SetOutputs(result.outputs.list(string(status))...)
	if err == nil {
		err = r.actions.AddSummary(result.summary.Markdown)
	}
	if err != nil {
		r.problem(problem{Message: err.Error()})
		return reconcile.ExitBug
	}
	return reconcile.ExitDone
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
