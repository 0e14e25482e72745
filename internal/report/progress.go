package report

// How far a request is, in one line.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// The bar has from 10 to 30 cells. Where there is no room for 10, there is no bar.
const (
	fewestCells = 10
	mostCells   = 30
)

// Progress is the share that is covered with a bar, how many run hours are still needed, and what is in flight, pending and failed,
// in a number of columns. What has no room beside the bar is left out from its end, a word is never cut. No character takes more
// than one column.
func Progress(c *reconcile.Coverage, columns int) string {
	share := float64(c.Covered.Length()) / float64(max(1, c.Requested.Length()))
	if len(c.Requested) == 0 {
		share = float64(len(c.Successes)) / float64(max(1, len(c.Successes)+len(c.Live)+len(c.Pending)+len(c.NeedsPerson())))
	}
	percent := fmt.Sprintf("%3.0f %%", 100*share)
	if columns < len(percent) {
		return ""
	}
	parts := progressParts(c)
	text := func() string { return strings.Join(append([]string{""}, parts...), "  ") }
	for len(parts) > 1 && len(percent)+len("  []")+fewestCells+len(text()) > columns {
		parts = parts[:len(parts)-1]
	}
	for len(parts) > 0 && len(percent)+len(text()) > columns {
		parts = parts[:len(parts)-1]
	}
	if cells := min(mostCells, columns-len(percent)-len("  []")-len(text())); cells >= fewestCells {
		full := int(share * float64(cells))
		percent += "  [" + strings.Repeat("█", full) + strings.Repeat("░", cells-full) + "]"
	}
	return percent + text()
}

// progressParts are what is said beside the bar, the most important first.
func progressParts(c *reconcile.Coverage) (parts []string) {
	if needed := runTimeLeft(c); needed > 0 {
		parts = append(parts, fmt.Sprintf("about %s to go", Hours(needed)))
	}
	for _, part := range []struct {
		n    int
		what string
	}{{len(c.Failed), "failed"}, {len(c.Live), "in flight"}, {len(c.Pending), "pending"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return parts
}
