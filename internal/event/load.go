package event

// From the bytes of a file to the one YAML document that is in it.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// MaxFile is how many bytes an event file may have. Nothing after them is ever looked at.
const MaxFile = 1 << 20

// load gives the root of the only document in data, or nil and a problem. The parser bounds how deep it may nest.
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
	if marks(data) > maxInputs {
		d.failAt(d.event.At, "", "the file has more than %d of the marks , and :, and no event that can be sent needs as many", maxInputs)
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

// marks counts the commas and colons. Of each the JSON holds at least one, and the parser keeps hundreds of bytes.
func marks(data []byte) (n int) {
	for _, b := range data {
		if b == ',' || b == ':' {
			n++
		}
	}
	return n
}

// unreadable finds the first bytes of data that are no character of a YAML file, and says what they are.
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

// printable is c-printable of YAML 1.1, which PyYAML insists on. The parser lets pass what steers a terminal.
func printable(r rune) bool {
	return ' ' <= r && r <= '~' || r == '\n' || r == '\r' || r == '\t' || r == '\u0085' || r >= '\u00a0' && r&^1 != '\ufffe'
}

// position is where data[offset] is shown, both counted from 1.
func position(data []byte, offset int) (line, column int) {
	before := data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}

// failSyntax reports why the parser gave no document.
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

// isNull says whether n is a null, written or left out.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// firstKey is where something missing from n is reported.
func firstKey(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 {
		return n.Content[0]
	}
	return n
}
