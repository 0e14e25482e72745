//go:build pyproof

package event

// Random event files, made from the model, in all the styles of YAML.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// A generator makes event files. The same seed makes the same ones.
type generator struct {
	*rand.Rand
	sites   []*site
	anchors map[*record][]*yaml.Node // what an alias may stand for
	named   int                      // how many anchors there are
	// pictures says that persons and seats may have some; then their names are such as files may have.
	pictures bool
}

// A site is a mapping of the file, and what it is.
type site struct {
	record *record
	node   *yaml.Node
	path   []int // the indexes of pairs and elements that lead to it
}

func newGenerator(seed uint64) *generator { return &generator{Rand: rand.New(rand.NewPCG(seed, 0))} }

// event makes the root of a valid event file. All its sites are those of g then.
func (g *generator) event() *yaml.Node {
	g.sites, g.anchors, g.named, g.pictures = nil, map[*record][]*yaml.Node{}, 0, g.oneIn(2)
	return g.object(eventRecord, []int{}, false)
}

// write writes a file.
func (g *generator) write(root *yaml.Node) string {
	data, err := yaml.Marshal(root)
	if err != nil {
		panic(err)
	}
	text := string(data)
	if g.oneIn(4) {
		text = "# An event\n\n--- # that begins here\n" + text
	}
	if g.oneIn(8) {
		text += "...\n"
	}
	if g.oneIn(8) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if g.oneIn(16) {
		text = "\ufeff" + text
	}
	return text
}

func (g *generator) oneIn(n int) bool { return g.IntN(n) == 0 }

func pick[T any](g *generator, choices ...T) T { return choices[g.IntN(len(choices))] }

// object makes a mapping, or an alias of one. In a flow everything is in flow style.
func (g *generator) object(r *record, path []int, flow bool) *yaml.Node {
	if known := g.anchors[r]; known != nil && g.oneIn(3) {
		target := pick(g, known...)
		return &yaml.Node{Kind: yaml.AliasNode, Alias: target, Value: target.Anchor}
	}
	n := &yaml.Node{Kind: yaml.MappingNode}
	if flow = flow || len(path) > 0 && g.oneIn(4); flow {
		n.Style = yaml.FlowStyle
	}
	g.sites = append(g.sites, &site{r, n, slices.Clone(path)})
	for _, i := range g.Perm(len(r.fields)) {
		f := &r.fields[i]
		if !g.pictures && (f.name == "picture_uri" || f.name == "image_uri") {
			continue
		}
		nested := f.record != nil
		if !f.required && (nested && g.oneIn(4) || !nested && !g.oneIn(3)) {
			continue
		}
		key := scalar(f.name, pick(g, 0, 0, 0, 0, yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle))
		value := g.value(f, append(path, len(n.Content)/2), flow)
		if !flow && g.oneIn(16) {
			key.HeadComment = "# a comment: with a colon"
		}
		if !flow && value.Kind == yaml.ScalarNode && value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && g.oneIn(16) {
			value.LineComment = "# it's one, too"
		}
		n.Content = append(n.Content, key, value)
	}
	if g.oneIn(3) {
		g.named++
		n.Anchor = fmt.Sprintf("%s-%d", strings.ReplaceAll(r.name, " ", "-"), g.named)
		g.anchors[r] = append(g.anchors[r], n)
	}
	return n
}

func scalar(text string, style yaml.Style) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: text, Style: style}
}

