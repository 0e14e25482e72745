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

// What a person reads fits the terminal; what a pipe takes is never broken.
func TestLinesFitTheTerminal(t *testing.T) {
	for _, args := range [][]string{
		{"backfill", "--simulate", "--begin=2021-03-01", "--end=2021-03-20", "--max-parallel=2", "--scenario=bad-day=2021-03-09,cancelled=#4@30m"},
		{"status", "--ledger=file:typo", "--timezone=America/Los_Angels"},
		{"backfill", "--scenario=help"},
		{"backfill", "--help"},
	} {
		var stdout, stderr, piped bytes.Buffer
		Main(t.Context(), t.Context(), Env{Args: args, Environ: []string{"NO_COLOR=1"}, Stdout: &stdout, Stderr: &stderr, Columns: wide(80), StdoutColumns: wide(80)})
		Main(t.Context(), t.Context(), Env{Args: args, Stdout: &piped, Stderr: &bytes.Buffer{}})
		for line := range strings.SplitSeq(stdout.String()+"\n"+strings.ReplaceAll(stderr.String(), "\r\x1b[K", "\n"), "\n") {
			if n := utf8.RuneCountInString(line); n > 80 {
				t.Errorf("%s: %d characters: %q", args[0], n, line)
			}
		}
		if whole := strings.ReplaceAll(stdout.String(), "\n    ", " "); strings.Join(strings.Fields(whole), " ") != strings.Join(strings.Fields(piped.String()), " ") {
			t.Errorf("%s: other words are piped:\n%s\n%s", args[0], stdout.String(), piped.String())
		}
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
		if estimates := strings.Contains(bar, "to go"); most == 80 && estimates && !strings.Contains(bar, "█") {
			t.Errorf("an estimate without a bar on %d columns: %q", most, bar)
		}
	}
	for _, want := range []string{`^  0 %  \[░+\]  1 in flight  6 pending$`, `^ \d\d %  \[█+░{1,30}\]  about \d\.\d run hours to go  1 in flight  \d pending$`, `^ \d\d %  about \d\.\d run hours to go$`, `^ \d\d %$`, `^$`} {
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

// The JSON of an event has its time as a number. A person at a terminal sees when it is.
func TestConvertTellsTimesAtATerminal(t *testing.T) {
	t.Parallel()
	const file = vectors + "naive-los-angeles-summer.yaml"
	args := []string{"convert", "--check-uris=off", "--timezone=America/Los_Angeles", file}
	line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(file) + `: .+, \d{4}-\d\d-\d\d \d\d:\d\d America/Los_Angeles$`)
	if got := atTerminal(t, wide(200), nil, args...); !line.MatchString(got) {
		t.Errorf("it tells %q", got)
	}
	if got := atTerminal(t, nil, nil, args...); line.MatchString(got) {
		t.Errorf("a pipe has %q", got)
	}
}

func TestZonesWithoutSummerTimeAreWarnedOf(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"EST": "warning: timezone: EST has no summer time\nhint: did you mean America/New_York?\n", "America/New_York": "", "HST": ""} {
		if got := atTerminal(t, nil, nil, "plan", "--begin=2021-01-01", "--end=2021-02-01", "--timezone="+zone); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
}
