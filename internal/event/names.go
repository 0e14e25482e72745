package event

// Names as the archive has them.

import (
	"strings"
	"unicode"
)

// strip removes the white space around s, as Python's str.strip does. The pipeline does so with all names before it stores them.
func strip(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f' })
}
