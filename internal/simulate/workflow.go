package simulate

// A workflow: what its file says, and the state that GitHub keeps of it.

import (
	"path"
	"strconv"
	"strings"
	"time"
)

// States of a workflow, as GitHub writes them.
const (
	StateActive             = "active"
	StateDisabledManually   = "disabled_manually"
	StateDisabledInactivity = "disabled_inactivity"
	StateDisabledFork       = "disabled_fork"
	stateDeleted            = "deleted"
)

type workflow struct {
	id      int64
	path    string
	state   string
	created time.Time
	updated time.Time
	version uint64 // grows with every change of it and of its runs
	runs    int    // that were ever created
	definition
}

func (w *workflow) file() string { return path.Base(w.path) }

// markUpdated notes that a workflow has changed.
func (w *workflow) markUpdated(now time.Time) {
	w.version++
	w.updated = now
}

// title is the name of a workflow: that in its file, else its path.
func (w *workflow) title() string {
	if w.name == "" {
		return w.path
	}
	return w.name
}

// gathers and ingests tell the pipelines by the inputs that their workflows declare.
func (w *workflow) gathers() bool { return w.declares("from") && w.declares("to") }
func (w *workflow) ingests() bool { return w.declares(specialInput) }

// isPipeline reports whether a workflow is one of the pipelines, which run on the instance's own runners.
func (w *workflow) isPipeline() bool { return w.gathers() || w.ingests() }

// dailyTime is the minute and hour (UTC) of a daily schedule.
func (w *workflow) dailyTime() (minute, hour int, ok bool) {
	for _, line := range w.crons {
		f := strings.Fields(line)
		if len(f) != 5 || f[2] != "*" || f[3] != "*" || f[4] != "*" {
			continue
		}
		minute, err1 := strconv.Atoi(f[0])
		hour, err2 := strconv.Atoi(f[1])
		if err1 == nil && err2 == nil {
			return minute, hour, true
		}
	}
	return 0, 0, false
}
