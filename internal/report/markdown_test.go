package report

// What strangers wrote is that text in a summary, and nothing else. Markdown is rendered as GitHub does, and what GitHub's
// filters would find in the texts of the HTML is looked for.

import (
	"bytes"
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	htmlrenderer "github.com/yuin/goldmark/renderer/html"
)

// contexts are where a summary has a stranger's text, or may have it.
var contexts = []struct{ name, format string }{
	{"a table's cell", "| a | b |\n|---|---|\n| %s | c |\n"},
	{"a table's last cell", "| a | b |\n|---|---|\n| [run](<https://a.example/>) | 1 %s |\n"},
	{"an item", "- %s\n"},
	{"an item of an item", "- a\n  - %s → %[1]s\n"},
	{"before our own text", "- %s: new; (%[1]s): \"%[1]s\".\n"},
	{"a paragraph", "%s\n"},
	{"a line of a paragraph", "a\n%s\nb\n"},
	{"a heading", "### %s\n"},
	{"a quotation", "> %s\n"},
	{"a link", "- a [%s](<https://a.example/>)!\n"},
	{"a summary", "<details><summary>%s</summary>\n\nx\n\n</details>\n"},
}

// hostile are texts that GitHub would take for more than text, one or several for each thing it finds.
var hostile = []string{
	"@name", "\\@name", "&#64;name", "&commat;name", "a @org/team", "me@city.example", "a_b@city.example", "mailto:x@y.example", "xmpp:x@y.example",
	"#12", "GH-12", "gh-12", "owner/repo#12", "owner#12", "owner/repo@deadbeefdeadbeef", "JIRA-7", "CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q",
	"deadbeef", "1234567", "DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF", "abcdef1...abcdef2",
	"https://evil.example", "HTTP://evil.example", "ftp://evil.example", "www.evil.example", "x WWW.evil.example", "www.", "<https://evil.example>", "see:https://evil.example.",
	":tada:", ":+1:", "a:100:", "$x$", "$`x`$", "$$x$$", "[a](https://evil.example)", "[a][b]", "![a](https://evil.example/a.png)", "[^1]", "[!NOTE]", "[ ] todo", "[x] done",
	"*a*", "**a**", "_a_", "__a__", "a _b_ c", "~a~", "~~a~~", "`a`", "``a``", "~~~", "```", "a `b", "\\", "a\\", "\\|", "a|b", "| a | b |", "|---|",
	"<b>x</b>", "<script>", "<!-- x", "-->", "<img src=x>", "</summary>", "<br>", "&lt;b&gt;", "&amp;lt;", "&", "&#x3c;b&#x3e;", "<?x?>", "<![CDATA[x]]>",
	"# a", "###### a", "- a", "+ a", "* a", "1. a", "1) a", "12345678. a", "> a", "---", "- - -", "***", "===", "-", "=", "+", ":-", ":---:", "--- ---", "    a", "\ta",
	"a\nb", "a\n\nb", "a\r# b", "a\u2028- b", "a\u2029b", "a\u0085b", "a  \nb", "a\v\f b", " a ", "a\u00a0b", "\u3000a",
	"a\x00b", "a\x1b[31mb", "\x80\xff", "a\u202eb", "\ufeffa", "\u2066@name", "a\u200b@b", "\ufffe", "\U000E0041", "👩\u200d👧", "می\u200cخواهم", "Montréal", "東京 @name",
}

// filters are what GitHub finds in a text of the HTML, told more broadly than it does.
var filters = map[string]*regexp.Regexp{
	"a mention":           regexp.MustCompile(`@[\w-]`),
	"a number":            regexp.MustCompile(`#\w`),
	"a reference":         regexp.MustCompile(`(?i)[a-z]-\d|ghsa-\w`),
	"a commit":            regexp.MustCompile(`(?i)[0-9a-f]{7}`),
	"an address":          regexp.MustCompile(`(?i)(https?|ftp)://|www\.`),
	"an e-mail":           regexp.MustCompile(`[^\s@]@[^\s@]`),
	"an emoji":            regexp.MustCompile(`:[\w+-]+:`),
	"mathematics":         regexp.MustCompile("\\$[^$]+\\$|\\$`"),
	"a box, note or foot": regexp.MustCompile(`\[([ xX]\]|[!^])`),
}

