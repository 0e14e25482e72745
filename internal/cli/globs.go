package cli

// Which files below the workspace the input "files" means.

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

// fileGlobs are the globs of the input "files". What one of exclude matches, or a folder that it is in, is left out.
type fileGlobs struct {
	include, exclude []string
	byDefault        bool // nothing was given, and nothing may be there
}

// globs reads the globs of the input "files", one a line.
func (ps *problems) globs(text string) (g fileGlobs) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, excludes := strings.CutPrefix(line, "!")
		name = strings.TrimSpace(name)
		glob := path.Clean(name)
		if !excludes && folderEnd.MatchString(name) {
			glob = path.Join(folderEnd.ReplaceAllString(name, ""), "**/*.{yml,yaml}")
		}
		if what, hint := mistake(line, glob); what != "" {
			ps.add("files", hint, "%s: %s", safetext.Quote(line, 200), what)
		} else if excludes {
			g.exclude = append(g.exclude, glob)
		} else {
			g.include = append(g.include, glob)
		}
	}
	if len(g.exclude) > 0 && len(g.include) == 0 {
		ps.add("files", "add a line such as "+standards()["files"], "every line excludes files, and none names any")
	}
	return g
}

// folderEnd is the end of a glob that names a folder and all below it: it stands for the event files there.
var folderEnd = regexp.MustCompile(`(?:^|/)\*\*/?$|/$`)

// mistake says what is wrong with a line and the glob on it, and what to do; empty where nothing is.
func mistake(line, glob string) (what, hint string) {
	plain := plainGlobs(line)
	bare, _ := strings.CutPrefix(line, "!")
	switch {
	case strings.HasPrefix(line, "#"):
		return "a comment", `delete it: comments go above "files:"; the # of a name is \#`
	case len(plain) == 0:
		return "not a glob", "such as " + standards()["files"]
	case len(plain) > 1:
		return "more than one glob", "write each on a line of its own: " + safetext.OneLine(strings.Join(plain, " and "), 200)
	case strings.TrimPrefix(plain[0], "!") != strings.TrimSpace(bare):
		return "more than a glob", "write " + safetext.OneLine(plain[0], 200)
	case glob == "." || !doublestar.ValidatePattern(glob):
		return "not a glob", "such as " + standards()["files"]
	case runnerPlace.MatchString(glob):
		return "not below the workspace", "write " + safetext.OneLine(runnerPlace.ReplaceAllString(glob, ""), 200)
	case path.IsAbs(glob) || slices.Contains(strings.Split(glob, "/"), ".."):
		return "not below the workspace", "on a command line, name files elsewhere as arguments"
	}
	return "", ""
}

var (
	// runnerPlace is where runners have the workspace: in a container, or as ${{ github.workspace }} names it.
	runnerPlace = regexp.MustCompile(`^(?:/github/workspace|/(?:[^/]+/)*_?work/[^/]+/[^/]+)/`)
	// separator is a backslash between the names of folders, as Windows has it. In front of other signs it takes their meaning.
	separator = regexp.MustCompile(`([\w.*}])\\([\w.*{])`)
	// lineEnd is what follows a glob on a line in other languages: a comment, or the sign that the next line goes on with it.
	lineEnd = regexp.MustCompile(`(?:\s+#.*|\s*\\)$`)
	// nextGlob is white space after which another glob begins.
	nextGlob = regexp.MustCompile(`(\.(?:ya?ml|\{\S*\}))?\s+(!)?`)
)

// plainGlobs are the globs of a line that is written as in a list of YAML or JSON, a .gitignore, a shell or on Windows; of a
// glob that is as it should be, that.
func plainGlobs(list string) (plain []string) {
	if rest, item := strings.CutPrefix(strings.Replace(list, "\t", " ", 1), "- "); item {
		list = strings.TrimSpace(rest)
	}
	// Else the brackets are those of a class, as in [ab].
	if strings.HasPrefix(list, "[") && strings.HasSuffix(list, "]") && strings.ContainsAny(list, `"',/`) {
		list = list[1 : len(list)-1]
	}
	list = lineEnd.ReplaceAllString(list, "")
	for separator.MatchString(list) { // they may share a letter
		list = separator.ReplaceAllString(list, "$1/$2")
	}
	for _, glob := range splitAtSpaces(splitAtCommas(list)) {
		glob, excludes := strings.CutPrefix(strings.TrimSpace(glob), "!")
		if glob = unquoted(strings.TrimSpace(glob)); glob == "" {
			continue
		}
		if excludes {
			glob = "!" + glob
		}
		plain = append(plain, glob)
	}
	return plain
}

