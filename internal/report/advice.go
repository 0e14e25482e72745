package report

// What a person does next.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// texts are the advice in Markdown. In them {again} is how what failed is tried again, {failures} how many windows failed one
// after another, and {next} the run that goes on.
var texts = map[reconcile.Advice]string{
	reconcile.LookAtFailed:    "Look at the last run of what failed, fix what it says, and {again}.",
	reconcile.GatherCancelled: "What a person cancelled is not sent again by itself; {again} to gather it.",
	reconcile.EndDryRun:       "This was a dry run: nothing was written or dispatched. Set `dry-run: false` to begin.",
	reconcile.FindRunner:      "No runner since {since}: {reason}. See whether the instance's machines or its GPU quota are gone, and run this again: it begins with one run.",
	reconcile.FixScraper:      "{failures} failed one after another. Check whether the scraper is down or credentials are gone, fix it, and run this again: it goes on.",
	reconcile.RunAgain:        "Run this again, or put it on a schedule: it goes on where it is.",
	reconcile.WaitForRest:     "What failed rests for a while; the next tick tries it again.",
	reconcile.WaitForNextRun:  "The time budget is spent; the next run goes on.",
	reconcile.LookAtRunners:   "The time budget is spent, and nothing was sent or ended meanwhile, so this isn't started again by itself. Look what the runners wait for, and run it again.",
	reconcile.FollowRun:       "The time budget is spent; the next run goes on: {next}",
	reconcile.OpenAgain:       "A person closed this request. The same words open a new one.",
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

// advice is what a person does next after a run of the step.
func advice(p *reconcile.Policy, r reconcile.Result, e reconcile.Ending) []Sentence {
	again := "run this again with `reprocess: failed`"
	if p.CatchUp {
		again = againAfterCatchUp
	}
	return adviceWith(again, p, r, e)
}

// againAfterCatchUp is how days are tried again that a catch-up gave up.
const againAfterCatchUp = "use `mode: backfill` with `reprocess: failed` over those days"

// adviceWith is advice in which what failed is tried again in this way.
func adviceWith(again string, p *reconcile.Policy, r reconcile.Result, e reconcile.Ending) []Sentence {
	var next, since, reason string
	if r.Continued != nil {
		next = r.Continued.URL
	}
	if r.NoRunner != nil {
		since, reason = r.NoRunner.Since.UTC().Format("2006-01-02 15:04 UTC"), r.NoRunner.Last.Concluded.Reason
	}
	words := func(next, reason string) *strings.Replacer {
		return strings.NewReplacer("{again}", again, "{next}", next, "{since}", since, "{reason}", reason,
			"{failures}", fmt.Sprintf("%d different %ss", p.MaxFailures, thing(&p.Request)))
	}
	text, markdown := words(next, reason), words(link(next, next), Inert(reason))
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
	return []Sentence{own(fmt.Sprintf("Run %s again with the same words to go on with it.", command(r)))}
}

// WithoutAgain is what of advice says why a step ended, without what to run again.
func WithoutAgain(advice []Sentence) (why []Sentence) {
	for _, a := range advice {
		text, _, _ := strings.Cut(a.Text, ". ")
		markdown, _, _ := strings.Cut(a.Markdown, ". ")
		if !strings.Contains(text, "again") && !strings.Contains(text, "saved") {
			why = append(why, Sentence{strings.TrimSuffix(text, ".") + ".", strings.TrimSuffix(markdown, ".") + "."})
		}
	}
	return why
}

// NothingKept is the advice in a simulation without a ledger of its own in a file.
var NothingKept = own("Nothing of this simulation is kept. To go on with one later, name a new file: --ledger file:PATH.")

// NeedsPerson is the advice of a status about what failed or was cancelled in a request.
func NeedsPerson(c *reconcile.Coverage, r ledger.Request) []Sentence {
	again := fmt.Sprintf("run %s again with `reprocess: failed`", command(r))
	if r.ID == reconcile.HorizonID {
		again = againAfterCatchUp
	}
	return adviceWith(again, &reconcile.Policy{}, reconcile.Result{Decision: reconcile.Decision{Coverage: c}}, reconcile.Ending{})
}

// command is what a request was made by.
func command(r ledger.Request) string {
	if r.ForEvents() {
		return "`special-events`"
	}
	return "`backfill`"
}
