package event

// What is wrong with a file that is no YAML, in words for people who do not know how YAML is read.

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A mistake says what is wrong, and what to write. {line} stands for the line where it begins.
type mistake struct{ what, hint string }

var (
	tabs = mistake{"a tab stands where spaces should indent the line", "indent with spaces, not tabs"}
	sign = mistake{"a line that begins with % is no part of an event",
		"delete the line; put quotes around a text that begins with %"}
	taggedText = mistake{"a text cannot begin with ! here", "put quotes around a text that begins with !"}
	noElement  = mistake{"this line does not go on with the list above", `begin all elements of a list with "- ", in one column`}
	noKey      = mistake{"this line does not go on with the keys above",
		"begin all keys of one object in one column; put the whole of a text in quotes, not its beginning only"}
	noColon = mistake{"a colon cannot stand here",
		"put quotes around a text with a colon in it, and indent the keys of one object alike"}
	notKey = mistake{"line {line} is not of the form key: value",
		"write a space after the colon; indent a line that goes on with the text above, or put the text in quotes"}
	unclosed  = mistake{"the quotes that open here are never closed", "close them; within single quotes write '' for an apostrophe"}
	cutText   = mistake{"a comment ends the text, which goes on below: what follows a space and # is a comment", "put quotes around the whole text"}
	noStart   = mistake{"--- is missing between the lines that begin with % and the event", "write --- in a line of its own, or delete the lines with %"}
	brackets  = "close each [ with ] and each { with }, with commas between; put quotes around a text with one of these signs in it"
	backslash = `write \\ for a backslash, or put the text in single quotes`
)

// mistakes are the errors of the YAML parser. Those of its context, where one message has several, are in front.
var mistakes = map[string]mistake{
	"while scanning a block scalar: did not find expected comment or line break": {
		"a text follows | or > in one line with it", "begin the text in the next line; put quotes around a text that begins with | or >"},

	"block sequence entries are not allowed in this context": {`"- " cannot stand here`,
		`begin a list in the line below its key; put quotes around a text that begins with "- "`},
	"mapping keys are not allowed in this context":   {`"? " cannot stand here`, `put quotes around a text that begins with "? "`},
	"mapping values are not allowed in this context": noColon,
	"found character that cannot start any token": {"a value cannot begin with this character",
		"put quotes around a text that begins with a sign such as @, % or `"},
	"found a comment without preceding whitespace": {"# follows a value without a space",
		"put a space in front of a comment, and quotes around a text with # in it"},
	"found unexpected content after document-end marker":    {`a text follows "..."`, `delete "...", which ends an event, or what follows it`},
	"did not find expected alphabetic or numeric character": {"& or * stands without a name", "put quotes around a text that begins with & or *"},
	"found an indentation indicator equal to 0":             {"0 cannot follow | or >", "delete the 0"},
	"did not find expected comment or line break":           sign,

	"found a tab character where an indentation space is expected": tabs,
	"found a tab character that violates indentation":              tabs,
	"found mixed spaces and tabs in indentation":                   tabs,
	"found tabs where space indentation is required":               tabs,
	"found spaces where tab indentation is required":               tabs,
	"found indentation style that differs from earlier lines":      tabs,

	"found unknown directive name":                          sign,
	"could not find expected directive name":                sign,
	"found unexpected non-alphabetical character":           sign,
	"found extremely long version number":                   sign,
	"did not find expected version number":                  sign,
	"did not find expected digit or '.' character":          sign,
	"did not find expected whitespace":                      sign,
	"found duplicate %TAG directive":                        sign,
	"found duplicate %YAML directive":                       {"%YAML stands here twice", "delete one of the lines"},
	"found incompatible YAML document":                      {"the version of YAML is not 1.1 or 1.2", "delete the line that begins with %YAML"},
	"did not find expected <document end> before directive": sign,

	"found unexpected document indicator":         {`"---" or "..." begins a line within quotes`, "close the quotes before it"},
	"found unexpected end of stream":              unclosed,
	"found unknown escape character":              {`a backslash stands within double quotes before a character that it cannot change`, backslash},
	"did not find expected hexadecimal number":    {`\x, \u or \U stands within double quotes without all its digits`, backslash},
	"found invalid Unicode character escape code": {"the number after the backslash stands for no character", "write the character itself"},

	"did not find the expected '>'":                  taggedText,
	"did not find expected whitespace or line break": taggedText,
	"did not find expected tag URI":                  taggedText,
	"did not find expected '!'":                      taggedText,
	"did not find URI escaped octet":                 taggedText,
	"found an incorrect leading UTF-8 octet":         taggedText,
	"found an incorrect trailing UTF-8 octet":        taggedText,
	"found undefined tag handle":                     taggedText,

	"could not find expected ':'": notKey,
	"did not find expected <document start>": {"the event ends above this line",
		"give this line the column of the other keys; put quotes around a text that holds quotes or brackets"},
	"did not find expected node content":  {"a value is missing here", brackets},
	"did not find expected '-' indicator": noElement,
	"did not find expected key":           noKey,
	"did not find expected ',' or ']'":    {"a comma or ] is missing before this", brackets},
	"did not find expected ',' or '}'":    {"a comma or } is missing before this", brackets},
}

