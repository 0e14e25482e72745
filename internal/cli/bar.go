package cli

import (
	"fmt"
	"io"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
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
	if b.columns == 0 {
		return
	}
	line := report.Progress(c)
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
