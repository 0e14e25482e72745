package cli

import (
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

type cancelCommand struct {
	wordsFlags
	zoneFlag
	cancelFlags
	gitHubFlags
	simulateFlags
}

// run closes open requests: those of the words that were typed, or all.
func (c *cancelCommand) run(p *process) (outcome, error) {
	if c.Scenario == "help" {
		return outcome{ending: planned}, printScenarioHelp(p.env.Stdout)
	}
	ps := p.problems()
	words := c.words(&ps)
	zone := ps.zone("timezone", c.Timezone)
	o := dispatchOptions{interval: ps.positive("poll-interval", c.PollInterval)}
	o.policy = reconcile.Policy{
		Closing: &reconcile.Closing{Runs: ps.bool("cancel-runs", c.CancelRuns)}, DryRun: ps.bool("dry-run", c.DryRun), Wait: true,
		Retries: ps.number("retries", "", 0), RunLimit: usualLimit,
	}
	conn := c.connect(p, c.simulateFlags, c.city(zone, span{}, &ps), &ps)
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	info, err := conn.ask(p, &ps)
	if err != nil {
		return outcome{}, err
	}
	if o.policy.Zone, err = conn.zone(p, zone); err != nil {
		return outcome{}, err
	}
	k := &controller{connection: conn, dispatchOptions: o, info: info}
	done, err := k.takeLedger(p)
	if err != nil {
		return outcome{}, err
	}
	defer done()
	return k.close(p, words)
}

// words are those of the requests to close; the zero words are all.
func (c *cancelCommand) words(ps *problems) (words ledger.Words) {
	if c.Begin == "" && c.End == "" && c.Reprocess == "" {
		return words
	}
	if c.Begin == "" && c.End != "" {
		ps.add("begin", "give begin as it was typed, or leave both out to close all", "required beside end")
	}
	return ledger.Words{Begin: c.Begin, End: c.End, Reprocess: reprocessFlag{c.Reprocess}.read(ps)}
}

// close closes the open requests of some words.
func (k *controller) close(p *process, words ledger.Words) (outcome, error) {
	k.policy.Started = k.Now()
	k.policy.Deadline = k.policy.Started.Add(reconcile.CloseWithin)
	p.limit(k.connection, reconcile.CloseWithin)
	requests, known := reconcile.Closable(&k.ledger.State, words, k.policy.Closing.Runs, k.policy)
	if !known && words != (ledger.Words{}) {
		return outcome{}, &inputError{[]problem{report.NoSuchRequest(words, reconcile.Newest(&k.ledger.State))}}
	}
	if len(requests) == 0 {
		p.runner.say("nothing is open")
		o := outcome{summary: report.Said("Nothing is open.\n"), standing: report.Standing{Said: "nothing is open"}}
		if k.policy.DryRun {
			o.ending = planned
		}
		return o, nil
	}
	closing := report.Closing{State: &k.ledger.State, Policy: &k.policy, Requests: requests, By: p.runner.by()}
	for _, r := range requests {
		k.policy.Closing.Requests = append(k.policy.Closing.Requests, r.ID)
	}
	for _, line := range closing.Before() {
		p.runner.say("%s", line)
	}
	step, err := k.control(p)
	closing.State, closing.Result = &k.ledger.State, step.Result
	if err == nil {
		closing.Ending = reconcile.EndingOf(step.Result, &k.policy)
	}
	fmt.Fprint(p.env.Stdout, closing.Text())
	return outcome{ending: closing.Ending, outputs: k.closingOutputs(closing), summary: closing.Summary(), standing: closing.Standing()}, err
}

func (k *controller) closingOutputs(c report.Closing) (o outputs) {
	for _, a := range c.Attempts() {
		o.Runs = append(o.Runs, outputRunOf(a))
		if !a.Settled() {
			o.Remaining++
		}
	}
	return o
}
