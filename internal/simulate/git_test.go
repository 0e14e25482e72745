package simulate

// Git objects have the names that git gives them, and a branch holds what was written.

import (
	"fmt"
	"maps"
	"slices"

	"testing"
	"time"

	"pgregory.net/rapid"
)

// The names are what git itself gives to the same objects.
func TestObjectNamesAreGits(t *testing.T) {
	s := newGitStore()
	who := signature{"octocat", "octocat@users.noreply.github.com", time.Date(2021, 7, 1, 7, 0, 0, 0, time.UTC)}
	tree := ""
	for path, text := range map[string]string{"b/c.txt": "hello\n", "a.txt": "hello\n", "b.txt": "x"} {
		tree = s.withFile(tree, path, s.putBlob([]byte(text)))
	}
	if want := "301def15dbc6571199db0214ad0f61873f066f59"; tree != want {
		t.Errorf("tree %s, want %s", tree, want)
	}
	c := s.putCommit(commit{Tree: tree, Message: "begin\n", Author: who})
	if want := "0251080ecfd33606dc4585079e9804734fe090f4"; c.SHA != want {
		t.Errorf("commit %s, want %s", c.SHA, want)
	}
}

// files are the paths of all files of a tree.
func files(s *gitStore, tree, prefix string) (all []string) {
	for _, e := range s.trees[tree] {
		if e.Mode == modeTree {
			all = append(all, files(s, e.SHA, prefix+e.Name+"/")...)
		} else {
			all = append(all, prefix+e.Name)
		}
	}
	return all
}

// A branch that files are written to and deleted from holds what a map would.
func TestBranchIsLikeAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, model := newGitStore(), map[string]string{}
		paths := []string{"a", "b", "d/a", "d/b", "d/e/a", "d.x"}
		commits := 0
		for i := range rapid.IntRange(1, 20).Draw(t, "writes") {
			path := rapid.SampledFrom(paths).Draw(t, "path")
			var content []byte
			if rapid.Bool().Draw(t, "delete") {
				delete(model, path)
			} else {
				content = fmt.Appendf(nil, "%d", i)
				model[path] = string(content)
			}
			s.refs["heads/main"] = s.write("main", path, content, "m", signature{}).SHA
			commits++
		}
		for _, path := range paths {
			got, there := s.read("main", path)
			if want, has := model[path]; there != has || string(got) != want {
				t.Fatalf("%s: %q %v, want %q %v", path, got, there, want, has)
			}
		}
		head, _ := s.head("main")
		all := files(&s, head.Tree, "")
		slices.Sort(all)
		if want := slices.Sorted(maps.Keys(model)); !slices.Equal(all, want) {
			t.Fatalf("files %v, want %v", all, want)
		}
	})
}
