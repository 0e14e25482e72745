package report

// What a step waits for: whose runs hold the slots, which lanes have no runner, and how far it is.

import (
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// sayEvery is how often a step that waits says so.
const sayEvery = 30 * time.Minute

// overdueAfter is how long beyond its time limit a run may last before a person should look at it.
const overdueAfter = 24 * time.Hour

// Waiting says what a step waits for, when that begins and every half hour, and every half hour how far the step is.
type Waiting struct {
	policy   *reconcile.Policy
	blocked  bool      // the step waits for slots
	said     time.Time // when it last said how far it is
	held     time.Time // when it last said who holds the slots
	overdue  map[int64]bool
	noRunner map[string]int // failures of runners in a row that were said, by lane
}

// NewWaiting is for a step with this policy.
func NewWaiting(p *reconcile.Policy) *Waiting {
	return &Waiting{policy: p, said: p.Started, overdue: map[int64]bool{}, noRunner: map[string]int{}}
}

// Lines are what is to be said now, and what a person should look at.
func (w *Waiting) Lines(d *reconcile.Decision, now time.Time) (lines []string, warnings []Problem) {
	lines = w.lanes(d, now)
	blocked := len(d.Coverage.Pending) > 0 && d.Free <= 0 && len(d.Others) > 0
	if blocked && (!w.blocked || now.Sub(w.held) >= sayEvery) {
		lines, w.held = append(lines, holders(d, now)...), now
	}
	w.blocked = blocked
	if now.Sub(w.said) >= sayEvery && !d.Coverage.Done() {
		lines, w.said = append(lines, w.progress(d)), now
	}
	return lines, w.late(d, now)
}

// holders are the runs of others that hold the slots.
func holders(d *reconcile.Decision, now time.Time) (lines []string) {
	for _, r := range d.Others {
		lines = append(lines, fmt.Sprintf("waiting     for a slot: %s, started %s  %s", run(r), ago(now.Sub(r.Created)), r.URL))
	}
	return lines
}

// RateLimit says that nothing is asked of GitHub for a while.
func RateLimit(now, until time.Time) string {
	return fmt.Sprintf("waiting     %s for GitHub's rate limit, until %s", Took(until.Sub(now)), until.UTC().Format("2006-01-02 15:04 UTC"))
}

// NoServer says that no server of GitHub's was found, and that it is asked again.
func NoServer(failure error) string {
	return fmt.Sprintf("waiting     for GitHub, up to 10 minutes: %s. Check this machine's network", safetext.Escape(failure.Error(), 200))
}

// OddDate warns that a server's clock isn't believed.
func OddDate(date time.Time) Problem {
	return Problem{Message: fmt.Sprintf("the server says that it is %s, more than a day from this machine's clock, which is used", date.UTC().Format("2006-01-02 15:04 UTC")),
		Hint: "set the clock of the one that is wrong; a proxy may also answer in GitHub's place"}
}

// lanes says which lanes have no runner, once for each failure.
func (w *Waiting) lanes(d *reconcile.Decision, now time.Time) (lines []string) {
	for _, file := range w.policy.Lanes {
		lane := d.Lanes[file]
		if lane == nil || lane.Failures == w.noRunner[file] {
			continue
		}
		w.noRunner[file] = lane.Failures
		if lane.Failures > 0 && now.Before(lane.Until) {
			lines = append(lines, fmt.Sprintf("no runner   in %s since %s; it tries again at %s", file,
				lane.Since.UTC().Format("2006-01-02 15:04"), lane.Until.UTC().Format("15:04 UTC")))
		}
	}
	return lines
}

// progress is how far the request is, with an estimate.
func (w *Waiting) progress(d *reconcile.Decision) string {
	c := d.Coverage
	line := fmt.Sprintf("progress    %d in flight, %d pending", len(c.Live), len(c.Pending))
	if len(c.Requested) > 0 {
		line = fmt.Sprintf("progress    %s; %d in flight, %d pending", OfDays(c.Covered, c.Requested), len(c.Live), len(c.Pending))
	}
	if left := runTimeLeft(c); left > 0 {
		return line + fmt.Sprintf("; about %s to go", Took(left/time.Duration(max(1, w.policy.MaxParallel))))
	}
	return line + "; no estimate yet: no run has ended that could be measured"
}

// runTimeLeft is about how long the runs take that are in flight or pending, one after another; 0 where nothing is known.
func runTimeLeft(c *reconcile.Coverage) time.Duration {
	if len(c.Requested) > 0 {
		left := c.InFlight.Length()
		for _, piece := range c.Pending {
			left += piece.Length()
		}
		return c.Rate.Estimate(left)
	}
	minutes := 0.0
	for _, a := range c.Successes {
		minutes += a.Concluded.Minutes
	}
	each := minutes / float64(max(1, len(c.Successes)))
	return time.Duration(each * float64(len(c.Live)+len(c.Pending)) * float64(time.Minute))
}

// late warns, once, of each run that lasts far beyond the time limit.
func (w *Waiting) late(d *reconcile.Decision, now time.Time) (warnings []Problem) {
	check := func(id int64, created time.Time, url string) {
		if created.IsZero() || w.overdue[id] || now.Sub(created) < w.policy.RunLimit+overdueAfter {
			return
		}
		w.overdue[id] = true
		warnings = append(warnings, Problem{Message: fmt.Sprintf("%s was started %s, far longer than the time limit", url, ago(now.Sub(created))),
			Hint: "look at it, and cancel it if it does nothing: it holds a slot"})
	}
	for _, r := range d.Others {
		check(r.ID, r.Created, r.URL)
	}
	for _, a := range d.Coverage.Live {
		check(a.Dispatched.Run, a.Dispatched.At, a.Dispatched.URL)
	}
	return warnings
}

// run names a run of others: its workflow, and who or what started it.
func run(r workflow.Run) string {
	by := r.Actor
	if r.Event == "schedule" {
		by = "the schedule"
	}
	return fmt.Sprintf("%s by %s", safetext.Escape(r.File, 80), safetext.Escape(by, 80))
}

// ago is an age for people.
func ago(d time.Duration) string {
	if d < time.Minute {
		return "just now"
	}
	return Took(d) + " ago"
}
