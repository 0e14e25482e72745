// Package actions knows GitHub's runner: what it tells a step (the GitHub context, the event, the action's inputs), and
// what a step tells it (annotations, groups, outputs, the job summary) beside the text of its log.
//
// The environment is a list that the caller gives: nothing here asks the process for its own. What
// github.com/sethvargo/go-githubactions does safely, it does: it reads most of the context, forms and escapes workflow
// commands, and writes the files for outputs and the summary.
package actions

import (
	"strconv"
	"strings"

	"github.com/sethvargo/go-githubactions"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
	"github.com/CouncilDataProject/trigger-event-gather/internal/stream"
)

// Runner is what a step can tell GitHub's runner.
type Runner struct {
	stdout, stderr *stream.Stream
	secret         redact.Secret
	environ        environment
	context        Context
}

// New is for a step with this environment and these two streams: the runner looks for workflow commands in both. Nothing that
// the runner gets holds the secret.
func New(environ []string, stdout, stderr *stream.Stream, secret redact.Secret) *Runner {
	return &Runner{stdout, stderr, secret, environ, ReadContext(environ)}
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

// command writes a workflow command, which go-githubactions escapes. Its IssueCommand isn't used because it panics where
// the stream is closed.
func command(to *stream.Stream, c githubactions.Command) { to.Raw(c.String() + githubactions.EOF) }
