package event

// Tests of what people write that the YAML parser reads otherwise.

import (
	"strings"
	"testing"
	"time"
)

func TestWhatTheParserWouldNotRead(t *testing.T) {
	named := func(value string) string { return strings.Replace(base, "Full Council", value, 1) }
	for _, c := range []struct{ name, data, same string }{
		{"%YAML 1.2", "%YAML 1.2\n---\n" + base, base},
		{"%YAML 1.1", "%YAML 1.1\n---\n" + base, base},
		{"%YAML after a comment", "# an event\r\n\r\n%YAML 1.2 # new\r\n--- # begins\n" + base, base},
		{"%YAML after a byte order mark", "\ufeff%YAML\t1.2\n---\n" + base, base},
		{"%YAML after a directive", "%TAG !e! tag:example.org,2000:\n%YAML 1.2\n---\n" + base, base},
		{"%YAML in a text", named("|-\n    %YAML 1.2\n    x"), named(`"%YAML 1.2\nx"`)},
		{"closing ---", base + "---\n", base},
		{"closing --- without a line feed", base + "---", base},
		{"closing --- and a comment", base + "--- # end\n# of all\n", base},
		{"closing ...", base + "...\n", base},
		{"closing ... and ---", base + "...\n---\n", base},
		{"several closing ---", base + "---\n---\n", base},
		{"pair", named(`"\ud83c\udf33 Parks"`), named("🌳 Parks")},
		{"pair in capitals", named(`"\uD83C\uDF33 Parks"`), named("🌳 Parks")},
		{"last pair", named(`"\udbff\udfff"`), named(`"\U0010ffff"`)},
		{"pairs", named(`"\ud83c\udf33\ud83c\udf33"`), named("🌳🌳")},
		{"pair after a backslash", named(`"\\\ud83c\udf33"`), named(`'\🌳'`)},
		{"pair that an alias repeats", named(`&b "\ud83c\udf33"` + "\n  description: *b"), named("🌳\n  description: 🌳")},
		{"no escapes in single quotes", named(`'\ud83c\uDF33'`), named(`"\\ud83c\\uDF33"`)},
		{"no escapes without quotes", named(`\ud83c\udf33`), named(`"\\ud83c\\udf33"`)},
		{"no escapes in a block", named("|-\n    \\uD83C\\udf33"), named(`"\\uD83C\\udf33"`)},
		{"no escapes after a backslash", named(`"\\ud83c\\udf33"`), named(`'\ud83c\udf33'`)},
		{"beside private characters", named("\"\ue83c\\ueC33\\U0000b800\\ud83c\\udf33\""), named("\"\ue83c\uec33\ub800🌳\"")},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, problems := Parse("f", []byte(c.data), time.UTC)
			want, _ := Parse("f", []byte(c.same), time.UTC)
			if want.JSON == nil || string(got.JSON) != string(want.JSON) {
				t.Errorf("%v\n got %s\nwant %s", problems, got.JSON, want.JSON)
			}
		})
	}
}

// Lines are counted by LF, as editors and GitHub do, whatever else the parser takes for the end of a line.
func TestLinesAreCountedByLF(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"U+2028 in quotes":        {"body:\n  description: \"a\u2028b\"\n  x: y", "f:3:3:"},
		"U+2029 in quotes":        {"body:\n  description: 'a\u2029b'\n  x: y", "f:3:3:"},
		"U+0085 in quotes":        {"body:\n  description: \"a\u0085\u0085b\"\n  x: y", "f:3:3:"},
		"in the same line":        {"{\"body\": {\"description\": \"a\u2028é\", x: y}}", "f:1:33:"},
		"after a byte order mark": {"\ufeff{\"body\": {\"description\": \"a\u2028é\", x: y}}", "f:1:33:"},
		"several in one line":     {"{\"body\": {\"description\": \"\u2028\u2029\u0085\", x: y}}", "f:1:33:"},
		"in a comment":            {"# a\u2028# b\nbody:\n  x: y", "f:3:3:"},
		"CR LF":                   {"body:\r\n  description: z\r\n  x: y\r\n", "f:3:3:"},
		"CR in quotes":            {"body:\n  description: \"a\r b\"\n  x: y", "f:3:3:"},
		"after a surrogate pair":  {`{"body": {"description": "\ud83c\udf33", x: y}}`, "f:1:42:"},
		"an error of the parser":  {"body:\n  description: \"a\u2028b\"\n  x: @y", "f:3:6: not YAML"},
		"where quotes open":       {"a: \"\u2028\"\nb: \"x", "f:2:4: not YAML: the quotes that open here"},
		"after the version":       {"%YAML 1.2\n---\nbody:\n  x: y", "f:4:3:"},
		"lone half of a pair":     {`body: {name: "\ud83c\udf33 \ud83c"}`, "f:1:30: not YAML: the number"},
		"high halves":             {`body: {name: "\ud83c\ud83c"}`, "f:1:17: not YAML: the number"},
	} {
		if got := problemsOf(c.data); !strings.Contains("\n"+strings.Join(got, "\n"), "\n"+c.want) {
			t.Errorf("%s: got %q, want %s", name, got, c.want)
		}
	}
}

func TestByteOrderMarks(t *testing.T) {
	const message = "U+FEFF stands inside the text → delete this character, which editors do not show"
	for data, want := range map[string]string{
		"\ufeff" + base:       "",
		"\ufeff\ufeff" + base: "f:1:4: " + message,
		" \ufeff" + base:      "f:1:2: " + message,
		base + "\ufeff":       "f:7:1: " + message,
		base + "# é\ufeff\n":  "f:7:4: " + message,
		base + "agenda_uri: \"https://a.\ufefforg\"": "f:7:24: " + message,
	} {
		if got := strings.Join(problemsOf(data), "\n"); got != want {
			t.Errorf("%q: got %s, want %s", data, got, want)
		}
	}
}
