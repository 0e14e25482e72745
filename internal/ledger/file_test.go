package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

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
