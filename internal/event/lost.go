package event

// Text that YAML takes away silently: what follows " #" is a comment, and a word that begins with & is an anchor.

import (
	"bytes"
	"regexp"

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

// checkComment warns about a comment that was perhaps meant to be text of the field f. at is the text before it.
func (d *decoder) checkComment(f *field, at *yaml.Node, comment string) {
	link := f.rule != nil && f.rule.link
	if f.kind == text && (f.rule == nil || link) && mayBeText.MatchString(comment) {
		hint := "put quotes around the whole text, or the comment in a line of its own"
		if link {
			hint = "delete the space if this belongs to the address, or put the comment in a line of its own"
		}
		d.warn(at, hint, "%s ends before %s: what follows a space and # is a comment", f.name, quote(comment))
	}
}

// checkEmpty warns about a comment after the key of the field f that was perhaps meant to be its value.
func (d *decoder) checkEmpty(f *field, at *yaml.Node, comment string) {
	if isNull(at) && at.Value == "" {
		d.checkComment(f, at, comment)
	}
}
