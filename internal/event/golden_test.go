package event

// Tests with the event files in testdata/events, whose JSON was made by cdp-backend itself.

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones must not depend on the machine
)

// vectors is a folder with valid event files, each with the JSON that cdp-backend's own model writes, and with invalid files.
// See its README.md.
const vectors = "../../testdata/events"

// A vector is one case: a file, and the zone it is read in.
type vector struct {
	name string
	data []byte
	loc  *time.Location
}

func load(t testing.TB, pattern string) []vector {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files match %s (%v)", pattern, err)
	}
	var cases []vector
	for _, path := range paths {
		loc := time.UTC
		if zone, err := os.ReadFile(strings.TrimSuffix(path, ".yaml") + ".timezone"); err == nil {
			if loc, err = time.LoadLocation(strings.TrimSpace(string(zone))); err != nil {
				t.Fatal(err)
			}
		}
		cases = append(cases, vector{path, readFile(t, path), loc})
	}
	return cases
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// warned are the warnings of valid vectors; of all others there are none.
var warned = map[string]string{
	"dst-day-date-only-los-angeles.yaml": `dst-day-date-only-los-angeles.yaml:4:23: warning: session_datetime "2021-03-14" has no time of day: it is taken as midnight`,
	"dst-gap-los-angeles.yaml": `dst-gap-los-angeles.yaml:4:23: warning: session_datetime "2021-03-14T02:30:00": the clocks of America/Los_Angeles skip this time; ` +
		`it is taken as 2021-03-14T03:30:00`,
	"mayoral-debates.yaml": `mayoral-debates.yaml:6:23: warning: session_datetime "2021-09-13" has no time of day: it is taken as midnight`,
}

func TestValidVectors(t *testing.T) {
	for _, v := range load(t, vectors+"/*.yaml") {
		event, problems := Parse(v.name, v.data, v.loc)
		var told []string
		for _, p := range problems {
			told = append(told, strings.TrimPrefix(p.String(), vectors+"/"))
		}
		if want := warned[filepath.Base(v.name)]; strings.Join(told, "\n") != want {
			t.Errorf("%q, want %q", told, want)
		}
		want := string(readFile(t, strings.TrimSuffix(v.name, ".yaml")+".json"))
		if got := string(event.JSON); got != want {
			t.Errorf("%s:\n got %s\nwant %s", v.name, got, want)
		}
		checkQuoteKeeps(t, event.JSON)
		checkCompactKeeps(t, event.JSON)
	}
}

func TestInvalidVectors(t *testing.T) {
	for _, v := range load(t, vectors+"/invalid/*.yaml") {
		event, problems := Parse(v.name, v.data, v.loc)
		if event.JSON != nil || len(problems) == 0 {
			t.Errorf("%s is not refused", v.name)
			continue
		}
		want := string(readFile(t, strings.TrimSuffix(v.name, ".yaml")+".error"))
		var line int
		var column string
		if _, err := fmt.Sscanf(want, "line %d, column %s", &line, &column); err != nil {
			t.Fatalf("%s: %v in %q", v.name, err, want)
		}
		first := problems[0]
		at := strings.TrimSuffix(column, ":")
		if first.Line != line || at != "?" && at != strconv.Itoa(first.Column) {
			t.Errorf("%s, want %s", first, want)
		}
		if len(problems) > 1 {
			t.Errorf("more than one problem: %v", problems)
		}
	}
}

// checkQuoteKeeps checks that the quoted form of js is safe in a shell and is equivalent JSON.
func checkQuoteKeeps(t testing.TB, js []byte) {
	t.Helper()
	quoted := appendQuoted(nil, js)
	if err := CheckQuoted(quoted); err != nil {
		t.Errorf("%v in %s", err, quoted)
	}
	var got, want any
	if err := json.Unmarshal(quoted[1:len(quoted)-1], &got); err != nil {
		t.Fatalf("%v in %s", err, quoted)
	}
	if err := json.Unmarshal(js, &want); err != nil {
		t.Fatalf("%v in %s", err, js)
	}
	if g, w := fmt.Sprintf("%q", got), fmt.Sprintf("%q", want); g != w {
		t.Errorf("quoted it is %s, want %s", g, w)
	}
}
