package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Records of every kind, that speak of each other.
const everyKind = `
{"v":1,"kind":"request","at":"2026-11-01T00:02:00Z","request":"2021-01-01..2021-01-10 missing#1","begin":"2021-01-01T00:00:00","end":"2021-01-10T00:00:00","words":{"begin":"2021-01-01","end":"2021-01-10","reprocess":"missing"},"retries":2,"run_limit_seconds":3600,"used":"2026-11-01T00:02:00Z"}
{"v":1,"kind":"request","at":"2026-11-01T00:02:00Z","request":"events missing#1","events":["0af90af90af90af90af90af90af90af90af90af90af90af90af90af90af90af9"],"words":{"begin":"","end":"","reprocess":"missing"}}
{"v":1,"kind":"intent","at":"2026-11-01T00:02:00Z","writer":"ada","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#1","request":"2021-01-01..2021-01-10 missing#1","workflow":"event-gather-pipeline.yml","ref":"main","to":"2021-01-04T00:00:00"}
{"v":1,"kind":"dispatched","at":"2026-11-01T00:02:01Z","writer":"ada","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#1","run":42,"url":"https://github.com/o/r/actions/runs/42"}
{"v":1,"kind":"concluded","at":"2026-11-01T01:02:00Z","writer":"ada","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#1","class":"gather","run_attempt":1,"minutes":61.5,"found":3,"created":"2026-11-01T00:02:00Z"}
{"v":1,"kind":"concluded","at":"2026-11-01T01:03:00Z","writer":"ada","attempt":"2021-01-04T00:00:00/2021-01-07T00:00:00#1","class":"success","run_attempt":1,"minutes":61.5,"found":0,"created":"2026-11-01T00:02:00Z"}
{"v":1,"kind":"concluded","at":"2026-11-01T01:04:00Z","writer":"ada","attempt":"2021-01-07T00:00:00/2021-01-10T00:00:00#1","class":"time limit","run_attempt":1,"minutes":361.5}
{"v":1,"kind":"intent","at":"2026-11-01T00:02:00Z","writer":"ada","attempt":"event 0af90af90af90af90af90af90af90af90af90af90af90af90af90af90af90af9#1","request":"events missing#1","event":{"file":"a.yml","body":"Council","start":"2021-01-01T00:00:00Z","videos":["https://v"]}}
{"v":1,"kind":"concluded","at":"2026-11-01T01:02:00Z","writer":"ada","attempt":"event 0af90af90af90af90af90af90af90af90af90af90af90af90af90af90af90af9#1","class":"person","run_attempt":1}
{"v":1,"kind":"closed","at":"2026-11-01T00:02:00Z","request":"events missing#1","runs":true}
{"v":1,"kind":"observed","at":"2026-11-01T00:02:00Z","begin":"2021-01-01T00:00:00","end":"2021-01-02T00:00:00","run":7,"run_attempt":1,"minutes":3,"found":2,"logged":true,"created":"2026-11-01T00:02:00Z"}
{"v":1,"kind":"tick","at":"2021-01-20T00:02:00Z","begin":"2020-12-20T00:00:00","end":"2021-01-02T00:00:00","kept":[{"from":"2020-12-01T00:00:00","to":"2020-12-02T00:00:00"}]}`

// oddValues are what a field of any kind may hold instead: of another kind, without sense, and at the ends of what has any.
const oddValues = `null true {} [] "" "a" "\u0000" 0 1 -1 0.5 1e9 1000000000 9223372036 9223372037 9223372036854775807 -9223372036854775808 9223372036854775808
1e308 1e999 153722867 "lost" "lapsed" "runner" "0af9" ["0af9"] ["1af90af90af90af90af90af90af90af90af90af90af90af90af90af90af90af9"]
"2020-12-31T23:59:59" "2021-01-05T12:00:00" "2021-01-10T00:00:01" "0000-01-01T00:00:00" "9999-12-31T00:00:00" "9999-12-31T23:59:59"
"0000-01-01T00:00:00Z" "0001-01-01T00:00:01Z" "2021-01-25T00:00:00Z" "9999-12-31T23:59:59Z" "9999-12-31T23:59:59-23:59" "0000-01-01T00:00:00+23:59"
"2021-01-01/2021-01-02#01" "2021-01-01T00:00:00/2021-01-10T00:00:00#9" "2021-01-01T00:00:01/2021-01-01T00:00:02#1000000000" "0000-01-01T00:00:00/9999-12-31T00:00:00#1"
"2021-01-04T00:00:00/2021-01-01T00:00:00#1" "event 0af9#1" "event 1af90af90af90af90af90af90af90af90af90af90af90af90af90af90af90af9#2"
[{"from":"2021-01-01T00:00:00","to":"2020-01-02T00:00:00"}] [{"from":"2020-12-01T00:00:00","to":"2020-12-01T00:00:00"}] {"file":""} {"begin":"2021-01-01","begin":"x"}`

// oddLedger draws a ledger of such records, of which few fields are odd.
func oddLedger(t *rapid.T) string {
	lines := slices.Clone(strings.Split(strings.TrimSpace(everyKind), "\n"))
	values := strings.Fields(oddValues)
	for range rapid.IntRange(0, 3).Draw(t, "odd") {
		i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(lines[i]), &fields); err != nil {
			continue
		}
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(fields))).Draw(t, "field")
		value := rapid.SampledFrom(values).Draw(t, "value")
		old := `"` + name + `":` + string(fields[name])
		switch rapid.IntRange(0, 9).Draw(t, "how") {
		case 0:
			lines = append(lines, strings.Replace(lines[i], old, `"`+name+`":`+value, 1)) // beside what it was
		case 1:
			lines[i] = strings.Replace(lines[i], old, old+`,"`+strings.ToUpper(name)+`":`+value, 1)
		case 2:
			lines[i] = strings.Replace(lines[i], old+",", "", 1)
		case 3:
			lines[i] = lines[i][:rapid.IntRange(0, len(lines[i])).Draw(t, "cut")]
		default:
			lines[i] = strings.Replace(lines[i], old, `"`+name+`":`+value, 1)
		}
	}
	lines = rapid.Permutation(lines).Draw(t, "lines")
	lines = lines[:rapid.IntRange(1, len(lines)).Draw(t, "many")]
	return strings.Join(lines, rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"}).Draw(t, "ends")) + rapid.SampledFrom([]string{"\n", "", "\r\n"}).Draw(t, "end")
}

// Whatever a ledger file holds, every command says how it stands or what is wrong with it, and one that only looks never writes
// to it.
func TestAnyLedgerIsReadOrRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	commands := []string{"status --timezone UTC --run-limit 1h", "status --timezone UTC", "status --simulate",
		"backfill --simulate --dry-run --begin 2021-01-01 --end 2021-01-10", "catch-up --simulate --dry-run --scenario history-days=3"}
	read, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := oddLedger(t)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		command := rapid.SampledFrom(commands).Draw(t, "command")
		var problems bytes.Buffer
		code := Main(t.Context(), t.Context(), Env{Args: append(strings.Fields(command), "--ledger", "file:"+path), Stdout: io.Discard, Stderr: &problems})
		switch code {
		case reconcile.ExitDone, reconcile.ExitIncomplete:
			read++
		case reconcile.ExitInput:
			refused++
		default:
			t.Fatalf("%s: exit code %d\n%s\nof\n%s", command, code, &problems, text)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != text {
			t.Fatalf("it is written: %q, %v", after, err)
		}
	})
	t.Logf("%d read, %d refused", read, refused)
}
