package cli

import (
	"bytes"
	"io"
	"strings"
	"unicode"
)

// plainLines passes lines on so that none is a command to GitHub's runner, which takes "::name::" at the start of a line
// and "##[name]" anywhere in it for one (actions/runner, ActionCommand.cs). Much of what is printed was written by
// strangers.
type plainLines struct {
	to   io.Writer
	rest bytes.Buffer // an unfinished line
}

func (w *plainLines) Write(p []byte) (int, error) {
	w.rest.Write(p)
	for {
		end := bytes.IndexByte(w.rest.Bytes(), '\n')
		if end < 0 {
			return len(p), nil
		}
		if _, err := io.WriteString(w.to, plainLine(string(w.rest.Next(end+1)))); err != nil {
			return 0, err
		}
	}
}

// flush passes on a last line without its line feed.
func (w *plainLines) flush() {
	if w.rest.Len() > 0 {
		_, _ = io.WriteString(w.to, plainLine(w.rest.String())+"\n")
		w.rest.Reset()
	}
}

// plainLine is a line that is no command. A carriage return would begin another line.
func plainLine(line string) string {
	line = strings.NewReplacer("\r", " ", "##[", "## [").Replace(line)
	if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::") {
		line = "| " + line
	}
	return line
}
