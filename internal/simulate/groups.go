package simulate

// Concurrency groups: a run waits for the others of its group, which may replace it. The groups are the repository's, and
// their names don't tell upper case from lower.

import (
	"strings"
)

// maxPending is how many runs a group holds pending with `queue: max`.
const maxPending = 100

// enterGroup puts a run into its concurrency group, if it has one. One run of a group proceeds. The newest other one is
// pending and replaces the one that was pending before, unless the group queues many; or it cancels even the one that
// proceeds.
func (g *GitHub) enterGroup(r *run) {
	others := g.othersInGroup(r)
	rules := r.workflow.concurrency
	var pending []*run
	for _, o := range others {
		if o.current().status == statusPending {
			pending = append(pending, o)
		}
	}
	if !rules.queueMax || rules.cancelInProgress {
		for _, o := range pending {
			g.replaceRun(o)
		}
	} else if len(pending) >= maxPending {
		g.replaceRun(pending[0])
	}
	if rules.cancelInProgress {
		for _, o := range g.othersInGroup(r) {
			g.replaceRun(o)
		}
	}
	if len(g.othersInGroup(r)) > 0 {
		g.setStatus(r, statusPending, "")
		return
	}
	g.enqueue(r)
}

// othersInGroup are the other runs of a run's group that are not completed, oldest first.
func (g *GitHub) othersInGroup(r *run) []*run {
	if r.group == "" {
		return nil
	}
	var others []*run
	for _, o := range g.runs {
		if o != r && strings.EqualFold(o.group, r.group) && o.current().status != statusCompleted {
			others = append(others, o)
		}
	}
	return others
}

// replaceRun cancels a run in favour of a newer one of its group. A run that was pending has no jobs.
func (g *GitHub) replaceRun(r *run) {
	a := r.current()
	a.replaced = a.status == statusPending
	a.work.reason = "Canceling since a higher priority waiting request for '" + r.group + "' exists"
	g.complete(r, cancelled)
}

// releaseGroup lets the oldest pending run of a concurrency group proceed when another run of it has ended.
func (g *GitHub) releaseGroup(ended *run) {
	for _, r := range g.othersInGroup(ended) {
		if r.current().status != statusPending {
			return
		}
	}
	for _, r := range g.othersInGroup(ended) {
		g.enqueue(r)
		return
	}
}
