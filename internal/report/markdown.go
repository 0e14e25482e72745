package report

// Text by strangers in GitHub's Markdown.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cut is an empty comment. It ends a text of the HTML; nobody sees it, and nobody copies it.
const cut = "<!-- -->"

// Inert is text by strangers that GitHub shows as that text on one line, and as nothing else. It may stand anywhere in a
// line of Markdown or HTML, with spaces or punctuation of ours around it.
//
// GitHub reads a summary twice. First it makes HTML of the Markdown. Character references such as &#42; are never a part
// of Markdown's structure, nor do they end a cell or begin an element. Then filters look for @name, #12, :emoji:, $math$,
// commits and addresses in the texts of that HTML. There a reference is its character again, and so is what a backslash
// escaped. But each filter looks at one text at a time, from a tag or comment to the next: so an empty comment stands where
// it would find something (https://github.com/github/cmark-gfm/issues/181). A character without width would do the same;
// but people copy names, and would copy it, too.
func Inert(text string) string {
	text = plain(text)
	var out strings.Builder
	digits := 0 // hexadecimal ones in a row
	for i := range len(text) {
		switch {
		case !isHex(text[i]):
			digits = 0
		case digits == longestHex:
			out.WriteString(cut)
			digits = 1
		default:
			digits++
		}
		if isMarkup(text, i) {
			out.WriteString("&#" + strconv.Itoa(int(text[i])) + ";")
		} else {
			out.WriteByte(text[i])
		}
		if isFound(text, i) {
			out.WriteString(cut)
		}
	}
	return out.String()
}

// plain is what people see of a text: one line, single spaces, and "\uFFFD" for what isn't printed or changes the order
// of what is. The joiners stay: names need them.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return utf8.RuneError
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// longestHex is how many hexadecimal digits in a row are no commit: GitHub takes seven for one.
const longestHex = 6

// isMarkup is whether the byte at i may be a part of Markdown or HTML. Where a text begins, most punctuation may.
func isMarkup(text string, i int) bool {
	c := text[i]
	switch {
	case c >= utf8.RuneSelf || isWord(c) || strings.IndexByte(` "',/;?%`, c) >= 0:
		return false
	case i == 0:
		return true
	case c == '.' || c == ')':
		next := at(text, i+1)
		return (next == ' ' || next == 0) && strings.Trim(text[:i], "0123456789") == "" // a numbered item
	case c == '_':
		return !isWord(text[i-1]) || !isWord(at(text, i+1)) // within a word it is none
	}
	return strings.IndexByte("(-:=+", c) < 0
}

// isFound is whether a filter of GitHub's finds something that goes on after the byte at i.
func isFound(text string, i int) bool {
	next := at(text, i+1)
	switch text[i] {
	case '@', '#', '$', '[': // a name, a number, mathematics, a check box
		return true
	case ':':
		return next == '/' || emoji.MatchString(text[i:])
	case '-': // GH-12, and what else a repository calls its references
		return i > 0 && isLetter(text[i-1]) && (isDigit(next) || next == 0 || strings.EqualFold(text[max(0, i-4):i], "ghsa"))
	case 'w', 'W': // an address without a scheme
		return (next == '.' || next == 0) && strings.EqualFold(text[max(0, i-2):i+1], "www")
	}
	return false
}

// emoji is one; where a text is over, ours may go on with a colon.
var emoji = regexp.MustCompile(`^:[\w+-]*(:|$)`)

// at is the byte at i; 0 where the text is over.
func at(text string, i int) byte {
	if i < len(text) {
		return text[i]
	}
	return 0
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isWord(c byte) bool   { return isDigit(c) || isLetter(c) }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// onWeb is an address that a link may lead to.
var onWeb = regexp.MustCompile(`^(?i:https?)://[^/?#]`)

// link is a link to an address by strangers. What Markdown would read in the address is percent-encoded: it leads to the same
// page. An address that is not on the web is shown, and is no link.
func link(text, address string) string {
	if !onWeb.MatchString(address) {
		return fmt.Sprintf("%s (%s)", Inert(text), Inert(address))
	}
	var target strings.Builder
	for _, b := range []byte(address) {
		if b <= ' ' || b >= 0x7f || strings.IndexByte("<>|\\`\"$;", b) >= 0 { // without a semicolon no reference ends
			fmt.Fprintf(&target, "%%%02X", b)
		} else {
			target.WriteByte(b)
		}
	}
	return fmt.Sprintf("[%s](<%s>)", Inert(text), &target)
}
