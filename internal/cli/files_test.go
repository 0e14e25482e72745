package cli

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// tree is a workspace of empty files.
func tree(names ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, name := range names {
		files[name] = &fstest.MapFile{}
	}
	return files
}

var workspaceTree = tree("a.yml", "events/a.yml", "events/b.yaml", "events/c.json", "events/2021/d.yml", "events/2021/may/e.yaml",
	"events/[x].yml", "other/events/f.yml", "other/deep/er/g.yml")

func found(t testing.TB, files fs.FS, glob string) (names []string) {
	f := find(files, glob)
	if f.unreadable != nil {
		t.Fatal(f.unreadable)
	}
	return f.names
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		glob string
		want []string
	}{
		{standards()["files"], []string{"events/2021/d.yml", "events/2021/may/e.yaml", "events/[x].yml", "events/a.yml", "events/b.yaml"}},
		{"events/*.yml", []string{"events/[x].yml", "events/a.yml"}},
		{"*.yml", []string{"a.yml"}},
		{"events/a.yml", []string{"events/a.yml"}},
		{"{events,other/events}/?.yml", []string{"events/a.yml", "other/events/f.yml"}},
		{"{events/2021,other/deep}/*/*.y*", []string{"events/2021/may/e.yaml", "other/deep/er/g.yml"}},
		{`events/\[x\].yml`, []string{"events/[x].yml"}},
		{"**/may/*", []string{"events/2021/may/e.yaml"}},
		{"events/20*", []string{"events/2021"}},
		{"none/*.yml", nil},
		{"events/a.yml/*", nil},
	} {
		if d := cmp.Diff(c.want, found(t, workspaceTree, c.glob)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.glob, d)
		}
	}
}

// Whatever the glob, what is found is what matches it and is no draft, each once and sorted by folders.
func FuzzFind(f *testing.F) {
	for _, glob := range []string{standards()["files"], "*", "**", "{a,events}*/**", "events/[a-c]*", `\**`, "e*/../a", "./a.yml", "{,x}", "*/", "{*}*/ ", "**/_*", "events/[.x]i/{_j,[/]}*", `{events,\}}/\.i/*`} {
		f.Add(glob)
	}
	files := maps.Clone(workspaceTree)
	maps.Copy(files, tree("_h.yml", "events/.i/_j.yml"))
	var all []string
	_ = fs.WalkDir(files, ".", func(name string, _ fs.DirEntry, _ error) error {
		if name != "." {
			all = append(all, name)
		}
		return nil
	})
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "{") > 4 || strings.Count(text, "*") > 8 {
			return // whoever writes a workflow may waste their own time
		}
		var ps problems
		for _, glob := range ps.globs(text).include {
			var want []string
			for _, name := range all {
				if doublestar.MatchUnvalidated(glob, name) && !isDraft(glob, name) {
					want = append(want, name)
				}
			}
			if d := cmp.Diff(want, found(t, files, glob)); d != "" {
				t.Errorf("%q (-want +got):\n%s", glob, d)
			}
		}
	})
}

// forbidden is a tree with a folder that can't be looked into.
type forbidden struct{ fs.FS }

func (f forbidden) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "events/2021" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	}
	return fs.ReadDir(f.FS, name)
}

func TestFindTellsOfFoldersItCannotLookInto(t *testing.T) {
	var wrong []string
	f := find(forbidden{workspaceTree}, standards()["files"])
	names := f.names
	for _, p := range f.unreadable {
		wrong = append(wrong, p.String())
	}
	if want := []string{"events/[x].yml", "events/a.yml", "events/b.yaml"}; !slices.Equal(names, want) {
		t.Errorf("found %q, want %q", names, want)
	}
	if want := []string{"events/2021:1:1: cannot be read: permission denied"}; !slices.Equal(wrong, want) {
		t.Errorf("told %q, want %q", wrong, want)
	}
}

func TestReadIsBounded(t *testing.T) {
	folder := t.TempDir()
	pipe, large := filepath.Join(folder, "pipe"), filepath.Join(folder, "large")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.WriteFile(large, make([]byte, 3*event.MaxFile), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{pipe: "", large: "larger than 1 MiB", "/dev/zero": "larger than 1 MiB"} {
		_, problems := eventFile{name, os.OpenFile}.parse(time.UTC)
		if len(problems) == 0 || !strings.Contains(problems[0].Message, want) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
