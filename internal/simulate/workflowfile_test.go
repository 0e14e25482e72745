package simulate

// What is read of workflow files, well-formed or not.

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseDefinition(t *testing.T) {
	d := parseDefinition([]byte(OtherWorkflow))
	want := definition{name: "Other", dispatchable: true, inputs: []input{
		{name: "branch_name", required: true},
		{name: "size", fallback: "small", options: []string{"small", "large"}},
	}}
	if fmt.Sprint(d) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", d, want)
	}
	for text, want := range map[string]bool{
		"on: workflow_dispatch":                  true,
		"on: [push, workflow_dispatch]":          true,
		"on:\n  - push\n  - workflow_dispatch\n": true,
		"'on':\n    workflow_dispatch:\n":        true,
		"on: push # workflow_dispatch":           false,
		"# on: workflow_dispatch":                false,
		"jobs:\n  workflow_dispatch:\n":          false,
		"on:\n  workflow_dispatch: {}\n":         true,
		"on: &on\n  workflow_dispatch:\n":        true,
		"a: &a\n  workflow_dispatch:\non: *a\n":  true,
		"on: {push: , workflow_dispatch: }":      true,
		"on: workflow_dispatch\n\tjobs: {}":      false,
		"on: \"workflow_dispatch":                false,
		"":                                       false,
	} {
		if got := parseDefinition([]byte(text)).dispatchable; got != want {
			t.Errorf("%q: dispatchable %v", text, got)
		}
	}
	if d := parseDefinition([]byte(Scenario{RunName: true, Concurrency: "none"}.gatherFile())); !d.declares("from") || !d.declares("to") || len(d.crons) != 1 || !strings.HasPrefix(d.runName, "gather ${{") {
		t.Errorf("%+v", d)
	}
}

func FuzzParseDefinition(f *testing.F) {
	f.Add(gatherWorkflow)
	f.Add(OtherWorkflow)
	f.Fuzz(func(t *testing.T, text string) {
		expand(parseDefinition([]byte(text)).runName, map[string]string{"from": "x"})
	})
}
