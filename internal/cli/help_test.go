package cli

// The help, and what is said of slips on a command line.

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// typedBy runs the program as a person does, and returns what is printed.
func typedBy(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	code = Main(t.Context(), t.Context(), Env{Args: args, Stdout: &out, Stderr: &errs, Version: "v0.0.0-test"})
	return code, out.String(), errs.String()
}

// referenceGroups are the headings of the groups of inputs in docs/reference.md, in its order; the flags of the command line alone come
// after them.
func referenceGroups(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/reference.md")
	if err != nil {
		t.Fatal(err)
	}
	var groups []string
	for _, match := range regexp.MustCompile(`(?m)^\| \*\*(.+)\*\* \| \| \|$`).FindAllStringSubmatch(string(text), -1) {
		groups = append(groups, match[1])
	}
	if len(groups) < 3 {
		t.Fatalf("docs/reference.md has the groups %q", groups)
	}
	titles := make([]string, 0, len(groups)+1)
	for _, group := range append(groups, "local") {
		titles = append(titles, groupTitles[group])
	}
	return titles
}

func TestEveryHelpHasExamplesAndFits(t *testing.T) {
	groups := referenceGroups(t)
	t.Setenv("COLUMNS", "200") // kong would take it
	for command := range examples {
		args := strings.Fields(command)
		code, help, _ := typedBy(t, append(args, "--help")...)
		if code != 0 || !strings.Contains(help, "For example:\n\n    trigger-event-gather ") {
			t.Errorf("%s: exit code %d, no example in:\n%s", command, code, help)
		}
		for line := range strings.Lines(help) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("%s: %d columns: %s", command, n, line)
			}
		}
		var shown []string
		for line := range strings.Lines(help) {
			if group := strings.TrimSuffix(line, "\n"); slices.Contains(groups, group) {
				shown = append(shown, group)
			}
		}
		if !slices.IsSortedFunc(shown, func(a, b string) int { return slices.Index(groups, a) - slices.Index(groups, b) }) {
			t.Errorf("%s: the groups are %q, docs/reference.md has %q", command, shown, groups)
		}
	}
	_, scenario, _ := typedBy(t, "backfill", "--scenario=help")
	for line := range strings.Lines(scenario) {
		if n := utf8.RuneCountInString(line) - 1; n > 80 {
			t.Errorf("scenario: %d columns: %s", n, line)
		}
	}
}

// Every command has examples, and each is right.
func TestExamplesAreRight(t *testing.T) {
	for command, lines := range examples {
		for _, line := range lines {
			if command != "" && !strings.HasPrefix(line+" ", command+" ") {
				t.Errorf("%q is no example of %s", line, command)
			}
			var out bytes.Buffer
			parsed, err := parse(&Env{Args: strings.Fields(line), Stdout: &out, Stderr: &out})
			if err != nil && err != errAnswered || len(parsed.wrong) > 0 {
				t.Errorf("%q: %v, %v", line, err, parsed.wrong)
			}
		}
	}
	for _, node := range strings.Fields("plan backfill catch-up convert special-events status cancel") {
		if len(examples[node]) == 0 {
			t.Errorf("%s has no examples", node)
		}
	}
}

func TestHelpAndVersionAreWords(t *testing.T) {
	for words, flags := range map[string]string{
		"help":          "--help",
		"help backfill": "backfill --help",
		"backfill help": "backfill --help",
		"version":       "--version",
	} {
		_, want, _ := typedBy(t, strings.Fields(flags)...)
		code, got, stderr := typedBy(t, strings.Fields(words)...)
		if code != 0 || got != want || want == "" || stderr != "" {
			t.Errorf("%s: exit code %d, %q, %q; %s prints %q", words, code, got, stderr, flags, want)
		}
	}
	if _, stdout, stderr := typedBy(t, "plan", "--help"); !strings.Contains(stdout, "\nUsed every day:\n") || strings.Contains(stdout, "\nevery day\n") {
		t.Errorf("no headings of groups in %s%s", stdout, stderr)
	}
	if code, _, stderr := typedBy(t, "help", "backfil"); code != 2 || stderr != "error: unexpected argument backfil\nhint: did you mean \"backfill\"?\n" {
		t.Errorf("help backfil: exit code %d, %s", code, stderr)
	}
	if _, _, stderr := typedBy(t, "verson"); stderr != "error: unexpected argument verson\nhint: did you mean \"version\"?\n" {
		t.Errorf("verson: %s", stderr)
	}
}

