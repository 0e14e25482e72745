package event

// The form in which an event's JSON is dispatched. The pipelines put it into a shell script unquoted:
//
//	echo ${{ github.event.inputs.event-details-json-string }} > python/event-details.json
//
// which sh, dash, bash and busybox run, whose echos differ in what they do to backslashes.

import (
	"bytes"
	"errors"
	"fmt"
)

// Input is the input of a special event workflow that takes the quoted JSON.
const Input = "event-details-json-string"

// maxInputs is how many characters the inputs of a dispatch may have, all of them as one JSON object. (GitHub documents
// the number; that it counts so was measured.)
const maxInputs = 65_535

// Quote makes of the JSON of an event one word that every shell hands to echo as it is, and that every echo prints as
// the same JSON: single quotes around printable ASCII without an apostrophe, whose only escapes are \uXXXX.
func Quote(json []byte) []byte { return AppendQuoted(make([]byte, 0, len(json)+len(json)/8+2), json) }

// AppendQuoted appends the result of [Quote] to out.
func AppendQuoted(out, json []byte) []byte {
	out = append(out, '\'')
	for i := 0; i < len(json); i++ {
		switch b := json[i]; {
		case b == '\'':
			out = appendUnit(out, '\'')
		case b == '\\' && i+1 < len(json) && json[i+1] != 'u':
			i++
			out = appendUnit(out, unescaped(json[i]))
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

// CheckQuoted says why value may not be put into a shell script, whoever made it. Nothing may be dispatched that it refuses.
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

// checkSize reports an event that no dispatch can carry.
func (d *decoder) checkSize() {
	count := func(b byte) int { return bytes.Count(d.out, []byte{b}) }
	// An apostrophe becomes \u0027, an escape of two characters \u and four more, and the input escapes quotes and backslashes.
	if len(d.out)+6*count('\'')+5*count('\\')+count('"') < maxInputs-100 {
		return
	}
	size := len(`{"":""}`) + len(Input)
	for _, b := range Quote(d.out) {
		if size++; b == '"' || b == '\\' {
			size++
		}
	}
	if size > maxInputs {
		d.failSize(size)
	}
}

func (d *decoder) failSize(size int) {
	d.failAt(d.event.At, "leave out descriptions, seats and roles that the archive knows, or minutes items",
		"the event needs at least %d characters as a workflow input, and GitHub takes %d", size, maxInputs)
}