// prefixes are errors of the parser that go on with a part of the file, or a number.
var prefixes = []struct {
	prefix string
	mistake
}{
	{"exceeded max depth of ", mistake{"brackets or lines are nested too deeply", brackets}},
	{"found character '", taggedText},
	{"cannot construct ", mistake{"a tag such as !!int does not fit its value", "leave the tag out"}},
}

// failSyntax reports an error of the YAML parser, without its own words.
func (d *decoder) failSyntax(err error) {
	place, m := d.event.At, mistake{}
	if loadError, ok := errors.AsType[*yaml.LoadError](err); ok {
		m = explain(loadError)
		begun, _ := d.source.place(loadError.ContextMark.Line, 1)
		m.what = strings.Replace(m.what, "{line}", strconv.Itoa(begun), 1)
		if mark := loadError.Mark; mark.Line > 0 {
			place.Line, place.Column = d.source.place(mark.Line, mark.Column)
		}
		if m == unclosed && loadError.ContextMark.Line > 0 {
			place.Line, place.Column = d.source.place(loadError.ContextMark.Line, loadError.ContextMark.Column)
		}
		if column := d.source.cutAbove(place.Line); column > 0 && (m == noKey || m == noElement) {
			place.Line, place.Column, m = place.Line-1, column, cutText
		}
		place.Line, place.Column, m = d.source.slip(place.Line, place.Column, m)
		if line := d.source.unstarted(); line > 0 && line <= place.Line {
			place.Line, place.Column, m = line, 1, noStart
		}
	}
	if m.what == "" {
		m = mistake{"something here has no meaning", "indent with spaces; put quotes around a text with signs in it"}
	}
	d.failAt(place, m.hint, "not YAML: %s", m.what)
}

var (
	cutLine = regexp.MustCompile(`^[^"'#]*[^"'#\s][ \t]+#`)
	newKey  = regexp.MustCompile(`^\s*(- +)?[^\s"':#]+:(\s|$)`)
)

// cutAbove is the column of the comment above a line that goes on with the text before the comment, or 0.
func (s *source) cutAbove(line int) (column int) {
	if line < 2 || line > s.lineCount() || newKey.Match(s.line(line)) {
		return 0
	}
	return utf8.RuneCount(cutLine.Find(s.line(line - 1)))
}

// head is what may stand above the "---" of an event, with a line of YAML's own in it.
var head = regexp.MustCompile(`^\x{feff}?(?:[ \t]*(?:#.*)?\r?\n)*%(?:YAML|TAG)\b.*\n(?:(?:[ \t]*(?:#.*)?\r?|%.*)\n)*`)

// unstarted is the line where an event begins without the "---" that it needs below a line with %, or 0.
func (s *source) unstarted() (line int) {
	above := head.Find(s.text)
	if above == nil || bytes.HasPrefix(s.text[len(above):], []byte("---")) {
		return 0
	}
	return bytes.Count(above, []byte{'\n'}) + 1
}

