package cli

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/stream"
)

// bar is a line at the bottom of a terminal that says how far a request is, until other text is printed. Elsewhere it is nothing.
type bar struct {
	out     *stream.Stream
	columns int
	shown   bool
}

// show draws the bar anew.
func (b *bar) show(c *reconcile.Coverage) {
	if b.columns == 0 {
		return
	}
	line := report.Progress(c)
	b.clear()
	b.out.Raw(line[:min(len(line), b.columns-1)])
	b.shown = true
}

// clear takes the bar away.
func (b *bar) clear() {
	if b.shown {
		b.out.Raw("\r\x1b[K")
		b.shown = false
	}
}
