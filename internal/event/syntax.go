package event

// What is wrong with a file that is no YAML, in words for people who do not know how YAML is read.

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
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
	"mapping keys are not allowed in this context": {`"? " cannot stand here`, `put quotes around a text that begins with "? "`},
	"mapping values are not allowed in this context": {"a colon cannot stand here",
		"put quotes around a text with a colon in it, and indent the keys of one object alike"},
	"found character that cannot start any token": {"a value cannot begin with this character",
		"indent with spaces, not tabs; put quotes around a text that begins with a sign such as @, % or `"},
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
	"found unexpected end of stream":              {"the quotes that open in line {line} are never closed", "close them; within single quotes write '' for an apostrophe"},
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

	"could not find expected ':'": {"line {line} is not of the form key: value",
		"write a space after the colon; indent a line that goes on with the text above, or put the text in quotes"},
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
		if column := d.source.cutAbove(place.Line); column > 0 && (m == noKey || m == noElement) {
			place.Line, place.Column, m = place.Line-1, column, cutText
		}
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
