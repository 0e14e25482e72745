package event

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// Of a megabyte of commas and colons the parser makes the better part of a gigabyte: such a file is refused before.
func TestAFileOfMarksIsRefusedBeforeItIsParsed(t *testing.T) {
	for name, data := range map[string][]byte{
		"keys in a line": []byte("{" + strings.Repeat("a:,", maxInputs/2+1) + "}"),
		"block keys":     bytes.Repeat([]byte("a:\n"), maxInputs+1),
		"a list":         []byte("[" + strings.Repeat("a,", maxInputs+1) + "]"),
	} {
		allocations := testing.AllocsPerRun(1, func() {
			e, problems := Parse("a.yml", data, time.UTC)
			if e.JSON != nil || len(problems) != 1 || !strings.Contains(problems[0].Message, "of the marks") {
				t.Errorf("%s: got %v", name, problems)
			}
		})
		if allocations > 1000 {
			t.Errorf("%s: %v allocations", name, allocations)
		}
	}
}
