// Package redact takes a token out of text. Servers and proxies may repeat what a request held: in a body, a header, an
// error page.
//
// Text is cleaned twice: where an answer comes in, before anything is made of it, and where text leaves the process.
package redact

import (
	"strconv"
	"strings"
)

// shortest is how long a text must be to count as a token: the words of a test are not looked for. GitHub's tokens have 40
// characters and more.
const shortest = 8

// Mark stands where a token stood.
const Mark = "[token]"

// A Secret is tokens that are never shown. The zero value has none.
type Secret struct{ tokens []string }

// New is a secret of these tokens.
func New(tokens ...string) (s Secret) {
	for _, token := range tokens {
		if len(token) >= shortest {
			s.tokens = append(s.tokens, token)
		}
	}
	return s
}

// From returns text without the secret, in whatever encoding it stands there.
func (s Secret) From(text string) string {
	for _, token := range s.tokens {
		text = without(text, token)
	}
	return text
}

func without(text, token string) string {
	begins := string([]byte{token[0], '\\', '%', '&'})
	var clean strings.Builder
	done := 0 // what is before it is in clean
	for i := 0; ; i++ {
		next := strings.IndexAny(text[i:], begins)
		if next < 0 {
			break
		}
		i += next
		if length := written(text[i:], token); length > 0 {
			clean.WriteString(text[done:i] + Mark)
			done = i + length
			i = done - 1
		}
	}
	if done == 0 {
		return text
	}
	return clean.String() + text[done:]
}

// broken is what a summary puts into text, so that GitHub makes no link of it.
const broken = "<!-- -->"

// written is how many bytes at the beginning of text are the token, each character as it is or in an encoding; 0 if they are not.
func written(text, token string) (length int) {
	for i := range len(token) {
		if i > 0 && strings.HasPrefix(text[length:], broken) {
			length += len(broken)
		}
		n := character(text[length:], token[i])
		if n == 0 {
			return 0
		}
		length += n
	}
	return length
}

// character is how many bytes at the beginning of text are the character b: in an encoding, or as it is.
func character(text string, b byte) int {
	if text == "" {
		return 0
	}
	n := 0
	switch text[0] {
	case '\\':
		n = escaped(text, b)
	case '%':
		if len(text) >= 3 && isHex(text[1:3], b) { // in an address
			n = 3
		}
	case '&':
		n = reference(text, b)
	}
	if n == 0 && text[0] == b {
		n = 1
	}
	return n
}

// escaped is how many bytes at the beginning of text are b as JSON writes it, or behind a backslash.
func escaped(text string, b byte) int {
	switch {
	case len(text) >= 6 && text[:4] == `\u00` && isHex(text[4:6], b):
		return 6
	case len(text) >= 2 && text[1] == b:
		return 2
	}
	return 0
}

func isHex(digits string, b byte) bool {
	n, err := strconv.ParseUint(digits, 16, 8)
	return err == nil && byte(n) == b
}

// longestReference is how long a numeric reference of HTML is, at the most; more zeros in front are not looked at.
const longestReference = 16

// reference is how many bytes at the beginning of text are b as a numeric reference of HTML: &#95; or &#x5f;.
func reference(text string, b byte) int {
	end := strings.IndexByte(text[:min(len(text), longestReference)], ';')
	if end < 0 || text[1] != '#' {
		return 0
	}
	digits, base := text[len("&#"):end], 10
	if digits != "" && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	if n, err := strconv.ParseUint(digits, base, 8); err != nil || byte(n) != b {
		return 0
	}
	return end + 1
}

// Error is err, whose message is without the secret.
func (s Secret) Error(err error) error {
	if err == nil {
		return nil
	}
	if told := s.From(err.Error()); told != err.Error() {
		return &cleaned{told, err}
	}
	return err
}

// cleaned is an error in other words.
type cleaned struct {
	told string
	err  error
}

func (e *cleaned) Error() string { return e.told }
func (e *cleaned) Unwrap() error { return e.err }
