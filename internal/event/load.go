package event

// Reading the YAML document in a file, and refusing files that are no YAML or would take too much memory to parse.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cost"
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
	if offset, what, hint := unreadable(data); what != "" {
		line, column := position(data, offset)
		d.failAt(Place{d.event.At.File, line, column}, hint, "%s", what)
		return nil
	}
	if err := cost.Check(data, maxMarks); err != nil {
		d.failAt(d.event.At, "", "the file has %v, and no event that can be sent needs as many", err)
		return nil
	}
	d.source = newSource(data)
	loader, err := yaml.NewLoader(bytes.NewReader(d.source.text))
	if err != nil {
		panic(err) // unreachable unless bug in this package: there are no options to be wrong
	}
	var document yaml.Node
	err = loader.Load(&document)
	if err == io.EOF || err == nil && isNull(document.Content[0]) {
		d.failAt(d.event.At, "", "the file holds no event")
		return nil
	}
	if err != nil {
		d.failSyntax(err)
		return nil
	}
	d.loadRest(loader)
	root := document.Content[0]
	if d.source.hidden != nil {
		walk(root, d.source.hidden.restore)
	}
	d.checkAnchors(root)
	return root
}

// ReadYAML reads another file than that of an event, such as the settings of an instance, into a value. It returns what is
// wrong with the file, or nil.
func ReadYAML(file string, text []byte, into any) *Problem {
	d := decoder{event: Event{At: Place{file, 1, 1}}}
	if offset, what, hint := unreadable(text); what != "" {
		line, column := position(text, offset)
		return &Problem{Place: Place{file, line, column}, Message: what, Hint: hint}
	}
	if err := cost.Check(text, maxSettingsMarks); err != nil {
		return &Problem{Place: d.event.At, Message: "the file has " + err.Error()}
	}
	d.source = newSource(text)
	err := yaml.Unmarshal(d.source.text, into)
	if err == nil {
		return nil
	}
	if unfit, ok := errors.AsType[*yaml.LoadErrors](err); ok {
		place, message := d.event.At, "a value does not have the form that is needed here"
		place.Line, place.Column = d.source.place(unfit.Errors[0].Mark.Line, unfit.Errors[0].Mark.Column)
		if strings.HasPrefix(unfit.Errors[0].Message, "mapping key ") {
			message = "a key is given twice"
		}
		return &Problem{Place: place, Message: message}
	}
	d.failSyntax(err)
	return &d.problems[0]
}

// loadRest reads what follows the event. It reports a second document, unless it is empty: a "---" at the end begins none.
func (d *decoder) loadRest(loader *yaml.Loader) {
	for {
		var next yaml.Node
		switch err := loader.Load(&next); {
		case err == io.EOF:
			return
		case err != nil:
			d.failSyntax(err)
			return
		case !isNull(next.Content[0]):
			d.fail(firstKey(next.Content[0]), "give each event a file of its own", "a second document starts here")
			return
		}
	}
}

// maxMarks is how many marks an event file may have. An event that can be sent needs no more: a person takes most for the length of
// its compact form, 18 for {"name":"x"}, where every key is given as null.
const maxMarks = maxInputs * 3 / 2

// maxSettingsMarks is how many any other file may have: settings have some dozens.
const maxSettingsMarks = 5_000

// unreadable finds the first bytes in data that are not a character allowed in YAML. what describes them, or is empty.
func unreadable(data []byte) (offset int, what, hint string) {
	const asUTF8 = "save the file as UTF-8 text"
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case r == utf8.RuneError && size == 1:
			return i, fmt.Sprintf("byte 0x%02x is not UTF-8", data[i]), asUTF8
		case r == byteOrderMark && i > 0:
			// Comments after it would become keys.
			return i, fmt.Sprintf("%U stands inside the text", r), "delete this character, which editors do not show"
		case !printable(r):
			return i, fmt.Sprintf("%U is not a character of a text", r), asUTF8
		}
		i += size
	}
	return 0, "", ""
}

// byteOrderMark may begin a file.
const byteOrderMark = '\ufeff'

// printable says whether r is a c-printable character of YAML 1.1. PyYAML requires this. The Go parser does not: it accepts
// control characters, which could change what a terminal shows.
func printable(r rune) bool {
	return ' ' <= r && r <= '~' || r == '\n' || r == '\r' || r == '\t' || r == '\u0085' || r >= '\u00a0' && r&^1 != '\ufffe'
}

// position is the line and column of data[offset], both counted from 1. A byte order mark that begins the file is no character
// of the first line: it counts as the three bytes that it is, because only tools that show bytes show it.
func position(data []byte, offset int) (line, column int) {
	before := data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	line, column = bytes.Count(before, []byte{'\n'})+1, utf8.RuneCount(before[start:])+1
	if line == 1 && bytes.HasPrefix(before, []byte(string(byteOrderMark))) {
		column += len(string(byteOrderMark)) - 1
	}
	return line, column
}
