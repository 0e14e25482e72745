package workflow

import "testing"

func TestSingle(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"plain", "on: workflow_dispatch\njobs: {backfill: {runs-on: ubuntu-latest}}", true},
		{"matrix", "on: workflow_dispatch\njobs: {backfill: {strategy: {matrix: {city: [a, b]}}}}", false},
		{"strategy without a matrix", "on: workflow_dispatch\njobs: {backfill: {strategy: {max-parallel: 1}}}", true},
		{"another job's matrix", "on: [push, workflow_dispatch]\njobs: {backfill: {}, test: {strategy: {matrix: {go: [1]}}}}", true},
		{"a job of a workflow that this one calls", "on: workflow_dispatch\njobs: {call: {uses: ./.github/workflows/x.yml}}", false},
		{"not dispatchable", "on: schedule\njobs: {backfill: {}}", false},
	} {
		client, _, _ := onWire(t, contents(c.text))
		got, err := gatherWorkflow(t, client).Single(t.Context(), "backfill", "main")
		if err != nil || got != c.want {
			t.Errorf("%s: got %v, %v", c.name, got, err)
		}
	}
}
