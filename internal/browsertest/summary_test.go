//go:build browser

package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// troubles are a scenario: one day fails, and a person cancels a run over three.
const troubles = "bad-day=2021-03-09,cancelled=#4@30m"

// seen is a summary, and what of it a person sees at once.
type seen struct {
	name, markdown string
	first          []string
}

// summaries are those of a step that ended in each way.
func summaries(t *testing.T) (all []seen) {
	d := newDesk(t)
	month := []string{"--begin", "2021-03-01", "--end", "2021-04-12", "--max-parallel", "2"}
	backfill := func(more ...string) []string { return append(append([]string{"backfill"}, month...), more...) }
	d.simulates(1, backfill("--scenario", troubles)...)
	d.real()
	return []seen{
		{"missing", d.summary(1, d.gitHub(), backfill("--ledger", "file:ledger.jsonl")...), []string{"Seattle, backfill: 4 of 42 days still missing",
			"2021-03-09: failed", "2021-03-10 to 2021-03-12: cancelled", "What to do next", "reprocess: failed"}},
		{"complete", d.summary(0, nil, backfill("--simulate")...), []string{"Seattle, backfill: all 42 days are covered", "2021-03-01 to 2021-04-11"}},
		{"stopped", d.summary(4, nil, backfill("--simulate", "--time-budget", "20h")...), []string{"Seattle, backfill: stopped", "days still missing", "What to do next"}},
		{"dry-run", d.summary(0, nil, backfill("--simulate", "--dry-run")...), []string{"Seattle, backfill, dry run: 42 of 42 days still to gather", "dry-run: false"}},
		{"bad-input", d.summary(2, nil, "backfill", "--simulate", "--begin", "2021-13-01", "--window", "3x"), []string{"This step failed", `begin: "2021-13-01"`, `window: "3x"`}},
		{"refused", d.summary(2, []string{"GITHUB_REPOSITORY=CouncilDataProject/seattle"}, backfill()...), []string{"Seattle, backfill: failed", "This step failed"}},
		{"plan", d.summary(0, nil, "plan", "--begin", "2021-01-01", "--end", "2021-03-01"), []string{"plan: 20 windows would gather 59 days"}},
		{"status", d.summary(1, nil, "status", "--timezone", "UTC", "--ledger", "file:ledger.jsonl"), []string{"4 of 42 days still missing", "2021-03-09: failed"}},
	}
}

// scrolls is a rule for what scrolls by itself, such as a wide table: on GitHub's pages the keyboard reaches it by what GitHub adds.
const scrolls = "scrollable-region-focusable"

// From a summary alone a person knows how it ended, what is missing, and what to do next, on any screen, without scrolling.
func TestSummaries(t *testing.T) {
	d := newDesk(t)
	for _, s := range summaries(t) {
		file := d.shown("summary-"+s.name, s.markdown)
		for _, screen := range screens {
			t.Run(s.name+"/"+screen.name, func(t *testing.T) {
				p := look(t, screen, "summary-"+s.name, file)
				p.none("unseen", s.first)
				p.none("unfolded")
				p.none("cut")
				p.none("sideways")
				p.none("accessibility", scrolls)
				ask[chromedp.Void](p, "unfold")
				p.none("brokenDates")
				p.none("vagueLinks")
				p.none("sideways")
				p.none("accessibility", scrolls)
			})
		}
	}
}
