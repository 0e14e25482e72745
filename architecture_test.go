// The arrows of ARCHITECTURE.md, as rules with their reasons.

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"
)

const internalPath = "github.com/CouncilDataProject/trigger-event-gather/internal/"

// arrows say what each package below internal may import beside the standard library: of the others, what stands above it
// only, and of foreign modules.
var arrows = []struct{ from, to, modules, reason string }{
	{"civil", "", "", "a datetime without zone means the same to everybody"},
	{"window", "civil", "", "intervals know of time and of nothing that happens in it"},
	{"suggest", "", "github.com/agnivade/levenshtein", "which of two words are alike depends on nothing else"},
	{"safetext", "", "", "what is safe to print is the same for every text"},
	{"redact", "", "", "a token is one whatever text it stands in"},
	{"stream", "redact", "", "what a terminal or a runner obeys doesn't depend on who prints"},
	{"plainfile", "", "", "how a file is read that others put there depends on nothing that it holds"},
	{"cost", "", "", "what a file costs to parse is counted before anybody asks what it says"},
	{"event", "civil suggest safetext cost", "go.yaml.in/yaml/v4", "what an event file says doesn't depend on what was ever sent"},
	{"linkcheck", "", "", "whether a link works has nothing to do with what it is for"},
	{"ledger", "civil window plainfile", "github.com/google/go-github/v60 github.com/gofrs/flock", "what is stored outlives every rule and every change in how GitHub is asked"},
	{"workflow", "suggest safetext redact cost ledger", "github.com/google/go-github/v60 go.yaml.in/yaml/v4 golang.org/x/time", "what GitHub does is the same whatever we want of it; it reads runs into the ledger's classes"},
	{"schedule", "civil window workflow", "github.com/adhocore/gronx", "what a schedule should have done doesn't depend on what is gathered"},
	{"reconcile", "civil window ledger workflow schedule", "", "rules know what is stored and what GitHub says, not who asks or who reads"},
	{"report", "civil window safetext event ledger workflow schedule reconcile", "", "words come from what was found; they decide nothing and have no effect"},
	{"simulate", "civil suggest", "go.yaml.in/yaml/v4", "a GitHub that shares code with its client would share its mistakes"},
	{"simtest", "simulate", "", "a simulation is controlled the same way whatever is tested against it"},
	{"actions", "plainfile redact stream", "github.com/sethvargo/go-githubactions", "GitHub's runner is the same for every program"},
	{"imagetest", "", "", "it sees the image from outside"},
	{"browsertest", "simulate simtest", "github.com/chromedp/chromedp github.com/chromedp/cdproto", "it sees pages as a reader does"},
	{"runnertest", "simulate simtest", "", "it sees the action as a workflow does, and GitHub as the action does"},
	{"releasetest", "", "", "it sees the release from outside"},
	{"cli", "actions civil window suggest safetext redact stream plainfile event linkcheck ledger workflow schedule reconcile report simulate",
		"github.com/alecthomas/kong github.com/bmatcuk/doublestar/v4 go.yaml.in/yaml/v4", "people and runners are spoken to in one place"},
}

// testTags are the build tags of tests that CI runs apart from the others.
var testTags = []string{"browser", "image", "runner", "release"}

// onlyForTests is a package that nothing but tests may import, and why.
const (
	onlyForTests       = internalPath + "simulate/simtest"
	onlyForTestsReason = "the program has no use for controls that only a test needs"
)

