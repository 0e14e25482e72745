package cli

// Small things, as a new user tries them.

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is typed, and all that is said of it.
func TestSlipsOfNewUsers(t *testing.T) {
	for line, want := range map[string]string{
		"plan --begin 2021-03-01 --end 2021-03-01": `error: begin: "2021-03-01": not before the end, "2021-03-01"
hint: end is the day after the last: for 2021-03-01 alone give end 2021-03-02
`,
		"backfill --simulate --begin 2020-02-28 --end 2020-02-28": `error: begin: "2020-02-28": not before the end, "2020-02-28"
hint: end is the day after the last: for 2020-02-28 alone give end 2020-02-29
`,
		"plan --begin 2021-03-02 --end 2021-03-01": `error: begin: "2021-03-02": not before the end, "2021-03-01"
hint: begin is the earlier of the two
`,
		"plan --begin 2021-03-01 --timezone Amerika/Denver": `error: timezone: "Amerika/Denver": no such time zone
hint: did you mean "America/Denver"?
`,
		"status --ledger file:ledger.jsonl --timezone Mars": `error: ledger: "file:ledger.jsonl": no such file
hint: file:PATH of a ledger that a command has begun
error: timezone: "Mars": no such time zone
hint: an IANA zone such as America/Los_Angeles
`,
		"backfill --simulate --begin 2021-03-01 --end 2021-03-04 --scenario bad-days=2021-03-01,fault=lost-respons:any,xyzzy": `error: scenario: "bad-days=2021-03-01": no such key
hint: did you mean bad-day?
error: scenario: "fault=lost-respons:any": "lost-respons" is no kind of fault
hint: did you mean lost-response?
error: scenario: "xyzzy": no such key
hint: --scenario help lists the keys
`,
	} {
		code, stdout, stderr := typedBy(t, strings.Fields(line)...)
		if stderr != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, stderr, want)
		}
		if code != 2 || stdout != "" {
			t.Errorf("%s: exit code %d, %q", line, code, stdout)
		}
	}
}

// A day that isn't over is refused in a simulation as it is on the real GitHub, and today is the machine's.
func TestASimulatedEndInTheFutureIsRefused(t *testing.T) {
	for end, refused := range map[string]bool{"2999-01-01": true, "2021-03-02": false} {
		code, _, stderr := typedBy(t, "backfill", "--simulate", "--dry-run", "--begin=2021-03-01", "--timezone=UTC", "--window=1mo", "--end="+end)
		if got := strings.HasPrefix(stderr, `error: end: "`+end+`": that day isn't over; today is `); got != refused || (code == 2) != refused {
			t.Errorf("%s: exit code %d, %s", end, code, stderr)
		}
	}
}

func TestPlanPrintsAHeaderAndInclusiveDays(t *testing.T) {
	for line, want := range map[string]string{
		"plan --begin 2021-03-01 --end 2021-03-06 --window 3d": `window  first day   last day
     1  2021-03-01  2021-03-03
     2  2021-03-04  2021-03-05
`,
		"plan --begin 2021-03-01 --end 2021-03-02 --window 12h": `window  from                 to, not included
     1  2021-03-01T00:00:00  2021-03-01T12:00:00
     2  2021-03-01T12:00:00  2021-03-02T00:00:00
`,
		"plan --begin 2021-03-01 --end 2021-03-02 --format json": `[{"from":"2021-03-01T00:00:00","to":"2021-03-02T00:00:00"}]
`,
	} {
		if _, stdout, _ := typedBy(t, strings.Fields(line)...); stdout != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, stdout, want)
		}
	}
	_, _, stderr := typedBy(t, strings.Fields("plan --begin 2021-03-01T10:00 --end 2021-03-02T09:00")...)
	if want := "warning: begin \"2021-03-01T10:00\" is rounded down: the first day is 2021-03-01\n" +
		"warning: end \"2021-03-02T09:00\" is rounded up: the last day is 2021-03-02\n"; stderr != want {
		t.Errorf("%s, want\n%s", stderr, want)
	}
}