// explain says in our words what err says, or nothing.
func explain(err *yaml.LoadError) mistake {
	if name, ok := strings.CutPrefix(err.Message, "unknown anchor '"); ok {
		name = strings.TrimSuffix(name, "' referenced")
		return mistake{fmt.Sprintf("* names %s, and no & above does", quote(name)), "put quotes around a text that begins with *"}
	}
	for _, p := range prefixes {
		if strings.HasPrefix(err.Message, p.prefix) {
			return p.mistake
		}
	}
	if m, ok := mistakes[err.ContextMsg+": "+err.Message]; ok {
		return m
	}
	return mistakes[err.Message]
}

// Slips of the hand: a sign or a space is missing, in the line where the parser stops or in the last one above it.
var (
	// closedQuotes matches a line up to quotes that close.
	closedQuotes = regexp.MustCompile(`(?:^|[-:,[{] *)('(?:[^']|'')*'|"(?:[^"\\]|\\.)*")$`)
	// noSpaceDash and noSpaceColon match lines that lack the space after a dash or a key.
	noSpaceDash  = regexp.MustCompile(`^ *-([a-z_]+):(?: |\r?$)`)
	noSpaceColon = regexp.MustCompile(`^ *(?:- +)?([a-z_]+):[^\s:]`)
	// loneWord matches a line that is one word without a colon.
	loneWord = regexp.MustCompile(`^ *(?:- +)?([a-z_]+) *\r?$`)
)

// slip is the slip that a mistake of syntax at a place comes from, and where it is; else the mistake itself.
func (s *source) slip(line, column int, m mistake) (int, int, mistake) {
	if line > s.lineCount() {
		return line, column, m
	}
	before := s.line(line)
	before = before[:len(before)-len(after(before, column))]
	switch {
	case m.what == mistakes["found character that cannot start any token"].what:
		if text := after(s.line(line), column); len(text) > 0 && text[0] == '\t' {
			return line, column, tabs
		}
	case m.what != noColon.what && m.hint != notKey.hint:
		if quoted := closedQuotes.FindSubmatch(before); quoted != nil {
			return line, column, quotesIn(string(quoted[1]))
		}
	default:
		return s.unspaced(line, column, m)
	}
	return line, column, m
}

// quotesIn is the mistake of quotes within quotes of the same kind.
func quotesIn(quoted string) mistake {
	hint := "write '' for an apostrophe, or put the text in double quotes"
	if quoted[0] == '"' {
		hint = `write \" for quotes in the text, or put it in single quotes`
	}
	return mistake{"the quotes close behind " + quote(quoted[1:len(quoted)-1]) + ", and the text goes on", hint}
}

// unspaced finds the sign or space that a line without the form key: value lacks: in this line, or in the last one above it
// with a text.
func (s *source) unspaced(line, column int, m mistake) (int, int, mistake) {
	for at, looked := line, 0; at > 0 && looked < 2; at-- {
		text := s.line(at)
		if len(text) == 0 {
			continue
		}
		looked++
		if found := noSpaceDash.FindSubmatchIndex(text); found != nil && isKey(text[found[2]:found[3]]) {
			return at, found[2], mistake{"a dash stands here without a space behind it", "write a space after the dash"}
		}
		if found := noSpaceColon.FindSubmatchIndex(text); found != nil && isKey(text[found[2]:found[3]]) {
			name := string(text[found[2]:found[3]])
			return at, utf8.RuneCount(text[:found[2]]) + 1, mistake{noSpace(name), afterColon(name)}
		}
		if found := loneWord.FindSubmatch(text); found != nil && isKey(found[1]) {
			m.hint = fmt.Sprintf("write a colon after %s in line %d; %s", found[1], at, m.hint)
			return line, column, m
		}
	}
	return line, column, m
}

func noSpace(key string) string    { return "a space is missing after " + key + ":" }
func afterColon(key string) string { return fmt.Sprintf("write a space after %q", key+":") }

// allKeys are the names of the fields of all records.
var allKeys = func() (keys []string) {
	for _, r := range []*record{bodyRecord, roleRecord, seatRecord, personRecord, voteRecord, fileRecord, matterRecord, minutesItemRecord,
		eventMinutesItemRecord, sessionRecord, eventRecord} {
		keys = append(keys, r.keys()...)
	}
	return keys
}()

func isKey(word []byte) bool { return slices.Contains(allKeys, string(word)) }
