//go:build pyproof

package event

// One mistake in a random event file, and where it is to be told.

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// A mutation makes a mistake in a site. The path leads to the node that is wrong; of it the target is the value, the key, or
// the first key in it. Where it can't be made, the answer is false.
type mutation struct {
	name, target string
	make         func(*generator, *site) (path []int, ok bool)
}

var mutations = []mutation{
	{"unknown key", "key", unknownKey},
	{"repeated key", "key", repeatedKey},
	{"missing key", "first key", missingKey},
	{"wrong value", "value", wrongValue},
	{"wrong value", "value", wrongValue},
	{"wrong value", "value", wrongValue},
	{"wrong alias", "value", wrongAlias},
	{"reversed times", "value", reversedTimes},
}

func unknownKey(g *generator, s *site) ([]int, bool) {
	at := g.IntN(len(s.node.Content)/2 + 1)
	key := scalar(pick(g, "nmae", "Name", "uris", "session date", "<", "1", "é"), pick(g, 0, yaml.DoubleQuotedStyle))
	s.node.Content = slices.Insert(s.node.Content, 2*at, key, scalar("x", 0))
	return append(s.path, at), true
}

func repeatedKey(g *generator, s *site) ([]int, bool) {
	pairs := len(s.node.Content) / 2
	again := s.node.Content[2*g.IntN(pairs)]
	s.node.Content = append(s.node.Content, scalar(again.Value, 0), scalar("x", 0))
	return append(s.path, pairs), true
}

func missingKey(g *generator, s *site) ([]int, bool) {
	at := g.IntN(len(s.node.Content) / 2)
	f, value := s.pair(at)
	if !f.required || hasAnchor(value) {
		return nil, false
	}
	s.node.Content = slices.Delete(s.node.Content, 2*at, 2*at+2)
	return s.path, true
}

// wrongValue replaces a value with one of another kind, or with one that breaks the rule of its field.
func wrongValue(g *generator, s *site) ([]int, bool) {
	at := g.IntN(len(s.node.Content) / 2)
	f, value := s.pair(at)
	if hasAnchor(value) {
		return nil, false
	}
	wrong := g.wrong(f)
	if wrong == nil {
		return nil, false
	}
	s.node.Content[2*at+1] = wrong
	return append(s.path, at), true
}

// wrongAlias makes a text stand for an object, a list or a word of a few. It is told where the alias is.
func wrongAlias(g *generator, s *site) ([]int, bool) {
	from, to := g.IntN(len(s.node.Content)/2), g.IntN(len(s.node.Content)/2)
	source, word := s.pair(from)
	f, value := s.pair(to)
	if from >= to || source.kind != text || word.Kind != yaml.ScalarNode || word.Tag != "!!str" || hasAnchor(value) ||
		f.kind != object && f.kind != list && (f.rule == nil || f.rule.oneOf == nil) {
		return nil, false
	}
	word.Anchor = "text"
	s.node.Content[2*to+1] = &yaml.Node{Kind: yaml.AliasNode, Alias: word, Value: word.Anchor}
	return append(s.path, to), true
}

func reversedTimes(g *generator, s *site) ([]int, bool) {
	if s.record != sessionRecord || s.has("video_start_time") || s.has("video_end_time") {
		return nil, false
	}
	pairs := len(s.node.Content) / 2
	s.node.Content = append(s.node.Content, scalar("video_end_time", 0), scalar(pick(g, "1:00", "0", "59:59"), yaml.DoubleQuotedStyle),
		scalar("video_start_time", 0), scalar("59:59", yaml.SingleQuotedStyle))
	return append(s.path, pairs), true
}

// wrong makes a wrong value for a field.
func (g *generator) wrong(f *field) *yaml.Node {
	null := scalar(pick(g, "~", "null"), 0)
	null.Tag = "!!null"
	flow := &yaml.Node{Kind: pick(g, yaml.MappingNode, yaml.SequenceNode), Style: yaml.FlowStyle}
	switch {
	case (f.required || f.kind == boolean) && g.oneIn(3):
		return null
	case f.kind == object && f.required:
		return pick(g, scalar("x", 0), &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: []*yaml.Node{scalar("x", 0)}})
	case f.kind == object || f.kind == list:
		return scalar(pick(g, "x", "two\nlines\n", "1"), pick(g, 0, yaml.DoubleQuotedStyle, yaml.LiteralStyle))
	case g.oneIn(4):
		return flow
	case f.kind == boolean:
		return scalar(pick(g, "yes", "1", "on", "tru"), 0)
	case f.kind == integer:
		return pick(g, scalar(pick(g, "-1", "1.5", "0x10", "x", "4294967296"), 0), scalar("1", yaml.DoubleQuotedStyle))
	case f.kind == datetime:
		return scalar(pick(g, "2021-02-30", "yesterday", "2021-05-01T25:00", "05/01/2021", "1620000000.0"), pick(g, 0, yaml.SingleQuotedStyle))
	case f.rule == nil && f.required:
		return scalar(pick(g, "", " ", "\t"), yaml.DoubleQuotedStyle)
	case f.rule == nil || f.rule.advice != "":
		return flow
	case f.rule.oneOf != nil:
		return scalar(pick(g, "approve", "Aye", " Passed", "x"), pick(g, 0, yaml.DoubleQuotedStyle, yaml.FoldedStyle))
	}
	return scalar(pick(g, "google-creds.json", "file:///etc/passwd", "75:00:00:", "a@b@c", "Ä"), pick(g, 0, yaml.DoubleQuotedStyle, yaml.LiteralStyle))
}

func (s *site) pair(at int) (*field, *yaml.Node) {
	return &s.record.fields[s.record.index(s.node.Content[2*at].Value)], s.node.Content[2*at+1]
}

func (s *site) has(key string) bool {
	for i := 0; i < len(s.node.Content); i += 2 {
		if s.node.Content[i].Value == key {
			return true
		}
	}
	return false
}

func hasAnchor(n *yaml.Node) bool { return n.Anchor != "" || slices.ContainsFunc(n.Content, hasAnchor) }
