package cost

import (
	"runtime"
	"sort"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// mebibyte is the largest file that anybody reads.
const mebibyte = 1 << 20

// wells are files that take much memory, or time, for what they hold: what stands before, what is repeated and what stands after.
var wells = []struct{ before, again, after string }{
	{again: "["}, {again: "{"}, {again: "{a: "}, {again: "{? "}, {again: "[]"}, {again: "[] "}, {again: "{}"}, {again: "["}, {again: "]"},
	{"[", "[],", "]"}, {"[", "{},", "]"}, {"[", "a,", "]"}, {"[", "'',", "]"}, {"[", `"",`, "]"}, {"{", `"":,`, "}"}, {"{", "? ,", "}"},
	{"[", "a #\n,", "]"}, {"[", "#\n", "]"}, {"[", " #\n", "]"}, {strings.Repeat("[", 9_000), "a,", ""}, {strings.Repeat("{a: ", 9_000), "b,", ""},
	{again: "? "}, {again: "?\n"}, {again: "? #\n"}, {again: ": "}, {again: ":\n"}, {again: "a:\n"}, {again: "a: #\n"}, {again: "? a\n: b\n"},
	{again: "- "}, {again: "-\n"}, {again: "-\r"}, {again: "-\t"}, {again: "-\u0085"}, {again: "-\u2028"}, {again: "- #\n"}, {again: "- a #\n"}, {again: "- - -\n"},
	{strings.Repeat("- ", 9_000) + "a\n", "#\n", ""}, {strings.Repeat("- ", 9_000) + "\n", "  #\n", ""}, {"- a\n", "  #\n", "- b"}, {again: "#\n"}, {again: "\t#\n"},
	{again: "!!x "}, {again: "! "}, {again: "- !!x\n"}, {again: "- !\n"}, {again: "&a "}, {again: "- &a\n"}, {again: "*a "}, {"- &a x\n", "- *a\n", ""}, {"- &a []\n", "- *a\n", ""},
	{again: `"" `}, {again: "'' "}, {again: `""`}, {again: "''"}, {again: "'"}, {`"`, "a\n", `"`}, {`"`, `\u0041`, `"`}, {`"`, "\\\n", `"`},
	{again: "a"}, {again: "a "}, {again: "a\n"}, {again: "a\n\n"}, {"a", "\n", "b"}, {"|\n", " a\n", ""}, {"|\n", "\n", " a"}, {">\n", " a\n", ""}, {again: "|\n"}, {again: "- |\n"},
	{again: "é"}, {again: "\u2028"}, {again: " "}, {again: "\t"}, {again: "\n"}, {"", "a", ": b"}, {"&", "a", " b"}, {"*", "a", ""}, {"!", "a", " b"}, {"!<", "%41", "> b"},
	{again: "---\n"}, {again: "--- a\n"}, {again: "...\n"}, {again: "%a\n"}, {again: "%TAG ! b\n"}, {again: "%YAML 1.1\n"}, {again: "@"}, {again: "`"},
}

// memory is how many bytes f allocates.
func memory(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// What passes takes some megabytes. Of each kind it is a mebibyte, or the longest that passes.
func TestWhatPassesIsCheapToParse(t *testing.T) {
	const most, limit = 10_000, 32 << 20
	for _, well := range wells {
		text := func(times int) []byte { return []byte(well.before + strings.Repeat(well.again, times) + well.after) }
		all := (mebibyte - len(well.before) - len(well.after)) / len(well.again)
		times := 1
		for times < all && Check(text(times), most) == nil {
			times = min(2*times, all)
		}
		times = sort.Search(times, func(n int) bool { return Check(text(n+1), most) != nil })
		data := text(times)
		got := memory(func() {
			var n yaml.Node
			_ = yaml.Unmarshal(data, &n)
		})
		if got > limit {
			t.Errorf("%.20q, %d times: %d bytes", well.before+well.again, times, got)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{strings.Repeat("a: b\n", 100), ""},
		{strings.Repeat("a: b\n", 101), "more than 100 of the marks of YAML, such as commas, colons and dashes"},
		{strings.Repeat(`"`, 400), ""},
		{strings.Repeat(`"`, 401), "more than 100 of the marks of YAML, such as commas, colons and dashes"},
		{strings.Repeat("a-b #", 100) + "-", "more than 100 of the marks of YAML, such as commas, colons and dashes"},
		{"# a" + strings.Repeat("-a#b%", mebibyte/5), ""},
		{"\ufeff" + strings.Repeat("%a b\n", 100) + "100%", ""},
		{"\ufeff" + strings.Repeat("%a b\u2028", 101), "more than 100 lines that begin with %"},
		{strings.Repeat("%TAG !a! b\r", mebibyte/11), "more than 100 of the marks of YAML, such as commas, colons and dashes"},
		{strings.Repeat("%a\r", mebibyte/3), "more than 100 lines that begin with %"},
	} {
		text := []byte(c.text)
		if err := Check(text, 100); err == nil && c.want != "" || err != nil && err.Error() != c.want {
			t.Errorf("%.20q: got %v, want %q", c.text, err, c.want)
		}
	}
}
