package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := file.Load(t.Context())
	if err != nil || l.Len() != 0 {
		t.Fatalf("no file: %d facts, %v", l.Len(), err)
	}
	l.Add(Dispatched{Key: Key{Subject{Window: window.Window{From: day(1), To: day(2)}}, 1, "ada"}, Run: 1, At: when(1)})
	if err := file.Save(t.Context(), l); err != nil {
		t.Fatal(err)
	}

	_, err = OpenFile(path)
	var locked *LockedError
	if !errors.As(err, &locked) {
		t.Errorf("a second controller: %v", err)
	}
	if again, err := ReadFile(path); err != nil || state(again) != state(l) {
		t.Errorf("one who only looks: %v", err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenFile(path)
	if err != nil {
		t.Fatalf("after the first is done: %v", err)
	}
	defer again.Close()
	left, err := filepath.Glob(path + ".*.tmp")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestFileThatCannotBeReadIsNeverWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	const newer = `{"v":99,"kind":"request"}` + "\n"
	if err := os.WriteFile(path, []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := ReadFile(path)
	var n *NewerError
	if !errors.As(err, &n) || n.Version != 99 {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != newer {
		t.Errorf("written: %s", text)
	}
}

func TestFileInAFolderThatDoesNotExist(t *testing.T) {
	if _, err := OpenFile(filepath.Join(t.TempDir(), "no", "ledger.jsonl")); err == nil {
		t.Error("opened")
	}
}

// What isn't a file of its own when the ledger is opened, or has become a link when it is saved, is never replaced.
func TestLinksAreNotReplaced(t *testing.T) {
	folder := t.TempDir()
	path, target, link := filepath.Join(folder, "ledger.jsonl"), filepath.Join(folder, "target"), filepath.Join(folder, "link")
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := errors.Join(os.WriteFile(target, nil, 0o600), os.Symlink(target, path), os.Symlink(target, link), os.Symlink(target, target+".lock")); err != nil {
		if runtime.GOOS != "windows" { // where a person needs a right to make links
			t.Fatal(err)
		}
		t.Skip(err)
	}
	_, loadErr := file.Load(t.Context())
	_, openErr := OpenFile(link)
	_, readErr := ReadFile(link)
	_, lockErr := OpenFile(target)
	for what, err := range map[string]error{"load": loadErr, "save": file.Save(t.Context(), New()), "open": openErr, "read": readErr, "lock": lockErr} {
		if !errors.Is(err, plainfile.ErrNotRegular) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, name := range []string{path, link, target + ".lock"} {
		if to, err := os.Readlink(name); to != target {
			t.Errorf("%s is no link any more: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Only what a killed save left is removed, and only by who holds the lock.
func TestLeftoversAreRemoved(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "ledger.jsonl")
	keep := []string{"ledger.jsonl", "ledger.jsonl.lock", "ledger.jsonl.tmp", "ledger.jsonl..tmp", "ledger.jsonl.backup.tmp", "ledger.jsonl.1a.tmp",
		"ledger.jsonl.1.tmp.txt", "other.jsonl.1.tmp", "old.ledger.jsonl.1.tmp"}
	for _, name := range append(keep, "ledger.jsonl.1.tmp", "ledger.jsonl.1234567890.tmp") {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(path+".2.tmp", 0o700); err != nil {
		t.Fatal(err)
	}
	keep = append(keep, "ledger.jsonl.2.tmp")
	there := func() (names []string) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			names = append(names, entry.Name())
		}
		return names
	}
	all := there()
	if _, err := LookAtFile(path).Load(t.Context()); err != nil || !slices.Equal(there(), all) {
		t.Errorf("one who looks removed files: %q, %v", there(), err)
	}
	lock := flock.New(path + ".lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		t.Fatal(err)
	}
	if _, err := OpenFile(path); !errors.As(err, new(*LockedError)) || !slices.Equal(there(), all) {
		t.Errorf("one who waits removed files: %q, %v", there(), err)
	}
	_ = lock.Close()
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if slices.Sort(keep); !slices.Equal(there(), keep) {
		t.Errorf("there are %q", there())
	}
}

func TestFilesThatAreTooLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a gigabyte")
	}
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	l := New()
	l.lines = []string{strings.Repeat("x", MaxFile)}
	if err := file.Save(t.Context(), l); !errors.Is(err, plainfile.ErrTooLarge) {
		t.Errorf("save: %v", err)
	}
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, MaxFile+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Load(t.Context()); !errors.Is(err, plainfile.ErrTooLarge) {
		t.Errorf("load: %v", err)
	}
}
