package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/sethvargo/go-githubactions"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// runner is whoever reads what the program says: a person at a terminal, or GitHub's runner, which also takes
// annotations, outputs and a summary.
type runner struct {
	env     *Env
	actions *githubactions.Action // nil outside of a workflow
	folds   *githubactions.Action // the same, for commands that belong among the lines of the log
	data    io.Writer             // for what is made to be piped: plans and events
	plain   []*plainLines

	firstLine string // of the log, until it is printed
}

func newRunner(env *Env) *runner {
	r := &runner{env: env, data: env.Stdout}
	if env.Getenv("GITHUB_ACTIONS") == "true" {
		// Whatever a line holds, it must not become a command to the runner, which looks in both streams. Data stays as it is
		// on a command line, where it may be piped; as an action nobody can.
		r.actions = githubactions.New(githubactions.WithWriter(env.Stderr), githubactions.WithGetenv(env.Getenv))
		r.folds = githubactions.New(githubactions.WithWriter(env.Stdout), githubactions.WithGetenv(env.Getenv))
		r.plain = []*plainLines{{to: env.Stdout}, {to: env.Stderr}}
		env.Stdout, env.Stderr = r.plain[0], r.plain[1]
		if len(env.Args) == 0 {
			r.data = env.Stdout
		}
	}
	return r
}

// problem tells one problem: as an annotation, or as a line with its hint below.
func (r *runner) problem(p problem) { r.tell("error", p, (*githubactions.Action).Errorf) }

// warning tells what a person should know, and what stops nothing.
func (r *runner) warning(p problem) { r.tell("warning", p, (*githubactions.Action).Warningf) }

func (r *runner) tell(kind string, p problem, annotate func(*githubactions.Action, string, ...any)) {
	if r.actions != nil {
		message := p.String()
		if p.Hint != "" {
			message += "\nhint: " + p.Hint
		}
		annotate(r.actions, "%s", message)
		return
	}
	fmt.Fprintf(r.env.Stderr, "%s: %s\n", kind, p)
	if p.Hint != "" {
		fmt.Fprintf(r.env.Stderr, "hint: %s\n", p.Hint)
	}
}

// eventProblem tells what is wrong in an event file: as a line with its hint below, and as an annotation there.
func (r *runner) eventProblem(p event.Problem) {
	fmt.Fprintln(r.env.Stderr, p)
	hint := ""
	if p.Hint != "" {
		hint = "hint: " + p.Hint
		fmt.Fprintln(r.env.Stderr, hint)
	}
	if r.actions == nil {
		return
	}
	at := r.actions.WithFieldsMap(map[string]string{
		"file": r.env.inWorkspace(p.File), "line": strconv.Itoa(p.Line), "col": strconv.Itoa(p.Column),
	})
	annotate := at.Errorf
	if p.Warning {
		annotate = at.Warningf
	}
	annotate("%s", strings.TrimSpace(p.Message+"\n"+hint))
}

// fail tells every problem of an error and returns its exit code.
func (r *runner) fail(err error) int {
	for _, p := range list(err) {
		r.problem(p)
	}
	return codeOf(err)
}

// group folds what f prints in the log of a workflow.
func (r *runner) group(title string, f func()) {
	if r.actions != nil {
		r.folds.Group(title)
		defer r.folds.EndGroup()
	}
	f()
}

// outputs are what later steps of a workflow read.
type outputs struct {
	Windows    []window.Window `output:"windows"`
	Runs       []outputRun     `output:"runs"`
	Events     []outputEvent   `output:"events"`
	Dispatched int             `output:"dispatched"`
	Succeeded  int             `output:"succeeded"`
	Failed     int             `output:"failed"`
	Remaining  int             `output:"remaining"`
}

// outputRun is one run that this step dispatched.
type outputRun struct {
	ID             int64  `json:"id"`
	URL            string `json:"url"`
	*window.Window        // nil, and left out, where it is for an event
	Attempt        int    `json:"attempt"`
	Conclusion     string `json:"conclusion"`
}

// largestOutput is how long a list may be, in bytes; GitHub takes 1 MB for all outputs of a job.
const largestOutput = 256 << 10

// finish writes the outputs and the summary, where a runner asks for them. It returns an exit code where that fails.
func (r *runner) finish(result outcome) (code int) {
	if r.actions == nil {
		return exitDone
	}
	for _, lines := range r.plain {
		lines.flush()
	}
	defer func() {
		// go-githubactions panics where it can't write the runner's files.
		if bug := recover(); bug != nil {
			r.problem(problem{Message: fmt.Sprint(bug)})
			code = exitBug
		}
	}()
	if r.env.Getenv("GITHUB_OUTPUT") != "" {
		r.actions.SetOutput("status", result.status)
		value := reflect.ValueOf(result.outputs)
		for i, field := range reflect.VisibleFields(value.Type()) {
			r.actions.SetOutput(field.Tag.Get("output"), r.output(field.Tag.Get("output"), value.Field(i)))
		}
	}
	if r.env.Getenv("GITHUB_STEP_SUMMARY") != "" && result.summary != "" {
		r.actions.AddStepSummary(result.summary)
	}
	return exitDone
}

// output is a value on one line, so that it can't end the delimiter that go-githubactions puts around it.
func (r *runner) output(name string, value reflect.Value) string {
	if value.Kind() == reflect.Slice && value.Len() == 0 {
		return "[]"
	}
	if value.Kind() != reflect.Slice {
		return string(marshal(value))
	}
	text := []byte{'['}
	for i := range value.Len() {
		if text = append(append(text, marshal(value.Index(i))...), ','); len(text) > largestOutput {
			r.warning(problem{Place: name, Message: fmt.Sprintf("the output is left empty: a list of %d is more than %d bytes", value.Len(), largestOutput)})
			return "[]"
		}
	}
	text[len(text)-1] = ']'
	return string(text)
}

func marshal(value reflect.Value) []byte {
	text, err := json.Marshal(value.Interface())
	if err != nil {
		panic(err) // unreachable unless bug in this package
	}
	return text
}

// say prints a line of the log.
func (r *runner) say(format string, args ...any) {
	r.printFirstLine()
	fmt.Fprintf(r.env.Stdout, format+"\n", args...)
}
