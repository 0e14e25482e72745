package event

// Characters that nobody sees: white space around names, and characters without a form of their own.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// checkName warns about a name that looks like another one. The archive knows bodies, persons, matters and minutes items by their
// names, so it would hold a second one. White space around a name makes no other name of it, but another content of the file.
// U+3000 is the common space of East Asian names.
func (d *decoder) checkName(at *yaml.Node, name string) {
	trimmed := strip(name)
	if trimmed != name {
		d.warn(at, "delete it; in quotes or in a block, mind the line breaks",
			"white space around the name %s: the archive leaves it out; to delete it later sends the event again", quote(name))
	}
	if r, found := firstUnseen(trimmed, " \u3000"); found {
		d.warn(at, "type the name anew", "the name %s holds %s: the archive would hold another one beside that without", quote(name), describe(r))
	}
}

// checkNoSpace reports white space and invisible characters in the address s, a value of the field f.
func (d *decoder) checkNoSpace(f *field, at *yaml.Node, s string) bool {
	spaces := ""
	if strings.HasPrefix(s, "gs://") && isObjectName(s) {
		spaces = " "
	}
	r, found := firstUnseen(s, spaces)
	if !found {
		return true
	}
	hint := "type the address anew"
	if unicode.IsSpace(r) && f.rule.link { // an e-mail address has no escapes
		hint = "write the address in one line, without | or >; a space that belongs to it is %20"
	}
	d.fail(at, hint, "%s %s holds %s", f.name, quote(s), describe(r))
	return false
}

// describe says what r is, with an article.
func describe(r rune) string {
	switch r {
	case ' ':
		return "a space"
	case '\t':
		return "a tab"
	case '\n', '\r':
		return "a line break"
	}
	if unicode.IsSpace(r) {
		return fmt.Sprintf("%U, an unusual space", r)
	}
	return fmt.Sprintf("%U, an invisible character", r)
}

// isObjectName says whether the spaces in s can be those of a name in a bucket, and are not left by a folded line.
func isObjectName(s string) bool {
	return strings.TrimSpace(s) == s && !strings.Contains(s, "/ ") && !strings.Contains(s, " /")
}

// firstUnseen finds the first character of s that is white space or invisible, and none of the spaces that are allowed.
func firstUnseen(s, spaces string) (rune, bool) {
	before := rune(0)
	for i, r := range s {
		if !('!' <= r && r <= '~') && unseen(r) && !strings.ContainsRune(spaces, r) {
			after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if !joins(before, r, after) {
				return r, true
			}
		}
		before = r
	}
	return 0, false
}

// unseen says whether r is white space or has no form of its own.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, blank)
}

// blank are letters and marks that show nothing: joiners of graphemes and fillers of Hangul and Braille.
var blank = &unicode.RangeTable{R16: []unicode.Range16{
	{0x034f, 0x034f, 1}, {0x115f, 0x1160, 1}, {0x17b4, 0x17b5, 1}, {0x2800, 0x2800, 1}, {0x3164, 0x3164, 1}, {0xffa0, 0xffa0, 1},
}}

// joins says whether r shapes the characters beside it: joiners, variation selectors and tags in emoji, and in scripts that need
// them. Beside a Latin letter they shape nothing.
func joins(before, r, after rune) bool {
	const keycap = '\u20e3'
	switch {
	case unicode.Is(unicode.Variation_Selector, r) && after == keycap:
		return true
	case r == '\u200c' || r == '\u200d' || unicode.Is(unicode.Variation_Selector, r) || '\U000e0020' <= r && r <= '\U000e007f':
		return before > '~' && !unicode.Is(unicode.Latin, before) && !unicode.IsSpace(before)
	}
	return false
}
