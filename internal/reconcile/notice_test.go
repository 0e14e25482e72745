package reconcile

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

func TestNotice(t *testing.T) {
	well, failed, incomplete := Ending{Reason: Done}, Ending{Fault: GitHubFault}, Ending{Reason: Done, NeedsPerson: true}
	for _, c := range []struct {
		name             string
		ending           Ending
		open, same, well bool
		want             Notice
	}{
		{"something failed", incomplete, false, false, false, OpenIssue},
		{"the same again", incomplete, true, true, false, NoNotice},
		{"something else", incomplete, true, false, false, UpdateIssue},
		{"GitHub refuses", failed, false, false, false, OpenIssue},
		{"GitHub refuses something else", failed, true, false, false, UpdateIssue},
		{"bad input", Ending{Fault: InputFault}, false, false, false, OpenIssue},
		{"a gap left the horizon", Ending{Reason: Done, LeftHorizon: true}, false, false, false, OpenIssue},
		{"max-failures", Ending{Reason: MaxFailures}, false, false, true, OpenIssue},
		{"all is well", well, true, false, true, CloseIssue},
		{"all is well, and was", well, false, false, true, NoNotice},
		{"complete, and another request needs a person", well, true, false, false, NoNotice},
		{"a dry run", Ending{Reason: Planned}, true, false, true, NoNotice},
		{"in progress", Ending{Reason: OnePass, NeedsPerson: true}, false, false, false, NoNotice},
		{"stopped", Ending{Reason: TimeOver, NeedsPerson: true}, false, false, false, NoNotice},
		{"a signal", Ending{Fault: SignalFault}, true, false, true, NoNotice},
		{"closed by a person", Ending{Reason: WasClosed}, true, false, true, NoNotice},
	} {
		if got := c.ending.Notice(c.open, c.same, c.well); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestWell(t *testing.T) {
	request := func(n, from, to int, reprocess string) ledger.Request {
		words := ledger.Words{Begin: span(from, to).From.Day(), End: span(from, to).To.Day(), Reprocess: reprocess}
		return ledger.Request{ID: words.ID(1), Window: span(from, to), Words: words, Retries: 0, RunLimit: 6 * time.Hour, At: noon.Add(time.Duration(n) * time.Hour)}
	}
	gathers := request(-3, 1, 3, ReprocessMissing)
	tick := func(days, from, to int) ledger.Tick {
		return ledger.Tick{Window: span(from, to), At: noon.Add(time.Duration(days) * 24 * time.Hour)}
	}
	for _, c := range []struct {
		name, story string
		facts       []ledger.Fact
		want        bool
	}{
		{"nothing was asked for", "", nil, true},
		{"all is gathered", "1-3 success", []ledger.Fact{gathers}, true},
		{"something is pending", "1-2 success", []ledger.Fact{gathers}, true},
		{"a day failed", "1-2 success\n2-3 gather", []ledger.Fact{gathers}, false},
		{"a day was cancelled", "1-2 success\n2-3 person", []ledger.Fact{gathers}, false},
		{"a person closed it", "2-3 gather", []ledger.Fact{gathers, ledger.Closed{Request: gathers.ID, At: noon}}, true},
		{"the day was gathered later", "1-2 success\n2-3 gather\n2-3 success", []ledger.Fact{gathers}, true},
		{"a newer request holds it, and gathered it", "2-3 gather\n1-5 success", []ledger.Fact{request(-3, 2, 3, ReprocessAll), request(-1, 1, 5, ReprocessMissing)}, true},
		{"a newer request holds a part of it", "2-3 gather", []ledger.Fact{gathers, request(-1, 3, 5, ReprocessAll)}, false},
		{"a newer request holds it, and a person closed that", "2-3 gather",
			[]ledger.Fact{gathers, request(-1, 1, 5, ReprocessAll), ledger.Closed{Request: request(-1, 1, 5, ReprocessAll).ID, At: noon}}, false},
		{"the first tick", "", []ledger.Fact{tick(0, 1, 5)}, true},
		{"a day left the horizon", "", []ledger.Fact{tick(0, 1, 5), tick(1, 2, 6)}, false},
		{"a day left it long ago", "2-4 success", []ledger.Fact{tick(0, 1, 5), tick(1, 2, 6), tick(2, 4, 8)}, false},
		{"a day left it, and was gathered by hand", "1-2 success", []ledger.Fact{tick(0, 1, 5), tick(1, 2, 6)}, true},
		{"a day is looked at again", "", []ledger.Fact{tick(0, 1, 5), tick(1, 2, 6), tick(2, 1, 7)}, true},
	} {
		s, p := newStory(), policy()
		s.tell(c.story)
		s.ledger.Add(c.facts...)
		if got := Well(s.State, *p); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Of requests for events the newer one counts where it asks for the same events and more.
func TestANewerRequestForEvents(t *testing.T) {
	older, newer := ledger.Request{Events: []string{"a"}}, ledger.Request{Events: []string{"a", "b"}}
	if !holds(newer, older) || holds(older, newer) || holds(newer, ledger.Request{Window: span(1, 2)}) {
		t.Error("it does not")
	}
}
