package cli

import (
	"testing"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

func TestDays(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       civil.Time
		problem    string
	}{
		{"lookback", "", 30 * civil.Day, ""},
		{"no-default", "", 0, ""},
		{"no-default", "14d", 14 * civil.Day, ""},
		{"no-default", "2w", 14 * civil.Day, ""},
		{"no-default", "48h", 2 * civil.Day, ""},
		{"no-default", "1d24h", 2 * civil.Day, ""},
		{"no-default", "36h", 0, `no-default: "36h": not a whole number of days`},
		{"no-default", "1d1s", 0, `no-default: "1d1s": not a whole number of days`},
		{"no-default", "12h", 0, `no-default: "12h": not a whole number of days`},
		{"no-default", "0d", 0, `no-default: "0d": zero`},
		{"no-default", "soon", 0, `no-default: "soon": not a length of time`},
	} {
		var ps problems
		got := ps.days(c.name, c.text)
		if c.problem == "" && (got != c.want || len(ps) > 0) || c.problem != "" && (len(ps) != 1 || ps[0].String() != c.problem || ps[0].Hint == "") {
			t.Errorf("%s %q: got %v with %v", c.name, c.text, got, ps)
		}
	}
}
