package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// watch is what a catch-up sees of the schedule: the runs it started, and how far back they gather.
type watch struct {
	since     time.Time // it was looked at
	schedules []workflow.Schedule
	runs      []workflow.Run // the newest last
	days      int            // that a scheduled run gathers today
}

// scheduled says whether anything starts by itself.
func (w *watch) scheduled() bool { return len(w.schedules) > 0 }

const (
	configFile  = "python/event-gather-config.json"
	defaultDays = 2
)

// watch looks at every lane's schedule and at what it started since the horizon began, and records what that proves.
func (st *station) watch(p *process, from civil.Time, given int) (*watch, error) {
	w := &watch{days: given, since: civil.Datetime{Civil: from}.Instant(st.policy.Zone)}
	for _, lane := range st.lanes {
		schedules, err := lane.Schedules(p.ctx, st.info.DefaultBranch)
		if err != nil {
			return nil, err
		}
		w.schedules = append(w.schedules, schedules...)
		runs, err := lane.Scheduled(p.ctx, w.since)
		if err != nil {
			return nil, fmt.Errorf("list scheduled runs of %s: %w", lane.File, err)
		}
		w.runs = append(w.runs, runs...)
	}
	slices.SortStableFunc(w.runs, func(a, b workflow.Run) int { return a.Created.Compare(b.Created) })
	if w.days == 0 {
		days, why, err := st.lookBack(p, st.info.DefaultBranch)
		if err != nil {
			return nil, err
		}
		if w.days = days; days == 0 {
			p.runner.warning(problem{Place: "scheduled-days", Message: fmt.Sprintf("%d is used: %s", defaultDays, why), Hint: "give scheduled-days"})
			w.days = defaultDays
		}
	}
	return w, st.observe(p, w, given)
}

// observe records what scheduled runs prove that isn't recorded. How far back a run gathered is in the instance's settings
// at its commit, of which there are few.
func (st *station) observe(p *process, w *watch, given int) error {
	byCommit := map[string]int{}
	for _, r := range w.runs {
		if _, known := st.memory.Observed[ledger.Seen{Run: r.ID, RunAttempt: r.Attempt}]; known || r.Conclusion != "success" {
			continue
		}
		days, known := given, given > 0
		if !known {
			days, known = byCommit[r.HeadSHA]
		}
		if !known {
			var err error
			if days, _, err = st.lookBack(p, r.HeadSHA); err != nil {
				return err
			}
			if days == 0 {
				days = w.days
			}
			byCommit[r.HeadSHA] = days
		}
		if o, ok := reconcile.Evidence(r, days, st.policy.Zone, st.policy.Started); ok {
			st.seen = append(st.seen, o)
		}
	}
	st.memory.Add(st.seen...)
	return nil
}

// lookBack is how many days back a scheduled run gathers, by the instance's settings at a commit or on a branch; 0 and why
// where they don't say.
func (st *station) lookBack(p *process, ref string) (days int, why string, err error) {
	text, err := st.repo.FileText(p.ctx, configFile, ref)
	if errors.Is(err, workflow.ErrGone) {
		return 0, "there is no " + configFile, nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("read %s: %w", configFile, err)
	}
	if !json.Valid(text) {
		return 0, configFile + " is no JSON", nil
	}
	var config struct {
		Days float64 `json:"default_event_gather_from_days_timedelta"`
	}
	_ = json.Unmarshal(text, &config) // a value of another type is none
	// A part of a day proves nothing of that day.
	if config.Days >= 1 && config.Days <= 3660 {
		return int(config.Days), "", nil
	}
	return 0, configFile + " has no default_event_gather_from_days_timedelta of a day or more", nil
}

// Bounds of what is told to people.
const (
	silentPeriods = 3                  // of a schedule, without a run
	quietDays     = 50                 // of the 60 after which GitHub disables schedules of public repositories
	idleFor       = 7 * 24 * time.Hour // an open request that nobody goes on with
)