// value makes the value of a field.
func (g *generator) value(f *field, path []int, flow bool) *yaml.Node {
	switch {
	case !f.required && f.kind != boolean && g.oneIn(5):
		n := scalar(pick(g, "~", "null", "Null", "NULL"), 0)
		if !flow && g.oneIn(2) {
			n.Value = ""
		}
		n.Tag = "!!null"
		return n
	case f.kind == object:
		return g.object(f.record, path, flow)
	case f.kind == list:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if flow = flow || g.oneIn(6); flow {
			n.Style = yaml.FlowStyle
		}
		least := 0
		if f.required {
			least = 1
		}
		for i := range least + g.IntN(4) {
			n.Content = append(n.Content, g.object(f.record, append(path, i), flow))
		}
		return n
	case f.kind == boolean:
		return scalar(pick(g, "true", "false", "True", "FALSE"), 0)
	case f.kind == integer:
		return scalar(strconv.Itoa(g.IntN(pick(g, 10, 1<<31))), 0)
	}
	n := scalar("", pick(g, 0, 0, yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle))
	if f.kind == datetime {
		n.Value, n.Style = g.datetime(), pick(g, 0, yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle)
		return n
	}
	n.Value, n.Tag = g.text(f), "!!str"
	// In a flow, other styles would write the second line without indentation, which the yaml package then refuses, as YAML 1.2
	// does. And YAML 1.1 and 1.2 don't agree on whether the other characters end a line.
	if flow && strings.Contains(n.Value, "\n") || strings.ContainsAny(n.Value, "\u0085\u2028\u2029") {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// datetime makes a datetime, mostly of our days.
func (g *generator) datetime() string {
	day := time.Date(1970+g.IntN(80), 1, 1+g.IntN(366), 0, 0, 0, 0, time.UTC)
	if g.oneIn(8) {
		day = time.Date(2+g.IntN(9997), 1, 1+g.IntN(365), 0, 0, 0, 0, time.UTC)
	}
	if g.oneIn(16) {
		return pick(g, "1970-01-01T00:00:00.000015Z", "1969-12-31T23:59:59.5Z", "0001-01-01T00:00Z", "9999-12-31T23:59:59.9999Z")
	}
	fraction := pick(g, "", "", "", ".5", ".123", ".000001", ",250000", "."+strconv.Itoa(100_000+g.IntN(900_000))+"999")
	offset := pick(g, "", "", "", "Z", "+00:00", "-07:00", "+0530", "-08", "+14:00:30", "-11:59:59.000001")
	clock := fmt.Sprintf("%02d:%02d:%02d%s", g.IntN(24), g.IntN(60), g.IntN(60), fraction)
	switch g.IntN(8) {
	case 0:
		return day.Format(time.DateOnly)
	case 1:
		year, week := day.ISOWeek()
		return fmt.Sprintf("%04d-W%02d-%d %s", year, week, 1+g.IntN(7), clock)
	case 2:
		return fmt.Sprintf("%sT%02d%02d%s", day.Format("20060102"), g.IntN(24), g.IntN(60), offset)
	case 3:
		return fmt.Sprintf("%s %02d:%02d%s", day.Format(time.DateOnly), g.IntN(24), g.IntN(60), offset)
	}
	return day.Format(time.DateOnly) + "T" + clock + offset
}

// text makes a text that the rule of a field takes. Names are such that a router string can be made of them.
func (g *generator) text(f *field) string {
	switch {
	case f.rule == nil && f.name == "name":
		name := "A" + strings.NewReplacer("/", "", ".", "").Replace(g.freeText())
		if g.pictures {
			name = strings.Map(func(r rune) rune {
				if r == '\\' || unicode.IsControl(r) {
					return -1
				}
				return r
			}, name)
		}
		return name
	case f.rule == nil && f.required:
		return "A" + g.freeText()
	case f.rule == nil:
		return g.freeText()
	case f.rule.oneOf != nil:
		return pick(g, f.rule.oneOf...)
	case f.rule == email:
		return pick(g, "lorena.gonzalez@seattle.gov", "a1@b.us")
	case f.rule == routerString:
		return pick(g, "lorena-gonzalez", "7", "-")
	case f.name == "video_start_time":
		return pick(g, "0", "0:05", "00:09", "1:00")
	case f.name == "video_end_time":
		return pick(g, "1:01", "59:59", "1:02:03", "00:10:00")
	}
	return pick(g, "https://", "http://", "gs://") + pick(g, "video.example.org", "a.b:8080", "x") +
		pick(g, "/", "/a/b", "/v.mp4?a=1&b=2#t=3", "/it's(1),2;~$HOME/", "/%C3%A9/*.m3u8") + strconv.Itoa(g.IntN(1_000_000))
}

// freeText makes a text that may be as strange as can be.
func (g *generator) freeText() string {
	if g.oneIn(3) {
		return hostileText(g.Rand)
	}
	return pick(g, "", "Full Council", "O'Brien", "M. Lorena González", "市議會", "😀 party", "yes", "null", "~", "2021", "0012", "1:30", "1e3", ".inf", "a: b", "a #b",
		"- a", "[a]", "{a}", "*a", "&a", "!a", "@a", "%a", "|", ">", "?", "a\tb", " a ", "two\nlines", "two\n\n  lines\n", "\n", "=", "<<", "# a", "\"a\"", "'a'", `C:\new`, "a\u0085b", "a\u2028b")
}
