package stream

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
)

func TestATerminalsLinesAreBrokenBetweenWords(t *testing.T) {
	address := "https://github.com/o/r/actions/runs/1"
	for name, c := range map[string]struct {
		columns int
		writes  []string
		want    string
	}{
		"a short line":           {20, []string{"sent  one day\n"}, "sent  one day\n"},
		"as wide as it":          {13, []string{"sent  one day\n\n"}, "sent  one day\n\n"},
		"one more":               {12, []string{"sent  one day\n"}, "sent  one\n    day\n"},
		"more lines":             {12, []string{"sent one of two days more\nand\n"}, "sent one of\n    two days\n    more\nand\n"},
		"in several writes":      {12, []string{"error:", " begin is", " wrong\nhint:", " x\n"}, "error: begin\n    is wrong\nhint: x\n"},
		"an address":             {12, []string{"not sent  " + address + " now\n"}, "not sent\n    " + address + "\n    now\n"},
		"an address by itself":   {12, []string{"  " + address + "\n"}, "  " + address + "\n"},
		"letters are no bytes":   {5, []string{"äöü ß\n"}, "äöü ß\n"},
		"a width that is no one": {0, []string{strings.Repeat("a b ", 20) + "c\n"}, strings.Repeat("a b ", 19) + "a b\n    c\n"},
	} {
		var out bytes.Buffer
		s := Terminal(&out, redact.Secret{})
		s.Columns = func() int { return c.columns }
		for _, text := range c.writes {
			_, _ = s.Write([]byte(text))
		}
		if diff := cmp.Diff(c.want, out.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
