package event

// Tests of the limits: on files, aliases, problems, and the size of what is sent.

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Each of these files is refused quickly, with one clear problem first.
func TestHostileFiles(t *testing.T) {
	long := strings.Repeat("x", 1000)
	// Aliases in lists in lists: the number of nodes multiplies at each level.
	bomb := base + "event_minutes_items:\n  - &item\n    minutes_item: {name: x}\n    votes:\n      - &vote\n        decision: Approve\n" +
		"        person: {name: x, seat: {name: x, roles: [&role {title: Chair}" + strings.Repeat(", *role", 3000) + "]}}\n" +
		strings.Repeat("      - *vote\n", 3000) + strings.Repeat("  - *item\n", 3000)
	for _, c := range []struct{ name, data, want string }{
		{"empty", "", "f:1:1: the file holds no event"},
		{"null", "---\n", "f:1:1: the file holds no event"},
		{"too large", strings.Repeat("#", MaxFile+1), "f:1:1: the file is larger than 1 MiB"},
		{"NUL", base + "é: \"\x00\"", "f:7:5: U+0000 is not a character of a text"},
		{"escape", base + "\x1b[2J", "f:7:1: U+001B is not a character of a text"},
		{"Latin-1", base + "é: J\xfcrgen", "f:7:5: byte 0xfc is not UTF-8"},
		{"UTF-16", "\xff\xfeb\x00", "f:1:1: byte 0xff is not UTF-8"},
		{"no character", "a: \uffff", "f:1:4: U+FFFF is not a character of a text"},
		{"C1 control", base + "agenda_uri: *\u009b2J", "f:7:14: U+009B is not a character of a text"},
		{"unknown alias", base + "agenda_uri: *nobody", "f:7:13: not YAML: * names \"nobody\", and no & above does"},
		{"colon in a text", base + "agenda_uri: a: b", "f:7:14: not YAML: a colon cannot stand here"},
		{"lone surrogate", base + `agenda_uri: "\ud800"`, "f:7:16: not YAML: the number after the backslash stands for no character"},
		{"deep flow", strings.Repeat("[", MaxFile), "f:1:10001: not YAML: brackets or lines are nested too deeply"},
		{"deep block", strings.Repeat("- ", 20_000), "f:1:20001: not YAML: brackets or lines are nested too deeply"},
		{"endless quote", `"` + strings.Repeat("a\n", MaxFile/2-1), "f:1:1: not YAML: the quotes that open here are never closed"},
		{"second document", base + "---\n" + base, "f:8:1: a second document starts here"},
		{"broken second document", base + "---\n[", "f:9:1: not YAML: a value is missing here"},
		{"long key", base + long + ": x", fmt.Sprintf(`f:7:1: "%s"… is not a field of event`, long[:80])},
		{"list of lists", "- &a [x]\n- &b [*a, *a]\n- [*b, *b]\n", "f:1:1: the event must be a mapping: lines of the form key: value"},
		{"alias of itself", "&a\nbody: *a\nsessions: *a\n", "f:2:7: \"body\" is not a field of body"},
		{"alias bomb", bomb, "f:1:1: the event needs at least"},
	} {
		t.Run(c.name, func(t *testing.T) {
			event, problems := Parse("f", []byte(c.data), time.UTC)
			if event.JSON != nil || len(problems) == 0 || !strings.HasPrefix(problems[0].String(), c.want) {
				t.Errorf("got %v, want %s", problems, c.want)
			}
		})
	}
}

// The YAML parser would need up to a gigabyte of memory, or many minutes, for one megabyte of the marks of YAML.
func TestAFileOfMarksIsRefusedBeforeItIsParsed(t *testing.T) {
	for name, data := range map[string][]byte{
		"keys in a line": []byte("{" + strings.Repeat("a:,", maxMarks/2+1) + "}"),
		"block keys":     bytes.Repeat([]byte("a:\n"), maxMarks+1),
		"a list":         []byte("[" + strings.Repeat("a,", maxMarks+1) + "]"),
		"? and a key":    bytes.Repeat([]byte("? a\n"), MaxFile/4),
		"? alone":        bytes.Repeat([]byte("?\n"), MaxFile/2),
		"? and comments": bytes.Repeat([]byte("? #\n"), MaxFile/4),
		"? in ?":         bytes.Repeat([]byte("? ? ? \n"), MaxFile/7),
		"? in a list":    bytes.Repeat([]byte("- ? a\n"), MaxFile/6),
		"? in braces":    []byte("{" + strings.Repeat("? a,", maxMarks/2+1) + "}"),
		"- alone":        bytes.Repeat([]byte("-\n"), MaxFile/2),
		"- and comments": bytes.Repeat([]byte("- #\n"), MaxFile/4),
		"- in -":         bytes.Repeat([]byte("- "), MaxFile/2),
		"[] in a line":   bytes.Repeat([]byte("[]"), MaxFile/2),
		"{} in a line":   bytes.Repeat([]byte("{} "), MaxFile/3),
		"tags":           bytes.Repeat([]byte("!!x "), MaxFile/4),
		"anchors":        bytes.Repeat([]byte("- &a\n"), MaxFile/5),
		"aliases":        bytes.Repeat([]byte("*a "), MaxFile/3),
		"quotes":         bytes.Repeat([]byte(`""`), MaxFile/2),
	} {
		allocations := testing.AllocsPerRun(1, func() {
			e, problems := Parse("a.yml", data, time.UTC)
			if e.JSON != nil || len(problems) != 1 || !strings.Contains(problems[0].Message, "of the marks") {
				t.Errorf("%s: got %v", name, problems)
			}
		})
		if allocations > 1000 {
			t.Errorf("%s: %v allocations", name, allocations)
		}
	}
}

