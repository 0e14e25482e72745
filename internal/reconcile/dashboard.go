package reconcile

// When the pages beside the ledger are written that people look at.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// Dashboard is what people look at: pages beside a ledger on a branch. Nothing depends on them: one that can't be written is left
// out until the next time.
type Dashboard struct {
	Branch *ledger.Branch
	Pages  []func(*ledger.State) ledger.Page

	unused int         // saves that no page was written after: there are never more pages than saves
	saved  bool        // since a page was last written
	turn   int         // the page that is next
	looked []time.Time // when each page was last written, or found to be as it should
}

// showEvery is how often a page is written at most while a step works.
const showEvery = time.Hour

// due are the pages that may be written now, in turns: at the end all, else those that were not written for an hour. The zero time
// is never.
func due(turn int, looked []time.Time, now time.Time, ending bool) (pages []int) {
	for n := range looked {
		page := (turn + n) % len(looked)
		if ending || looked[page].IsZero() || now.Sub(looked[page]) >= showEvery {
			pages = append(pages, page)
		}
	}
	return pages
}
