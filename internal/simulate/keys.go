package simulate

// The written form of a scenario: one table says each key's name, default and meaning, and how it is read.

import (
	"regexp"
	"strconv"
	"time"
)

// Key is one key of a scenario, as help shows it.
type Key struct {
	Name    string
	Default string // "" where nothing is the default
	Meaning string
}

type key struct {
	Key
	read func(*Scenario, string) error
}

// Keys are the keys that a scenario may hold. One whose meaning says "repeatable" may be given several times.
func Keys() []Key {
	var all []Key
	for _, k := range table {
		all = append(all, k.Key)
	}
	return all
}

var table = []key{
	{Key{"seed", "1", "what chance is made of: the same seed gives the same run, to the byte"},
		func(s *Scenario, v string) (err error) { s.Seed, err = strconv.ParseUint(v, 10, 64); return plain(err) }},
	{Key{"repository", "CouncilDataProject/seattle", "the instance, as owner/name"},
		matching(regexp.MustCompile(`^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$`), "owner/name", func(s *Scenario) *string { return &s.Repository })},
	{Key{"branch", "main", "its default branch"},
		matching(regexp.MustCompile(`^[A-Za-z0-9._-]+$`), "a branch name", func(s *Scenario) *string { return &s.Branch })},
	{Key{"timezone", "America/Los_Angeles", "its IANA zone, written into its cookiecutter.yaml"}, readZone},
	{Key{"lanes", "1", "copies of the gather workflow; with more than one they are event-gather-pipeline-0.yml and so on"},
		count(1, 20, func(s *Scenario) *int { return &s.Lanes })},
	{Key{"run-name", "off", "on: a gather run's title shows its from and to"}, flag(func(s *Scenario) *bool { return &s.RunName })},
	{Key{"actor", "github-actions[bot]", "whose token the controllers use"},
		matching(regexp.MustCompile(`^[A-Za-z0-9-]+(\[bot\])?$`), "a login", func(s *Scenario) *string { return &s.Actor })},

	{Key{"events-per-day", "1", "events of a civil day, on average; a fraction is met by chance"},
		number(func(s *Scenario) *float64 { return &s.EventsPerDay })},
	{Key{"minutes-per-event", "50", "minutes to gather an event, give or take 30 %"},
		number(func(s *Scenario) *float64 { return &s.EventMinutes })},
	{Key{"cached-minutes", "5", "minutes for an event that was transcribed before"},
		number(func(s *Scenario) *float64 { return &s.CachedMinutes })},
	{Key{"overhead-minutes", "8", "minutes of the gather job before its first event"},
		number(func(s *Scenario) *float64 { return &s.OverheadMinutes })},
	{Key{"boot-minutes", "4", "minutes to create a runner"}, number(func(s *Scenario) *float64 { return &s.BootMinutes })},
	{Key{"busy-day", "2021-02-10", "DATE or DATE..DATE: a day with one event of busy-minutes; repeatable, or none"},
		days(func(s *Scenario) *[]Days { return &s.BusyDays })},
	{Key{"busy-minutes", "284", "minutes of a busy day"}, number(func(s *Scenario) *float64 { return &s.BusyMinutes })},
	{Key{"bad-day", "none", "DATE or DATE..DATE: a run over it does its work, then fails; repeatable"},
		days(func(s *Scenario) *[]Days { return &s.BadDays })},
	{Key{"outage", "none", "DATE or DATE..DATE: what gathers on these days fails; repeatable"},
		days(func(s *Scenario) *[]Days { return &s.Outages })},
	{Key{"limit", "6h", "the gather job's time limit"}, duration(func(s *Scenario) *time.Duration { return &s.Limit })},
	{Key{"runners", "20", "runs that can run at once; the others are queued"}, count(1, 1000, func(s *Scenario) *int { return &s.Runners })},

	{Key{"gather-failure", "none", "#N or P%: the N-th dispatch, or a share of all runs, fails while it gathers; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.GatherFailures })},
	{Key{"runner-failure", "none", "#N or P%: no runner can be created; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.RunnerFailures })},
	{Key{"runner-lost", "none", "#N or P%: the runner is shut down while it gathers; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.RunnersLost })},
	{Key{"startup-failure", "none", "#N or P%: the run ends as startup_failure; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.StartupFailures })},
	{Key{"queue-death", "none", "#N or P%: the run finds no runner and is cancelled after 24 hours; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.QueueDeaths })},
	{Key{"stale", "none", "#N or P%: the run never starts and is stale after 14 days; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Stale })},
	{Key{"waiting", "none", "#N@3h or P%@3h: the run is held for approval that long; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Waiting })},
	{Key{"cancelled", "none", "#N@3h or P%@3h: somebody cancels the run that long after it was made; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Cancelled })},
	{Key{"re-run", "none", "#N@3h or P%@3h: somebody re-runs it that long after its first attempt ended; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Reruns })},
	{Key{"deleted", "none", "#N@3h or P%@3h: somebody deletes the run that long after it was made; repeatable"},
		picks(func(s *Scenario) *[]Pick { return &s.Deleted })},

	{Key{"schedule", "off", "on: the gather workflow runs by itself, daily at 07:09 UTC"}, flag(func(s *Scenario) *bool { return &s.Schedule })},
	{Key{"look-back", "2", "days a scheduled run looks back, or DAYS@DATE: from that day on; repeatable"}, readLookBack},
	{Key{"dropped-tick", "none", "P%, DATE or DATE..DATE: the schedule doesn't fire and leaves no run; repeatable"}, readDropped},
	{Key{"disabled", "none", "DATE or DATE..DATE: GitHub has disabled the workflow for inactivity; repeatable"},
		days(func(s *Scenario) *[]Days { return &s.Disabled })},
	{Key{"people", "0", "runs a day that people start by hand"}, number(func(s *Scenario) *float64 { return &s.People })},
	{Key{"history-days", "60", "days of schedule and people before the clock starts"}, count(0, 3660, func(s *Scenario) *int { return &s.HistoryDays })},
	{Key{"retention-days", "400", "days after which a run is forgotten"}, count(1, 3660, func(s *Scenario) *int { return &s.RetentionDays })},

	{Key{"visible-after", "2s", "until a new run is in the lists"}, duration(func(s *Scenario) *time.Duration { return &s.VisibleAfter })},
	{Key{"rate-limit", "1000", "requests an hour"}, count(1, 1000000, func(s *Scenario) *int { return &s.RateLimit })},
	{Key{"run-details", "on", "on; ignored: 204 without a run id; 400 or 422: return_run_details is refused, as by older servers"},
		matching(regexp.MustCompile(`^(on|ignored|400|422)$`), "on, ignored, 400 or 422", func(s *Scenario) *string { return &s.RunDetails })},
	{Key{"inputs-limit", "25", "inputs that a workflow may have; 10 on Enterprise servers"}, count(1, 25, func(s *Scenario) *int { return &s.InputsLimit })},
	{Key{"fault", "none", "KIND:WHAT:WHEN: a kind of fault; dispatch, save, runs, run, jobs, any, reads or writes; " +
		"and #N, #N..M, P%, +2h (from then on), +2h..3h or nothing (always); repeatable"}, readFault},
}
