package event

// The text that the YAML parser reads, and where its lines stand in the file. The parser knows YAML 1.1. A few things that
// people write are newer: they are changed before it reads them. No change makes a text longer or shorter, so every place
// stays what it is.

import (
	"bytes"
	"regexp"
	"slices"
	"sort"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A source is the text of a file for the parser.
type source struct {
	text   []byte
	breaks []lineBreak
	hidden *hiding  // nil if the file has no surrogate pairs
	lines  [][]byte // of the text, split when the first is asked for
}

func newSource(data []byte) source {
	s := source{text: data, breaks: lineBreaks(data)}
	if bytes.Contains(data, []byte("%YAML")) {
		if at := versionDirective.FindSubmatchIndex(data); at != nil {
			s.text = bytes.Clone(data)
			s.text[at[2]] = '1'
		}
	}
	s.hideSurrogates()
	return s
}

// versionDirective finds the last digit of %YAML 1.2. Only comments and other directives may stand before it.
var versionDirective = regexp.MustCompile(`^\x{feff}?(?:[ \t]*(?:#.*)?\r?\n|%.*\n)*?%YAML[ \t]+1\.(2)[ \t\r\n]`)

// A lineBreak is where a line begins for the parser alone: after a CR, U+0085, U+2028 or U+2029. Editors, and GitHub, count LF.
type lineBreak struct {
	parsed       int // the number of the line that the parser begins
	line, column int // where that is in the file
}

// oddBreak are the characters that begin a line for the parser alone. Before an LF a CR begins none.
var oddBreak = regexp.MustCompile(`[\r\x{85}\x{2028}\x{2029}]`)

// lineBreaks finds the places in data where the parser begins a line without an LF. A byte order mark is no character of a line.
func lineBreaks(data []byte) []lineBreak {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !hasAny(data, "\r", "\u0085", "\u2028", "\u2029") { // much faster than the expression
		return nil
	}
	var breaks []lineBreak
	parsed := 1
	for line, text := range bytes.Split(data, []byte{'\n'}) {
		text = bytes.TrimSuffix(text, []byte{'\r'})
		column, from := 1, 0
		for _, at := range oddBreak.FindAllIndex(text, -1) {
			column += utf8.RuneCount(text[from:at[1]])
			from = at[1]
			parsed++
			breaks = append(breaks, lineBreak{parsed, line + 1, column})
		}
		parsed++
	}
	return breaks
}

// lineCount is how many lines the text has, counted by LF.
func (s *source) lineCount() int {
	if s.lines == nil {
		s.lines = bytes.Split(s.text, []byte{'\n'})
	}
	return len(s.lines)
}

// line is a line of the text, counted from 1.
func (s *source) line(number int) []byte {
	s.lineCount()
	return s.lines[number-1]
}

func hasAny(data []byte, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return bytes.Contains(data, []byte(part)) })
}

// place is where a position of the parser is in the file.
func (s *source) place(line, column int) (int, int) {
	i := sort.Search(len(s.breaks), func(i int) bool { return s.breaks[i].parsed > line })
	if i == 0 {
		return line, column
	}
	last := s.breaks[i-1]
	if last.parsed == line {
		return last.line, last.column + column - 1
	}
	return last.line + line - last.parsed, column
}

// A hiding is how surrogate pairs are hidden from the parser, which refuses them. JSON writes "\ud83c\udf33" for a character
// above U+FFFF. Their first digit, d, is replaced by one for which the file has no such characters or escapes.
type hiding struct {
	digit   byte
	base    rune           // what the first of these characters is
	escapes *regexp.Regexp // finds the escapes in the text of a node without double quotes
}

var surrogates = regexp.MustCompile(`\\u([dD])[89abAB][0-9a-fA-F]{2}\\u([dD])[c-fC-F][0-9a-fA-F]{2}`)

func (s *source) hideSurrogates() {
	if !hasAny(s.text, `\u`) {
		return
	}
	pairs := surrogates.FindAllSubmatchIndex(s.text, -1)
	if pairs == nil {
		return
	}
	if s.hidden = newHiding(s.text); s.hidden == nil {
		return
	}
	text := bytes.Clone(s.text)
	for _, at := range pairs {
		if backslashes(text[:at[0]])%2 == 0 {
			// The difference of upper and lower case is kept.
			text[at[2]] += s.hidden.digit - 'd'
			text[at[4]] += s.hidden.digit - 'd'
		}
	}
	s.text = text
}

// backslashes counts the backslashes at the end of text.
func backslashes(text []byte) int { return len(text) - len(bytes.TrimRight(text, `\`)) }

func newHiding(text []byte) *hiding {
	for _, digit := range []byte("ecba") {
		base := rune(digit-'a'+10)<<12 + 0x800
		escapes := regexp.MustCompile(`\\(?:u|U0000)(?i:` + string(digit) + `[89a-f])`)
		if !escapes.Match(text) && !bytes.ContainsFunc(text, func(r rune) bool { return base <= r && r < base+0x800 }) {
			return &hiding{digit, base, escapes}
		}
	}
	return nil
}

// restore gives the node n the text that the file has.
func (h *hiding) restore(n *yaml.Node) {
	if n.Style&yaml.DoubleQuotedStyle == 0 {
		n.Value = h.escapes.ReplaceAllStringFunc(n.Value, func(escape string) string {
			text := []byte(escape)
			text[2] -= h.digit - 'd'
			return string(text)
		})
		return
	}
	runes := []rune(n.Value)
	kept := runes[:0]
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if h.base <= r && r < h.base+0x800 && i+1 < len(runes) {
			i++ // hidden are pairs only
			r = utf16.DecodeRune(r-h.base+0xd800, runes[i]-h.base+0xd800)
		}
		kept = append(kept, r)
	}
	n.Value = string(kept)
}
