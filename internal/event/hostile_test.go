//go:build shellproof || pyproof

package event

// Texts by strangers, for the proofs with real shells and with Python.

import (
	"math/rand/v2"
	"strings"
)

// tricks are what has broken, or could break, an echo of a value in a script.
var tricks = []string{
	"'", "''", `"`, `\`, `\\`, "`touch pwned`", "$(touch pwned)", "$HOME", "${{ secrets.TOKEN }}", "${IFS}", "$'\\n'",
	"'; touch pwned; echo '", "'; touch pwned #", "\n", "\r\n", "\t", "\x00", "\x1b[2J", "\x7f", `\c`, `\a`, `\b`, `\e`, `\f`, `\n`, `\r`, `\t`, `\v`,
	`\0101`, `\x41`, `\u0041`, `\U00000041`, ">pwned", "| touch pwned", "&& touch pwned", "&", ";", "<", ">", "*", "?", "~", "!", "!!", "#", "%s", "-n ", "-e ",
	"EOF", "\nEOF\n", "{a,b}", "[a]", "  ", "é", "市議會", "😀", "\u2028", "\u00a0", "\ufeff", "\uffff", "\U0010ffff",
	"::error::x", "\n::set-output",
}

func hostileText(random *rand.Rand) string {
	var text strings.Builder
	for range random.IntN(12) {
		switch random.IntN(4) {
		case 0:
			text.WriteRune(rune(random.IntN(0x80)))
		case 1:
			text.WriteRune(rune(random.IntN(0xd800)))
		default:
			text.WriteString(tricks[random.IntN(len(tricks))])
		}
	}
	return text.String()
}