// splitAtCommas splits a text at its commas, but for those in braces and brackets, which are a glob's own.
func splitAtCommas(text string) (parts []string) {
	start, depth := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth <= 0 {
				parts, start = append(parts, text[start:i]), i+1
			}
		}
	}
	return append(parts, text[start:])
}

// splitAtSpaces splits globs at white space before ! and after .yml and .yaml. Other spaces are part of a name.
func splitAtSpaces(globs []string) (parts []string) {
	for _, glob := range globs {
		start := 0
		for _, at := range nextGlob.FindAllStringSubmatchIndex(strings.TrimRight(glob, " \t"), -1) {
			space := max(at[0], at[3])
			if (at[2] >= 0 || at[4] >= 0) && strings.TrimSpace(glob[start:space]) != "" && strings.TrimSpace(glob[start:space]) != "!" {
				parts, start = append(parts, glob[start:space]), space
			}
		}
		parts = append(parts, glob[start:])
	}
	return parts
}

// unquoted is a text without the quotes around it.
func unquoted(text string) string {
	if n := len(text); n >= 2 && text[0] == text[n-1] && (text[0] == '"' || text[0] == '\'') {
		return strings.TrimSpace(text[1 : n-1])
	}
	return text
}

// findings are what a glob finds in a tree, each in the order of names.
type findings struct {
	names      []string
	unreadable []event.Problem // of folders
	capitals   []event.Problem // of files whose names would match but for capitals in .YML
	drafts     bool            // something was passed over as a draft
}

// find looks for what matches a glob. It does not follow links to folders.
func find(tree fs.FS, glob string) (f findings) {
	base := literalStart(glob)
	// Without ** a glob matches nothing in deeper folders than its own. Braces can make a ** too: {*}*.
	deepest := strings.Count(glob, "/")
	anyDepth := strings.Contains(glob, "**") || strings.Contains(glob, "{")
	_ = fs.WalkDir(tree, base, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				f.unreadable = append(f.unreadable, unreadable(name, err))
			}
			return nil
		}
		f.look(glob, name, entry.IsDir())
		if !entry.IsDir() || name == base {
			return nil
		}
		if !anyDepth && strings.Count(name, "/") >= deepest {
			return fs.SkipDir
		}
		if spelling.FindString(glob) == "" && strings.IndexAny(path.Base(name), "._") == 0 {
			f.drafts = true
			return fs.SkipDir
		}
		return nil
	})
	return f
}

// literalStart is the folder that all that a glob matches is in.
func literalStart(glob string) string {
	base, _ := doublestar.SplitPattern(glob)
	return escape.ReplaceAllString(base, "$1")
}

var escape = regexp.MustCompile(`\\(.)`)

// spelling is where a glob may spell the first character of a draft's name. Folders of drafts that nothing spells are not
// looked into, such as .git.
var spelling = regexp.MustCompile(`(^|[/{},\\])[._]|\[`)

// look adds a name to the findings.
func (f *findings) look(glob, name string, folder bool) {
	ending := path.Ext(name)
	small := strings.TrimSuffix(name, ending) + strings.ToLower(ending)
	switch {
	case name == ".": // the workspace itself
	case doublestar.MatchUnvalidated(glob, name):
		if isDraft(glob, name) {
			f.drafts = true
		} else {
			f.names = append(f.names, name)
		}
	case !folder && small != name && yamlEnding.MatchString(small) && doublestar.MatchUnvalidated(glob, small) && !isDraft(glob, small):
		f.capitals = append(f.capitals, event.Problem{Place: event.Place{File: name, Line: 1, Column: 1}, Warning: true,
			Message: "it is left out: " + safetext.Quote(glob, 200) + " doesn't match " + ending + " in capitals",
			Hint:    "rename it to " + safetext.Name(path.Base(small)) + ", or add the glob " + path.Join(literalStart(glob), "**/*"+ending)})
	}
}

var yamlEnding = regexp.MustCompile(`\.ya?ml$`)

// isDraft says whether a name that a glob matches is a draft's: it, or a folder that it is in, begins with a dot or an
// underscore that the glob doesn't spell.
func isDraft(glob, name string) bool {
	return draftName.MatchString(name) && !spells(glob, name)
}

var draftName = regexp.MustCompile(`(^|/)[._]`)

