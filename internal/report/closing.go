package report

// Requests that a person closes.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Closing is what a command closes, and how that ended.
type Closing struct {
	Policy   *reconcile.Policy
	State    *ledger.State
	Requests []ledger.Request
	Result   reconcile.Result
	Ending   reconcile.Ending
	By       By
	before   []*ledger.Attempt // without a known end when it began
}

// Before are the lines that say what is about to be closed.
func (c *Closing) Before() (lines []string) {
	verb := "close"
	if c.Policy.DryRun {
		verb = "would close"
	}
	for _, r := range c.Requests {
		lines = append(lines, fmt.Sprintf("%-10s  %s: %s", verb, Typed(r), c.standing(r)))
	}
	for _, a := range c.State.Unsettled() {
		if slices.ContainsFunc(c.Requests, func(r ledger.Request) bool { return r.ID == a.Intent.Request }) {
			c.before = append(c.before, a)
		}
	}
	if c.Policy.DryRun && c.Policy.Closing.Runs {
		for _, a := range c.before {
			lines = append(lines, strings.TrimRight(fmt.Sprintf("would cancel  %s  %s", c.names().Attempt(a), a.Dispatched.URL), " "))
		}
	}
	return lines
}

func (c *Closing) names() Names { return Names{Zone: c.Policy.Zone} }

// standing is how a request stands, in one sentence.
func (c *Closing) standing(r ledger.Request) string {
	return OverviewOf(reconcile.OnLedger(c.State, c.Policy.Judged(r)), r, c.names()).Totals()
}

// Attempts are those that were in flight when it began, as they stand now.
func (c *Closing) Attempts() (now []*ledger.Attempt) {
	for _, a := range c.before {
		now = append(now, c.State.Attempt(a.Key))
	}
	return now
}

// Text is the end of the log.
func (c *Closing) Text() string {
	if c.Result.Coverage == nil || c.Result.Unsaved {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", c.totals())
	for _, a := range c.Attempts() {
		if !a.Settled() && c.Policy.Closing.Runs && !c.Policy.DryRun {
			fmt.Fprintf(&out, "not ended: %s  %s\n", c.names().Attempt(a), a.Dispatched.URL)
		}
	}
	fmt.Fprintf(&out, "next: %s\n", c.next().Text)
	return out.String()
}

func (c *Closing) totals() string {
	if c.Policy.DryRun {
		return fmt.Sprintf("%s would be closed.", Count(len(c.Requests), "request"))
	}
	inFlight := 0
	for _, a := range c.Attempts() {
		if !a.Settled() {
			inFlight++
		}
	}
	text := fmt.Sprintf("%s closed", Count(len(c.Requests), "request"))
	if ended := len(c.before) - inFlight; c.Policy.Closing.Runs {
		text += fmt.Sprintf(", %s ended", Count(ended, "run"))
	}
	if inFlight > 0 {
		text += fmt.Sprintf("; %s in flight", Count(inFlight, "run"))
	}
	return text + "."
}

// Standing is what the verdict says.
func (c *Closing) Standing() Standing {
	if c.Result.Coverage == nil || c.Result.Unsaved {
		return Standing{}
	}
	return Standing{Said: strings.TrimSuffix(c.totals(), ".")}
}

// next is what a person does next.
func (c *Closing) next() Sentence {
	text := texts[reconcile.OpenAgain]
	switch {
	case c.Policy.DryRun:
		text = "This was a dry run: nothing was written or cancelled. {begin} to close."
	case c.Ending.Reason == reconcile.StillAlive:
		text = texts[reconcile.ForceCancel]
	case len(c.before) > 0 && !c.Policy.Closing.Runs:
		text = "The runs in flight go on, and what they gather counts. To cancel them, too, {runs}."
	}
	return c.By.own(c.Policy, text)
}

// Summary is the summary of a workflow's step.
func (c *Closing) Summary() Summary {
	if c.Result.Coverage == nil || c.Result.Unsaved {
		return nil
	}
	return Summary{
		{head: "### " + c.totals() + "\n\n", thing: "request", rows: len(c.Requests),
			row: func(i int) string {
				return fmt.Sprintf("- %s: %s\n", Inert(Typed(c.Requests[i])), c.standing(c.Requests[i]))
			}},
		{head: fmt.Sprintf("> %s\n", c.next().Markdown)},
	}
}

// NoSuchRequest is a request that was never made.
func NoSuchRequest(words ledger.Words, known []ledger.Request) Problem {
	hint := "nothing was asked for yet: look whether ledger and repository are those of the backfill"
	if len(known) > 0 {
		ids := make([]string, 0, len(known))
		for _, r := range known {
			ids = append(ids, Typed(r))
		}
		hint = "type begin, end and reprocess as they were typed; there are: " + strings.Join(ids[:min(len(ids), mostNamed)], "; ")
	}
	return Problem{"begin", "no " + typed(words), hint}
}

// WasClosed says that a person closed a request.
func WasClosed(c ledger.Closed) Sentence {
	how := "closed"
	if c.Runs {
		how = "closed, and its runs were cancelled,"
	}
	return own(fmt.Sprintf("It was %s on %s: nothing goes on with it. The same inputs open a new one.", how, c.At.UTC().Format(time.DateOnly)))
}

// NotBegun is a request that a schedule doesn't begin.
func NotBegun(state *ledger.State, words ledger.Words) Problem {
	latest, _ := reconcile.Latest(state, words)
	if closed, is := state.Closed[latest.ID]; is {
		return Problem{"", fmt.Sprintf("%s was closed on %s: neither a schedule nor what was started before that begins it again; nothing is done", Typed(latest), closed.At.UTC().Format(time.DateOnly)),
			"to begin it again, run it by hand"}
	}
	return Problem{"reprocess", fmt.Sprintf("a schedule doesn't begin what %q would gather anew each time; nothing is done", words.Reprocess),
		"begin it by hand once, then the schedule goes on with it"}
}

// mostNamed is how many requests a hint names.
const mostNamed = 10
