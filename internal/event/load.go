package event

// Reading the YAML document in a file, and refusing files that are no YAML or would take too much memory to parse.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// MaxFile is the largest size of an event file in bytes.
const MaxFile = 1 << 20

// load returns the root of the YAML document in data. It reports a problem and returns nil if there is none that can be used.
// A second document is a problem too. The parser limits how deeply nodes may be nested.
func (d *decoder) load(data []byte) *yaml.Node {
	if len(data) > MaxFile {
		d.failAt(d.event.At, "", "the file is larger than 1 MiB")
		return nil
	}
	if offset, what := unreadable(data); what != "" {
		line, column := position(data, offset)
		d.failAt(Place{d.event.At.File, line, column}, "save the file as UTF-8 text", "%s", what)
		return nil
	}
	if marks(data) > maxMarks {
		d.failAt(d.event.At, "", "the file has more than %d of the marks , and :, and no event that can be sent needs as many", maxMarks)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		panic(err) // unreachable unless bug in this package: there are no options to be wrong
	}
	var document, second yaml.Node
	err = loader.Load(&document)
	if err == io.EOF || err == nil && isNull(document.Content[0]) {
		d.failAt(d.event.At, "", "the file holds no event")
		return nil
	}
	if err != nil {
		d.failSyntax(err)
		return nil
	}
	if err := loader.Load(&second); err == nil {
		d.fail(firstKey(second.Content[0]), "give each event a file of its own", "a second document starts here")
	} else if err != io.EOF {
		d.failSyntax(err)
	}
	return document.Content[0]
}

// maxMarks is how many commas and colons a file may have. The parser needs hundreds of bytes of memory for each. An event that
// can be sent has no more: a person takes most for the length of its compact form, 18 for {"name":"x"}, where every key is given
// as null.
const maxMarks = maxInputs * 3 / 2

// marks counts the commas and colons.
func marks(data []byte) (n int) {
	for _, b := range data {
		if b == ',' || b == ':' {
			n++
		}
	}
	return n
}

// unreadable finds the first bytes in data that are not a character allowed in YAML. what describes them, or is empty.
func unreadable(data []byte) (offset int, what string) {
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case r == utf8.RuneError && size == 1:
			return i, fmt.Sprintf("byte 0x%02x is not UTF-8", data[i])
		case !printable(r):
			return i, fmt.Sprintf("%U is not a character of a text", r)
		}
		i += size
	}
	return 0, ""
}

// printable says whether r is a c-printable character of YAML 1.1. PyYAML requires this. The Go parser does not: it accepts
// control characters, which could change what a terminal shows.
func printable(r rune) bool {
	return ' ' <= r && r <= '~' || r == '\n' || r == '\r' || r == '\t' || r == '\u0085' || r >= '\u00a0' && r&^1 != '\ufffe'
}

// position is the line and column of data[offset], both counted from 1.
func position(data []byte, offset int) (line, column int) {
	before := data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}

// failSyntax reports an error of the YAML parser.
func (d *decoder) failSyntax(err error) {
	place, message := d.event.At, err.Error()
	if loadError, ok := errors.AsType[*yaml.LoadError](err); ok {
		message = loadError.Message
		if loadError.ContextMsg != "" {
			message += " " + loadError.ContextMsg
		}
		if mark := loadError.Mark; mark.Line > 0 {
			place.Line, place.Column = mark.Line, mark.Column
		}
	}
	d.failAt(place, "indent with spaces, not tabs; put quotes around a text with a colon or # in it, or a sign at its start",
		"not YAML: %s", safetext.OneLine(message, 200))
}
