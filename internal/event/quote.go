package event

// The form in which an event's JSON is sent as a workflow input. The pipelines insert it into a shell script without quotes:
//
//	echo ${{ github.event.inputs.event-details-json-string }} > python/event-details.json
//
// The shell may be sh, dash, bash or busybox. Their echo commands treat backslashes differently. The echo of zsh, and that of bash
// after `shopt -s xpg_echo`, writes \uXXXX as the character: nothing runs there, but a text may become other fields of the event.

import (
	"errors"
	"fmt"
)

// Input is the name of the workflow input that takes the quoted JSON.
const Input = "event-details-json-string"

// maxInputs is how many characters all inputs of a dispatch may have together, written as one JSON object. GitHub documents the
// number. That it counts the JSON object was found by trying.
const maxInputs = 65_535

// maxJSON is a length of JSON beyond which the compact form doesn't fit either: it is at least a sixteenth as long.
const maxJSON = 16 * maxInputs

// AppendInput appends the value of the workflow input to out: the JSON of the event, or its compact form, as one shell word.
func (e *Event) AppendInput(out []byte) []byte {
	if e.Compact {
		return appendQuoted(out, compact(e.JSON))
	}
	return appendQuoted(out, e.JSON)
}

// inputSize is how many characters the inputs have as a JSON object, if this JSON is quoted.
func inputSize(json []byte) int {
	size := len(`{"":""}`) + len(Input)
	for _, b := range appendQuoted(nil, json) {
		if size++; b == '"' || b == '\\' {
			size++
		}
	}
	return size
}

// appendQuoted appends the JSON of an event as one shell word, for which the echo of these shells prints equivalent JSON. It
// is printable ASCII in single quotes. Apostrophes and all short escapes are written as \uXXXX, which they don't change, and so is #
// before [: what prints the JSON prints no workflow command (##[name]).
func appendQuoted(out, json []byte) []byte {
	out = append(out, '\'')
	for i := 0; i < len(json); i++ {
		switch b := json[i]; {
		case b == '\'':
			out = appendUnit(out, '\'')
		case b == '\\' && i+1 < len(json) && json[i+1] != 'u':
			i++
			out = appendUnit(out, unescaped(json[i]))
		case b == '#' && i+1 < len(json) && json[i+1] == '[':
			out = appendUnit(out, '#')
		default:
			out = append(out, b)
		}
	}
	return append(out, '\'')
}

// unescaped is the character that a backslash and b stand for in JSON.
func unescaped(b byte) rune {
	switch b {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return rune(b)
}

// CheckQuoted returns an error if value is not safe in a shell script. It checks the bytes themselves, and does not rely on
// appendQuoted. Nothing that it refuses may be sent.
func CheckQuoted(value []byte) error {
	if len(value) < len("'{}'") || string(value[:2]) != "'{" || string(value[len(value)-2:]) != "}'" {
		return errors.New("event input: not a JSON object in single quotes")
	}
	inner := value[1 : len(value)-1]
	for i := 0; i < len(inner); i++ {
		switch b := inner[i]; {
		case b == '\'' || b < ' ' || b > '~':
			return fmt.Errorf("event input: byte 0x%02x at offset %d", b, i+1)
		case b == '\\' && !isUnicodeEscape(inner[i:]):
			return fmt.Errorf("event input: backslash at offset %d does not begin a \\uXXXX", i+1)
		}
	}
	return nil
}

func isUnicodeEscape(s []byte) bool {
	if len(s) < 6 || s[1] != 'u' {
		return false
	}
	for _, b := range s[2:6] {
		if !('0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F') {
			return false
		}
	}
	return true
}
