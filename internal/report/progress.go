package report

// How far a request is, in one line.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// The bar has from 10 to 30 cells. Where there is no room for 10, there is no bar.
const (
	fewestCells = 10
	mostCells   = 30
)

// Progress is the share that is covered with a bar, how many run hours are still needed, and what is in flight, pending and failed,
// in a number of columns. No character of it takes more than one column.
func Progress(c *reconcile.Coverage, columns int) string {
	share := float64(c.Covered.Length()) / float64(max(1, c.Requested.Length()))
	if len(c.Requested) == 0 {
		share = float64(len(c.Successes)) / float64(max(1, len(c.Successes)+len(c.Live)+len(c.Pending)+len(c.NeedsPerson())))
	}
	line := fmt.Sprintf("%3.0f %%  ", 100*share)
	rest := fmt.Sprintf("%d in flight, %d pending, %d failed", len(c.Live), len(c.Pending), len(c.Failed))
	if needed := c.Rate.Estimate(unsent(c)); needed > 0 && len(c.Requested) > 0 {
		about := fmt.Sprintf("about %s to go, ", Hours(needed))
		if len(line)+len(about)+len(rest) <= columns {
			rest = about + rest
		}
	}
	for len(line)+len(rest) > columns && rest != "" { // whole parts, the last first
		rest = rest[:max(0, strings.LastIndex(rest, ", "))]
	}
	if cells := min(mostCells, columns-len(line)-len(rest)-len("[]  ")); cells >= fewestCells {
		full := int(share * float64(cells))
		line += "[" + strings.Repeat("█", full) + strings.Repeat("░", cells-full) + "]  "
	}
	all := []rune(line + rest)
	return string(all[:max(0, min(len(all), columns))])
}

// unsent is how long all windows are that were not sent.
func unsent(c *reconcile.Coverage) (length civil.Time) {
	for _, piece := range c.Pending {
		length += piece.Length()
	}
	return length
}
