package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

type planCommand struct {
	rangeFlags
	zoneFlag
	formatFlag
}

func (c *planCommand) run(p *process) (outcome, error) {
	ps := p.problems()
	s := c.read(&ps)
	format := ps.choice("format", c.Format, formatTable, "json")
	zone, unknown := c.zone(p, &s, &ps)
	w, notes := s.window(zone, p.env.now, &ps)
	windows := s.carve(w, &ps)
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	if unknown != nil {
		p.runner.warning(utcIsUsed(unknown, zoneHint))
	}
	if s.size.Hourly() {
		notes = append(notes, hourlyNote)
	}
	for _, note := range notes {
		p.runner.warning(problem{Message: note})
	}
	out := bufio.NewWriter(p.runner.data)
	if format == "json" {
		text, err := json.Marshal(windows)
		if err != nil {
			return outcome{}, err
		}
		fmt.Fprintf(out, "%s\n", text)
	} else {
		printTable(out, windows, s.size.Hourly())
	}
	return outcome{ending: planned, outputs: outputs{Windows: windows}, summary: report.Plan(w, windows), standing: report.Planned(w, windows)}, out.Flush()
}

// printTable prints windows under a header: their first and last days, or the moments of windows of hours.
func printTable(out io.Writer, windows []window.Window, hourly bool) {
	if hourly {
		fmt.Fprintf(out, "%6s  %-19s  %s\n", "window", "from", "to, not included")
		for i, w := range windows {
			fmt.Fprintf(out, "%6d  %s  %s\n", i+1, w.From, w.To)
		}
		return
	}
	fmt.Fprintf(out, "%6s  %-10s  %s\n", "window", "first day", "last day")
	for i, w := range windows {
		fmt.Fprintf(out, "%6d  %s  %s\n", i+1, w.From.Day(), (w.To - 1).Day())
	}
}

// zone is the zone to read the range in. Where it depends on one and none is known, it is UTC, and unknown says why.
func (c *planCommand) zone(p *process, s *span, ps *problems) (zone *time.Location, unknown error) {
	if zone = ps.zone("timezone", c.Timezone); zone != nil || c.Timezone != "" || !s.valid || !s.needsZone() {
		return cmp.Or(zone, time.UTC), nil
	}
	zone, err := lookUp(p.workspaceZone)
	switch {
	case isNoZone(err):
		return time.UTC, err
	case err != nil:
		*ps = append(*ps, list(err)...)
		s.valid = false // it can't be read without its zone
	}
	return cmp.Or(zone, time.UTC), nil
}
