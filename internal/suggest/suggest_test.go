package suggest

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"begin", "end", "reprocess", "retries", "agenda_uri", "Passed", "Abstain (Non-Voting)", "max-runs"}
	for word, want := range map[string]string{
		"bgin":                      "begin",
		"beign":                     "begin", // neighbours that changed places
		"BEGINN":                    "begin",
		"begin":                     "begin",
		"beginning":                 "",
		"retires":                   "retries",
		"reprozes":                  "reprocess",
		"agenda_url":                "agenda_uri",
		"agenda":                    "agenda_uri", // the beginning
		"max":                       "max-runs",
		"ma":                        "",
		"passed":                    "Passed",
		"abstain non voting":        "Abstain (Non-Voting)",
		"edn":                       "end",
		"e":                         "",
		"":                          "",
		"colour":                    "",
		"<<":                        "",
		strings.Repeat("begin", 11): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestNearestOfSeveral(t *testing.T) {
	for word, want := range map[string]string{"nam": "name", "nams": "name", "nmaes": "names"} {
		if got := Nearest(word, []string{"name", "names"}); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("name", nil); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}
