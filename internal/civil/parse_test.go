package civil

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// goldenFile holds strings and what CPython 3.11 makes of them.
const goldenFile = "../../testdata/fromisoformat.tsv"

// golden calls f with each input of goldenFile and its isoformat(), or ERROR.
func golden(t testing.TB, f func(input, want string)) {
	t.Helper()
	file, err := os.Open(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := 0
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		quoted, want, found := strings.Cut(scanner.Text(), "\t")
		if strings.HasPrefix(quoted, "#") {
			continue
		}
		var input string
		if err := json.Unmarshal([]byte(quoted), &input); err != nil || !found {
			t.Fatalf("%s: bad line %q", goldenFile, scanner.Text())
		}
		f(input, want)
		lines++
	}
	if lines < 200 {
		t.Fatalf("%s: only %d cases", goldenFile, lines)
	}
}

func TestParseIsPython(t *testing.T) {
	golden(t, func(input, want string) {
		got := "ERROR"
		if d, err := Parse(input); err == nil {
			got = d.String()
		}
		if got != want {
			t.Errorf("Parse(%q) is %s, want %s", input, got, want)
		}
	})
}

// What the golden file leaves open; each line is CPython 3.11.7's answer.
func TestParseCorners(t *testing.T) {
	for _, c := range []struct{ input, want string }{
		{"2021-05-01 10:30 -07:00", "2021-05-01T10:30:00-07:00"},
		{"2021-05-01 10:30:15 Z", "2021-05-01T10:30:15+00:00"},
		{"2021-05-01T10:30:15.1234567 +07", "2021-05-01T10:30:15.123456+07:00"},
		{"2021-05-01T10:30:15+07:60", "2021-05-01T10:30:15+08:00"},
		{"2021-05-01T10:30:15:5", "2021-05-01T10:30:15.500000"},
		{"2021W0531030", "2021-02-01T10:30:00"},
		{"2026-W53", "2026-12-28T00:00:00"},
		{"2021-05-01T10:30-00:00:00.5", "2021-05-01T10:30:00+00:00"},
	} {
		d, err := Parse(c.input)
		if err != nil {
			t.Error(err)
		} else if got := d.String(); got != c.want {
			t.Errorf("Parse(%q) is %s, want %s", c.input, got, c.want)
		}
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	form := "not a date and time of the form 2021-05-01 or 2021-05-01T10:30:00"
	for _, c := range []struct{ input, want string }{
		{"", form},
		{"yesterday", form},
		{"10/12/2020", form},
		{"2021-05-01T", form},
		{"2021-05-01T10:30:15 PST", form},
		{"2021-05-01T10:30ZZ", form},
		{"0000-01-01", "year out of range"},
		{"9999-W52-7", "year out of range"},
		{"2021-13-01", "month out of range"},
		{"2021-02-29", "day out of range: there is no February 29"},
		{"2021-W53", "week out of range"},
		{"2021-W05-8", "day of the week out of range"},
		{"2021-05-01T24:00", "hour out of range"},
		{"2021-05-01T10:60", "minute out of range"},
		{"2021-05-01T23:59:60", "second out of range"},
		{"2021-05-01T10:30-24", "offset from UTC not below 24 hours"},
	} {
		_, err := Parse(c.input)
		if got, want := fmt.Sprint(err), fmt.Sprintf("%q: %s", c.input, c.want); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if _, err := Parse(strings.Repeat("é", 10_000)); err == nil || len(err.Error()) > 200 {
		t.Errorf("error for a long string: %v", err)
	}
}

func TestHint(t *testing.T) {
	for input, want := range map[string]string{
		"2021-09-31T19:00:00": "September has 30 days",
		"20210431":            "April has 30 days",
		"2021-01-32":          "January has 31 days",
		"2021-12-00":          "December has 31 days",
		"2021-02-29":          "February 2021 has 28 days",
		"2024-02-30":          "February 2024 has 29 days",
		"2021-31-05":          "months run from 01 to 12, and stand before the day",
		"2021-W54-1":          "a year has 52 or 53 weeks",
		"2021-W05-8":          "1 is Monday, 7 is Sunday",
		"0000-01-01":          "years run from 0001 to 9999",
		"9999-W52-7":          "years run from 0001 to 9999",
		"2021-05-01T24:00":    "midnight is 00:00 of the next day",
		"2021-05-01T25:00":    "hours run from 00 to 23",
		"2021-05-01T10:60":    "minutes run from 00 to 59",
		"2021-05-01T10:30:60": "seconds run from 00 to 59",
		"2021-05-01T10:30-24": "write an offset such as -07:00",
		"next Monday":         errForm.hint,
	} {
		if _, err := Parse(input); err == nil || Hint(err) != want {
			t.Errorf("%s: %v, %s; want %s", input, err, Hint(err), want)
		}
	}
	if hint := Hint(os.ErrExist); hint != "" {
		t.Errorf("%s for an error of another kind", hint)
	}
}

// Whatever a Datetime says of itself is read as that same Datetime.
func TestParseReadsString(t *testing.T) {
	first, last := Date(1, 1, 1), Date(10000, 1, 1)-1
	rapid.Check(t, func(t *rapid.T) {
		d := Datetime{
			Civil: Time(rapid.Int64Range(int64(first), int64(last)).Draw(t, "civil")),
			Micro: rapid.IntRange(0, 999_999).Draw(t, "micro"),
			Aware: rapid.Bool().Draw(t, "aware"),
		}
		if d.Aware {
			offset := rapid.Int64Range(-86_399_999_999, 86_399_999_999).Draw(t, "offset in µs")
			if -1_000_000 < offset && offset < 1_000_000 {
				offset = 0
			}
			d.Offset = time.Duration(offset) * time.Microsecond
		}
		got, err := Parse(d.String())
		if err != nil || got != d {
			t.Fatalf("Parse(%q) is %+v, %v; want %+v", d.String(), got, err, d)
		}
	})
}

func FuzzParse(f *testing.F) {
	golden(f, func(input, _ string) { f.Add(input) })
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(d.String())
		if err != nil || again != d {
			t.Errorf("Parse(%q) is %+v; its String gives %+v, %v", s, d, again, err)
		}
	})
}

