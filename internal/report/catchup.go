package report

// What a catch-up found about the schedule.

import (
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// Finding is what was found about a schedule.
func Finding(f schedule.Finding) Problem {
	switch f.Kind {
	case schedule.Missing:
		return Problem{"", "no lane has a schedule: everything before today is gathered here", "add one to the gather workflow, or leave all to catch-up"}
	case schedule.Unreadable:
		return Problem{"", fmt.Sprintf("the schedule %q of %s can't be read: %v", f.Cron, f.File, f.Err),
			"see https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule"}
	case schedule.Quiet:
		return Problem{"", fmt.Sprintf("the newest commit of the default branch is %d days old, and nothing else was counted as activity; "+
			"after 60 days without any GitHub disables the schedules of a public repository", f.Days), "push a commit to the default branch"}
	case schedule.Unknown:
		return Problem{"", fmt.Sprintf("it can't be known whether GitHub will soon disable the schedules: the newest commit of the default branch can't be read: %v", f.Err),
			"see when it was made: those of a public repository are disabled after 60 days without activity"}
	}
	return Problem{"", fmt.Sprintf("the schedule %q of %s has started nothing %s", f.Cron, f.File, silence(f)),
		"look at the workflow's page: GitHub may have disabled it"}
}

// silence is since when a schedule has started nothing.
func silence(f schedule.Finding) string {
	since := f.Since.UTC().Format(time.DateOnly)
	switch f.Kind {
	case schedule.NeverRan:
		return "since its workflow file was added on " + since
	case schedule.NotSeen:
		return fmt.Sprintf("in the last %d days", f.Days)
	}
	return "since " + since
}

// Idle is an open request that nobody goes on with.
func Idle(r ledger.Request, since time.Time) Problem {
	return Problem{"", fmt.Sprintf("%s is unfinished, and nothing happened to it since %s", Typed(r), since.UTC().Format(time.DateOnly)),
		"run the same again to go on with it"}
}

// NothingToLookAt is a look-back that the schedule covers by itself.
func NothingToLookAt(days int) Problem {
	return Problem{"lookback", fmt.Sprintf("nothing is left to look at: the schedule's own %d days reach back as far", days), "look back further than scheduled-days"}
}

// Left is a gap that left the horizon: no later tick looks at it.
func (g Gap) Left() Problem {
	return Problem{"", fmt.Sprintf("the gap %s is older than lookback now, and nothing gathered it: %s", Days(g.Window), g.cause()), leftHint}
}

const leftHint = "fix what its runs say, and gather it with mode: backfill"

// tooOld says why nothing gathers some days any more.
const tooOld = "older than the lookback of the catch-up, and nothing gathered it"

// TooOldLine is the line for days that became too old for a catch-up.
func TooOldLine(w window.Window) string { return fmt.Sprintf("%s: %s: %s", TooOld, Days(w), tooOld) }

// Missed are the gaps that left the horizon since the last tick, with their causes.
func Missed(left *reconcile.Coverage, state *ledger.State, s *schedule.Schedule) (gaps []Gap) {
	if left == nil {
		return nil
	}
	return GapsIn(left.Missed(), state, s)
}

// GapsIn are gaps with their causes.
func GapsIn(days window.Set, state *ledger.State, s *schedule.Schedule) (gaps []Gap) {
	for _, w := range days {
		gaps = append(gaps, gapOf(w, state, s))
	}
	return gaps
}

// CancelledBeyond says which days a person cancelled that left the horizon before a tick could list them.
func CancelledBeyond(left *reconcile.Coverage, p *reconcile.Policy) (all []Problem) {
	if left == nil {
		return nil
	}
	for _, piece := range left.CancelledNow(p) {
		all = append(all, Problem{"", fmt.Sprintf("cancelled: %s, which is older than lookback now: %s %s", Days(piece.Window), piece.Last.Concluded.Reason, piece.Last.Dispatched.URL),
			"to gather it, use mode: backfill with reprocess: failed"})
	}
	return all
}

func gapOf(w window.Window, state *ledger.State, s *schedule.Schedule) Gap {
	return Gap{w, reconcile.LastFailure(state, w), s.CauseOf(w)}
}

// Gap is a gap with its cause: what the last attempt at it said, else what the schedule did.
type Gap struct {
	Window window.Window
	Last   *ledger.Attempt // nil where it was never tried
	Cause  schedule.Cause  // where it was never tried
}

// Gaps are the gaps of a request with their causes.
func Gaps(c *reconcile.Coverage, state *ledger.State, s *schedule.Schedule) []Gap {
	var gaps []Gap
	for _, w := range c.Gaps() {
		gaps = append(gaps, gapOf(w, state, s))
	}
	return gaps
}

// Line is the gap's line of the log.
func (g Gap) Line() string { return fmt.Sprintf("gap         %s: %s", Days(g.Window), g.cause()) }

// cause is why there is a gap, with the address of the run that left it, where one did.
func (g Gap) cause() string {
	reason, run := g.reason()
	if run != "" {
		return reason + ", " + run
	}
	return reason
}

// markdown is the cause in a step's summary.
func (g Gap) markdown() string {
	reason, run := g.reason()
	if run != "" {
		return Inert(reason) + ", " + link("run", run)
	}
	return Inert(reason)
}

func (g Gap) reason() (reason, run string) {
	if g.Last != nil {
		return g.Last.Concluded.Reason, g.Last.Dispatched.URL
	}
	switch c := g.Cause; c.Kind {
	case schedule.NoSchedule:
		return "there is no schedule", ""
	case schedule.NoRun:
		return "the schedule started no run on " + c.Day.Day(), ""
	case schedule.RunFailed:
		return fmt.Sprintf("the scheduled run of %s ended as %s", c.Day.Day(), c.Run.Conclusion), c.Run.URL
	}
	return "no scheduled run reached back to it", ""
}

// GapsSummary are gaps in a step's summary.
func GapsSummary(gaps []Gap) Summary {
	if len(gaps) == 0 {
		return nil
	}
	return Summary{{head: "**Gaps that were found**\n\n", thing: thingGap, rows: len(gaps),
		row: func(i int) string { return fmt.Sprintf("- %s: %s\n", Days(gaps[i].Window), gaps[i].markdown()) }}}
}

// MissedSummary are gaps that left the horizon, in a step's summary.
func MissedSummary(gaps []Gap) (s Summary) {
	for _, g := range gaps {
		text := fmt.Sprintf("> The gap %s is older than lookback now, and nothing gathered it. No scheduled run tries it again: %s. Its cause: %s\n", Days(g.Window), leftHint, g.markdown())
		s = append(s, part{thing: thingGap, rows: 1, urgent: 1, row: func(int) string { return text }})
	}
	return s
}

const thingGap = "gap"

// Revisits are the lines for days that are gathered once more.
func Revisits(c *reconcile.Coverage, p *reconcile.Policy) (lines []string) {
	for _, w := range c.Revisit.Days() {
		lines = append(lines, fmt.Sprintf("once more   %s: gathered before, and %s old by now", Days(w), Length(p.RevisitAfter)))
	}
	return lines
}
