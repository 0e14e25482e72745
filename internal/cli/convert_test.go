package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones must not depend on the machine

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

const vectors = "../../testdata/events/"

func convert(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	args = append([]string{"convert", "--check-uris=off"}, args...)
	code = Main(t.Context(), t.Context(), Env{Args: args, Stdout: &out, Stderr: &log})
	return code, out.String(), log.String()
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("nothing matches %s (%v)", pattern, err)
	}
	return paths
}

// beside is what stands in the file of that name and another extension, or empty.
func beside(path, extension string) string {
	text, _ := os.ReadFile(strings.TrimSuffix(path, ".yaml") + extension)
	return strings.TrimSpace(string(text))
}

func TestConvertPrintsWhatPythonDoes(t *testing.T) {
	for _, path := range glob(t, vectors+"*.yaml") {
		code, stdout, stderr := convert(t, path, "--timezone="+cmp.Or(beside(path, ".timezone"), "UTC"))
		others := expected.ReplaceAllString(namedAlone.ReplaceAllString(stderr, ""), "") // the vectors name most bodies and many persons alone
		if want := beside(path, ".json") + "\n"; code != 0 || stdout != want || others != "" {
			t.Errorf("%s: exit code %d, %s\ngot  %swant %s", path, code, stderr, stdout, want)
		}
	}
}

// namedAlone is the warning of persons and bodies given by name alone.
var namedAlone = regexp.MustCompile(`(?m)^\S+:\d+:\d+: warning: [a-z ]+ given by name alone: .*\nhint: repeat here what should stay of .*\n`)

// expected are the warnings of a day without a time, and of a time that clocks skip.
var expected = regexp.MustCompile(`(?m)^\S+: warning: session_datetime "2021-(?:09-13|03-14)" has no time of day: .*\nhint: .*\n|` +
	`^\S+: warning: session_datetime "2021-03-14T02:30:00": the clocks of America/Los_Angeles skip this time; .*\nhint: .*\n`)

func TestConvertPointsAtMistakes(t *testing.T) {
	position := regexp.MustCompile(`^line (\d+), column (\d+):`)
	for _, path := range glob(t, vectors+"invalid/*.yaml") {
		code, stdout, stderr := convert(t, path, "--timezone=UTC")
		if code != reconcile.ExitInput || stdout != "" {
			t.Errorf("%s: exit code %d, printed %q", path, code, stdout)
		}
		if at := position.FindStringSubmatch(beside(path, ".error")); at != nil {
			if want := fmt.Sprintf("%s:%s:%s: ", path, at[1], at[2]); !strings.HasPrefix(stderr, want) {
				t.Errorf("got %swant %s", stderr, want)
			}
		}
	}
}

// With many files on all processors each line is still that of its file, and all that is wrong with one is told.
func TestConvertKeepsTheOrder(t *testing.T) {
	t.Chdir(t.TempDir())
	var want strings.Builder
	const many = 500
	for i := range many {
		data := fmt.Appendf(nil, "body: {name: Body %d, description: x}\nsessions:\n"+
			"- {session_datetime: 2021-05-01T10:00, session_index: 0, video_uri: 'https://example.org/%d'}\n", i, i)
		if err := os.WriteFile(fmt.Sprintf("%03d.yml", i), data, 0o600); err != nil {
			t.Fatal(err)
		}
		e, problems := event.Parse("", data, time.UTC)
		if problems != nil {
			t.Fatal(problems)
		}
		fmt.Fprintf(&want, "%s\n", e.JSON)
	}
	if code, stdout, stderr := convert(t, "--files=*.yml", "--timezone=UTC"); code != 0 || stdout != want.String() {
		t.Errorf("exit code %d, %s\n%.500s", code, stderr, stdout)
	}
	for name, data := range map[string][]byte{"007.yml": []byte("\xff"), "100.yml": make([]byte, event.MaxFile+1), "999.yml": nil} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, stderr := convert(t, "--files=*.yml", "--timezone=UTC")
	if code != reconcile.ExitInput || stdout != "" || stderr != `007.yml:1:1: byte 0xff is not UTF-8
hint: save the file as UTF-8 text
100.yml:1:1: the file is larger than 1 MiB
999.yml:1:1: the file holds no event
` {
		t.Errorf("exit code %d, printed %q, told\n%s", code, stdout, stderr)
	}
}
