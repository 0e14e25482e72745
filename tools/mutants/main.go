// Command mutants changes one line of the program at a time and runs the tests that should notice. It prints every change
// that no test noticed, and exits 1 if one of them isn't explained in the list.
//
//	go run -C tools ./mutants          # all
//	go run -C tools ./mutants retries  # those whose name holds a word
//
// It works on a copy of the repository: nothing here is changed.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	survivors, err := run(strings.Join(os.Args[1:], " "))
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if survivors > 0 {
		os.Exit(1)
	}
}

func run(word string) (survivors int, err error) {
	copied, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(copied)
	if out, err := exec.Command("git", "-C", "..", "checkout-index", "--all", "--prefix="+copied+"/").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("copy: %w: %s", err, out)
	}
	tried := 0
	for _, m := range mutations {
		if !strings.Contains(m.name, word) {
			continue
		}
		tried++
		start := time.Now()
		killed, err := m.try(copied)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", m.name, err)
		}
		verdict := "killed"
		switch {
		case !killed && m.explained != "":
			verdict = "survived, explained: " + m.explained
		case !killed:
			verdict = "SURVIVED"
			survivors++
		}
		fmt.Printf("%-70s %s (%.0f s)\n", m.name, verdict, time.Since(start).Seconds())
	}
	fmt.Printf("%d tried, %d survived without an explanation\n", tried, survivors)
	return survivors, nil
}

// try changes the copy, runs the tests, and changes it back. A change that doesn't compile is an error: it proves nothing.
func (m mutation) try(copied string) (killed bool, err error) {
	path := filepath.Join(copied, filepath.FromSlash(m.file))
	original, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	if n := bytes.Count(original, []byte(m.old)); n != 1 {
		return false, fmt.Errorf("%s holds %q %d times, not once", m.file, m.old, n)
	}
	if err := os.WriteFile(path, bytes.Replace(original, []byte(m.old), []byte(m.new), 1), 0o644); err != nil {
		return false, err
	}
	defer func() { _ = os.WriteFile(path, original, 0o644) }()
	if out, err := command(copied, append([]string{"vet"}, strings.Fields(m.tests)...)...); err != nil {
		return false, fmt.Errorf("doesn't compile: %s", out)
	}
	// The short form has a part of the long simulations; what it doesn't notice, the whole may.
	for _, flags := range [][]string{{"-short"}, {"-count=1"}} {
		flags = append([]string{"test", "-failfast", "-timeout=3m"}, flags...)
		if _, err := command(copied, append(flags, strings.Fields(m.tests)...)...); err != nil {
			return true, nil
		}
	}
	return false, nil
}

func command(dir string, args ...string) ([]byte, error) {
	c := exec.Command("go", args...)
	c.Dir = dir
	return c.CombinedOutput()
}