// classStart begins a part of a glob that names characters, and doesn't exclude some.
var classStart = regexp.MustCompile(`^\[[^!^]`)

// spells says whether a glob matches a name and spells the first characters of drafts in it.
func spells(glob, name string) bool {
	before, alternatives, after := firstBraces(glob)
	if alternatives == nil {
		return spellsEach(strings.Split(glob, "/"), strings.Split(name, "/"))
	}
	return slices.ContainsFunc(alternatives, func(one string) bool { return spells(before+one+after, name) })
}

// spellsEach does so for the parts of a glob without braces.
func spellsEach(glob, name []string) bool {
	if len(glob) == 0 || len(name) == 0 {
		return len(name) == 0 && !slices.ContainsFunc(glob, func(part string) bool { return part != "**" })
	}
	part, draft := glob[0], draftName.MatchString(name[0])
	if part == "**" {
		return spellsEach(glob[1:], name) || !draft && spellsEach(glob, name[1:])
	}
	class := classStart.MatchString(part)
	spelled := class || strings.HasPrefix(strings.TrimPrefix(part, `\`), name[0][:1])
	return (!draft || spelled) && doublestar.MatchUnvalidated(part, name[0]) && spellsEach(glob[1:], name[1:])
}

// firstBraces cuts a glob at its first braces; without any there are no alternatives.
func firstBraces(glob string) (before string, alternatives []string, after string) {
	open, depth := 0, 0
	for i := 0; i < len(glob); i++ {
		switch glob[i] {
		case '\\':
			i++
		case '[':
			i += max(strings.IndexByte(glob[i:], ']'), 0)
		case '{':
			if depth++; depth == 1 {
				open = i
			}
		case '}':
			if depth--; depth == 0 {
				return glob[:open], splitAtCommas(glob[open+1 : i]), glob[i+1:]
			}
		}
	}
	return glob, nil, ""
}

// exclusions are globs that exclude, and whether they did.
type exclusions struct {
	globs []string
	used  []bool
}

// keep says whether no glob matches a name, or a folder that it is in.
func (e *exclusions) keep(name string) bool {
	for ; name != "."; name = path.Dir(name) {
		for i, glob := range e.globs {
			if doublestar.MatchUnvalidated(glob, name) {
				e.used[i] = true
				return false
			}
		}
	}
	return true
}

// matches are what globs match in a workspace, and what is wrong with the globs.
type matches struct {
	names            []string        // sorted
	problems         []event.Problem // of files and folders
	errors, warnings problems
}

// match matches globs with the files in a workspace.
func (g fileGlobs) match(workspace fs.FS) (m matches) {
	excluded := exclusions{g.exclude, make([]bool, len(g.exclude))}
	keep := func(p event.Problem) bool { return excluded.keep(p.File) }
	var capitals []event.Problem
	for _, glob := range g.include {
		f := find(workspace, glob)
		matched := len(f.names)+len(f.unreadable) > 0
		names, folders := kept(f.names, excluded.keep), kept(f.unreadable, keep)
		m.names, m.problems = append(m.names, names...), append(m.problems, folders...)
		capitals = append(capitals, f.capitals...)
		if len(names)+len(folders) == 0 {
			m.nothing(glob, matched, f.drafts, g.byDefault)
		}
	}
	slices.Sort(m.names)
	m.names = slices.Compact(m.names)
	for _, p := range kept(capitals, keep) {
		known := func(other event.Problem) bool { return other.File == p.File }
		if !slices.Contains(m.names, p.File) && !slices.ContainsFunc(m.problems, known) {
			m.problems = append(m.problems, p)
		}
	}
	for i, glob := range g.exclude {
		if !excluded.used[i] {
			m.warnings.add("files", "", "%s excludes nothing", safetext.Quote("!"+glob, 200))
		}
	}
	return m
}

// kept are the elements that keep says true of.
func kept[T any](all []T, keep func(T) bool) []T {
	return slices.DeleteFunc(all, func(one T) bool { return !keep(one) })
}

// nothing tells of a glob of which nothing is left.
func (m *matches) nothing(glob string, matched, drafts, byDefault bool) {
	quoted := safetext.Quote(glob, 200)
	if matched {
		m.warnings.add("files", "", "all that %s matches is excluded", quoted)
		return
	}
	hint := ""
	if drafts {
		hint = "what begins with . or _ is a draft, which only a glob that spells it finds"
	}
	to := &m.errors
	if byDefault {
		to = &m.warnings
	}
	to.add("files", hint, "%s matches no file", quoted)
}
