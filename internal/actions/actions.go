// Package actions knows GitHub's runner: what it tells a step (the GitHub context, the event, the action's inputs), and
// what a step tells it (annotations, groups, outputs, the job summary) beside the text of its log.
//
// The environment is a list that the caller gives: nothing here asks the process for its own. What
// github.com/sethvargo/go-githubactions does safely, it does: it reads most of the context, forms and escapes workflow
// commands, and writes the files for outputs and the summary.
package actions

import (
	"io"
	"strconv"
	"strings"

	"github.com/sethvargo/go-githubactions"
)

// Runner is what a step can tell GitHub's runner.
type Runner struct {
	Stdout, Stderr *TextWriter // for the lines of the log

	stdout, stderr io.Writer // for workflow commands
	environ        environment
	context        Context
}

// New is for a step with this environment and these two streams; the runner looks for workflow commands in both. From now
// on text must be written to Stdout and Stderr only.
func New(environ []string, stdout, stderr io.Writer) *Runner {
	return &Runner{
		Stdout: &TextWriter{to: stdout}, Stderr: &TextWriter{to: stderr},
		stdout: stdout, stderr: stderr,
		environ: environ, context: ReadContext(environ),
	}
}

// Flush passes on the last line of each stream, where it has no line feed.
func (r *Runner) Flush() {
	r.Stdout.flush()
	r.Stderr.flush()
}

// A Level is how much an annotation matters; it is the name of its workflow command.
type Level string

// The levels of annotations.
const (
	Error   Level = "error"
	Warning Level = "warning"
)

// Annotation is a message that GitHub shows on the page of the run, and beside the line of a file.
type Annotation struct {
	Level        Level
	File         string // as the process names it; empty where it is about no file
	Line, Column int    // from 1; 0 is unknown
	Title        string
	Message      string
	Hint         string // what to do about it
}

// Annotate shows an annotation.
func (r *Runner) Annotate(a Annotation) {
	properties := githubactions.CommandProperties{}
	if a.Title != "" {
		properties["title"] = a.Title
	}
	if a.File != "" {
		properties["file"] = r.context.inRepository(a.File)
	}
	if a.Line > 0 {
		properties["line"] = strconv.Itoa(a.Line)
		if a.Column > 0 { // the runner drops a column without a line
			properties["col"] = strconv.Itoa(a.Column)
		}
	}
	message := a.Message
	if a.Hint != "" {
		message += "\nhint: " + a.Hint
	}
	command(r.stderr, githubactions.Command{Name: string(a.Level), Message: strings.TrimSpace(message), Properties: properties})
}

// Group folds what f prints to Stdout under a title.
func (r *Runner) Group(title string, f func()) {
	command(r.stdout, githubactions.Command{Name: "group", Message: title})
	defer command(r.stdout, githubactions.Command{Name: "endgroup"})
	f()
}

// command writes a workflow command, which go-githubactions escapes. Its IssueCommand isn't used because it panics where
// the stream is closed.
func command(w io.Writer, c githubactions.Command) {
	_, _ = io.WriteString(w, c.String()+githubactions.EOF)
}
