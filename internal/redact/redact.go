// Package redact takes a token out of text. Servers and proxies may repeat what a request held: in a body, a header, an
// error page.
//
// Text is cleaned twice: where an answer comes in, before anything is made of it, and where text leaves the process.
package redact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// shortest is how long a text must be to count as a token: the words of a test are not looked for. GitHub's tokens have 40
// characters and more.
const shortest = 8

// Mark stands where a token stood.
const Mark = "[token]"

// A Secret is tokens that are never shown. The zero value has none.
type Secret struct {
	plain *strings.Replacer
	form  *regexp.Regexp // the tokens, each character as it is or in an encoding
	signs []string       // of which one is in every text that encodes something
}

// New is a secret of these tokens.
func New(tokens ...string) Secret {
	var forms, plain []string
	signs := []string{`\u`, "%", "&#", "<!-- -->"}
	for _, token := range tokens {
		if len(token) < shortest {
			continue
		}
		forms, plain = append(forms, formOf(token)), append(plain, token, Mark)
		for _, sign := range notAlphanumeric.FindAllString(token, -1) {
			signs = append(signs, `\`+sign)
		}
	}
	if forms == nil {
		return Secret{}
	}
	return Secret{strings.NewReplacer(plain...), regexp.MustCompile(strings.Join(forms, "|")), signs}
}

var notAlphanumeric = regexp.MustCompile(`[^0-9A-Za-z]`)

// formOf is an expression for a token, however it is written.
func formOf(token string) string {
	var form strings.Builder
	for i, b := range []byte(token) {
		if i > 0 {
			form.WriteString("(?:<!-- -->)?") // with which summaries break text
		}
		// As JSON, addresses and HTML write it; as it is, or behind a backslash.
		fmt.Fprintf(&form, `(?:\\u00(?i:%02x)|%%(?i:%02x)|&#0*%d;|&#[xX]0*(?i:%x);|\\?%s)`, b, b, b, b, regexp.QuoteMeta(string(rune(b))))
	}
	return form.String()
}

// From returns text without the secret.
func (s Secret) From(text string) string {
	if s.form == nil {
		return text
	}
	if !slices.ContainsFunc(s.signs, func(sign string) bool { return strings.Contains(text, sign) }) { // much faster than the expression
		return s.plain.Replace(text)
	}
	return s.form.ReplaceAllString(text, Mark)
}

// Error is err, whose message is without the secret.
func (s Secret) Error(err error) error {
	if err == nil || s.form == nil {
		return err
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
