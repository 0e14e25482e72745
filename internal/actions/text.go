package actions

import (
	"bytes"
	"io"
	"strings"
	"unicode"
)

// TextWriter passes on the lines of a log, changed where GitHub's runner would take one for a workflow command: it looks
// for "::name::" at the start of a line and for "##[name]" anywhere in it (actions/runner, ActionCommand.cs). Much of what
// a log shows was written by strangers.
//
// This is by hand: what go-githubactions prints with Infof is not escaped.
type TextWriter struct {
	to   io.Writer
	rest bytes.Buffer // a line that isn't finished
}

func (w *TextWriter) Write(p []byte) (int, error) {
	w.rest.Write(p)
	for {
		end := bytes.IndexByte(w.rest.Bytes(), '\n')
		if end < 0 {
			return len(p), nil
		}
		if _, err := io.WriteString(w.to, escapeCommands(string(w.rest.Next(end+1)))); err != nil {
			return 0, err
		}
	}
}

// flush passes on a last line without its line feed.
func (w *TextWriter) flush() {
	if w.rest.Len() > 0 {
		_, _ = io.WriteString(w.to, escapeCommands(w.rest.String())+"\n")
		w.rest.Reset()
	}
}

// withinLine replaces what is a command in the middle of a line. A carriage return ends a line for the runner.
var withinLine = strings.NewReplacer("\r", " ", "##[", "## [")

// escapeCommands is a line that is no workflow command. The runner takes a byte order mark at the start of a stream for no
// text, and those of UTF-16 and UTF-32, which are no UTF-8, for the encoding of all that follows (.NET's StreamReader).
func escapeCommands(line string) string {
	line = withinLine.Replace(strings.ToValidUTF8(line, "\uFFFD"))
	start := strings.TrimLeftFunc(line, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' })
	if strings.HasPrefix(start, "::") {
		line = "| " + line
	}
	return line
}
