package event

// Tests of what is sent where the JSON is too large. That the real Python library decodes it to the same event is proved in
// python_test.go.

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCompact(t *testing.T) {
	for js, want := range map[string]string{
		`{"body": {"name": "x", "is_active": true, "description": null}, "sessions": [{"a": 1.5, "b": null}, {"a": -1e-06}], "c": null}`: `{"body":{"name":"x"},"sessions":[{"a":1.5},{"a":-1e-06}]}`,
		`{"a": null, "is_active": false, "b": [], "c": null}`:                                                                            `{"is_active":false,"b":[]}`,
		`{"a": null, "b": null, "c": {"d": null}, "e": 0}`:                                                                               `{"c":{},"e":0}`,
		`{"a": ": null, true", "b": "\", \"c\": null, \\", "d": "{[ \u00e9"}`:                                                            `{"a":": null, true","b":"\", \"c\": null, \\","d":"{[ \u00e9"}`,
	} {
		if got := string(compact([]byte(js))); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// checkCompactKeeps checks that the compact form of js is js without nulls, defaults and spaces, and safe in a shell.
func checkCompactKeeps(t testing.TB, js []byte) {
	t.Helper()
	short := compact(js)
	var got, want any
	if err := json.Unmarshal(js, &want); err != nil {
		t.Fatalf("%v in %s", err, js)
	}
	if err := json.Unmarshal(short, &got); err != nil {
		t.Fatalf("%v in %s", err, short)
	}
	if diff := cmp.Diff(withoutDefaults(want), got); diff != "" {
		t.Errorf("%s\nbecame %s:\n%s", js, short, diff)
	}
	if again := compact(short); string(again) != string(short) {
		t.Errorf("%s\nbecame %s", short, again)
	}
	checkQuoteKeeps(t, short)
}

func withoutDefaults(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = withoutDefaults(value[i])
		}
	case map[string]any:
		for key, v := range value {
			if value[key] = withoutDefaults(v); v == nil || v == true {
				delete(value, key)
			}
		}
	}
	return value
}

// Only what has a default may be left out, and only is_active has another than null.
func TestOnlyIsActiveCanBeTrue(t *testing.T) {
	eachRecord(eventRecord, func(r *record) {
		for _, f := range r.fields {
			if f.kind == boolean && (f.name != "is_active" || f.required) {
				t.Errorf("the %s has the boolean %s", r.name, f.name)
			}
		}
	})
}

// The decoder stops where the JSON is so long that the compact form can't fit. No record of the model, with as little in it as
// may be, is made sixteen times as long by its nulls, and none needs more than one and a half marks a character.
func TestNoRecordShrinksToASixteenth(t *testing.T) {
	eachRecord(eventRecord, func(r *record) {
		full := least(r)
		short, marks := len(compact(full))+len(","), strings.Count(string(full)+",", ",")+strings.Count(string(full), ":")
		if ratio := float64(len(full)+len(", ")) / float64(short); ratio*maxInputs > maxJSON {
			t.Errorf("the %s is %.1f times as long: %s", r.name, ratio, full)
		}
		if ratio := float64(marks) / float64(short); ratio*maxInputs > maxMarks {
			t.Errorf("the %s has %.2f marks a character: %s", r.name, ratio, full)
		}
	})
}

func eachRecord(r *record, visit func(*record)) {
	visit(r)
	for _, f := range r.fields {
		if f.record != nil {
			eachRecord(f.record, visit)
		}
	}
}

// least is the JSON of a record with nothing but what is required, and that as short as may be.
func least(r *record) []byte {
	out := []byte{'{'}
	for i, f := range r.fields {
		if i > 0 {
			out = append(out, ", "...)
		}
		value := []byte("null")
		switch {
		case f.kind == boolean:
			value = []byte("true")
		case f.required && f.kind == object:
			value = least(f.record)
		case f.required && f.kind == list:
			value = fmt.Appendf(nil, "[%s]", least(f.record))
		case f.required && f.kind == text:
			value = []byte(`"x"`)
		case f.required:
			value = []byte("0")
		}
		out = fmt.Appendf(out, "%q: %s", f.name, value)
	}
	return append(out, '}')
}

