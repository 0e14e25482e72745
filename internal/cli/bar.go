package cli

import (
	"cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/stream"
)

// bar is a line at the bottom of a terminal that says how far a request is, until other text is printed. Elsewhere it is nothing.
type bar struct {
	out     *stream.Stream
	columns func() int // asked at each drawing, because windows are resized; nil without a terminal
	shown   bool
}

// usualColumns is how wide a terminal is that doesn't say it.
const usualColumns = 80

// show draws the bar anew. It leaves the last column free: some terminals begin a new line there.
func (b *bar) show(c *reconcile.Coverage) {
	if b.columns == nil {
		return
	}
	b.clear()
	b.out.Raw(report.Progress(c, cmp.Or(b.columns(), usualColumns)-1))
	b.shown = true
}

// clear takes the bar away.
func (b *bar) clear() {
	if b.shown {
		b.out.Raw("\r\x1b[K")
		b.shown = false
	}
}