func TestEverySlipIsToldAtOnce(t *testing.T) {
	for line, want := range map[string][]string{
		"plan --bgin never --end nope --lookback 3d x": {
			`error: unknown flag --bgin`, `hint: did you mean "--begin"?`,
			`error: unknown flag --lookback`, `hint: --lookback is a flag of catch-up`,
			`error: unexpected argument x`, `error: begin: "never": `, `error: end: "nope": `,
		},
		"plan --begin 2021-01-01 --end 2021-02-01 --max-parallel=2": {
			`error: unknown flag --max-parallel`, `hint: --max-parallel is a flag of backfill, catch-up and special-events`,
		},
		"plan --begin 2021-01-01 --end 2021-02-01 --dry-run --window x": {
			`error: unknown flag --dry-run`, `error: window: "x": `,
		},
		"plan --end 2021-02-01 --frobnicate 7 --begin 2021-01-01 -v": {
			`error: unknown flag --frobnicate`, `hint: see trigger-event-gather plan --help`, `error: unknown flag -v`, `hint: did you mean "--version"?`,
		},
		"plan --begin 2021-01-01 --window --end 2021-02-31": {
			`error: --window: needs a value`, `hint: write --window=VALUE`, `error: end: "2021-02-31": `,
		},
		"plan --begin 2021-01-01 -- 2021-02-01": {`error: unexpected argument 2021-02-01`},
		"backfill --simulate --begin 2021-03-05 --end 2021-03-01 --retrys -1 --scenario bad-days=2021-03-01": {
			`error: unknown flag --retrys`, `hint: did you mean "--retries"?`, `error: retries: "-1": `, `error: scenario: `, `error: begin: "2021-03-05": `,
		},
		"convert --lookback 3d --check-uris sometimes --quiet": {
			`error: unknown flag --lookback`, `error: unknown flag --quiet`, `error: check-uris: "sometimes": `,
		},
		"special-events --simulate --overlap 1d --retries none": {`error: unknown flag --overlap`, `hint: --overlap is a flag of backfill`, `error: retries: "none": `},
		"catch-up --simulate --begin 2021-03-01 --lookback x": {
			`error: unknown flag --begin`, `hint: --begin is a flag of plan, backfill and cancel`, `error: lookback: "x": `,
		},
		"backfill --simulate --wait false --begin 2021-03-01": {`error: unexpected argument false`, `hint: write --wait=false`},
		"backfill --repository a/b 2021-03-01 2021-02-01": {
			`error: unexpected argument 2021-03-01`, `hint: write --begin 2021-03-01`, `error: unexpected argument 2021-02-01`, `hint: write --end 2021-02-01`,
			`error: begin: "2021-03-01": not before the end`,
		},
		"backfill -help":                       {`error: unknown flag -help`, `hint: did you mean "--help"?`, `error: begin: required`, `error: repository: required`},
		"-help":                                {`error: unknown flag -help`, `hint: did you mean "--help"?`},
		"-v":                                   {`error: unknown flag -v`, `hint: did you mean "--version"?`},
		"plan --begin 2021-3-1":                {`error: begin: "2021-3-1": not a date and time of the form`, `hint: write 2021-03-01`},
		"plan --begin 3/1/2021":                {`error: begin: "3/1/2021": not a date and time of the form`, `hint: write 2021-03-01, or 2021-01-03 if the day is in front`},
		"plan --begin yesterday":               {`error: begin: "yesterday": not a date and time of the form`, `hint: write year, month and day in this order`},
		"status --ledgr file:typo --retries x": {`error: unknown flag --ledgr`, `error: ledger: "file:typo": no such file`, `error: retries: "x": `},
		"cancel --simulate --end 2021-03-01 --ende 2021-03-02": {
			`error: unknown flag --ende`, `error: begin: required beside end`,
		},
		"--begin 2021-01-01 plan": {`error: unknown flag --begin`, `hint: --begin is a flag of plan, backfill and cancel: the command comes first`},
	} {
		code, stdout, stderr := typedBy(t, strings.Fields(line)...)
		if code != 2 || stdout != "" {
			t.Errorf("%s: exit code %d, prints %q", line, code, stdout)
		}
		errors := 0
		for _, one := range want {
			if !strings.Contains("\n"+stderr, "\n"+one) {
				t.Errorf("%s: no %q in:\n%s", line, one, stderr)
			}
			if strings.HasPrefix(one, "error:") {
				errors++
			}
		}
		if got := strings.Count("\n"+stderr, "\nerror: "); got != errors {
			t.Errorf("%s: %d errors, want %d:\n%s", line, got, errors, stderr)
		}
	}
}

// The values of a right command line reach the command as they were typed.
func TestRightCommandLinesStayAsTheyAre(t *testing.T) {
	for line, want := range map[string]string{
		"convert --quote --check-uris off -- --odd.yml a.yml": "convert --quote --check-uris=off -- --odd.yml a.yml",
		"backfill --dry-run=TRUE --begin=2021-01-01 --wait":   "backfill --dry-run=TRUE --begin=2021-01-01 --wait",
		"convert - a.yml --timezone=":                         "convert - a.yml --timezone=",
		"plan --begin never --help -h":                        "plan --begin=never --help -h",
	} {
		parser, _ := model(&grammar{}, &Env{})
		args := strings.Fields(line)
		kept, wrong := slips(parser.Model, commandOf(parser.Model, args[0]), args)
		if got := strings.Join(kept, " "); got != want || len(wrong) > 0 {
			t.Errorf("%s: %s, want %s; %v", line, got, want, wrong)
		}
	}
}

// A day that is over nowhere is refused before GitHub is asked: without a network that would take ten minutes.
func TestDaysToComeAreRefusedAtOnce(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("GitHub is asked") }))
	defer server.Close()
	for line, want := range map[string]string{
		"--begin=2021-03-01 --end=2099-01-01":                                `end: "2099-01-01": that day isn't over; today is 2026-11-26 in UTC`,
		"--begin=2021-03-01 --end=2099-01-01 --timezone=America/Los_Angeles": `end: "2099-01-01": that day isn't over; today is 2026-11-25 in America/Los_Angeles`,
		"--begin=2099-03-01": `begin: "2099-03-01": not before the end, the start of today, 2026-11-26`,
	} {
		var out bytes.Buffer
		code := Main(t.Context(), t.Context(), Env{Args: append([]string{"backfill", "--repository=a/b"}, strings.Fields(line)...), Stdout: &out, Stderr: &out,
			Environ: []string{"GITHUB_API_URL=" + server.URL, "GITHUB_TOKEN=t"}, Now: func() time.Time { return time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC) }})
		if code != 2 || !strings.Contains(out.String(), "error: "+want+"\n") {
			t.Errorf("%s: exit code %d\n%s", line, code, out.String())
		}
	}
}
