package cli

// What a person sees at a terminal.

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// atTerminal runs a command whose standard error is a terminal, and returns what that shows.
func atTerminal(t *testing.T, columns func() int, environ []string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	Main(t.Context(), t.Context(), Env{Args: args, Environ: environ, Stdout: &stdout, Stderr: &stderr, Columns: columns})
	if strings.Contains(stdout.String(), "\x1b") {
		t.Errorf("standard output has control sequences: %q", stdout.String())
	}
	return stderr.String()
}

func wide(columns int) func() int { return func() int { return columns } }

func TestColoursAreForTerminalsThatTakeThem(t *testing.T) {
	const coloured = "\x1b[1;31merror:\x1b[0m window: "
	for name, c := range map[string]struct {
		columns func() int
		environ []string
		want    string
	}{
		"a terminal":          {wide(80), []string{"TERM=xterm"}, coloured},
		"NO_COLOR empty":      {wide(80), []string{"NO_COLOR="}, coloured},
		"of unknown width":    {wide(0), nil, coloured},
		"NO_COLOR":            {wide(80), []string{"NO_COLOR=1"}, "error: window: "},
		"TERM=dumb":           {wide(80), []string{"TERM=dumb"}, "error: window: "},
		"GitHub's runner":     {wide(80), []string{"GITHUB_ACTIONS=true"}, "::error title=✗ plan%3A failed%2C 1 problem::window: "},
		"a pipe":              {nil, []string{"TERM=xterm"}, "error: window: "},
		"the last value wins": {wide(80), []string{"TERM=dumb", "TERM=xterm"}, coloured},
	} {
		got := atTerminal(t, c.columns, c.environ, "plan", "--begin=2021-01-01", "--end=2021-01-02", "--window=x")
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want it to begin with %q", name, got, c.want)
		}
		if c.want == coloured && !strings.Contains(got, "\n\x1b[36mhint:\x1b[0m ") {
			t.Errorf("%s: the hint has no colour: %q", name, got)
		}
	}
	warning := atTerminal(t, wide(80), nil, "plan", "--begin=2021-01-01", "--end=2021-01-02", "--window=1h")
	if !strings.HasPrefix(warning, "\x1b[1;33mwarning:\x1b[0m ") {
		t.Errorf("a warning has no colour: %q", warning)
	}
}

// The size is asked at each drawing, and no drawing is wider than the terminal is then.
func TestTheBarFollowsTheTerminal(t *testing.T) {
	var widths []int
	sizes := []int{80, 40, 12, 1, 120, 0}
	columns := func() int {
		widths = append(widths, sizes[len(widths)%len(sizes)])
		return widths[len(widths)-1]
	}
	shown := atTerminal(t, columns, nil, "backfill", "--simulate", "--begin=2021-03-01", "--end=2021-03-08", "--window=1d")
	bars := strings.Split(shown, "\r\x1b[K")
	bars = bars[:len(bars)-1] // after the last there is nothing
	if len(bars) != len(widths) || len(bars) < 2*len(sizes) {
		t.Fatalf("%d bars, the size was asked %d times", len(bars), len(widths))
	}
	for i, bar := range bars {
		most := widths[i]
		if most == 0 {
			most = usualColumns
		}
		if n := utf8.RuneCountInString(bar); n > most-1 || !utf8.ValidString(bar) {
			t.Errorf("%d characters on %d columns: %q", n, most, bar)
		}
	}
	for _, want := range []string{`^  0 %  \[░+\]  1 in flight`, `^ \d\d %  1 in flight, \d pending, 0 failed$`, `^ \d\d %  \[█+░+\]  about \d+\.\d run hours to go, \d in flight, \d pending, 0 failed$`} {
		if !anyMatch(bars, want) {
			t.Errorf("no bar is like %s: %q", want, bars)
		}
	}
}

func anyMatch(texts []string, pattern string) bool {
	for _, text := range texts {
		if regexp.MustCompile(pattern).MatchString(text) {
			return true
		}
	}
	return false
}

func TestADumbTerminalHasNoBar(t *testing.T) {
	if got := atTerminal(t, wide(80), []string{"TERM=dumb"}, "backfill", "--simulate", "--begin=2021-03-01", "--end=2021-03-02"); got != "" {
		t.Errorf("it shows %q", got)
	}
}
