package event

// Text that YAML takes away silently: what follows " #" is a comment, and a word that begins with & is an anchor.

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// walk calls visit for n and all nodes in it. It does not follow aliases.
func walk(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, child := range n.Content {
		walk(child, visit)
	}
}

// checkAnchors warns about anchors that no alias refers to.
func (d *decoder) checkAnchors(root *yaml.Node) {
	if bytes.IndexByte(d.source.text, '&') < 0 {
		return
	}
	used := map[*yaml.Node]bool{}
	walk(root, func(n *yaml.Node) { used[n.Alias] = true })
	walk(root, func(n *yaml.Node) {
		if n.Anchor != "" && !used[n] {
			d.warn(n, "delete it, or put quotes around a text that begins with &", "nothing refers to the anchor &%s", escape(n.Anchor))
		}
	})
}

// mayBeText matches comments that were perhaps meant as text, such as #12 and # 12. Who comments mostly writes a space and words.
var mayBeText = regexp.MustCompile(`^#([^\s#!]| *[0-9])`)

// checkComment warns about a comment that was perhaps meant to be text of the field f. at is the text before it. In the first line
// of a text that is so only of some comments; who writes over several lines writes no comment below, so there it is of all, and
// the warning stands at the comment.
func (d *decoder) checkComment(f *field, at *yaml.Node, comment string) {
	link := f.rule != nil && f.rule.link
	if f.kind != text || f.rule != nil && !link || comment == "" || d.use != nil {
		return
	}
	place, below := d.commentBelow(at, comment)
	if !below {
		place = d.place(at)
	}
	if below || mayBeText.MatchString(comment) {
		hint := "put quotes around the whole text, or the comment in a line of its own"
		if link {
			hint = "delete the space if this belongs to the address, or put the comment in a line of its own"
		}
		d.report(Problem{Place: place, Warning: true, Hint: hint,
			Message: fmt.Sprintf("%s ends before %s: what follows a space and # is a comment", f.name, quote(comment))})
	}
}

// commentStart matches a comment and the space before it. A text without quotes holds none.
var commentStart = regexp.MustCompile(`[ \t]#`)

// commentBelow is where the comment after a text without quotes begins, if that is in a line below the one where the text begins.
func (d *decoder) commentBelow(at *yaml.Node, comment string) (place Place, below bool) {
	place = d.place(at)
	comment, _, _ = strings.Cut(comment, "\n")
	for first := place.Line; place.Line <= d.source.lineCount(); place.Line++ {
		line := d.source.line(place.Line)
		if place.Line == first {
			line = after(line, place.Column)
		}
		if start := commentStart.FindIndex(line); start != nil {
			place.Column = utf8.RuneCount(line[:start[1]])
			return place, place.Line > first && string(bytes.TrimSpace(line[start[0]:])) == comment
		}
	}
	return place, false
}

// after is the rest of a line, from a column on.
func after(line []byte, column int) []byte {
	for ; column > 1 && len(line) > 0; column-- {
		_, size := utf8.DecodeRune(line)
		line = line[size:]
	}
	return line
}

// checkEmpty warns about a comment after the key of the field f that was perhaps meant to be its value.
func (d *decoder) checkEmpty(f *field, at *yaml.Node, comment string) {
	if isNull(at) && at.Value == "" {
		d.checkComment(f, at, comment)
	}
}
