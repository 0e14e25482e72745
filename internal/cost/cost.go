// Package cost counts what makes a YAML file costly to parse, before anybody parses it.
//
// The parser makes a token, and mostly a node, of every mark: together up to two kilobytes. Where a line begins with what could
// be a key, it keeps all tokens of the line until it knows. So a mebibyte of the right marks takes a gigabyte, and some files
// take time that grows with the square of their size. Strangers write such files in pull requests.
package cost

import "fmt"

// mostDirectives is how many lines may begin with %. The parser compares each directive with all before it.
const mostDirectives = 100

// Quotes cost the parser less than other marks, and texts in JSON have many: four count as one mark.
const (
	ofQuote = 1
	ofMark  = 4
	depends = 0xff // on what stands beside
)

// units are what each byte counts for.
var units = [256]uint8{'\'': ofQuote, '"': ofQuote, ',': ofMark, ':': ofMark, '?': ofMark, ']': ofMark, '}': ofMark,
	'!': ofMark, '&': ofMark, '*': ofMark, '-': depends, '#': depends, '%': depends}

// Check returns an error that says what a text has too many of: marks, of which it may have most, or directives. It takes
// everything for a mark that may be one, in texts and comments too. Brackets that open don't count: the parser bounds their depth,
// and those beside each other are closed.
func Check(text []byte, most int) error {
	sum, directives := 0, 0
	for i, b := range text {
		switch n := units[b]; {
		case n != depends:
			sum += int(n)
		case b == '-' && parts(at(text, i+1)), b == '#' && parts(at(text, i-1)):
			sum += ofMark
		case b == '%' && breaks(at(text, i-1)):
			directives++
		}
	}
	switch {
	case sum > most*ofMark:
		return fmt.Errorf("more than %d of the marks of YAML, such as commas, colons and dashes", most)
	case directives > mostDirectives:
		return fmt.Errorf("more than %d lines that begin with %%", mostDirectives)
	}
	return nil
}

// at is a byte of a text; before it and after it are line feeds.
func at(text []byte, i int) byte {
	if i < 0 || i >= len(text) {
		return '\n'
	}
	return text[i]
}

// parts says whether a byte may end what stands before it: white space, or part of a character that is no ASCII, such as U+0085 or
// U+2028, which break lines.
func parts(b byte) bool { return b <= ' ' || b >= 0x80 }

// breaks says whether a byte may be the last one of a break between lines, or of the byte order mark.
func breaks(b byte) bool { return b == '\n' || b == '\r' || b >= 0x80 }
