package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

func TestChanges(t *testing.T) {
	e := func(file string, bare event.Bare) *event.Event {
		return &event.Event{At: event.Place{File: file}, Bare: bare}
	}
	got := changesText([]EventChange{
		{Event: e("events/a.yml", event.Bare{}), State: "new"},
		{Event: e("events/b.yml", event.Bare{Who: `"<b>", "Ann" and 3 more`}), State: "edited",
			Fields: []event.Change{{Field: `votes["*x*"].decision`, Before: "Approve", After: "Reject", Stays: true}, {Field: "agenda_uri", After: "\n| @mayor <b> `" + strings.Repeat("x", 1000)}}},
		{Event: e("x\n::error::", event.Bare{}), State: "edited"},
	})
	want := `### What this changes in the archive

- events/a.yml: new
- events/b.yml: edited
  - votes&#91;<!-- -->"&#42;x&#42;"&#93;.decision: "Approve" → "Reject" (the archive keeps the old one)
  - agenda_uri: none → "&#92;n&#124; &#64;<!-- -->mayor &#60;b&#62; &#96;` + strings.Repeat("x", 105) + `"…
  - by name alone, and emptied where the archive knows them: "&#60;b&#62;", "Ann" and 3 more
- "x&#92;n:<!-- -->:<!-- -->error:<!-- -->:": edited, in fields that the ledger does not keep
`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := changesText(nil); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

func changesText(changes []EventChange) string { return Changes(changes).Markdown(1 << 20) }

func TestChangesAreBounded(t *testing.T) {
	var fields []event.Change
	for i := range 100 {
		fields = append(fields, event.Change{Field: fmt.Sprintf("sessions[%d].video_uri", i), Before: strings.Repeat("<", 5000), After: strings.Repeat("é", 5000)})
	}
	one := EventChange{Event: &event.Event{At: event.Place{File: "a.yml"}}, State: "edited", Fields: fields}
	if got := changesText([]EventChange{one}); strings.Count(got, "sessions") != mostFields || !strings.Contains(got, "  - 70 fields more\n") {
		t.Errorf("%s", got)
	}
}
