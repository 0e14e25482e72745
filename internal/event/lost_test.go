package event

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestCommentsThatEatText(t *testing.T) {
	const message = ": warning: %s ends before %q: what follows a space and # is a comment → put quotes around the whole text, or the comment in a line of its own"
	item := base + "event_minutes_items:\n  - minutes_item: "
	for data, want := range map[string]string{
		item + "{name: a}\n    #comment\n":                  "",
		item + "\n      name: Item #3\n":                    fmt.Sprintf("f:9:13"+message, "name", "#3"),
		item + "\n      name: Item # 3\n":                   fmt.Sprintf("f:9:13"+message, "name", "# 3"),
		item + "\n      name: Item\t#three\n":               fmt.Sprintf("f:9:13"+message, "name", "#three"),
		item + "\n      name: Item # the third\n":           "",
		item + "\n      name: Item ## 3\n":                  "",
		item + "\n      name: Item#3\n":                     "",
		item + "\n      name: \"Item #3\"\n":                "",
		item + "\n      name: 'Item' #3\n":                  "",
		item + "\n      name: a\n      description: #3 b\n": fmt.Sprintf("f:10:19"+message, "description", "#3 b"),
		item + "\n      name: a\n      description: # b\n":  "",
		item + "\n      name: a\n      description: ~ #3\n": "",
		item + "{name: Item #3\n }\n":                       fmt.Sprintf("f:8:26"+message, "name", "#3"),
		item + "{name: &n Item #3\n , description: *n}\n":   fmt.Sprintf("f:8:26"+message, "name", "#3"),
		item + "{name: a}\n    index: 3 #third\n":           "",
		// In a line below the first of a text without quotes.
		item + "\n      name: a\n      description: See\n        CB #119858 and more\n":     fmt.Sprintf("f:11:12"+message, "description", "#119858 and more"),
		item + "\n      name: a\n      description: See\n        the bill # and more\n":     fmt.Sprintf("f:11:18"+message, "description", "# and more"),
		item + "\n      name: a\n      description:\n        See é\n\n        CB\t## 3\r\n": fmt.Sprintf("f:13:12"+message, "description", "## 3"),
		item + "\n      name: a\n      description: See\n        'CB' #3\n":                 fmt.Sprintf("f:11:14"+message, "description", "#3"),
		item + "{name: '# #3', description: See\n      CB #3\n    }\n":                      fmt.Sprintf("f:9:10"+message, "description", "#3"),
		item + "{name: &n CB\n      12 #3\n    , description: *n}\n":                        fmt.Sprintf("f:9:10"+message, "name", "#3"),
		item + "\n      name: a\n      description: 'See\n        CB' #3\n":                 "",
		item + "\n      name: a\n      description: >\n        See\n        CB #3\n":        "",
		item + "\n      name: a\n      description: See\n        CB\n# and more\n":          "",
		item + "{name: a}\n    decision: Passed #5\n":                                       "",
		base + "agenda_uri: https://e.org/a#page\n":                                         "",
		base + "agenda_uri: https://e.org/a # the page\n":                                   "",
		base + "agenda_uri: https://e.org/a #page\n": `f:7:13: warning: agenda_uri ends before "#page": what follows a space and # is a comment` +
			" → delete the space if this belongs to the address, or put the comment in a line of its own",
	} {
		if got := strings.Join(problemsOf(data), "\n"); got != want {
			t.Errorf("%q:\n got %s\nwant %s", data, got, want)
		}
	}
	event, _ := Parse("f", []byte(strings.Replace(base, "Full Council", "CB #119858", 1)), time.UTC)
	if event.Body != "CB" {
		t.Errorf("the text is %q", event.Body)
	}
}

func TestAnchorsThatNobodyUses(t *testing.T) {
	const message = ": warning: nothing refers to the anchor &%s → delete it, or put quotes around a text that begins with &"
	named := func(value string) string { return strings.Replace(base, "Full Council", value, 1) }
	for data, want := range map[string]string{
		named("&Parks Committee"):          fmt.Sprintf("f:2:9"+message, "Parks"),
		named("'&Parks Committee'"):        "",
		named("Arts & Parks"):              "",
		named("&a x\n  description: *a"):   "",
		named("&a x\n  description: &a y"): fmt.Sprintf("f:2:9"+message+"\nf:3:16"+message, "a", "a"),
		named("&a x\n  description: *a") + "agenda_uri: &a https://example.org\n": fmt.Sprintf("f:8:13"+message, "a"),
		"&all\n" + base:                          fmt.Sprintf("f:1:1"+message, "all"),
		base + "event_minutes_items: &none []\n": fmt.Sprintf("f:7:22"+message, "none"),
		named("x\n  description: &Sons"):         fmt.Sprintf("f:3:16"+message, "Sons"),
	} {
		if got := strings.Join(problemsOf(data), "\n"); got != want {
			t.Errorf("%q:\n got %s\nwant %s", data, got, want)
		}
	}
}
