// What nobody can prove, nobody claims.

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Four shells are proved to take what is sent for nothing but text, and the echo of others changes it: so no page, comment or message
// speaks of all shells. That the image has no shell is another matter.
func TestOnlyProvedShellsAreNamed(t *testing.T) {
	all := regexp.MustCompile(`(?i)\b(every|any|all|no) shells?\b`)
	checked := 0
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && file != "." && file != ".github" {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || file == "claims_test.go" || !strings.Contains(".go .md .yml .yaml .txtar", filepath.Ext(file)) || filepath.Ext(file) == "" {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		checked++
		for line := range strings.Lines(string(text)) {
			if claim := all.FindString(line); claim != "" && !strings.Contains(line, "mage") {
				t.Errorf("%s: %q: name the shells that are proved", file, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil || checked < 100 {
		t.Errorf("%d files, %v", checked, err)
	}
}