// The parser compares each directive with all before it: a mebibyte of them took half a minute.
func TestDirectivesAreBounded(t *testing.T) {
	var data []byte
	for i := range maxSettingsMarks / 2 {
		data = fmt.Appendf(data, "%%TAG !%x! b\n", i)
	}
	for _, read := range []func() string{
		func() string { return strings.Join(problemsOf(string(data)), "\n") },
		func() string { return ReadYAML("f", data, new(any)).String() },
	} {
		allocations := testing.AllocsPerRun(1, func() {
			if got := read(); !strings.HasPrefix(got, "f:1:1: the file has more than 100 lines that begin with %") {
				t.Errorf("got %s", got)
			}
		})
		if allocations > 1000 {
			t.Errorf("%v allocations", allocations)
		}
	}
}

// Settings are read into a value. The parser compares each key with all before it, and with 100,000 keys took minutes.
func TestSettingsOfManyMarksAreRefused(t *testing.T) {
	for _, again := range []string{"- #\n", "- ", "?\n", "a:\n", "a: &a b\n", "[]", "!!x "} {
		data := []byte(strings.Repeat(again, MaxFile/len(again)))
		allocations := testing.AllocsPerRun(1, func() {
			if p := ReadYAML("f", data, new(any)); p == nil || !strings.HasPrefix(p.String(), "f:1:1: the file has more than 5000 of the marks of YAML") {
				t.Errorf("%q: got %v", again, p)
			}
		})
		if allocations > 1000 {
			t.Errorf("%q: %v allocations", again, allocations)
		}
	}
}

// Errors that aliases repeat many times are reported a bounded number of times, and cost no more than the file's own nodes.
func TestWrongAliasesEnd(t *testing.T) {
	items := base + "event_minutes_items:\n  - &item\n    minutes_item: {name: x}\n"
	repeated := strings.Repeat("  - *item\n", 50_000)
	for _, data := range []string{
		items + "    votes: [&vote x" + strings.Repeat(", *vote", 50_000) + "]\n" + repeated,
		items + strings.Repeat("    supporting_fileskeykeykeykeykeykeykeykeykey: x\n", maxProblems-1) + repeated,
		items + strings.Repeat("    index: x\n", 5_000) + repeated,
	} {
		allocations := testing.AllocsPerRun(1, func() {
			event, problems := Parse("f", []byte(data), time.UTC)
			if event.JSON != nil || len(problems) == 0 || len(problems) > maxProblems+1 {
				t.Errorf("%d problems", len(problems))
			}
		})
		t.Logf("%.0f allocations for %d bytes", allocations, len(data))
		if allocations > 1_000_000 {
			t.Errorf("%.0f allocations", allocations)
		}
	}
}

func TestManyProblems(t *testing.T) {
	errors := base
	warnings := base + "event_minutes_items:\n"
	for i := range maxProblems + 10 {
		errors += fmt.Sprintf("key%d: x\n", i)
	}
	for range maxProblems/2 + 10 {
		warnings += "  - {minutes_item: {name: x}, votes: [{person: {name: x}, decision: Approve}]}\n"
	}
	event, problems := Parse("f", []byte(errors), time.UTC)
	if event.JSON != nil || len(problems) != maxProblems+1 || !strings.HasPrefix(problems[maxProblems].Message, "too many problems") {
		t.Errorf("%d problems, the last is %s", len(problems), problems[len(problems)-1])
	}
	event, problems = Parse("f", []byte(warnings), time.UTC)
	if event.JSON == nil || len(problems) != maxProblems {
		t.Errorf("%d warnings, JSON of %d bytes", len(problems), len(event.JSON))
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{vectors + "/*.yaml", vectors + "/invalid/*.yaml", cases + "/*.yaml", examples} {
		for _, v := range load(f, pattern) {
			f.Add(v.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		event, problems := Parse("f", data, time.UTC)
		sendable := true
		for _, p := range problems {
			sendable = sendable && p.Warning
			if strings.Contains(p.Message, "has no meaning") || p.Line < 1 || p.Column < 1 || len(p.Message) > 1000 {
				t.Errorf("bad problem %s", p)
			}
		}
		if len(problems) > 2*maxProblems+1 || sendable != (event.JSON != nil) {
			t.Errorf("JSON %q with %v", event.JSON, problems)
		}
		if event.JSON != nil {
			checkQuoteKeeps(t, event.JSON)
			checkCompactKeeps(t, event.JSON)
		}
	})
}
