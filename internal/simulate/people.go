package simulate

// What happens without a controller: the schedule triggers runs, GitHub disables workflows, and people start, cancel,
// re-run and delete runs and change branches.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// otherLogin is the actor of whatever no controller does.
const otherLogin = "octocat"

const day = 24 * time.Hour

// setTimers sets the timers of what the scenario says happens of itself. Each day sets those of the next.
func (g *GitHub) setTimers() {
	midnight := g.now.UTC().Truncate(day)
	g.at(midnight.Add(day), g.startDay)
	g.at(g.scenario.Start.Add(-time.Duration(g.scenario.QuietDays)*day), func() {
		g.commit(g.scenario.Branch, "README.md", []byte("# Meetings\n"), "Say what this is")
	})
	g.planDay()
	for _, p := range g.scenario.PeopleGathers {
		g.at(noonOf(p.On), func() { g.gatherByHand(p.From, p.To) })
	}
	g.setLaters(g.scenario.BranchDeleted, func(branch string) { g.push("heads/"+branch, "") })
	g.setLaters(g.scenario.BranchRewound, g.rewindBranch)
	g.setLaters(g.scenario.WorkflowDisabled, func(file string) {
		if w := g.workflow(file); w != nil {
			g.setState(w, StateDisabledManually)
		}
	})
}

func (g *GitHub) setLaters(all []Later, do func(string)) {
	for _, l := range all {
		g.at(g.scenario.Start.Add(l.After), func() { do(l.Name) })
	}
}

// rewindBranch is a forced push that takes the newest commits of a branch back: at most half of them, and no more than
// keep the blobs of the rest readable.
func (g *GitHub) rewindBranch(branch string) {
	if head, exists := g.git.head(branch); exists {
		all := g.git.ancestry(head)
		g.push("heads/"+branch, all[min(len(all)/2, maxOverwritten/4)].SHA)
	}
}

// startDay is the timer of midnight, UTC.
func (g *GitHub) startDay() {
	g.after(day, g.startDay)
	g.planDay()
}

// planDay does what changes with the day, and sets the timers of the runs that the schedule and people start on it.
func (g *GitHub) planDay() {
	s, midnight := g.scenario, g.now.UTC().Truncate(day)
	date := civil.Of(midnight)
	g.updateLookBack(date)
	for _, w := range g.workflows {
		if w.gathers() {
			g.updateInactivity(w, date)
			g.planSchedule(w, midnight)
		}
	}
	for n, left := int64(0), s.People; left > 0; n, left = n+1, left-1 {
		if s.chance("person", int64(date), n) < left {
			g.at(midnight.Add(s.randomDuration(8*time.Hour, 20*time.Hour, "hour", int64(date), n)), func() { g.startByHand(date, n) })
		}
	}
}

// updateInactivity disables a workflow for inactivity, or enables it again, where the scenario says so for the day.
func (g *GitHub) updateInactivity(w *workflow, date civil.Time) {
	s := g.scenario
	disabled, before := anyDayIn(s.Disabled, date, date+civil.Day), anyDayIn(s.Disabled, date-civil.Day, date)
	if disabled && w.state == StateActive {
		g.setState(w, StateDisabledInactivity)
	} else if !disabled && before && w.state == StateDisabledInactivity {
		g.setState(w, StateActive)
	}
}

// planSchedule sets the timer of the scheduled run of a day. GitHub starts it some minutes late.
func (g *GitHub) planSchedule(w *workflow, midnight time.Time) {
	minute, hour, ok := w.dailyTime()
	if !ok || !g.scenario.Schedule {
		return
	}
	date := civil.Of(midnight)
	late := g.scenario.randomDuration(0, 12*time.Minute, "late", int64(date), w.id)
	g.at(midnight.Add(time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute+late), func() { g.triggerSchedule(w, date) })
}

// updateLookBack changes the instance's configuration on the days on which the look-back changes.
func (g *GitHub) updateLookBack(date civil.Time) {
	for _, l := range g.scenario.LookBacks {
		if l.From == date {
			g.commit(g.scenario.Branch, configFile, configText(l.Days), "Look back further")
		}
	}
}

// triggerSchedule starts the scheduled run of a day, unless it is dropped or the workflow is disabled or has no schedule.
func (g *GitHub) triggerSchedule(w *workflow, date civil.Time) {
	s := g.scenario
	_, dropped := s.picked(s.DroppedTicks, 0, "tick", int64(date), w.id)
	_, _, scheduled := w.dailyTime()
	if dropped || anyDayIn(s.DroppedDays, date, date+civil.Day) || w.state != StateActive || !scheduled {
		return
	}
	g.startRun(w, "schedule", map[string]string{})
}

// startByHand starts the gather workflow for some days of the last weeks, as a person does with the "Run workflow" form.
func (g *GitHub) startByHand(date civil.Time, n int64) {
	s := g.scenario
	from := date - civil.Time(3+s.chance("from", int64(date), n)*14)*civil.Day
	g.gatherByHand(from, from+civil.Time(1+s.chance("days", int64(date), n)*2)*civil.Day)
}

// gatherByHand starts the first gather workflow over a window, if it is active.
func (g *GitHub) gatherByHand(from, to civil.Time) {
	if w := g.workflow(g.scenario.gatherFiles()[0]); w != nil && w.state == StateActive {
		g.startRun(w, "workflow_dispatch", map[string]string{"from": from.String(), "to": to.String()})
	}
}

// noonOf is noon, UTC, of a day.
func noonOf(date civil.Time) time.Time { return time.Unix(int64(date+12*civil.Hour), 0).UTC() }

// startRun creates and starts a run that no controller dispatched.
func (g *GitHub) startRun(w *workflow, event string, inputs map[string]string) *run {
	head, _ := g.git.head(g.scenario.Branch)
	r := g.newRun(w, g.newRunID(), 0, event, otherLogin, g.scenario.Branch, head.SHA, inputs)
	g.startAttempt(r)
	return r
}

// planIntervention sets the timers of a new run that people will cancel or delete.
func (g *GitHub) planIntervention(r *run) {
	s := g.scenario
	if p, yes := s.picked(s.Cancelled, r.nth, "cancelled", r.id); yes {
		g.after(p.After, func() { g.cancelRun(r, otherLogin) })
	}
	if p, yes := s.picked(s.Deleted, r.nth, "deleted", r.id); yes {
		g.after(p.After, func() { g.cancelRun(r, otherLogin); g.deleteRun(r) })
	}
}

// planRerun sets the timer of a run that people will re-run, when its first attempt has ended.
func (g *GitHub) planRerun(r *run) {
	s := g.scenario
	if p, yes := s.picked(s.Reruns, r.nth, "rerun", r.id); yes && r.current().number == 1 {
		g.after(p.After, func() { g.rerunRun(r) })
	}
}
