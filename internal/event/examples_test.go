package event

// Tests that the event files in examples/ are valid.

import (
	"strings"
	"testing"
	"time"
)

// examples are the files that maintainers copy.
const examples = "../../examples/events/*.yml"

func TestExamplesHaveNoProblem(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	modeline := "# yaml-language-server: $schema=" + schemaURL + "\n"
	var events []Event
	for _, v := range load(t, examples) {
		event, problems := Parse(v.name, v.data, zone)
		for _, p := range problems {
			t.Error(p)
		}
		if !strings.HasPrefix(string(v.data), modeline) {
			t.Errorf("%s does not begin with %q", v.name, modeline)
		}
		events = append(events, event)
	}
	for _, p := range append(CheckDuplicates(events), CheckBare(events)...) {
		t.Error(p)
	}
}
