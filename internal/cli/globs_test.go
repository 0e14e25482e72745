package cli

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/google/go-cmp/cmp"
)

// What people write in "files" because other inputs, YAML or JSON have it so is refused, with the right spelling.
func TestLinesThatAreNoGlobs(t *testing.T) {
	const alone, each = "write ", "write each on a line of its own: "
	for text, want := range map[string]string{
		"- a.yml":                             alone + "a.yml",
		"-\ta.yml":                            alone + "a.yml",
		`- "a.yml"`:                           alone + "a.yml",
		"- '!a.yml'":                          alone + "!a.yml",
		"- !a.yml":                            alone + "!a.yml",
		`"events/*.yml"`:                      alone + "events/*.yml",
		"'events/*.yml'":                      alone + "events/*.yml",
		`!"a.yml"`:                            alone + "!a.yml",
		"a.yml, b.yml":                        each + "a.yml and b.yml",
		"a.yml,!b.yml":                        each + "a.yml and !b.yml",
		"a.yml,":                              alone + "a.yml",
		`["a.yml", "b/{c,d}.yml"]`:            each + "a.yml and b/{c,d}.yml",
		"[a.yml, b.yml]":                      each + "a.yml and b.yml",
		"[events/a.yml]":                      alone + "events/a.yml",
		"*.yml\n  'a\x1b.yml'\n":              alone + "a .yml",
		"- " + strings.Repeat("a", 300):       alone + strings.Repeat("a", 200) + "…",
		",":                                   "such as " + standards()["files"],
		"[]":                                  "such as " + standards()["files"],
		"!":                                   "such as " + standards()["files"],
		"a.yml\n!":                            "such as " + standards()["files"],
		".":                                   "such as " + standards()["files"],
		"a.yml !b.yml":                        each + "a.yml and !b.yml",
		"events/* !events/old/ !x y":          each + "events/* and !events/old/ and !x y",
		"a.yml b.yaml\tc d.yml":               each + "a.yml and b.yaml and c d.yml",
		"a/*.{yml,yaml} b/*.yml":              each + "a/*.{yml,yaml} and b/*.yml",
		"# all events":                        `delete it: comments go above "files:"; the # of a name is \#`,
		"#":                                   `delete it: comments go above "files:"; the # of a name is \#`,
		"a.yml # all events":                  alone + "a.yml",
		"!a.yml #1":                           alone + "!a.yml",
		`a.yml \`:                             alone + "a.yml",
		`a.yml\`:                              alone + "a.yml",
		`\`:                                   "such as " + standards()["files"],
		`events\*.yml`:                        alone + "events/*.yml",
		`!events\2021\a.yml`:                  alone + "!events/2021/a.yml",
		`.\events\a\b\**\*.{yml,yaml}`:        alone + "./events/a/b/**/*.{yml,yaml}",
		"/github/workspace/events/*.yml":      alone + "events/*.yml",
		"/home/runner/work/cdp/cdp/a.yml":     alone + "a.yml",
		"/opt/runner/_work/cdp/cdp/a/*.yml":   alone + "a/*.yml",
		"/etc/a.yml":                          "on a command line, name files elsewhere as arguments",
		"./events/*.yml":                      "",
		"events/\n!events/old/":               "",
		"events/**":                           "",
		`\#a.yml`:                             "",
		"a#b.yml":                             "",
		`events/\[x\].yml`:                    "",
		`a\ b.yml`:                            "",
		"may 1.yml":                           "",
		"!events/a.yml":                       "add a line such as " + standards()["files"],
		"!../a.yml":                           "on a command line, name files elsewhere as arguments",
		"events/*.yml":                        "",
		"events/*.{yml,yaml}\n\n!events/a*\n": "",
		"! events/a.yml\r\n*.yml\r\n":         "",
		`a\,b.yml`:                            "",
		"[a,b].yml":                           "",
		"[ab]":                                "",
		"-a.yml":                              "",
		`\!a.yml`:                             "",
		"it's 'a'.yml":                        "",
		"a b.yml":                             "",
		strings.Repeat("a", 300) + "é\u200b*": "",
	} {
		var ps problems
		ps.globs(text)
		var hints []string
		for _, p := range ps {
			hints = append(hints, p.Hint)
			if p.Place != "files" || len(p.Message) > 250 || strings.Contains(p.Message, "\x1b") {
				t.Errorf("%q: %v", text, p)
			}
		}
		if got := strings.Join(hints, "; "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A folder, written as one, stands for the event files in it.
func TestFoldersAsGlobs(t *testing.T) {
	files := tree("a.yml", "events/b.yaml", "events/c.json", "events/README.md", "events/old/d.yml", "events/old/_e.yml")
	for text, want := range map[string]string{
		"events/":                 "events/b.yaml events/old/d.yml",
		"./events//":              "events/b.yaml events/old/d.yml",
		"events/**":               "events/b.yaml events/old/d.yml",
		"events/**/":              "events/b.yaml events/old/d.yml",
		"events/o*/":              "events/old/d.yml",
		"**":                      "a.yml events/b.yaml events/old/d.yml",
		"./":                      "a.yml events/b.yaml events/old/d.yml",
		"events/**\n!events/old/": "events/b.yaml",
		"**\n!events/**":          "a.yml",
		"events/*.yaml":           "events/b.yaml",
		"./events/old/*.yml":      "events/old/d.yml",
	} {
		var ps problems
		m := ps.globs(text).match(files)
		if got := strings.Join(m.names, " "); got != want || len(ps)+len(m.errors)+len(m.warnings)+len(m.problems) > 0 {
			t.Errorf("%q: %s, want %s; %v %v %v", text, got, want, ps, m.errors, m.warnings)
		}
	}
}

// What begins with a dot or an underscore is found by a glob that spells it, and by no other.
func TestDrafts(t *testing.T) {
	drafts := tree(".a.yml", ".github/b.yml", ".yml", "_c.yml", "a._b.yml", "d.yml", "events/.e/f.yml", "events/_g/_h.yml", "events/_g/i.yml",
		"events/_yml", "events/j.yml", "events/_k.yml", "events/l_m/n.yml")
	for glob, want := range map[string]string{
		standards()["files"]:                "events/j.yml events/l_m/n.yml",
		"*.yml":                             "a._b.yml d.yml",
		"**/*.yml":                          "a._b.yml d.yml events/j.yml events/l_m/n.yml",
		"**/?*.yml":                         "a._b.yml d.yml events/j.yml events/l_m/n.yml",
		"*/*/*.yml":                         "events/l_m/n.yml",
		"?c.yml":                            "",
		"[!x]c.yml":                         "",
		"[_x]c.yml":                         "_c.yml",
		"_*.yml":                            "_c.yml",
		"{_,.}*.yml":                        ".a.yml _c.yml",
		`\_c.yml`:                           "_c.yml",
		".*":                                ".a.yml .github .yml",
		"events/*yml":                       "events/j.yml",
		"events/_*":                         "events/_g events/_k.yml events/_yml",
		"events/_g/*.yml":                   "events/_g/i.yml",
		"events/_g/**":                      "events/_g events/_g/i.yml",
		"events/**/_*.yml":                  "events/_k.yml",
		"events/_*/_*.yml":                  "events/_g/_h.yml",
		"events/{_g,.e}/*":                  "events/.e/f.yml events/_g/i.yml",
		"**/_g/*.yml":                       "events/_g/i.yml",
		"**/.e/**/*.yml":                    "events/.e/f.yml",
		"events/_g/_h.yml":                  "events/_g/_h.yml",
		".github/**/*.yml":                  ".github/b.yml",
		"{_*,*}.yml":                        "_c.yml a._b.yml d.yml",
		"{events/{_g,x},[{]}/{i,}*.y{,a}ml": "events/_g/i.yml",
		"**/[_g]*/**/i.yml":                 "events/_g/i.yml",
		"{events,.}/**/j.yml":               "events/j.yml",
	} {
		if got := strings.Join(found(t, drafts, glob), " "); got != want {
			t.Errorf("%s: %q, want %q", glob, got, want)
		}
	}
}

// asExpression is a glob of these parts as a regular expression in which no wildcard begins with a dot or an underscore.
func asExpression(glob []string) string {
	const any = `[^._/][^/]*`
	parts := map[string]string{"*": any, "_*": `_[^/]*`, ".a": `\.a`, "a*": `a[^/]*`, "?a": `[^._/]a`, "*_": `[^._/][^/]*_`, "[_a]*": `[_a][^/]*`,
		"[!a]*": any, `\_a`: `_a`, "*.yml": `[^._/][^/]*\.yml`}
	expression, slash := "^", ""
	for i, part := range glob {
		switch last := i == len(glob)-1; {
		case part != "**":
			expression, slash = expression+slash+parts[part], "/"
		case !last:
			expression, slash = expression+slash+"(?:"+any+"/)*", ""
		case slash != "":
			expression += "(?:/" + any + ")*"
		default:
			expression += "(?:" + any + "(?:/" + any + ")*)?"
		}
	}
	return expression + "$"
}

// Another reading of the same rule, over every glob of up to three of these segments and every path of as many of those.
func TestDraftsBySegments(t *testing.T) {
	paths := func(segments []string) (all [][]string) {
		all = [][]string{nil}
		for i := 0; len(all[i]) < 3; i++ {
			for _, s := range segments {
				all = append(all, append(slices.Clone(all[i]), s))
			}
		}
		return all[1:]
	}
	files := tree()
	names := paths([]string{"a", "_a", ".a", "a_", "_"})
	for _, name := range names {
		files[strings.Join(append(slices.Clone(name), "f.yml"), "/")] = &fstest.MapFile{}
	}
	var all []string
	_ = fs.WalkDir(files, ".", func(name string, _ fs.DirEntry, _ error) error {
		if name != "." {
			all = append(all, name)
		}
		return nil
	})
	for _, glob := range paths([]string{"**", "*", "_*", ".a", "a*", "?a", "*_", "[_a]*", "[!a]*", `\_a`, "*.yml"}) {
		text, rule := strings.Join(glob, "/"), regexp.MustCompile(asExpression(glob))
		var want []string
		for _, name := range all {
			if doublestar.MatchUnvalidated(text, name) && rule.MatchString(name) {
				want = append(want, name)
			}
		}
		if d := cmp.Diff(want, found(t, files, text)); d != "" {
			t.Fatalf("%s (-want +got):\n%s", text, d)
		}
	}
}

func TestMatch(t *testing.T) {
	files := tree("events/a.yml", "events/b.yaml", "events/old/c.yml", "events/old/er/d.yml", "events/_e.yml", "events/f.YML", "events/g.Yaml",
		"events/_h.YML", "big/I.YAML", "drafts/_j.yml", "drafts/.k/l.yml")
	const given, capitals = "files: ", "it is left out: "
	all := []string{"events/a.yml", "events/b.yaml", "events/old/c.yml", "events/old/er/d.yml"}
	left := func(file, glob, ending string) string {
		return file + ":1:1: warning: " + capitals + `"` + glob + `" doesn't match ` + ending + " in capitals"
	}
	shout := []string{left("events/f.YML", standards()["files"], ".YML"), left("events/g.Yaml", standards()["files"], ".Yaml")}
	for _, c := range []struct {
		text             string
		names            []string
		problems         []string
		errors, warnings []string
	}{
		{text: "", names: all, problems: shout},
		{text: standards()["files"], names: all, problems: shout},
		{text: "events/*.yml\n!events/a.yml\n!events/b.yaml", errors: nil, warnings: []string{
			given + `all that "events/*.yml" matches is excluded`, given + `"!events/b.yaml" excludes nothing`}, problems: []string{left("events/f.YML", "events/*.yml", ".YML")}},
		// A folder is excluded with all in it, in whichever order.
		{text: "!events/old\nevents/**/*.y*ml\n!**/*.YML", names: all[:2], problems: []string{left("events/g.Yaml", "events/**/*.y*ml", ".Yaml")}},
		{text: "events/**/c.yml\n!events/old/", warnings: []string{given + `all that "events/**/c.yml" matches is excluded`}},
		{text: "events/old/**/*.yml\n!**/er/**", names: all[2:3]},
		{text: "events/old/**/*.yml\nevents/old/c.yml", names: all[2:]},
		{text: "none/*.yml\nevents/a.yml\nnor/this.yml", names: all[:1], errors: []string{given + `"none/*.yml" matches no file`, given + `"nor/this.yml" matches no file`}},
		{text: "drafts/**/*.yml", errors: []string{given + `"drafts/**/*.yml" matches no file → what begins with . or _ is a draft, which only a glob that spells it finds`}},
		{text: "drafts/*.yml", errors: []string{given + `"drafts/*.yml" matches no file → what begins with . or _ is a draft, which only a glob that spells it finds`}},
		{text: "drafts/j.yml", errors: []string{given + `"drafts/j.yml" matches no file`}}, // nor would it match in drafts/.k
		{text: "drafts/_*.yml", names: []string{"drafts/_j.yml"}},
		{text: "events/_*.yml\n!events/_e.yml\nevents/a.yml", names: all[:1], warnings: []string{given + `all that "events/_*.yml" matches is excluded`},
			problems: []string{left("events/_h.YML", "events/_*.yml", ".YML")}},
		{text: "big/*.{yml,yaml}", errors: []string{given + `"big/*.{yml,yaml}" matches no file`}, problems: []string{left("big/I.YAML", "big/*.{yml,yaml}", ".YAML")}},
		{text: "big/*.yaml\nbig/*.YAML", names: []string{"big/I.YAML"}, errors: []string{given + `"big/*.yaml" matches no file`}},
	} {
		flags := eventFlags{Files: c.text}
		var ps problems
		m := flags.read(&ps).globs.match(files)
		var got []string
		for _, p := range m.problems {
			got = append(got, p.String())
		}
		lines := func(ps problems) (lines []string) {
			for _, p := range ps {
				line := p.String()
				if p.Hint != "" {
					line += " → " + p.Hint
				}
				lines = append(lines, line)
			}
			return lines
		}
		for _, d := range []string{cmp.Diff(c.names, m.names), cmp.Diff(c.problems, got), cmp.Diff(c.errors, lines(m.errors)), cmp.Diff(c.warnings, lines(m.warnings))} {
			if d != "" || len(ps) > 0 {
				t.Errorf("%q: %v (-want +got):\n%s", c.text, ps, d)
			}
		}
	}
	// Only what was given must be there.
	flags := eventFlags{}
	if m := flags.read(new(problems)).globs.match(tree("a.yml")); len(m.errors) > 0 || len(m.warnings) != 1 {
		t.Errorf("the default without a match: %v, %v", m.errors, m.warnings)
	}
	if m := (fileGlobs{include: []string{"**"}, exclude: []string{"events/2021"}}).match(forbidden{workspaceTree}); len(m.problems) > 0 {
		t.Errorf("of what is excluded: %v", m.problems)
	}
}
