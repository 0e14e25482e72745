package simulate

// What happens without a controller: the schedule fires or doesn't, people start runs, cancel, re-run and delete them.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

const day = 24 * time.Hour

// populate puts what happens of itself on the agenda.
func (g *GitHub) populate() {
	midnight := g.now.UTC().Truncate(day)
	g.at(midnight.Add(day), g.newDay)
	g.at(g.scenario.Start.Add(-time.Duration(g.scenario.QuietDays)*day), func() {
		g.commit(g.scenario.Branch, "README.md", []byte("# Meetings\n"), "Say what this is")
	})
	g.today()
	g.later(g.scenario.BranchDeleted, func(branch string) { g.push("heads/"+branch, "") })
	g.later(g.scenario.BranchRewound, g.rewind)
	g.later(g.scenario.WorkflowDisabled, func(file string) {
		if w := g.workflow(file); w != nil {
			g.setState(w, StateDisabledManually)
		}
	})
}

func (g *GitHub) later(all []Later, do func(string)) {
	for _, l := range all {
		g.at(g.scenario.Start.Add(l.After), func() { do(l.Name) })
	}
}

// rewind is a forced push of what a branch was some commits ago: at most half of them, and not so many that what it held is
// forgotten.
func (g *GitHub) rewind(branch string) {
	if head, exists := g.git.head(branch); exists {
		all := g.git.ancestry(head)
		g.push("heads/"+branch, all[min(len(all)/2, remembered/4)].SHA)
	}
}

// newDay plans what happens on the day that begins, in UTC.
func (g *GitHub) newDay() {
	g.after(day, g.newDay)
	g.today()
}

func (g *GitHub) today() {
	s, midnight := g.scenario, g.now.UTC().Truncate(day)
	date := civil.Of(midnight)
	g.reconfigure(date)
	disabled, before := touch(s.Disabled, date, date+civil.Day), touch(s.Disabled, date-civil.Day, date)
	for _, w := range g.workflows {
		if !w.gathers() {
			continue
		}
		if disabled && w.state == StateActive {
			g.setState(w, StateDisabledInactivity)
		} else if !disabled && before && w.state == StateDisabledInactivity {
			g.setState(w, StateActive)
		}
		if minute, hour, ok := w.tick(); ok && s.Schedule {
			// GitHub starts schedules some minutes late.
			late := s.between(0, 12*time.Minute, "late", int64(date), w.id)
			g.at(midnight.Add(time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute+late), func() { g.fire(w, date) })
		}
	}
	for n, left := int64(0), s.People; left > 0; n, left = n+1, left-1 {
		if s.chance("person", int64(date), n) < left {
			g.at(midnight.Add(s.between(8*time.Hour, 20*time.Hour, "hour", int64(date), n)), func() { g.handStart(date, n) })
		}
	}
}

// reconfigure writes the instance's look-back where it changes on a day.
func (g *GitHub) reconfigure(date civil.Time) {
	for _, l := range g.scenario.LookBacks {
		if l.From == date {
			g.commit(g.scenario.Branch, configFile, configText(l.Days), "Look back further")
		}
	}
}

// fire is the schedule's tick of a day.
func (g *GitHub) fire(w *workflow, date civil.Time) {
	s := g.scenario
	_, dropped := s.picked(s.DroppedTicks, 0, "tick", int64(date), w.id)
	_, _, still := w.tick()
	if dropped || touch(s.DroppedDays, date, date+civil.Day) || w.state != StateActive || !still {
		return
	}
	g.start(w, "schedule", map[string]string{})
}

// handStart is somebody filling in the form, for some days of the last weeks.
func (g *GitHub) handStart(date civil.Time, n int64) {
	s := g.scenario
	w := g.workflow(s.gatherFiles()[0])
	if w == nil || w.state != StateActive {
		return
	}
	from := date - civil.Time(3+s.chance("from", int64(date), n)*14)*civil.Day
	to := from + civil.Time(1+s.chance("days", int64(date), n)*2)*civil.Day
	g.start(w, "workflow_dispatch", map[string]string{"from": from.String(), "to": to.String()})
}

// start makes a run that no controller asked for.
func (g *GitHub) start(w *workflow, event string, inputs map[string]string) *run {
	head, _ := g.git.head(g.scenario.Branch)
	r := g.newRun(w, 0, event, somebody, g.scenario.Branch, head.SHA, inputs)
	g.admit(r)
	return r
}

// meddle plans what people will do with a new run.
func (g *GitHub) meddle(r *run) {
	s := g.scenario
	if p, yes := s.picked(s.Cancelled, r.nth, "cancelled", r.id); yes {
		g.after(p.After, func() { g.cancel(r) })
	}
	if p, yes := s.picked(s.Deleted, r.nth, "deleted", r.id); yes {
		g.after(p.After, func() { g.cancel(r); g.remove(r) })
	}
}

// react plans what people will do with a run whose first attempt is over.
func (g *GitHub) react(r *run) {
	s := g.scenario
	if p, yes := s.picked(s.Reruns, r.nth, "rerun", r.id); yes && r.current().number == 1 {
		g.after(p.After, func() { g.rerun(r) })
	}
}
