package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// bar is a line at the bottom of a terminal that says how far a request is. Elsewhere it is nothing.
type bar struct {
	out     io.Writer
	columns int
	shown   bool
}

func newBar(env *Env) *bar { return &bar{out: env.Stderr, columns: env.Columns} }

// show draws the bar anew.
func (b *bar) show(c *reconcile.Coverage) {
	const cells = 30
	if b.columns == 0 {
		return
	}
	covered := float64(c.Covered.Length()) / float64(max(1, c.Requested.Length()))
	if len(c.Requested) == 0 {
		covered = float64(len(c.Successes)) / float64(max(1, len(c.Successes)+len(c.Live)+len(c.Pending)+len(c.NeedsPerson())))
	}
	full := int(covered * cells)
	line := fmt.Sprintf("[%s%s] %3.0f %%  %d in flight, %d pending, %d failed", strings.Repeat("#", full), strings.Repeat(".", cells-full),
		100*covered, len(c.Live), len(c.Pending), len(c.Failed))
	b.clear()
	fmt.Fprint(b.out, line[:min(len(line), b.columns-1)])
	b.shown = true
}

// clear takes the bar away, so that a line can be printed.
func (b *bar) clear() {
	if b.shown {
		fmt.Fprint(b.out, "\r\x1b[K")
		b.shown = false
	}
}