// Status begins no ledger: a file that isn't there is misspelt.
func TestStatusOfAMissingFileNamesTheOneThatWasMeant(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "seattle.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, simulate := range []string{"--retries=2", "--simulate"} {
		at := "file:" + folder + "/"
		code, _, stderr := typedBy(t, "status", "--ledger="+at+"seatle.jsonl", "--timezone=UTC", simulate)
		if want := "error: ledger: \"" + at + "seatle.jsonl\": no such file\nhint: did you mean \"" + at + "seattle.jsonl\"?\n"; code != 2 || stderr != want {
			t.Errorf("%s: exit code %d, %s, want %s", simulate, code, stderr, want)
		}
	}
}

// simulated runs a simulation in a workflow's step, and returns all that it shows people.
func simulated(ctx context.Context, t *testing.T, args ...string) string {
	t.Helper()
	summary := filepath.Join(t.TempDir(), "summary")
	var out strings.Builder
	Main(ctx, ctx, Env{Args: args, Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary}, Stdout: &out, Stderr: &out})
	text, err := os.ReadFile(summary)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out.String() + string(text)
}

// No page of GitHub's shows a simulated run, and there is nothing to go on with where nothing is kept.
func TestASimulationPromisesNothing(t *testing.T) {
	days := []string{"backfill", "--simulate", "--begin=2021-03-01", "--end=2021-03-05", "--timezone=UTC", "--window=2d"}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx  context.Context
		args []string
		want []string
	}{
		"what failed":    {t.Context(), append(days, "--retries=0", "--scenario=bad-day=2021-03-02,busy-day=none"), []string{"| run 5000", "failed  run 5000", "next: In a real repository: look at the last run", "  run 5000"}},
		"no approval":    {t.Context(), append(days, "--scenario=waiting=#1@30h"), []string{"run 5000001009 is held for approval"}},
		"one pass":       {t.Context(), append(days, "--wait=false"), []string{"  run 5000"}},
		"no budget":      {t.Context(), append(days, "--time-budget=1h"), []string{"  run 5000"}},
		"GitHub is down": {t.Context(), append(days, "--scenario=busy-day=none,fault=503:any:+2h"), []string{"503"}},
		"a signal":       {stopped, days, []string{"stopped by a signal"}},
	} {
		got := simulated(c.ctx, t, c.args...)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", name, want, got)
			}
		}
		for _, not := range []string{"https://github.com/Council", "un it again", "un this again", "goes on where"} {
			if strings.Contains(got, not) {
				t.Errorf("%s: %q in\n%s", name, not, got)
			}
		}
		if name != "no approval" && !strings.Contains(got, "othing of this simulation is kept") {
			t.Errorf("%s: nothing says that nothing is kept:\n%s", name, got)
		}
	}
	kept := simulated(t.Context(), t, append(days, "--wait=false", "--ledger=file:"+filepath.Join(t.TempDir(), "ledger.jsonl"))...)
	if !strings.Contains(kept, "next: Run this again") || strings.Contains(kept, "https://github.com/") {
		t.Errorf("one that is kept:\n%s", kept)
	}
}

// What GitHub refuses stands above how the request stands, whatever else there is to say.
func TestARefusalIsTheFirstOfASummary(t *testing.T) {
	t.Parallel()
	summary := filepath.Join(t.TempDir(), "summary")
	environ := []string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary}
	args := strings.Fields("backfill --simulate --begin 2021-03-01 --end 2021-03-12 --scenario fault=403:dispatch")
	var out bytes.Buffer
	if code := Main(t.Context(), t.Context(), Env{Args: args, Environ: environ, Stdout: &out, Stderr: &out}); code != 3 {
		t.Fatalf("exit %d\n%s", code, out.String())
	}
	text, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	want := "## ✗ Seattle, backfill: failed, 11 of 11 days still missing\n\n### This step failed\n\n- dispatch: GitHub refused POST "
	if !strings.HasPrefix(string(text), want) {
		t.Errorf("got %s", text)
	}
}
