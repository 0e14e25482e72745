package ledger

// What is read of a ledger that others wrote, and what is refused.

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Lines that are wrong, each an error with its line and none of its words.
func TestBadLines(t *testing.T) {
	const (
		at       = `"at":"2026-11-01T00:02:00Z"`
		key      = `"attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#1"`
		sent     = `{"v":1,"kind":"dispatched",` + at + `,` + key + `,"writer":"ada","run":42}`
		ended    = `{"v":1,"kind":"concluded",` + at + `,` + key + `,"class":"success"}`
		asked    = `{"v":1,"kind":"request",` + at + `,"request":"r","begin":"2021-01-01T00:00:00","end":"2021-01-02T00:00:00"}`
		observed = `{"v":1,"kind":"observed",` + at + `,"begin":"2021-01-01T00:00:00","end":"2021-01-02T00:00:00","run":7,"run_attempt":1}`
		tick     = `{"v":1,"kind":"tick",` + at + `,"begin":"2021-01-01T00:00:00","end":"2021-01-02T00:00:00","kept":[{"from":"2020-12-01T00:00:00","to":"2020-12-02T00:00:00"}]}`
		intent   = `{"v":1,"kind":"intent",` + at + `,` + key + `,"to":"2021-01-04T00:00:00"}`
		names    = "a name stands twice, or is of other characters than a to z, digits and _"
	)
	sha := strings.Repeat("0af9", 16)
	for _, c := range []struct{ name, line, old, new, want string }{
		{"no JSON", "oops", "", "", "not a record: no JSON"},
		{"no object", "[1]", "", "", "not a record: no JSON object, or one with a time that is none"},
		{"null", "null", "", "", "not a record: no version"},
		{"NUL", sent, `"run":42`, "\x00", "not a record: no JSON"},
		{"a mark before it", "\ufeff" + sent, "", "", "not a record: no JSON"},
		{"nested too deep", sent, `42`, `42,"more":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), "not a record: no JSON"},
		{"newer", `{"v":2,"kind":"request"}`, "", "", "written by a newer version of this program: records of version 2, this one reads up to 1"},
		{"newer, and of another form", `{"v":2,"kind":["request"]}`, "", "", "written by a newer version of this program: records of version 2, this one reads up to 1"},
		{"no version", `{"kind":"request"}`, "", "", "not a record: no version"},
		{"an older version than the first", sent, `"v":1`, `"v":-1`, "not a record: no version"},
		{"no version of all", sent, `"v":1`, `"v":"secret"`, "not a record: v is of another kind"},
		{"two versions", sent, `"run"`, `"v":1,"run"`, names},
		{"two versions, one newer", sent, `"v":1`, `"v":9,"v":1`, names},
		{"the version in capitals", sent, `"v"`, `"V"`, names},
		{"two versions, one in capitals", sent, `"v":1`, `"V":9,"v":1`, names},
		{"two versions, one escaped", sent, `"v":1`, `"\u0076":9,"v":1`, names},
		{"two kinds", sent, `"kind":"dispatched"`, `"kind":"concluded","kind":"dispatched"`, names},
		{"a letter that folds", sent, `"kind"`, `"\u212aind"`, names},
		{"unknown kind", sent, "dispatched", "vanished", "no such kind of record"},
		{"no time", sent, at + ",", "", "no time"},
		{"no time at all", sent, "2026-11-01T", "secret", "not a record: no JSON object, or one with a time that is none"},
		{"a time that is of no year", sent, "2026-11-01T00:02:00Z", "9999-12-31T23:59:59-23:00", "a moment is in no year from 0 to 9999"},
		{"simulated nowhere", `{"v":1,"kind":"simulated",` + at + `}`, "", "", "simulated: no repository, or no beginning"},
		{"closed nothing", `{"v":1,"kind":"closed",` + at + `}`, "", "", "closed: no request"},

		{"a label with a day of another form", sent, "2021-01-01T00:00:00", "2021-1-1", "dispatched: attempt: a time not of the form YYYY-MM-DDTHH:MM:SS"},
		{"a label of days", sent, "2021-01-01T00:00:00/2021-01-04T00:00:00", "2021-01-01/2021-01-04", "dispatched: attempt: a time not of the form YYYY-MM-DDTHH:MM:SS"},
		{"a label that is inverted", sent, "2021-01-01T", "2021-02-01T", "dispatched: an interval ends before it begins"},
		{"a label that is empty", sent, "2021-01-01T", "2021-01-04T", "dispatched: an interval is empty"},
		{"a label of the last year", sent, "2021-01-04T00:00:00", "9999-12-31T00:00:01", "dispatched: an interval ends after 9999-12-31"},
		{"no number", sent, "#1", "", "dispatched: attempt: no number"},
		{"number 01", sent, "#1", "#01", "dispatched: attempt: no number"},
		{"number +1", sent, "#1", "#+1", "dispatched: attempt: no number"},
		{"number 0", sent, "#1", "#0", "dispatched: attempt: no number"},
		{"number -1", sent, "#1", "#-1", "dispatched: attempt: no number"},
		{"the last number of int64", sent, "#1", "#9223372036854775807", "dispatched: attempt: no number"},
		{"a number beyond int64", sent, "#1", "#9223372036854775808", "dispatched: attempt: no number"},
		{"a short event", sent, "2021-01-01T00:00:00/2021-01-04T00:00:00", "event 0af9", "dispatched: attempt: no SHA-256"},

		{"a negative run", sent, "42", "-42", "dispatched: run: not from 0 to 9223372036854775807"},
		{"a run beyond int64", sent, "42", "9223372036854775808", "not a record: run is of another kind"},
		{"a run in words", sent, "42", `"secret"`, "not a record: run is of another kind"},
		{"an intent that ends first", intent, `"to":"2021`, `"to":"2020`, "intent: an interval ends before it begins"},
		{"no class", ended, "success", "", "concluded: no class"},
		{"a negative attempt", ended, `"class"`, `"run_attempt":-1,"class"`, "concluded: run_attempt: not from 0 to 1000000000"},
		{"negative minutes", ended, `"class"`, `"minutes":-0.5,"class"`, "concluded: minutes: not from 0 to 1.5372286728091294e+08"},
		{"minutes beyond a duration", ended, `"class"`, `"minutes":1e18,"class"`, "concluded: minutes: not from 0 to 1.5372286728091294e+08"},
		{"minutes beyond a number", ended, `"class"`, `"minutes":1e999,"class"`, "not a record: minutes is of another kind"},
		{"found less than nothing", ended, `"class"`, `"found":-1,"class"`, "concluded: found: not from 0 to 1000000000"},
		{"created in no year", ended, `"class"`, `"created":"0000-01-01T00:00:00+23:00","class"`, "concluded: a moment is in no year from 0 to 9999"},
		{"a request without a name", asked, `"request":"r",`, "", "request: no name, or nothing to gather"},
		{"a request for nothing", asked, `"begin":"2021-01-01T00:00:00","end":"2021-01-02T00:00:00"`, `"retries":2`, "request: no name, or nothing to gather"},
		{"a request that is inverted", asked, `"begin":"2021`, `"begin":"2022`, "request: an interval ends before it begins"},
		{"a request that is empty", asked, `01-02T`, `01-01T`, "request: an interval is empty"},
		{"a request without an end", asked, `"end":"2021-01-02T00:00:00"`, `"events":[]`, "request: an interval ends before it begins"},
		{"a request for a short event", asked, `"begin"`, `"events":["` + sha[1:] + `"],"begin"`, "request: events: not each a SHA-256, and another one"},
		{"a request for an event twice", asked, `"begin"`, `"events":["` + sha + `","` + sha + `"],"begin"`, "request: events: not each a SHA-256, and another one"},
		{"less than no retries", asked, `"begin"`, `"retries":-1,"begin"`, "request: retries: not from 0 to 1000000000"},
		{"a limit beyond a duration", asked, `"begin"`, `"run_limit_seconds":9223372037,"begin"`, "request: run_limit_seconds: not from 0 to 9223372036"},
		{"less than no limit", asked, `"begin"`, `"run_limit_seconds":-1,"begin"`, "request: run_limit_seconds: not from 0 to 9223372036"},
		{"observed backwards", observed, `"begin":"2021`, `"begin":"2022`, "observed: an interval ends before it begins"},
		{"observed a negative run", observed, `7`, `-7`, "observed: run: not from 0 to 9223372036854775807"},
		{"a tick that is inverted", tick, `"begin":"2021`, `"begin":"2022`, "tick: an interval ends before it begins"},
		{"a tick that kept what is inverted", tick, `"from":"2020`, `"from":"2021`, "tick: an interval ends before it begins"},
		{"a tick that kept nothing", tick, `"from":"2020-12-01`, `"from":"2020-12-02`, "tick: an interval is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			line := strings.Replace(c.line, c.old, c.new, 1)
			if line == c.line && c.old != c.new {
				t.Fatalf("no %s in %s", c.old, line)
			}
			for _, end := range []string{"\n", "\n" + sent + "\n", ""} { // the last is never taken for one that was torn
				_, err := Decode([]byte(sent + "\n" + line + end))
				var at *LineError
				if !errors.As(err, &at) || err.Error() != "line 2: "+c.want {
					if torn := end == "" && strings.Contains(c.want, "no JSON") && strings.HasPrefix(line, opening); !torn {
						t.Errorf("before %q: got %v, want %s", end, err, c.want)
					}
				}
			}
		})
	}
}

// A last line without its line feed was torn only where it is the beginning of a record of ours.
func TestWhatIsNoLedgerIsNotTorn(t *testing.T) {
	for _, text := range []string{
		"secret", "-----BEGIN OPENSSH PRIVATE KEY-----", "root:x:0:0", " ", "\x00", "\r", `"`, `{"v":2`, `{"v":2,"kind":"dre`, `{"v":1,"kind":7`, `{ "v":1`,
		`{"v":1,"kind":"request"}`, `{"v":1,"kind":"vanished","at":"2026-11-01T00:02:00Z"}`, "{}", `{"version":3}`, "a\nb",
	} {
		if l, err := Decode([]byte(text)); err == nil {
			t.Errorf("%q: %d facts, torn %d", text, l.Len(), l.Torn)
		} else if !strings.HasPrefix(err.Error(), "line 1: ") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"{", `{"v":1`, `{"v":1,"kind":"`, `{"v":1,"kind":"request","at":"20`, "\n\n{\"v\""} {
		if l, err := Decode([]byte(text)); err != nil || l.Torn == 0 || l.Len() > 0 {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A checkout with the line ends of Windows has the same lines.
func TestLineEndsOfWindowsDoNotDouble(t *testing.T) {
	key := Key{Subject{Window: window.Window{From: day(1), To: day(4)}}, 1, "ada"}
	l := fold(Intent{Key: key, At: when(1)}, Dispatched{Key: key, Run: 1, At: when(1)})
	text := l.Encode()
	for _, end := range []string{"\r\n", " \r\n", "\n\n", "\r\n\r\n"} {
		other, err := Decode(bytes.ReplaceAll(text, []byte("\n"), []byte(end)))
		if err != nil {
			t.Fatal(err)
		}
		if other.Merge(l); !bytes.Equal(other.Encode(), text) {
			t.Errorf("%q: %q", end, other.Encode())
		}
	}
}

// What is large or odd and has a meaning is read.
func TestOddRecordsAreRead(t *testing.T) {
	const at = `{"v":1,"kind":"dispatched","at":"2026-11-01T00:02:00Z","attempt":"2021-01-01T00:00:00/2021-01-04T00:00:00#1"`
	large := 50 << 20
	if testing.Short() {
		large = 1 << 20
	}
	for name, line := range map[string]string{
		"50 MB":             at + `,"url":"` + strings.Repeat("x", large) + `"}`,
		"10,000 deep":       at + `,"more":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}`,
		"the year 9999":     strings.Replace(at, "2026", "9999", 1) + "}",
		"another zone":      strings.Replace(at, "00Z", "00.123+14:00", 1) + "}",
		"names in another":  at + `,"more":{"V":1,"v":2,"v":3}}`,
		"names as values":   at + `,"url":"v","more":["v","v","v"],"cost":"\"v\":"}`,
		"no text":           at + ",\"url\":\"\xff\xfe\"}",
		"a null":            at + `,"run":null}`,
		"spaces":            strings.ReplaceAll(at, ",", " ,\t") + " }",
		"an unknown class":  strings.Replace(at, "dispatched", "concluded", 1) + `,"class":"dreamt"}`,
		"the largest limit": `{"v":1,"kind":"request","at":"2026-11-01T00:02:00Z","request":"r","end":"2021-01-02T00:00:00","run_limit_seconds":9223372036}`,
	} {
		if l, err := Decode([]byte(line + "\n")); err != nil || l.Len() != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTornAtEveryByte(t *testing.T) {
	key := Key{Subject{Window: window.Window{From: day(1), To: day(4)}}, 1, "ada"}
	whole := fold(Dispatched{Key: key, Run: 1, At: when(1)}, Dispatched{Key: key, Run: 2, At: when(2)}, Dispatched{Key: key, Run: 3, At: when(3)}).Encode()
	for cut := range whole {
		l, err := Decode(whole[:cut])
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		lines := bytes.Count(whole[:cut], []byte("\n"))
		lastLacksOnlyItsLineFeed := whole[cut] == '\n'
		if lastLacksOnlyItsLineFeed {
			lines++
		}
		if l.Len() != lines || (l.Torn != 0) != (cut > 0 && whole[cut-1] != '\n' && !lastLacksOnlyItsLineFeed) {
			t.Fatalf("cut at %d: %d facts, torn %d", cut, l.Len(), l.Torn)
		}
		if text := l.Encode(); len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
			t.Fatalf("cut at %d: written again without a last line feed", cut)
		}
	}
}

// Whatever a file holds, it is an error with a line, or a ledger that is the same when it is read again, and merged.
func FuzzDecode(f *testing.F) {
	key := Key{Subject{Window: window.Window{From: day(1), To: day(4)}}, 1, "ada"}
	for _, fact := range []Fact{Intent{Key: key, To: day(5), At: when(1)}, Dispatched{Key: key, Run: 1, At: when(1)}, Closed{Request: "r", At: when(1)},
		Concluded{Key: key, Class: Gather, Minutes: 6.5, Found: new(3), At: when(2)}, Simulated{Repository: "a/a", Began: when(0), At: when(1)},
		Observed{Run: 7, Window: key.Window, At: when(1)}, Tick{Window: key.Window, Kept: window.Of(key.Window), At: when(1)},
		Request{ID: "r", Events: []string{strings.Repeat("0af9", 16)}, Retries: 2, RunLimit: time.Hour, At: when(1)}} {
		f.Add(fold(fact).Encode(), fold(Dispatched{Key: key, Run: 2, At: when(2)}).Encode())
	}
	f.Add([]byte(`{"v":1,"kind":"request","request":"a","begin":"2021-01-01T00:00:00","end":"2021-01-02T00:00:00","at":"2026-11-01T00:02:00Z"}`), []byte(`{"v":1,"ki`))
	f.Fuzz(func(t *testing.T, text, other []byte) {
		for line := range bytes.Lines(text) {
			if fast := usual(line); fast != nil {
				if slow, err := unusual(line); err != nil || !reflect.DeepEqual(slow, fast) {
					t.Fatalf("%s is read as %+v at once, and %+v, %v in two steps", line, fast, slow, err)
				}
			}
		}
		l, err := Decode(text)
		if err != nil {
			return
		}
		again, err := Decode(l.Encode())
		if err != nil || state(again) != state(l) {
			t.Fatalf("%v\n%s\n%s", err, state(l), state(again))
		}
		second, err := Decode(other)
		if err != nil {
			return
		}
		again.Merge(second)
		second.Merge(l)
		if state(again) != state(second) || again.Len() != second.Len() {
			t.Fatalf("merged:\n%s\nthe other way:\n%s", state(again), state(second))
		}
		second.Unsettled()
		for _, a := range second.Attempts() {
			second.Counts(a)
		}
		for _, fact := range second.lines {
			f, err := decode([]byte(fact))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := decode(encode(f)); err != nil {
				t.Fatalf("written as %s: %v", encode(f), err)
			}
		}
	})
}
