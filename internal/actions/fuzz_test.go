package actions

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// Every input arrives as it was typed: a text as JSON reads it, anything else letter by letter. 1e6 stays 1e6, and 1000000 is not 1e+06.
func FuzzDispatchInputs(f *testing.F) {
	for _, value := range []string{`"2021-01-01"`, `1000000`, `1e6`, `-0.10`, `12345678901234567890123`, `1E400`, `true`, `null`, `""`, `"\u00e9\ud83c\udf33\n"`, `"\ud800"`, `{"a": [1e6, "x"]}`, ` 5 `, `01`, `nul`} {
		f.Add([]byte(value))
	}
	file := filepath.Join(f.TempDir(), "event.json")
	f.Fuzz(func(t *testing.T, value []byte) {
		if err := os.WriteFile(file, []byte(`{"repository":{"default_branch":"main"},"inputs":{"other":1000000,"given":`+string(value)+`}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		c := ReadContext([]string{"GITHUB_EVENT_PATH=" + file})
		inputs, err := c.DispatchInputs()
		if !json.Valid(value) {
			return // it may close what stands around it
		}
		if err != nil || inputs["other"] != "1000000" {
			t.Fatalf("%v, %v", inputs, err)
		}
		got, given := inputs["given"]
		var any any
		if err := json.Unmarshal(value, &any); err != nil {
			any = value // a number beyond float64
		}
		switch text, isText := any.(string); {
		case any == nil:
			if given {
				t.Errorf("null is %q", got)
			}
		case isText:
			if got != text || !given {
				t.Errorf("%s is %q", value, got)
			}
		case got != string(bytes.TrimSpace(value)):
			t.Errorf("%s is %q", value, got)
		}
		if branch, err := c.DefaultBranch(); branch != "main" || err != nil {
			t.Errorf("%q, %v", branch, err)
		}
	})
}

// What a runner reads back is exactly what was set, or nothing was set and that is an error.
func FuzzOutputs(f *testing.F) {
	for _, value := range []string{"", "complete", "a\nb", "a\r", delimiter, delimiter + " ", " " + delimiter, "a<<b", "=", "\x00", "\u2028", "\xff", "%0A", "::set-output name=x::y"} {
		f.Add("status", value)
		f.Add(value, "x")
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, name, value string) {
		file := filepath.Join(folder, "output")
		r := on([]string{"GITHUB_OUTPUT=" + file}, closed{}, closed{})
		var want [][2]string
		for _, o := range []Output{Text(name, value), List("list", []string{value}), Number("number", len(value))} {
			switch err := r.SetOutputs(o); {
			case err == nil:
				want = append(want, [2]string{o.name, o.value})
			case o.name != name:
				t.Errorf("%s of %q: %v", o.name, value, err)
			}
		}
		text, err := os.ReadFile(file)
		if err != nil || os.Remove(file) != nil || !utf8.Valid(text) {
			t.Fatalf("%v, %q", err, text)
		}
		got := outputsIn(t, string(text))
		if len(got) != len(want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("got %q, want %q", got[i], want[i])
			}
		}
		var list []string
		if err := json.Unmarshal([]byte(got[len(got)-2][1]), &list); err != nil || utf8.ValidString(value) && (len(list) != 1 || list[0] != value) {
			t.Errorf("%q came as %q", value, list)
		}
	})
}