// tell tells what a person should look at.
func (w *watch) tell(p *process, st *station) {
	warn := func(hint, format string, a ...any) {
		p.runner.warning(problem{Message: fmt.Sprintf(format, a...), Hint: hint})
	}
	now := st.policy.Started
	if !w.scheduled() {
		warn("add one to the gather workflow, or leave all to catch-up", "no lane has a schedule: everything before today is gathered here")
	}
	for _, s := range w.schedules {
		period, err := periodOf(s, now)
		switch {
		case err != nil:
			warn("see https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule", "the schedule %q can't be read: %v", s.Cron, err)
		case now.Sub(w.last()) > silentPeriods*period:
			warn("look at the workflow's page: GitHub may have disabled it", "the schedule %q has started nothing since %s", s.Cron, w.last().UTC().Format(time.DateOnly))
		}
	}
	if quiet := now.Sub(st.info.Pushed); !st.info.Private && !st.info.Pushed.IsZero() && quiet >= quietDays*24*time.Hour {
		warn("push anything to the repository", "nothing was pushed for %d days; after 60 GitHub disables the schedules of a public repository", int(quiet.Hours()/24))
	}
	for _, r := range newest(&st.memory.State) {
		policy := st.policy
		policy.Request, policy.Patient = r, false
		if last := lastOf(&st.memory.State, r); now.Sub(last) > idleFor && !reconcile.Standing(&st.memory.State, policy).Done() {
			warn("run the same again to go on with it", "%s is unfinished, and nothing happened to it since %s", r.ID, last.UTC().Format(time.DateOnly))
		}
	}
}

// last is when the schedule last started a run; where it didn't, since when that was looked for.
func (w *watch) last() time.Time {
	if len(w.runs) == 0 {
		return w.since
	}
	return w.runs[len(w.runs)-1].Created
}

// lastOf is when anything last happened to a request.
func lastOf(state *ledger.State, r ledger.Request) time.Time {
	last := r.At
	for _, a := range state.Attempts() {
		if a.Intent.Request == r.ID && a.Begun().After(last) {
			last = a.Begun()
		}
	}
	return last
}

// periodOf is the longest time between two ticks of a schedule that follow one another, over the next weeks.
func periodOf(s workflow.Schedule, now time.Time) (time.Duration, error) {
	zone := time.UTC
	if s.Timezone != "" {
		var err error
		if zone, err = loadZone(s.Timezone); err != nil {
			return 0, err
		}
	}
	if n := len(strings.Fields(s.Cron)); n != 5 {
		return 0, fmt.Errorf("%d fields, where GitHub takes five", n)
	}
	const ticks = 14
	var longest time.Duration
	at, err := gronx.NextTickAfter(s.Cron, now.In(zone), false)
	for range ticks {
		if err != nil {
			return 0, err
		}
		var next time.Time
		if next, err = gronx.NextTickAfter(s.Cron, at, false); err == nil {
			longest, at = max(longest, next.Sub(at)), next
		}
	}
	return longest, err
}

// cause is why a gap is one, as far as that can be seen.
func (w *watch) cause(gap window.Window, state *ledger.State) string {
	var failed *ledger.Attempt
	for _, a := range state.Attempts() {
		if a.Event == "" && a.Settled() && a.Concluded.Class != ledger.Success && a.Concluded.Class != reconcile.Lapsed && a.Window.Overlaps(gap) {
			failed = a
		}
	}
	if failed != nil {
		return fmt.Sprintf("%s, %s", failed.Concluded.Reason, failed.Dispatched.URL)
	}
	if !w.scheduled() {
		return "there is no schedule"
	}
	// What is gathered of a day is gathered the day after.
	for day := gap.To; day > gap.From; day -= civil.Day {
		on := w.on(day)
		if on == nil {
			return "the schedule started no run on " + day.Day()
		}
		if !on.Alive() && on.Conclusion != "success" {
			return fmt.Sprintf("the scheduled run of %s ended as %s, %s", day.Day(), on.Conclusion, on.URL)
		}
	}
	return "no scheduled run reached back to it"
}

// on is the last run that the schedule started on a day, in UTC, or nil.
func (w *watch) on(day civil.Time) *workflow.Run {
	for i := len(w.runs) - 1; i >= 0; i-- {
		if civil.Of(w.runs[i].Created.UTC()).Floor() == day {
			return &w.runs[i]
		}
	}
	return nil
}
