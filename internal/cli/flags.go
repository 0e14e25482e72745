package cli

// The flags, in groups that several commands share. All are texts here: they are read, and what is wrong with them is
// reported, in one place. The tag "std" has a flag's default. The tag "more" has what only docs/reference.md says.

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// The workflow files that every instance begins with.
const (
	gatherFile  = "event-gather-pipeline.yml"
	specialFile = "process-special-event.yml"
)

// mostEvents is how many new events one push may bring by default: a repository checked out in the wrong place has more.
const mostEvents = 20

type rangeFlags struct {
	Begin  string `help:"First day to gather, or moment: a date or datetime as Python 3.11 reads it, such as 2021-01-01. Required." placeholder:"DATE" group:"every day"`
	End    string `help:"The day after the last: with 2021-07-01, 30 June is the last day. By default the start of today." more:"A backfill refuses days that are not over." placeholder:"DATE" group:"every day"`
	Window string `help:"How much one run gathers: auto, N with h, d, w or mo, or ISO 8601 (P7D). By default auto: learned from how long runs take." more:"Scrapers can lose meetings in windows of hours." placeholder:"SIZE" group:"every day"`
}

type zoneFlag struct {
	Timezone string `help:"IANA zone of the municipality; by default iana_timezone of the repository's cookiecutter.yaml, else UTC." more:"It says when the days of the city begin, and what times in event files mean. Where none is known, times in event files need an offset." placeholder:"ZONE" group:"every day"`
}

type dispatchFlags struct {
	MaxParallel string `help:"Dispatch only while fewer runs than this are in flight, ours and others'." more:"The GPU quota of an instance is 2." std:"1" placeholder:"N" group:"every day"`
	DryRun      toggle `help:"Show what the next pass would do, with an estimate; nothing is written or dispatched." std:"false" group:"every day"`
	Retries     string `help:"More attempts for what failed." std:"2" placeholder:"N" group:"when things go wrong"`
	MaxFailures string `help:"Different windows failing one after another that stop the step." more:"Often the scraper is down, or credentials are gone." std:"5" placeholder:"N" group:"when things go wrong"`
	MaxRuns     string `help:"The most windows or events never tried that there may be at the start; more is an error. By default no bound; of events ${mostEvents}." more:"Then nothing is sent. In a dry run it is a warning." placeholder:"N" group:"when things go wrong"`
	Workflow    string `help:"File name, name or number of the workflow that is started, or of several, one a line or comma separated. By default ${gatherFile}; for events ${specialFile}." placeholder:"WORKFLOW" group:"rarely"`
	AlsoCount   string `help:"Other workflows that share the runners, named likewise; by default the other of the two, where it exists." placeholder:"WORKFLOW" group:"rarely"`
	Ref         string `help:"Branch or tag to run on; by default the default branch." placeholder:"REF" group:"rarely"`
	RunLimit    string `help:"How long a gather may take. By default the timeout-minutes of the gather job in the workflow file, or what a retry step allows an attempt, whichever is less; else 6h." more:"The size of windows follows from it." placeholder:"TIME" group:"rarely"`
	Wait        toggle `help:"Stay until all is done; false: one pass, then leave the runs to themselves." std:"true" group:"rarely" placeholder:"BOOL"`
	TimeBudget  string `help:"Stop in time, with everything saved." more:"It must end before the time limit of the job." std:"5h30m" placeholder:"TIME" group:"rarely"`
	simulateFlags
}

type continueFlag struct {
	Continue toggle `help:"When the time budget is spent with work left, start this workflow again with its own inputs." more:"Only in a run that was started by workflow_dispatch, in a job without a matrix, on its own repository." std:"true" group:"rarely" placeholder:"BOOL"`
}

type simulateFlags struct {
	PollInterval  string `help:"How often GitHub is asked for news." std:"30s" placeholder:"TIME" group:"local" input:"no"`
	WriteInterval string `help:"How far writes are kept apart." std:"1s" placeholder:"TIME" group:"local" input:"no"`
	cityFlags
}

// cityFlags say what is simulated.
type cityFlags struct {
	Simulate toggle `help:"Act on a GitHub in memory, with a clock of its own: a whole backfill in seconds, nothing leaves this machine. With a ledger in a file it is kept: the next such command goes on where this one ended." group:"local" input:"no"`
	Scenario string `help:"What the simulated city is like: comma separated KEY=VALUE. Give 'help' to list the keys. Without it a simulation that goes on stays as it was." placeholder:"KEY=VALUE,…" group:"local" input:"no"`
}