// What people write, and what they are told to write.
func TestHintSaysWhatWasMeant(t *testing.T) {
	for input, want := range map[string]string{
		"2021-05-01T10:30:00z":             "write 2021-05-01T10:30:00Z",
		"2021-05-01t10:30z":                "write 2021-05-01T10:30Z",
		"2021-05-01T10:30:00.25 z":         "write 2021-05-01T10:30:00.25Z",
		"2021-05-01 10:30 UTC":             "write 2021-05-01T10:30Z",
		"2021-05-01T7:00":                  "write 2021-05-01T07:00",
		"2021-05-01 7:00:00":               "write 2021-05-01T07:00:00",
		"2021-05-01T10:30-7:00":            "write 2021-05-01T10:30-07:00",
		"2021-05-01T10:30 -7":              "write 2021-05-01T10:30-07:00",
		"2021-05-01T7:00-0700":             "write 2021-05-01T07:00-07:00",
		"2021-05-01 7:00 PM PDT":           "write 2021-05-01T19:00, and leave the zone out: times are those of the city's zone",
		"2021-05-01 10:30 EST":             "write 2021-05-01T10:30, and leave the zone out: times are those of the city's zone",
		"2021-05-01 10:30 XYZ":             errForm.hint,
		"2021-05-01T10:30 PM":              "write 2021-05-01T22:30",
		"2021-05-01 7:00 a.m.":             "write 2021-05-01T07:00",
		"2021-05-01 at 7pm":                "write 2021-05-01T19:00",
		"2021-05-01, 12:00 AM":             "write 2021-05-01T00:00",
		"2021-05-01 12 PM":                 "write 2021-05-01T12:00",
		"2021-05-01 19:00 PM":              "write 2021-05-01T19:00",
		"2021-5-1":                         "write 2021-05-01",
		"2021/5/1":                         "write 2021-05-01",
		"2021/05/01 7:00":                  "write 2021-05-01T07:00",
		"2021.05.01":                       "write 2021-05-01",
		"2021-2-30 7:00 PM":                "February 2021 has 28 days",
		"2021-5-1 25:00":                   "hours run from 00 to 23",
		"5/1/2021":                         "write 2021-05-01, or 2021-01-05 if the day is in front",
		"5/1/2021 7pm":                     "write 2021-05-01T19:00, or 2021-01-05T19:00 if the day is in front",
		"05-01-2021":                       "write 2021-05-01, or 2021-01-05 if the day is in front",
		"5/5/2021":                         "write 2021-05-05",
		"5/31/2021":                        "write 2021-05-31",
		"31.5.2021":                        "write 2021-05-31",
		"31/31/2021":                       "months run from 01 to 12, and stand before the day",
		"5/1/21":                           errForm.hint,
		"May 1, 2021":                      "write 2021-05-01",
		"Sat, May 1st 2021 at 7:00 PM":     "write 2021-05-01T19:00",
		"1 December 2021":                  "write 2021-12-01",
		"Saturday, 01-Sept-2021 19:00 GMT": "write 2021-09-01T19:00Z",
		"7:00 PM":                          "write the date in front of the time, such as 2021-05-01T19:00",
		"19:00:00":                         "write the date in front of the time, such as 2021-05-01T19:00:00",
		"7 p.m.":                           "write the date in front of the time, such as 2021-05-01T19:00",
		"1619890200":                       "write 2021-05-01T17:30:00Z",
		"1619890200.5":                     "write 2021-05-01T17:30:00Z",
		"1619890200000":                    "write 2021-05-01T17:30:00Z",
		"9619890200":                       "months run from 01 to 12, and stand before the day",
		"":                                 errForm.hint,
		"2021":                             errForm.hint,
		"10":                               errForm.hint,
		strings.Repeat("7:", 100) + "00":   errForm.hint,
	} {
		_, err := Parse(input)
		if err == nil || Hint(err) != want {
			t.Errorf("%s: %v, %s; want %s", input, err, Hint(err), want)
		}
		for word := range strings.FieldsSeq(strings.ReplaceAll(Hint(err), ",", "")) {
			if _, err := Parse(word); strings.HasPrefix(word, "2021-") && err != nil {
				t.Errorf("%s: the hint is wrong: %v", input, err)
			}
		}
	}
}
