package schedule

// What a scheduled run gathered, as far as that is certain.

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// Gathered is the window that a successful scheduled run gathered for certain; ok is false for any other run. At some
// moment between its start and its end, in UTC, the pipeline took the days before that moment, and its scrapers read both
// ends as local time. A run that was run again counts as the attempt that succeeded.
func Gathered(r workflow.Run, days int, zone *time.Location) (w window.Window, ok bool) {
	if r.Event != "schedule" || r.Alive() || r.Conclusion != "success" {
		return w, false
	}
	w = window.Window{
		From: civil.Of(r.Updated.UTC()) - civil.Time(days)*civil.Day,
		To:   min(civil.Of(r.Started.UTC()), civil.Of(r.Started.In(zone))),
	}
	return w, !w.Empty()
}

// FromLog is the window that a run gathered, as its log says: up to the moment it was created, since it can't have seen
// what came later. The pipeline's scrapers read ends without a zone as local time. ok is false where the log doesn't say.
func FromLog(log workflow.Log, created time.Time, zone *time.Location) (w window.Window, ok bool) {
	from, errFrom := civil.Parse(log.From)
	to, errTo := civil.Parse(log.To)
	if errFrom != nil || errTo != nil {
		return w, false
	}
	begin, micro := from.CivilIn(zone)
	if micro > 0 {
		begin++
	}
	end, _ := to.CivilIn(zone)
	w = window.Window{From: begin, To: min(end, civil.Of(created.In(zone)))}
	return w, !w.Empty()
}

// The instance's settings that say how far back a scheduled run gathers.
const (
	ConfigFile  = "python/event-gather-config.json"
	configKey   = "default_event_gather_from_days_timedelta"
	DefaultDays = 2 // where nothing says
	mostDays    = 3660
)

// Days is how many days back a run gathers, by what its settings say and by what was given, each 0 where nothing is known: the
// smaller, so that nothing counts as gathered that may not be.
func Days(settings, given int) int {
	if settings > 0 && given > 0 {
		return min(settings, given)
	}
	return max(settings, given)
}

// LookBack reads how many days back a scheduled run gathers. Its error says why the text doesn't tell.
func LookBack(config []byte) (days int, err error) {
	if !json.Valid(config) {
		return 0, fmt.Errorf("%s is no JSON", ConfigFile)
	}
	var fields map[string]any
	_ = json.Unmarshal(config, &fields) // another JSON value has no fields
	// A part of a day proves nothing of that day.
	if n, ok := fields[configKey].(float64); ok && n >= 1 && n <= mostDays {
		return int(n), nil
	}
	return 0, fmt.Errorf("%s has no %s of a day or more", ConfigFile, configKey)
}
