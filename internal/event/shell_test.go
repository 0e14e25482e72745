//go:build shellproof

package event

// Proof that the quoted form is inert: real shells run it the way the pipelines do. It takes minutes, hence the tag:
//
//	go test -tags shellproof -run Shell ./internal/event
//
// A shell that is not installed is a failure, not a reason to skip.

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	shellEvents = flag.Int("events", 20_000, "how many random events each shell gets")
	shellSeed   = flag.Uint64("seed", 1, "the same seed makes the same events")
	shellBatch  = flag.Int("batch", 50, "how many events a script holds")
)

// shells are those that run a step: sh in a container, which is dash or busybox; bash on a host, and where it is asked for.
var shells = [][]string{
	{"dash", "-e"},
	{"bash", "-e"},
	{"bash", "--noprofile", "--norc", "-eo", "pipefail"},
	{"busybox", "sh", "-e"},
}

func TestShellsPrintTheJSON(t *testing.T) {
	for _, shell := range shells {
		t.Run(strings.Join(shell, " "), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(*shellSeed, 0))
			for done := 0; done < *shellEvents && !t.Failed(); done += *shellBatch {
				var events []hostileEvent
				for range min(*shellBatch, *shellEvents-done) {
					events = append(events, newHostileEvent(t, random))
				}
				runScript(t, shell, events)
			}
		})
	}
}

// What is not promised, so that nobody promises it: bash's echo, asked to, reads \uXXXX too, as zsh's does. Nothing runs, but the JSON
// is another.
func TestXPGEchoPrintsOtherJSON(t *testing.T) {
	const name = `x", "description": "'; touch pwned; $(touch pwned)`
	event, _ := Parse("f", []byte(strings.Replace(base, "Full Council", yamlQuote(name), 1)), time.UTC)
	dir := t.TempDir()
	command := exec.Command("bash", "-O", "xpg_echo", "-c", "echo "+string(event.AppendInput(nil)))
	command.Dir = dir
	printed, err := command.Output()
	if files, _ := os.ReadDir(dir); err != nil || len(files) > 0 || !strings.Contains(string(printed), name) {
		t.Errorf("%v, %v, printed %s", err, files, printed)
	}
}

// A hostileEvent is an event in whose texts a stranger tries everything. Half of them are sent in the compact form.
type hostileEvent struct {
	name, description, source string
	input                     []byte
}

func newHostileEvent(t *testing.T, random *rand.Rand) hostileEvent {
	t.Helper()
	e := hostileEvent{name: "x" + hostileText(random), description: hostileText(random), source: hostileText(random)}
	data := fmt.Sprintf("body: {name: %s, description: %s}\nexternal_source_id: %s\n%s", yamlQuote(e.name),
		yamlQuote(e.description), yamlQuote(e.source), base[strings.Index(base, "sessions:"):])
	event, problems := Parse("hostile", []byte(data), time.UTC)
	if event.JSON == nil {
		t.Fatalf("%v in %q", problems, data)
	}
	event.Compact = random.IntN(2) == 0
	e.input = event.AppendInput(nil)
	return e
}

// yamlQuote writes s as a double-quoted scalar of escapes only.
func yamlQuote(s string) string {
	var quoted strings.Builder
	for _, r := range s {
		fmt.Fprintf(&quoted, `\U%08X`, r)
	}
	return `"` + quoted.String() + `"`
}

// runScript has shell run one echo for each event, and checks that nothing came of it but files with their JSON.
func runScript(t *testing.T, shell []string, events []hostileEvent) {
	t.Helper()
	var script bytes.Buffer
	for i, e := range events {
		if err := CheckQuoted(e.input); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&script, "echo %s > %d.json\n", e.input, i)
	}
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "step.sh")
	if err := os.WriteFile(file, script.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(shell[0], append(shell[1:len(shell):len(shell)], file)...)
	command.Dir = dir
	if output, err := command.CombinedOutput(); err != nil || len(output) > 0 {
		t.Fatalf("%v, output %q of %s", err, output, script.Bytes())
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != len(events) {
		t.Fatalf("%v, files %v of %s", err, files, script.Bytes())
	}
	for i, e := range events {
		checkPrinted(t, filepath.Join(dir, fmt.Sprintf("%d.json", i)), e)
	}
}

func checkPrinted(t *testing.T, file string, e hostileEvent) {
	t.Helper()
	printed := readFile(t, file)
	var got struct {
		Body struct{ Name, Description string }
		ID   string `json:"external_source_id"`
	}
	if err := json.Unmarshal(printed, &got); err != nil {
		t.Fatalf("%v in %s", err, printed)
	}
	if got.Body.Name != e.name || got.Body.Description != e.description || got.ID != e.source {
		t.Errorf("printed %q, want %+q", got, e)
	}
	if want := string(e.input); "'"+string(printed) != want[:len(want)-1]+"\n" {
		t.Errorf("printed %s, want %s", printed, want)
	}
}