// ambient is what a package below cli is given, and never takes by itself: else a test, a simulation and a second run of
// the same seed could not decide the same.
var ambient = map[string][]string{
	"time":    {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"},
	"context": {"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"},
	"os":      {"Args", "Environ", "Exit", "ExpandEnv", "Getenv", "LookupEnv", "Setenv", "Stderr", "Stdin", "Stdout", "Unsetenv"},
	"log":     {"Fatal", "Fatalf", "Fatalln", "Print", "Printf", "Println"},
	"fmt":     {"Print", "Printf", "Println"},
}

// exceptions are uses of what is ambient, by file.
var exceptions = []struct{ file, name, reason string }{
	{"internal/workflow/network.go", "context.WithTimeoutCause", "how long a real network may stay silent is a matter of real time"},
}

// sources calls visit with every file below internal that is compiled into the program.
func sources(t *testing.T, visit func(file string, syntax *ast.File)) {
	t.Helper()
	err := filepath.WalkDir("internal", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "testdata" {
			return fs.SkipDir // as go does
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err == nil {
			visit(filepath.ToSlash(file), syntax)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// imports are the paths that a file imports.
func imports(file *ast.File) (paths []string) {
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, imported)
	}
	return paths
}

// reaches are the uses in a file of what is ambient.
func reaches(file *ast.File) (names []string) {
	imported := imports(file)
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := selector.X.(*ast.Ident)
		if ok && slices.Contains(imported, pkg.Name) && slices.Contains(ambient[pkg.Name], selector.Sel.Name) {
			names = append(names, pkg.Name+"."+selector.Sel.Name)
		}
		return true
	})
	return names
}

func TestArrowsPointUpTheTable(t *testing.T) {
	var above []string
	for _, arrow := range arrows {
		for _, to := range strings.Fields(arrow.to) {
			if !slices.Contains(above, to) {
				t.Errorf("%s may import %s, which doesn't stand above it", arrow.from, to)
			}
		}
		above = append(above, arrow.from)
	}
}

func TestPackagesImportAlongTheArrows(t *testing.T) {
	sources(t, func(file string, syntax *ast.File) {
		for _, imported := range imports(syntax) {
			if reason := forbidden(path.Base(path.Dir(file)), imported); reason != "" {
				t.Errorf("%s imports %s: %s", file, imported, reason)
			}
		}
	})
}

// forbidden is why a package may not import a path, or empty where it may.
func forbidden(from, imported string) string {
	if host, _, _ := strings.Cut(imported, "/"); !strings.Contains(host, ".") {
		return "" // the standard library
	}
	for _, arrow := range arrows {
		if arrow.from != from {
			continue
		}
		if ours := strings.HasPrefix(imported, internalPath); ours && slices.Contains(strings.Fields(arrow.to), path.Base(imported)) {
			return ""
		}
		for module := range strings.FieldsSeq(arrow.modules) {
			if imported == module || strings.HasPrefix(imported, module+"/") {
				return ""
			}
		}
		return arrow.reason
	}
	return fmt.Sprintf("no rule says what %s may import", from)
}

func TestOnlyTestsControlASimulation(t *testing.T) {
	users := 0
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && file != ".") {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil || !slices.Contains(imports(syntax), onlyForTests) {
			return err
		}
		users++
		if !strings.HasSuffix(file, "_test.go") && !hasTestTag(syntax) {
			t.Errorf("%s imports %s: %s", file, onlyForTests, onlyForTestsReason)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if users == 0 {
		t.Errorf("nothing imports %s", onlyForTests)
	}
}

// hasTestTag reports whether a file is compiled only with one of the test tags.
func hasTestTag(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if tag, ok := strings.CutPrefix(comment.Text, "//go:build "); ok && slices.Contains(testTags, tag) {
				return true
			}
		}
	}
	return false
}

func TestOnlyTheCommandLineKnowsTheMachine(t *testing.T) {
	used := map[string]bool{}
	sources(t, func(file string, syntax *ast.File) {
		for _, name := range reaches(syntax) {
			used[file+" "+name] = true
			if !strings.HasPrefix(file, "internal/cli/") && !excepted(file, name) {
				t.Errorf("%s uses %s: only internal/cli does", file, name)
			}
		}
		for _, declaration := range syntax.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init: a package does nothing before it is asked to", file)
			}
		}
	})
	for _, e := range exceptions {
		if !used[e.file+" "+e.name] {
			t.Errorf("%s doesn't use %s any more: no exception is needed", e.file, e.name)
		}
	}
}

func excepted(file, name string) bool {
	for _, e := range exceptions {
		if e.file == file && e.name == name {
			return true
		}
	}
	return false
}

func TestReachesAreSeen(t *testing.T) {
	const source = `package p
import ("time"; "os")
var start = time.Now()
func f() { go time.Sleep(1); _ = os.Getenv; _ = time.Second; _, _ = os.Open("") }
func g(log interface{ Print() }) { log.Print() }`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff.Diff([]string{"time.Now", "time.Sleep", "os.Getenv"}, reaches(file)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestArchitectureListsThePackagesAndArrows(t *testing.T) {
	var folders, listed []string
	for _, pattern := range []string{"internal/*/*.go", "internal/*/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			folders = append(folders, filepath.Base(filepath.Dir(file)))
		}
	}
	slices.Sort(folders)
	folders = slices.Compact(folders)
	row := regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|.*\\|([^|]*)\\|$")
	for _, cells := range row.FindAllStringSubmatch(readText(t, "ARCHITECTURE.md"), -1) {
		from, to := cells[1], strings.Fields(strings.NewReplacer("`", "", ",", "").Replace(cells[2]))
		listed = append(listed, from)
		for _, arrow := range arrows {
			if arrow.from == from && from != "cli" && !slices.Equal(slices.Sorted(slices.Values(to)), slices.Sorted(strings.FieldsSeq(arrow.to))) {
				t.Errorf("ARCHITECTURE.md lets %s import %q, the rule %q", from, to, arrow.to)
			}
		}
	}
	slices.Sort(listed)
	if d := diff.Diff(folders, listed); d != "" {
		t.Errorf("ARCHITECTURE.md's packages (-internal/ +ARCHITECTURE.md):\n%s", d)
	}
}
