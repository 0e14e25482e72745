package workflow

import (
	"testing"
	"time"
)

func TestNewestCommit(t *testing.T) {
	const dated = `[{"commit":{"author":{"date":"2021-01-01T00:00:00Z"},"committer":{"date":"2021-05-01T09:00:00Z"}}}]`
	for name, tt := range map[string]struct {
		reply reply
		want  time.Time // zero: an error
	}{
		"a commit":          {reply{status: 200, body: dated}, time.Date(2021, 5, 1, 9, 0, 0, 0, time.UTC)},
		"no commits":        {reply{status: 200, body: "[]"}, time.Time{}},
		"no committer":      {reply{status: 200, body: `[{"commit":{"committer":null}}]`}, time.Time{}},
		"no date":           {reply{status: 200, body: `[{"commit":{"committer":{"name":"ada"}}}]`}, time.Time{}},
		"a refusal":         {refused(403, "Resource not accessible by integration"), time.Time{}},
		"another structure": {reply{status: 200, body: `{}`}, time.Time{}},
	} {
		client, wire, _ := onWire(t, tt.reply)
		got, err := gatherWorkflow(t, client).Repository.NewestCommit(t.Context(), "main")
		if !got.Equal(tt.want) || (err == nil) != !tt.want.IsZero() {
			t.Errorf("%s: %s, %v, want %s", name, got, err, tt.want)
		}
		if asked := wire.seen[0].URL.RequestURI(); len(wire.seen) != 1 || asked != "/repos/city/council/commits?per_page=1&sha=main" {
			t.Errorf("%s: asked %d times for %s", name, len(wire.seen), asked)
		}
	}
}
