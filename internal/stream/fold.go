package stream

import (
	"strings"
	"unicode/utf8"
)

const (
	// usualColumns is how wide a terminal is that doesn't say it.
	usualColumns = 80
	// foldIndent begins each line that goes on with the one above.
	foldIndent = "    "
)

// fold is text whose lines are broken between words, where they are longer than the terminal is wide. A word stays whole, however
// long it is: it may be an address.
func (s *Stream) fold(text string) string {
	width := s.Columns()
	if width <= 0 {
		width = usualColumns
	}
	var out strings.Builder
	for n, line := range strings.Split(text, "\n") {
		if n > 0 {
			out.WriteByte('\n')
			s.column = 0
		}
		spaces := ""
		for i, word := range strings.Split(line, " ") {
			if i > 0 {
				spaces += " "
			}
			if word == "" {
				continue
			}
			if length := len(spaces) + utf8.RuneCountInString(word); s.column > len(foldIndent) && s.column+length > width {
				spaces = "\n" + foldIndent
				s.column = -1
			}
			out.WriteString(spaces + word)
			s.column += len(spaces) + utf8.RuneCountInString(word)
			spaces = ""
		}
		out.WriteString(spaces)
		s.column += len(spaces)
	}
	return out.String()
}
