package cli

// Somebody is told how a request ended: in a workflow, by an issue.

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// notice is what the issue of a ledger depends on.
type notice struct {
	*connection
	tells bool // it is known how the request stands, or a schedule started the step
	well  bool // nothing on the ledger needs a person
}

// noticeOf has somebody told how the command ends. It is nil outside of a workflow, in a pull request, in a dry run and in a
// simulation: there nobody is told.
func (c *connection) noticeOf(p *process, o dispatchOptions) *notice {
	here := p.env.context()
	if !here.InWorkflow || strings.HasPrefix(here.EventName, "pull_request") || o.policy.DryRun || c.simulated() {
		return nil
	}
	n := &notice{connection: c, tells: here.EventName == "schedule"}
	p.tell = func(o *outcome, failure error) { n.tell(p, o, failure) }
	return n
}

// see looks how the request and the others of the ledger stand after a step.
func (n *notice) see(s report.Step) {
	if n != nil {
		n.tells = true
		n.well = len(s.Result.Coverage.NeedsPerson()) == 0 && reconcile.Well(s.State, *s.Policy)
	}
}

// tellWithin is how long it may take to tell somebody.
const tellWithin = time.Minute

// tell opens, updates or closes the issue of the ledger. What goes wrong with that is a line of the summary, and changes nothing
// else. What ends before it is known how the request stands is told only where a schedule started it: else whoever did sees it.
func (n *notice) tell(p *process, o *outcome, failure error) {
	if !n.tells || o.ending.Notice(true, false, n.well) == reconcile.NoNotice {
		return
	}
	if cause := context.Cause(p.ctx); cause != nil && cause != reconcile.ErrOvertime {
		return // a signal
	}
	ctx, cancel := context.WithCancel(p.last)
	defer cancel()
	defer n.after(tellWithin, cancel)()
	if err := n.keep(ctx, p, o, failure); err != nil {
		o.summary = append(o.summary, report.NotTold(err)...)
	}
}

// keep makes the issue say what is so.
func (n *notice) keep(ctx context.Context, p *process, o *outcome, failure error) error {
	ledger, run := n.place.kind+":"+n.place.name, p.env.context().RunURL
	missing := o.missing
	if failure != nil {
		missing = slices.Concat(report.Failure(list(failure)), missing)
	}
	issue := report.IssueOf(ledger, missing, run)
	open, err := n.repo.OwnIssue(ctx, report.IssueTitle, report.IssueMark(ledger))
	if err != nil {
		if o.ending.Notice(false, false, n.well) == reconcile.NoNotice {
			return nil // all is well, and nobody needs to know what the token may not
		}
		return err
	}
	switch o.ending.Notice(open != nil, open != nil && issue.Is(open.Body), n.well) {
	case reconcile.OpenIssue:
		var opened workflow.Issue
		if opened, err = n.repo.CreateIssue(ctx, report.IssueTitle, issue.Body()); err == nil {
			p.runner.say("issue       opened %s", opened.URL)
		}
	case reconcile.UpdateIssue:
		if err = n.repo.UpdateIssue(ctx, open.Number, issue.Body()); err == nil {
			p.runner.say("issue       updated %s", open.URL)
		}
	case reconcile.CloseIssue:
		if err = n.repo.CloseIssue(ctx, open.Number, report.IssueClosed(run)); err == nil {
			p.runner.say("issue       closed %s", open.URL)
		}
	}
	return err
}
