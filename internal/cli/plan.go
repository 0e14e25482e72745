package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

type planCommand struct {
	rangeFlags
	zoneFlag
	formatFlag
}

func (c *planCommand) run(p *process) (outcome, error) {
	var ps problems
	s := c.read(&ps)
	format := ps.choice("format", c.Format, formatTable, "json")
	zone := ps.zone("timezone", c.Timezone)
	if zone == nil {
		zone = time.UTC
		if s.valid && s.needsZone() {
			var err error
			if zone, err = p.zoneOrUTC(zoneHint, p.workspaceZone); err != nil {
				ps = append(ps, list(err)...)
				s.valid = false // it can't be read without its zone
			}
		}
	}
	w, notes := s.window(zone, p.env.now, &ps)
	windows := s.carve(w, &ps)
	if err := ps.err(); err != nil {
		return outcome{}, err
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
		for i, w := range windows {
			fmt.Fprintf(out, "%6d  %s  %s\n", i+1, w.From, w.To)
		}
	}
	return outcome{ending: planned, outputs: outputs{Windows: windows}, summary: report.Plan(w, windows), standing: report.Planned(w, windows)}, out.Flush()
}
