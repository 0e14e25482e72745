// Package stream is what the process prints. Every byte of standard output and standard error goes through a [Stream], so
// that no text, whoever wrote it, can be more than text to a terminal or to GitHub's runner, and none shows the token.
package stream

import (
	"bytes"
	"io"
	"strings"
	"unicode"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

// A Stream is standard output or standard error. Writing to it gives no error: what is being done goes on though nobody
// reads of it, and [Stream.Err] tells it at the end.
type Stream struct {
	to     io.Writer
	secret redact.Secret
	clean  func(text string) string // nil: bytes are passed on as they are, without a copy
	whole  bool                     // only whole lines are passed on
	rest   bytes.Buffer
	err    error

	// Before is called before text is written, where it is set: to take away what a terminal shows for a while.
	Before func()
	// Columns asks how wide the terminal is that shows the stream, where one does; 0 is unknown. Long lines of text are then broken
	// between words.
	Columns func() int
	column  int // of the next character

	// Instead, where it is set, is what is printed instead of a text.
	Instead func(text string) string
}

// Terminal is a stream that a person reads, or a program. It takes no control characters but tabs and line feeds.
func Terminal(to io.Writer, secret redact.Secret) *Stream {
	return &Stream{to: to, secret: secret, clean: printable}
}

// Log is a stream that GitHub's runner reads: no line of text in it is a workflow command.
func Log(to io.Writer, secret redact.Secret) *Stream {
	return &Stream{to: to, secret: secret, clean: withoutCommands, whole: true}
}

// Data is a stream of data of ours, made to be piped: its bytes are passed on as they are.
func Data(to io.Writer) *Stream {
	return &Stream{to: to}
}

// LogData is a stream of JSON that GitHub's runner may read: it is the same JSON, and no line of it is a workflow command.
func LogData(to io.Writer) *Stream {
	return &Stream{to: to, clean: func(line string) string { return strings.ReplaceAll(line, "##[", `#\u0023[`) }, whole: true}
}

// Write writes text. Its error is always nil.
func (s *Stream) Write(p []byte) (int, error) {
	if s.Before != nil {
		s.Before()
	}
	switch {
	case s.clean == nil:
		s.wrote(s.to.Write(p))
		return len(p), nil
	case s.Columns != nil:
		s.wrote(io.WriteString(s.to, s.fold(s.shown(s.clean(string(p))))))
		return len(p), nil
	case !s.whole:
		s.Raw(s.clean(string(p)))
		return len(p), nil
	}
	s.rest.Write(p)
	for {
		end := bytes.IndexByte(s.rest.Bytes(), '\n')
		if end < 0 {
			return len(p), nil
		}
		s.Raw(s.clean(string(s.rest.Next(end + 1))))
	}
}

// Flush passes on a last line without its line feed.
func (s *Stream) Flush() {
	if s.rest.Len() > 0 {
		s.Raw(s.clean(s.rest.String()) + "\n")
		s.rest.Reset()
	}
}

// Raw writes what is meant to be more than text: a workflow command, or the control characters of a terminal.
func (s *Stream) Raw(text string) { s.wrote(io.WriteString(s.to, s.shown(text))) }

// shown is what is printed in place of a text.
func (s *Stream) shown(text string) string {
	if s.Instead != nil {
		text = s.Instead(text)
	}
	return s.secret.From(text)
}

// wrote takes note of what writing returned.
func (s *Stream) wrote(_ int, err error) {
	if s.err == nil {
		s.err = err
	}
}

// Err is the first error of writing.
func (s *Stream) Err() error { return s.err }

// printable is text without control characters: a terminal would obey them.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, text)
}

// withinLine replaces what is a command in the middle of a line. A carriage return ends a line for the runner.
var withinLine = strings.NewReplacer("\r", " ", "##[", "## [")

// withoutCommands is a line that is no workflow command. The runner looks for "::name::" at the start of a line and for
// "##[name]" anywhere in it (actions/runner, ActionCommand.cs). It takes a byte order mark at the start of a stream for no
// text, and those of UTF-16 and UTF-32, which are no UTF-8, for the encoding of all that follows (.NET's StreamReader).
//
// This is by hand: what go-githubactions prints with Infof is not escaped.
func withoutCommands(line string) string {
	line = withinLine.Replace(strings.ToValidUTF8(line, "\uFFFD"))
	start := strings.TrimLeftFunc(line, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' })
	if strings.HasPrefix(start, "::") {
		line = "| " + line
	}
	return line
}
