package reconcile_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// shows has a loop keep two pages that show how many facts there are.
func shows(l *reconcile.Loop) {
	page := func(name string) func(*ledger.State) ledger.Page {
		return func(state *ledger.State) ledger.Page {
			settled := len(state.Attempts()) - len(state.Unsettled())
			return ledger.Page{Name: name, Text: fmt.Appendf(nil, "%d of %d", settled, len(state.Attempts()))}
		}
	}
	l.Dashboard = &reconcile.Dashboard{Branch: l.Store.(*ledger.Branch), Pages: []func(*ledger.State) ledger.Page{page("README.md"), page("coverage.svg")}}
}

// written are the moments at which each file of the ledger's branch was asked to be written, in one order.
func written(g simtest.GitHub) (names []string, at []time.Time) {
	for _, r := range g.Requests() {
		if name, is := strings.CutPrefix(r.Path, "/repos/CouncilDataProject/seattle/contents/"); is && r.Method == http.MethodPut {
			names, at = append(names, name), append(at, r.At)
		}
	}
	return names, at
}

// Runs of hours, and runs that end every few minutes.
func TestPagesAreWrittenInTurnsAndRarely(t *testing.T) {
	t.Parallel()
	for scenario, fewest := range map[string]int{"busy-day=none": 3, "busy-day=none,minutes-per-event=4,overhead-minutes=1": 2} {
		t.Run(scenario, func(t *testing.T) { writtenRarely(t, scenario, fewest) })
	}
}

func writtenRarely(t *testing.T, scenario string, fewest int) {
	t.Parallel()
	g := city(t, scenario)
	if _, err := run(bounded(t, g), g, nil, "ada", shows); err != nil {
		t.Fatal(err)
	}
	check(t, g, 2, nil)
	for _, file := range []string{"README.md", "coverage.svg"} {
		if text, _ := g.ReadFile("event-gather-ledger", file); string(text) != "7 of 7" {
			t.Errorf("at the end %s has %q", file, text)
		}
	}
	names, at := written(g)
	pages, saves := map[string]int{}, 1 // the branch's first
	last := map[string]time.Time{}
	for i, name := range names {
		if name == ledger.FileName {
			saves++
			continue
		}
		pages[name]++
		atTheEnd := i >= len(names)-2
		if !atTheEnd && (at[i].Sub(last[name]) < time.Hour || names[i-1] != ledger.FileName) {
			t.Errorf("%s is written at %s, before that at %s, after %s", name, at[i], last[name], names[i-1])
		}
		last[name] = at[i]
	}
	if n, m := pages["README.md"], pages["coverage.svg"]; n < fewest || m < fewest || n+m > saves {
		t.Errorf("%d and %d pages beside %d saves", n, m, saves)
	}
}

// Whatever happens to a page, the work is the same, and no write is repeated.
func TestAPageThatCannotBeWrittenHindersNothing(t *testing.T) {
	t.Parallel()
	g := city(t, "busy-day=none")
	for hour := range 100 {
		g.At(g.Clock().Now().Add(time.Duration(hour)*17*time.Minute), func() {
			if _, begun := g.ReadFile("event-gather-ledger", ledger.FileName); begun {
				g.WriteFile("event-gather-ledger", "README.md", fmt.Append(nil, "somebody else's ", hour))
			}
		})
	}
	result, err := run(bounded(t, g), g, nil, "ada", shows)
	if err != nil || result.Reason != reconcile.Done {
		t.Errorf("%s, %v", result.Reason, err)
	}
	check(t, g, 2, nil)
	if n := len(g.Dispatches()); n != 7 {
		t.Errorf("%d dispatches", n)
	}
}

func TestADryRunWritesNoPage(t *testing.T) {
	g := city(t, "busy-day=none")
	if _, err := run(t.Context(), g, nil, "ada", shows, func(l *reconcile.Loop) { l.Policy.DryRun = true }); err != nil {
		t.Fatal(err)
	}
	if names, _ := written(g); len(names) > 0 {
		t.Errorf("it wrote %q", names)
	}
}

// Steps that don't wait have few saves: even at their end they write no more pages than that.
func TestThereAreNeverMorePagesThanSaves(t *testing.T) {
	t.Parallel()
	g := city(t, "busy-day=none")
	for pass := range 5 {
		before, _ := written(g)
		if _, err := run(bounded(t, g), g, nil, "ada", shows, func(l *reconcile.Loop) { l.Policy.Wait = false }); err != nil {
			t.Fatal(err)
		}
		names, _ := written(g)
		saves, pages := 0, 0
		for _, name := range names[len(before):] {
			if name == ledger.FileName {
				saves++
			} else {
				pages++
			}
		}
		if pass == 0 {
			saves++ // the branch's first
		}
		if pages > saves || saves == 0 {
			t.Errorf("pass %d: %d pages beside %d saves", pass, pages, saves)
		}
		if err := g.Clock().Sleep(t.Context(), 12*time.Hour); err != nil {
			t.Fatal(err)
		}
	}
}
