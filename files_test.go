// A package can be read from the ground up: no two of its files need each other.

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A file needs another one of its package where it names something that is declared there: a type, function, constant or
// variable. Methods don't count: they are called through the value that has them.
func TestFilesOfAPackageFormNoCircle(t *testing.T) {
	packages := map[string]map[string]*ast.File{}
	sources(t, func(file string, _ *ast.File) {
		// Unlike sources, with objects: what stays unresolved in a file is declared in another one.
		syntax, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		folder := path.Dir(file)
		if packages[folder] == nil {
			packages[folder] = map[string]*ast.File{}
		}
		packages[folder][path.Base(file)] = syntax
	})
	for folder, files := range packages {
		if circle := circleOf(needs(files)); circle != nil {
			t.Errorf("%s: %s need each other in a circle", folder, strings.Join(circle, ", "))
		}
	}
}

// needs are, for each file, the others that it needs.
func needs(files map[string]*ast.File) map[string][]string {
	declaredIn := map[string]string{}
	for name, file := range files {
		for declared := range file.Scope.Objects {
			declaredIn[declared] = name
		}
	}
	edges := map[string][]string{}
	for name, file := range files {
		others := map[string]bool{}
		for _, identifier := range file.Unresolved {
			if other, ok := declaredIn[identifier.Name]; ok && other != name {
				others[other] = true
			}
		}
		edges[name] = slices.Sorted(maps.Keys(others))
	}
	return edges
}

// circleOf are the nodes that remain when every node without edges to remaining ones has been taken away; nil where none
// remains.
func circleOf(edges map[string][]string) []string {
	remaining := maps.Clone(edges)
	for {
		before := len(remaining)
		for node, to := range remaining {
			if !slices.ContainsFunc(to, func(other string) bool { _, ok := remaining[other]; return ok }) {
				delete(remaining, node)
			}
		}
		if len(remaining) == before {
			break
		}
	}
	if len(remaining) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(remaining))
}
