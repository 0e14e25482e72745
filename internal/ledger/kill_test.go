package ledger

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// savesTo is the variable that makes a test of this binary a process that saves to a ledger until it is killed.
const savesTo = "SAVES_TO"

// TestSavesUntilKilled is the process of TestKilledInSaves: it prints the number of each record once that is saved.
func TestSavesUntilKilled(t *testing.T) {
	path := os.Getenv(savesTo)
	if path == "" {
		t.Skip("only in a process of its own")
	}
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := file.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for {
		l.Add(saved(l.Len() + 1))
		if err := file.Save(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		fmt.Println(l.Len())
	}
}

func saved(n int) Fact {
	return Dispatched{Key: Key{Subject{Window: window.Window{From: day(n), To: day(n + 1)}}, 1, "ada"}, Run: int64(n), At: when(1)}
}

// TestKilledInSaves kills processes at any moment while they save: what one of them said it had saved is in the ledger, which
// can be read and is never torn, and the next to open it finds nothing else there.
func TestKilledInSaves(t *testing.T) {
	t.Parallel()
	kills := 200
	if testing.Short() {
		kills = 10
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "ledger.jsonl")
	dice := rand.New(rand.NewPCG(1, 2))
	last, leftBehind := 0, 0
	for range kills {
		last = max(last, killed(t, path, time.Duration(dice.IntN(4000))*time.Microsecond))
		l, err := ReadFile(path)
		if err != nil || l.Torn != 0 || l.Len() < last {
			t.Fatalf("of %d records: %v", last, err)
		}
		for n := 1; n <= l.Len(); n++ {
			if a := l.Attempt(saved(n).(Dispatched).Key); a == nil || a.Dispatched.Run != int64(n) {
				t.Fatalf("record %d of %d is lost", n, l.Len())
			}
		}
		left, _ := filepath.Glob(path + ".*.tmp")
		leftBehind += len(left)
	}
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
		t.Errorf("beside the ledger and its lock: %v, %v", entries, err)
	}
	if !testing.Short() && leftBehind == 0 {
		t.Error("no process was killed within a save")
	}
	t.Logf("%d records, %d saves were cut", last, leftBehind)
}

// killed kills a process some time after its first save, and returns the number of the last record it said it had saved.
func killed(t *testing.T, path string, after time.Duration) (last int) {
	t.Helper()
	process := exec.Command(os.Args[0], "-test.run=^TestSavesUntilKilled$")
	process.Env = append(os.Environ(), savesTo+"="+path)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatalf("it says %q", lines.Text())
		}
		if last == 0 {
			time.AfterFunc(after, func() { _ = process.Process.Kill() })
		}
		last = n
	}
	_ = process.Wait() // it was killed
	if last == 0 {
		t.Fatal("it saved nothing")
	}
	return last
}
