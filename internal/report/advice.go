package report

// What a person does next.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// texts are the advice in Markdown. In them {again} is how what failed is tried again, {begin} how a dry run is followed by a real
// one, {failures} how many windows failed one after another, and {next} the run that goes on.
var texts = map[reconcile.Advice]string{
	reconcile.LookAtFailed:    "Look at the last run of what failed, and fix what it says. Then {again}.",
	reconcile.GatherCancelled: "What a person cancelled is not sent again by itself. To gather it, {again}.",
	reconcile.EndDryRun:       "This was a dry run: nothing was written or dispatched. {begin} to begin.",
	reconcile.FindRunner:      "No runner since {since}: {reason}. See whether the instance's machines or its GPU quota are gone, and run this again: it begins with one run.",
	reconcile.FixScraper:      "{failures} failed one after another. Check whether the scraper is down or credentials are gone, fix it, and run this again: it goes on.",
	reconcile.RunAgain:        "Run this again, or put it on a schedule: it goes on.",
	reconcile.WaitForRest:     "What failed rests for a while; the next scheduled run tries it again.",
	reconcile.WaitForNextRun:  "The time budget is spent; the next run goes on.",
	reconcile.LookAtRunners:   "The time budget is spent, and nothing was sent or ended meanwhile, so this isn't started again by itself. Look what the runners wait for, and run it again.",
	reconcile.FollowRun:       "The time budget is spent; the next run goes on: {next}",
	reconcile.OpenAgain:       "A person closed this request. The same inputs open a new one.",
	reconcile.ForceCancel:     "Some runs don't end. Look at them on GitHub, and cancel them there by force.",
	reconcile.RunAgainSaved:   "The time budget is spent, and all is saved. Run this again: it goes on.",
}

// Sentence is one in which strangers' text may stand.
type Sentence struct {
	Text     string // for the log
	Markdown string // for a summary
}

// own is a sentence that is ours alone.
func own(text string) Sentence { return Sentence{text, text} }

// By is how a person gives inputs.
type By int

// The ways to give inputs.
const (
	Form     By = iota // of a workflow, on GitHub
	Terminal           // flags of a command
)

// own are sentences that are ours alone, in the words of the form for a summary, and for the log in those of whoever reads it.
func (by By) own(p *reconcile.Policy, text string) Sentence {
	return Sentence{strings.NewReplacer(by.words(p)...).Replace(text), strings.NewReplacer(Form.words(p)...).Replace(text)}
}

// words are what stands for {again}, {begin} and {runs}.
func (by By) words(p *reconcile.Policy) []string {
	again, begin, runs := "start the backfill workflow again with the same dates, and choose `failed` in the list (`reprocess: failed`)",
		"Click Run workflow again and untick the last field (`dry-run: false`)", "run this again with `cancel-runs: true`"
	if by == Terminal {
		again, begin, runs = fmt.Sprintf("run `%s` again with `--reprocess failed`", command(p.Request)), "Leave out `--dry-run`", "run this again with `--cancel-runs`"
	}
	switch {
	case p.CatchUp && by == Terminal:
		again = "run `backfill` over those days with `--reprocess failed`"
	case p.CatchUp:
		again = "start the backfill workflow over those days, and choose `failed` in the list (`reprocess: failed`)"
	case p.Request.ForEvents() && by == Form:
		again = "start the workflow of special events, and choose `failed` in the list (`reprocess: failed`)"
	}
	return []string{"{again}", again, "{begin}", begin, "{runs}", runs}
}

// advice is what a person does next after a run of the step.
func advice(p *reconcile.Policy, r reconcile.Result, e reconcile.Ending, by By) []Sentence {
	var next, since, reason string
	if r.Continued != nil {
		next = r.Continued.URL
	}
	if r.NoRunner != nil {
		since, reason = r.NoRunner.Since.UTC().Format("2006-01-02 15:04 UTC"), r.NoRunner.Last.Concluded.Reason
	}
	words := func(by By, next, reason string) *strings.Replacer {
		return strings.NewReplacer(append(by.words(p), "{next}", next, "{since}", since, "{reason}", reason,
			"{failures}", fmt.Sprintf("%d different %ss", p.MaxFailures, thing(&p.Request)))...)
	}
	text, markdown := words(by, next, reason), words(Form, link(next, next), Inert(reason))
	var all []Sentence
	for _, a := range e.Next(r, p) {
		all = append(all, Sentence{text.Replace(texts[a]), markdown.Replace(texts[a])})
	}
	return all
}

// Unfinished is the advice of a status about a request that is open.
func Unfinished(r ledger.Request) []Sentence {
	if r.ID == reconcile.HorizonID {
		return []Sentence{own("The next run of the catch-up goes on with it.")}
	}
	return []Sentence{own(fmt.Sprintf("Run `%s` again with the same dates to go on with it.", command(r)))}
}

// command is what a request was made by.
func command(r ledger.Request) string {
	if r.ForEvents() {
		return "special-events"
	}
	return "backfill"
}

// InReality is advice in a simulation of which nothing is kept: what a person would do about a real repository.
func InReality(advice []Sentence) (all []Sentence) {
	said := func(text string) string {
		text = strings.NewReplacer("un this again", "un again", "un it again", "un again").Replace(text)
		return "In a real repository: " + strings.ToLower(text[:1]) + text[1:]
	}
	for _, a := range advice {
		all = append(all, Sentence{said(a.Text), said(a.Markdown)})
	}
	return all
}

// NothingKept is the advice in a simulation without a ledger of its own in a file.
var NothingKept = own("Nothing of this simulation is kept. To go on with one later, name a new file: --ledger file:PATH.")

// NeedsPerson is the advice about what failed or was cancelled of a request.
func NeedsPerson(c *reconcile.Coverage, r ledger.Request, by By) []Sentence {
	return advice(&reconcile.Policy{Request: r, CatchUp: r.ID == reconcile.HorizonID}, reconcile.Result{Decision: reconcile.Decision{Coverage: c}}, reconcile.Ending{}, by)
}
