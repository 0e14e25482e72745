package event

// Tests that the JSON is exactly what Python would write.

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAppendText(t *testing.T) {
	for s, want := range map[string]string{
		"":                     `""`,
		`a"b\c/d<e>&'`:         `"a\"b\\c/d<e>&'"`,
		"\b\f\n\r\t":           `"\b\f\n\r\t"`,
		"\x00\x1f\x7f":         `"\u0000\u001f\u007f"`,
		"é\u2028\uffff":        `"\u00e9\u2028\uffff"`,
		"\U00010000\U0010ffff": `"\ud800\udc00\udbff\udfff"`,
	} {
		if got := string(appendText(nil, s)); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", `O'Brien "x" \c \u0041 $(touch y)`, "\x00\n\u2028é😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		js := appendText([]byte(`{"a": `), strings.ToValidUTF8(s, "\ufffd"))
		js = append(js, '}')
		var got struct{ A string }
		if err := json.Unmarshal(js, &got); err != nil || got.A != strings.ToValidUTF8(s, "\ufffd") {
			t.Errorf("%q came back as %q, %v", s, got.A, err)
		}
		for _, b := range js {
			if b < ' ' || b >= utf8.RuneSelf-1 {
				t.Errorf("byte 0x%02x in %s", b, js)
			}
		}
		checkQuoteKeeps(t, js)
	})
}

// Each want is what CPython prints for datetime.timestamp() of an aware datetime.
func TestAppendTimestamp(t *testing.T) {
	for micro, want := range map[int64]string{
		0:                         "0.0",
		1:                         "1e-06",
		15:                        "1.5e-05",
		99:                        "9.9e-05",
		100:                       "0.0001",
		-1:                        "-1e-06",
		-500_000:                  "-0.5",
		1_813_651:                 "1.813651",
		1_631_525_400_100_000:     "1631525400.1",
		-243_864_000_000_000:      "-243864000.0",
		253_402_300_799_999_999:   "253402300800.0",
		-62_135_596_800_000_000:   "-62135596800.0",
		-62_135_596_799_999_999:   "-62135596800.0",
		4_102_444_799_999_999:     "4102444799.999999",
		1_000_000_000_000_000_000: "1000000000000.0",
	} {
		if got := string(appendTimestamp(nil, time.UnixMicro(micro))); got != want {
			t.Errorf("%d µs is written %s, want %s", micro, got, want)
		}
	}
}

// The float written is the one nearest to the microseconds, found here with exact fractions.
func TestTimestampIsTheNearestFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		micro := rapid.Int64Range(-62_135_596_800_000_000, 253_402_300_799_999_999).Draw(t, "micro")
		want, _ := big.NewRat(micro, 1_000_000).Float64()
		written := string(appendTimestamp(nil, time.UnixMicro(micro)))
		if got, err := strconv.ParseFloat(written, 64); err != nil || got != want || !strings.ContainsAny(written, ".e") {
			t.Fatalf("%d µs is written %s, want %v", micro, written, want)
		}
	})
}

func TestQuote(t *testing.T) {
	js := `{"a": "it's \"x\" \\ \b\f\n\r\t \u00e9 \\u0041 $(touch y)"}`
	want := `'{"a": "it\u0027s \u0022x\u0022 \u005c \u0008\u000c\u000a\u000d\u0009 \u00e9 \u005cu0041 $(touch y)"}'`
	if got := string(appendQuoted(nil, []byte(js))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCheckQuoted(t *testing.T) {
	for value, want := range map[string]bool{
		`'{}'`:                     true,
		`'{"a": "\u0027"}'`:        true,
		``:                         false,
		`'{'`:                      false,
		`{}`:                       false,
		`'{}`:                      false,
		`'[]'`:                     false,
		`'{}' '{}'`:                false,
		`'{"a": "x'; touch y #"}'`: false,
		`'{"a": "\""}'`:            false,
		`'{"a": "\n"}'`:            false,
		`'{"a": "\u00g0"}'`:        false,
		`'{"a": "\u00}'`:           false,
		"'{\"a\": \"\n\"}'":        false,
		`'{"a": "é"}'`:             false,
		"'{\x7f}'":                 false,
	} {
		if err := CheckQuoted([]byte(value)); (err == nil) != want {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestID(t *testing.T) {
	want := "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" // printf %s '{}' | sha256sum
	if got := ID([]byte("{}")); got != want {
		t.Errorf("got %s", got)
	}
}
