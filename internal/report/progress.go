package report

// How far a request is, in one line.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Progress is a bar with the share that is covered, and what is in flight, pending and failed. It is of ASCII only, so
// that it can be cut to a terminal's width.
func Progress(c *reconcile.Coverage) string {
	const cells = 30
	share := float64(c.Covered.Length()) / float64(max(1, c.Requested.Length()))
	if len(c.Requested) == 0 {
		share = float64(len(c.Successes)) / float64(max(1, len(c.Successes)+len(c.Live)+len(c.Pending)+len(c.NeedsPerson())))
	}
	full := int(share * cells)
	return fmt.Sprintf("[%s%s] %3.0f %%  %d in flight, %d pending, %d failed", strings.Repeat("#", full), strings.Repeat(".", cells-full),
		100*share, len(c.Live), len(c.Pending), len(c.Failed))
}
