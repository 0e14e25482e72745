package event

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestNamesThatLookLikeOthers(t *testing.T) {
	const (
		around = "white space around the name"
		inside = "%U, an invisible character"
	)
	for name, want := range map[string]string{
		"Full Council":          "",
		"Full  Council":         "",
		"São Paulo — 市議會":       "",
		"市\u3000議":              "",
		" Mayor":                around,
		"Mayor ":                around,
		"Mayor\n":               around,
		"\tMayor":               around,
		"Mayor\u00a0":           around,
		"Mayor\u2028":           around,
		"Mayor\x1f":             around,
		"a\u00a0b":              "U+00A0, an unusual space",
		"a\tb":                  "a tab",
		"a\nb":                  "a line break",
		"a\u2028b":              "U+2028, an unusual space",
		"a\u200bb":              fmt.Sprintf(inside, 0x200b),
		"a\u00adb":              fmt.Sprintf(inside, 0xad),
		"a\u200db":              fmt.Sprintf(inside, 0x200d),
		"\u200da":               fmt.Sprintf(inside, 0x200d),
		"a\ufe0f":               fmt.Sprintf(inside, 0xfe0f),
		"1\ufe0f2":              fmt.Sprintf(inside, 0xfe0f),
		"\u202eyoraM\u202c":     fmt.Sprintf(inside, 0x202e),
		"\ufeffMayor":           fmt.Sprintf(inside, 0xfeff),
		"a\u2066b":              fmt.Sprintf(inside, 0x2066),
		"a\u0007":               fmt.Sprintf(inside, 7),
		"a\u3164":               fmt.Sprintf(inside, 0x3164),
		"a\U000e0041":           fmt.Sprintf(inside, 0xe0041),
		"Parks 👨\u200d👩\u200d👧": "", // a family
		"Pride 🏳\ufe0f\u200d🌈":  "", // a flag
		"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": "", // England
		"Item 1\ufe0f\u20e3": "", // a digit on a key
		"©\ufe0f":            "",
		"👍🏽 of all":          "",
		"علی\u200cرضا":       "", // Persian
		"ශ\u0dca\u200dරී":    "", // Sinhala
		"葛\U000e0100城":       "", // a variant of a character
	} {
		data := strings.Replace(base, "Full Council", quoteYAML(name), 1)
		got := problemsOf(data)
		switch {
		case want == "" && got != nil:
			t.Errorf("%q: %q", name, got)
		case want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], "f:2:9: warning: ") || !strings.Contains(got[0], want)):
			t.Errorf("%q: %q, want %s", name, got, want)
		}
	}
}

// quoteYAML is s in double quotes, in ASCII.
func quoteYAML(s string) string {
	var out strings.Builder
	for _, r := range s {
		fmt.Fprintf(&out, `\U%08x`, r)
	}
	return `"` + out.String() + `"`
}

// Names of all kinds are checked, and no other texts.
func TestWhichNames(t *testing.T) {
	data := strings.Replace(base, "Full Council", `"a "`+"\n  description: \" b \"", 1) + `event_minutes_items:
  - minutes_item: {name: " c", description: "x\u200by "}
    decision: Passed
    matter: {name: "d ", matter_type: " x", title: "x ", sponsors: [{name: "e ", phone: " 1", seat: {name: "f ", electoral_area: " x"}}]}
    supporting_files: [{name: "g ", uri: "https://example.org"}]
`
	var places []string
	for _, p := range problemsOf(data) {
		places = append(places, p[:strings.Index(p, ": warning: white space around the name")])
	}
	if got, want := strings.Join(places, " "), "f:2:9 f:9:26 f:11:20 f:11:76 f:11:108 f:12:31"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSpacesInAddresses(t *testing.T) {
	fields := map[string]string{
		"video_uri":  strings.Replace(base, "https://video.example.org/1.mp4", "%s", 1),
		"agenda_uri": base + "agenda_uri: %s\n",
		"email":      base + "event_minutes_items:\n  - {minutes_item: {name: x}, decision: Passed, matter: {name: x, matter_type: x, title: x, sponsors: [{name: x, email: %s}]}}\n",
		"website":    base + "event_minutes_items:\n  - {minutes_item: {name: x}, decision: Passed, matter: {name: x, matter_type: x, title: x, sponsors: [{name: x, website: %s}]}}\n",
	}
	for name, data := range fields {
		good := "https://example.org/a"
		if name == "email" {
			good = "ann.lee@example.org"
		}
		column := len(data[:strings.Index(data, "%s")]) - strings.LastIndex(data[:strings.Index(data, "%s")], "\n")
		line := 1 + strings.Count(data[:strings.Index(data, "%s")], "\n")
		for _, c := range []struct{ bad, want string }{
			{good, ""},
			{" " + good, "holds a space"},
			{good + " ", "holds a space"},
			{good[:9] + " " + good[9:], "holds a space"},
			{good + "\n", "holds a line break"},
			{good + "\u200b", "holds U+200B, an invisible character"},
			{good + "\u00a0", "holds U+00A0, an unusual space"},
			{"\ufeff" + good, "holds U+FEFF, an invisible character"},
			{good[:9] + "\u3000" + good[9:], "holds U+3000, an unusual space"},
			{good[:9] + "\u200d" + good[9:], "holds U+200D, an invisible character"},
		} {
			got := problemsOf(strings.Replace(data, "%s", quoteYAML(c.bad), 1))
			want := fmt.Sprintf("f:%d:%d: %s %s %s", line, column, name, strconv.Quote(c.bad), c.want)
			if c.want == "" && got != nil || c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], want)) {
				t.Errorf("%s %q: got %q, want %s", name, c.bad, got, want)
			}
			if name == "email" && strings.Contains(strings.Join(got, ""), "%20") {
				t.Errorf("%q: an e-mail address has no escapes: %q", c.bad, got)
			}
		}
	}
}