type gitHubFlags struct {
	Repository  string `help:"OWNER/NAME of the instance; by default the current one." placeholder:"OWNER/NAME" group:"rarely"`
	GithubToken string `help:"Token that may dispatch; locally GITHUB_TOKEN is read." more:"In a workflow it is the token of the job, unless another one is given." placeholder:"TOKEN" group:"rarely"`
	Ledger      string `help:"Where the memory is kept: branch:NAME or file:PATH." std:"branch:event-gather-ledger" placeholder:"PLACE" group:"rarely"`
}

type formatFlag struct {
	Format string `help:"table or json." std:"table" placeholder:"FORM" group:"local" input:"no"`
}

// toggle is a boolean that may be given without a value, kept as it was written until everything is read.
type toggle string

// IsBool lets --flag stand alone.
func (*toggle) IsBool() bool { return true }

// Decode takes what stands after an equals sign, or true.
func (t *toggle) Decode(ctx *kong.DecodeContext) error {
	*t = "true"
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		value, err := ctx.Scan.PopValue("true or false")
		if err != nil {
			return err
		}
		*t = toggle(fmt.Sprint(value.Value))
	}
	return nil
}

// orderFlags say in which order windows are sent, and how much more of each.
type orderFlags struct {
	Order   string `help:"oldest-first or newest-first." std:"oldest-first" placeholder:"ORDER" group:"rarely"`
	Overlap string `help:"Lengthens only the end that is sent, for scrapers that miss late uploads." std:"0d" placeholder:"TIME" group:"rarely"`
}

// lookbackFlags say what a catch-up looks at.
type lookbackFlags struct {
	Window        string `help:"How much one run gathers: auto, N with h, d, w or mo, or ISO 8601 (P7D). By default auto: learned from how long runs take." more:"Scrapers can lose meetings in windows of hours." placeholder:"SIZE" group:"every day"`
	Lookback      string `help:"How far back to look for gaps, in whole days." std:"30d" placeholder:"TIME" group:"rarely"`
	RevisitAfter  string `help:"Gather each day once more, so long after it, for minutes, votes and captions that appear late: 14d. By default never." placeholder:"TIME" group:"rarely"`
	ScheduledDays string `help:"How many days back a scheduled run gathers, or fewer where its settings say fewer; by default as the instance's python/event-gather-config.json says, else 2." placeholder:"N" group:"rarely"`
}

// wordsFlags name requests by the words they were made with.
type wordsFlags struct {
	Begin     string `help:"The begin of the request to close, as it was typed. Without begin, end and reprocess all open requests are closed." placeholder:"DATE" group:"every day"`
	End       string `help:"Its end, as it was typed." placeholder:"DATE" group:"every day"`
	Reprocess string `help:"Its reprocess, as it was given: missing, failed or all." std:"missing" placeholder:"WHOSE" group:"when things go wrong"`
}

// cancelFlags say how requests are closed.
type cancelFlags struct {
	DryRun     toggle `help:"Show what would be closed; nothing is written or cancelled." std:"false" group:"every day"`
	CancelRuns toggle `help:"Cancel their runs on GitHub, too, and see them end; these count for no other request." std:"false" group:"rarely"`
}

// statusFlags say by what the status of a request is derived, and how it is shown.
type statusFlags struct {
	Format   string `help:"table, svg (a calendar), markdown, json or html (one file)." std:"table" placeholder:"FORM" group:"local" input:"no"`
	Retries  string `help:"More attempts for what failed; where it is not given, as the last command on each request had it." placeholder:"N" group:"when things go wrong"`
	RunLimit string `help:"How long a gather may take; where it is not given, as the last command on each request had it." placeholder:"TIME" group:"rarely"`
}

// reprocessFlag says whose attempts count.
type reprocessFlag struct {
	Reprocess string `help:"What is gathered. missing: what no run has covered, and did not fail too often. failed: also what failed, or whose run a person cancelled. all: everything again." std:"missing" placeholder:"CHOICE" group:"when things go wrong"`
}

// eventFlags are the flags about event files.
type eventFlags struct {
	File      []string `arg:"" optional:"" name:"file" help:"Event files, anywhere."`
	Files     string   `help:"Globs of event files below the workspace, one a line; ! in front excludes." more:"Names that begin with . or _ are drafts: only a glob that spells that finds them. Links to folders are not followed." std:"events/**/*.{yml,yaml}" placeholder:"GLOBS" group:"every day"`
	CheckURIs string   `name:"check-uris" help:"Whether the addresses in events answer: off, warn or error." more:"They are asked as the pipelines ask, most with HEAD. Only public servers are asked, never through a proxy. special-events asks for what is not ingested yet." std:"warn" placeholder:"LEVEL" group:"when things go wrong"`
	zoneFlag
}
