package safetext

import (
	"strings"
	"testing"
)

const hostile = "a\r\n::error::b\x1b[2J\u202e\u2028\"c\"\\\xff"

func TestHostileText(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"OneLine", OneLine(hostile, 100), "a ::error::b [2J\u202e \"c\"\\\xff"},
		{"Quote", Quote(hostile, 100), `"a\r\n::error::b\x1b[2J\u202e\u2028\"c\"\\\xff"`},
		{"Escape", Escape(hostile, 100), `a\r\n::error::b\x1b[2J\u202e\u2028\"c\"\\\xff`},
		{"Name", Name(hostile), `"a\r\n::error::b\x1b[2J\u202e\u2028\"c\"\\\xff"`},
		{"a name of invalid UTF-8", Name("\xff"), `"\xff"`},
		{"a name", Name(`Zoë's "a" \b`), `Zoë's "a" \b`},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}

func TestLongText(t *testing.T) {
	long := strings.Repeat("é", 100)
	for _, c := range []struct{ name, got, want string }{
		{"OneLine", OneLine(long, 3), "ééé…"},
		{"Quote", Quote(long, 3), `"é"…`}, // bytes, and no half of a character
		{"Escape", Escape(long, 3), "ééé"},
		{"Name", Name(long), long},
		{"OneLine that fits", OneLine("ééé", 3), "ééé"},
		{"Quote that fits", Quote("é", 2), `"é"`},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}