// The limit counts the inputs as one JSON object, with all escapes. The compact form is for what doesn't fit otherwise.
func TestSize(t *testing.T) {
	parse := func(padding int) (Event, []Problem) {
		return Parse("f", []byte(strings.Replace(base, "Full Council",
			"O'Brien \\\n  description: \""+`\"\\\t'é`+strings.Repeat("x", padding)+`"`, 1)), time.UTC)
	}
	empty, problems := parse(0)
	if problems != nil {
		t.Fatal(problems)
	}
	room := func(input []byte) int {
		inputs, err := json.Marshal(map[string]string{Input: string(input)})
		if err != nil {
			t.Fatal(err)
		}
		return maxInputs - len(inputs)
	}
	full, short := room(empty.AppendInput(nil)), room(appendQuoted(nil, compact(empty.JSON)))
	const tooLarge = "f:1:1: the event needs at least 65536 characters as a workflow input, also without its empty fields, and GitHub takes 65535"
	for _, c := range []struct {
		padding int
		compact bool
		problem string
	}{
		{padding: full},
		{padding: full + 1, compact: true},
		{padding: short, compact: true},
		{padding: short + 1, problem: tooLarge},
	} {
		e, problems := parse(c.padding)
		if c.problem != "" {
			if len(problems) != 1 || problems[0].String() != c.problem || e.JSON != nil {
				t.Errorf("%d more: %v, want %s", c.padding, problems, c.problem)
			}
			continue
		}
		if problems != nil || e.Compact != c.compact || e.ID != ID(e.JSON) || len(e.JSON) != len(empty.JSON)+c.padding {
			t.Errorf("%d more: compact is %t, %d bytes of JSON, %v", c.padding, e.Compact, len(e.JSON), problems)
		}
		if input := e.AppendInput(nil); room(input) < 0 || CheckQuoted(input) != nil || strings.Contains(string(input), "null") == c.compact {
			t.Errorf("%d more: %d characters too many, %v", c.padding, -room(input), CheckQuoted(input))
		}
	}
}

// Only minutes items can be given by several files.
func TestHintOfALargeEvent(t *testing.T) {
	const item = "  - minutes_item: {name: '%d', description: %s}\n"
	half := strings.Repeat("x", maxInputs/2)
	for want, data := range map[string]string{
		"shorten its ":     strings.Replace(base, "Full Council", "X\n  description: "+half+half, 1),
		"split the event:": base + "event_minutes_items:\n" + fmt.Sprintf(item, 1, half) + fmt.Sprintf(item, 2, half),
	} {
		if _, problems := Parse("f", []byte(data), time.UTC); len(problems) != 1 || !strings.HasPrefix(problems[0].Hint, want) {
			t.Errorf("got %v, want %s", problems, want)
		}
	}
}

// A file that gives every empty field is sent as well as one that leaves them out, up to the same number of persons.
func TestEmptyFieldsTakeNoRoom(t *testing.T) {
	const file = base + "event_minutes_items:\n- {minutes_item: {name: x}, matter: {name: x, matter_type: x, title: x, sponsors: [%s]}}\n"
	const person = "{name: x, is_active: true, router_string: , email: , phone: , website: ~, picture_uri: , seat: , external_source_id: null},\n"
	for persons, want := range map[int]bool{3_700: true, 5_100: false} {
		e, problems := Parse("f", fmt.Appendf(nil, file, strings.Repeat(person, persons)), time.UTC)
		if e.Compact != want || (e.JSON != nil) != want || len(problems) > 1 {
			t.Errorf("%d persons: compact is %t, %v", persons, e.Compact, problems)
		}
	}
}