// tag is a tag or a comment of the HTML that the renderers write.
var tag = regexp.MustCompile(`<!--.*?-->|<[^>]*>`)

// found is, in order, what filters find in the texts of HTML, as GitHub would show them. Code and links are not looked at.
func found(rendered string) (all []string) {
	skipped := 0
	begin := 0
	look := func(text string) {
		for name, filter := range filters {
			if s := filter.FindString(html.UnescapeString(text)); s != "" && skipped == 0 {
				all = append(all, fmt.Sprintf("%s: %q", name, s))
			}
		}
	}
	for _, at := range append(tag.FindAllStringIndex(rendered, -1), []int{len(rendered), len(rendered)}) {
		look(rendered[begin:at[0]])
		begin = at[1]
		switch name, _, _ := strings.Cut(strings.Trim(rendered[at[0]:at[1]], "<>"), " "); name {
		case "code", "a":
			skipped++
		case "/code", "/a":
			skipped--
		}
	}
	slices.Sort(all)
	return all
}

// seen is the HTML without comments, with every character as itself.
func seen(rendered string) string {
	rendered = regexp.MustCompile(`<!--.*?-->`).ReplaceAllString(rendered, "")
	return html.UnescapeString(rendered)
}

// word is what stands in for a text, to see what is around it.
const word = "stranger"

// wrong is what is wrong with a text that was rendered where reference has the word; empty where the text is what is seen,
// and nothing else.
func wrong(text, rendered, reference string) string {
	if want := strings.ReplaceAll(seen(reference), word, plain(text)); seen(rendered) != want {
		return fmt.Sprintf("%q: got %s\nseen %q\nwant %q", text, rendered, seen(rendered), want)
	}
	rendered = strings.NewReplacer("<a ", "<b ", "</a>", "</b>").Replace(rendered) // what a link says is inert, too
	if f := found(rendered); f != nil {
		return fmt.Sprintf("%q: GitHub finds %s in %s", text, f, rendered)
	}
	return ""
}

// inContext is a text where a summary has it.
func inContext(format, text string) string { return fmt.Sprintf(format, Inert(text)) }

// wrongByGoldmark is what is wrong with a text in a context.
func wrongByGoldmark(t *testing.T, format, text string) string {
	t.Helper()
	if plain(text) == "" {
		return ""
	}
	return wrong(text, byGoldmark(t, inContext(format, text)), byGoldmark(t, inContext(format, word)))
}

// anchors are the links of HTML, with their addresses and what they say.
var anchors = regexp.MustCompile(`<a href="([^"]*)">(.*?)</a>`)

// wrongLink is what is wrong with a link to a stranger's address that was rendered.
func wrongLink(text, address, rendered string) string {
	links := anchors.FindAllStringSubmatch(rendered, -1)
	if !onWeb.MatchString(address) {
		if len(links) > 0 || strings.Contains(rendered, "<a") || found(rendered) != nil {
			return fmt.Sprintf("%q became a link: %s", address, rendered)
		}
		return ""
	}
	if len(links) != 1 || strings.Count(rendered, "<a") != 1 || seen(links[0][2]) != plain(text) || found(rendered) != nil {
		return fmt.Sprintf("%q, %q is not one link: %s", text, address, rendered)
	}
	if got := html.UnescapeString(links[0][1]); decoded(got) != decoded(address) {
		return fmt.Sprintf("%q leads to %q", address, got)
	}
	return ""
}

// decoded is an address with every byte as itself.
func decoded(address string) string {
	return percent.ReplaceAllStringFunc(address, func(code string) string {
		b, _ := strconv.ParseUint(code[1:], 16, 8)
		return string([]byte{byte(b)})
	})
}

var percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(htmlrenderer.WithUnsafe()))

