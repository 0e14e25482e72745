package report

// What a person does next.

import (
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// advice is the text of each piece of advice, in Markdown.
func (s Step) advice() []string {
	again := "run this again with `reprocess: failed`"
	if s.Policy.CatchUp {
		again = "use `mode: backfill` with `reprocess: failed` over those days"
	}
	var all []string
	for _, a := range s.Ending.Next(s.Result, s.Policy) {
		switch a {
		case reconcile.LookAtFailed:
			all = append(all, "Look at the last run of what failed, fix what it says, and "+again+".")
		case reconcile.GatherCancelled:
			all = append(all, "What a person cancelled is not sent again by itself; "+again+" to gather it.")
		case reconcile.EndDryRun:
			all = append(all, "This was a dry run: nothing was written or dispatched. Set `dry-run: false` to begin.")
		case reconcile.FixScraper:
			all = append(all, fmt.Sprintf("%d different %ss failed one after another. Check whether the scraper is down or credentials are gone, fix it, and run this again: it goes on.",
				s.Policy.MaxFailures, thing(&s.Policy.Request)))
		case reconcile.RunAgain:
			all = append(all, "Run this again, or put it on a schedule: it goes on where it is.")
		case reconcile.WaitForRest:
			all = append(all, "What failed rests for a while; the next tick tries it again.")
		case reconcile.WaitForNextRun:
			all = append(all, "The time budget is spent; the next run goes on.")
		case reconcile.LookAtRunners:
			all = append(all, "The time budget is spent, and nothing was sent or ended meanwhile, so this isn't started again by itself. Look what the runners wait for, and run it again.")
		case reconcile.FollowRun:
			all = append(all, "The time budget is spent; the next run goes on: "+s.Result.Continued.URL)
		case reconcile.RunAgainSaved:
			all = append(all, "The time budget is spent, and all is saved. Run this again: it goes on.")
		}
	}
	return all
}

// Unfinished is the advice for a request that is open.
const Unfinished = "Run the same again to go on with it."

// NeedsPerson is the advice about what failed or was cancelled in a request.
func NeedsPerson(c *reconcile.Coverage) []string {
	s := Step{Policy: &reconcile.Policy{}, Result: reconcile.Result{Decision: reconcile.Decision{Coverage: c}}}
	return s.advice()
}
