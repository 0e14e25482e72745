// Package safetext makes text that strangers wrote fit for a message: on one line, without control characters, and bounded
// in length where it can be long.
//
// Its results are plain text. Whoever puts them into Markdown still has to escape them.
package safetext

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine replaces white space and control characters by single spaces, and cuts the text after most characters. It is for
// text that is read as a sentence, such as an error message of a server.
func OneLine(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return text
}

// Quote puts the text into double quotes, with escapes as in Go, and cuts it after most bytes. It is for values that are
// wrong, where every character may matter.
func Quote(text string, most int) string {
	if len(text) > most {
		return strconv.Quote(strings.ToValidUTF8(text[:most], "")) + "…"
	}
	return strconv.Quote(text)
}

// Escape writes control characters, quotes and backslashes with escapes as in Go, and cuts the text after most characters.
func Escape(text string, most int) string {
	quoted := fmt.Sprintf("%.*q", most, text)
	return quoted[1 : len(quoted)-1]
}

// Name returns a name as it is, whatever its length, so that it can be copied. Only if it holds control characters or
// invalid UTF-8 is it quoted.
func Name(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) || !utf8.ValidString(name) {
		return strconv.Quote(name)
	}
	return name
}