// byGoldmark renders Markdown in this process.
func byGoldmark(t *testing.T, markdown string) string {
	t.Helper()
	var out bytes.Buffer
	if err := gfm.Convert([]byte(markdown), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The filters see what they are for: else nothing here would prove anything.
func TestGitHubFindsWhatIsNotInert(t *testing.T) {
	kinds := map[string]bool{}
	for _, text := range hostile {
		for _, f := range found("<p>" + html.EscapeString(text) + "</p>") {
			kind, _, _ := strings.Cut(f, ": ")
			kinds[kind] = true
		}
	}
	for kind := range filters {
		if !kinds[kind] {
			t.Errorf("no hostile text is %s", kind)
		}
	}
}

func TestStrangersTextIsInert(t *testing.T) {
	for _, c := range contexts {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range hostile {
				if wrong := wrongByGoldmark(t, c.format, text); wrong != "" {
					t.Error(wrong)
				}
			}
		})
	}
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "a|b": "a&#124;b", "<b>&": "&#60;b&#62;&#38;", "[x](y)": "&#91;" + cut + "x&#93;(y)", "@everyone": "&#64;" + cut + "everyone",
		" a\n b ": "a b", "#1 - a_b _c_": "&#35;" + cut + "1 - a_b &#95;c&#95;", "https://www.a.example": "https:" + cut + "//www" + cut + ".a.example",
		"1. July": "1&#46; July", "- 3.5": "&#45; 3.5", "deadbeef 123456": "deadbe" + cut + "ef 123456", "GH-1 a-b": "GH-" + cut + "1 a-b", "at 19:00 PDT: :x: a:7": "at 19:00 PDT: :" + cut + "x: a:" + cut + "7",
		"a.yml:100:7 is":   "a.yml:" + cut + "100:7 is",
		"a\x00\u202eb\xff": "a\ufffd\ufffdb\ufffd",
	} {
		if got := Inert(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// What people read most stays as it is in the Markdown, too.
func TestPlainWordsStayAsTheyAre(t *testing.T) {
	for _, text := range []string{
		"events/city-council_2021.yml", "Full Council", "Montréal", "it's 5 % (of 3), or 1/2; why? \"so\"", "session_datetime", "2021-03-09 to 2021-03-11", "3.5 days", "東京都",
	} {
		if got := Inert(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// randomText is a text from an alphabet of what Markdown, HTML and GitHub's filters look for.
func randomText(random *rand.Rand) string {
	alphabet := []string{"a", "f", "0", "1", "9", "w", "www", ".", "http", "https", ":", "/", "//", "@", "#", "GH-", "-", "_", "*", "~", "`", "$", "[", "]", "(", ")", "^",
		"!", "<", ">", "&", ";", "#", "x", "|", "\\", "\"", "'", "=", "+", "{", "}", "?", "%", ",", " ", " ", "\n", "\t", "\r", "\u2028", "é", "b>", "<!--", "-->", "lt", "mailto",
		".com", "\x00", "\xff", "\u202e", "\u200d", "1.", "deadbeef", "[x]", "[^1]"}
	var out strings.Builder
	for range 1 + random.IntN(12) {
		if random.IntN(8) == 0 {
			out.WriteString(hostile[random.IntN(len(hostile))])
		} else {
			out.WriteString(alphabet[random.IntN(len(alphabet))])
		}
	}
	return out.String()
}

func FuzzStrangersText(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	for seed := range uint64(200) {
		f.Add(randomText(rand.New(rand.NewPCG(seed, 0))))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range contexts {
			if wrong := wrongByGoldmark(t, c.format, text); wrong != "" {
				t.Errorf("%s: %s", c.name, wrong)
			}
		}
	})
}

// A link leads to the stranger's address, or is none.
func FuzzLink(f *testing.F) {
	for _, text := range hostile {
		f.Add("https://a.example/"+text, text)
		f.Add(text, "run")
	}
	f.Add("https://a.example/?a=1&copy;2&amp=3&lt;#%41|`<>\"\\$x$ é", "x")
	f.Add("javascript:alert(1)//https://a.example", "x")
	f.Fuzz(func(t *testing.T, address, text string) {
		for _, format := range []string{"| a | b |\n|---|---|\n| c | %s, d |\n", "- a: %s\n"} {
			if wrong := wrongLink(text, address, byGoldmark(t, fmt.Sprintf(format, link(text, address)))); wrong != "" {
				t.Error(wrong)
			}
		}
	})
}
