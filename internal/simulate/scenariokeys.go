package simulate

// The keys of a scenario: name, default, meaning, and how a value is read; and the kinds of faults, for the help.

// Key is one key of a scenario, as help shows it.
type Key struct {
	Name    string
	Default string // "" where nothing is the default
	Meaning string
}

// key is a row of the table.
type key struct {
	name, fallback, meaning string
	many                    bool // it may be given several times
	read                    func(string) error
}

const (
	once = false
	many = true
)

// Keys are the keys that a scenario may hold.
func Keys() []Key {
	var all []Key
	for _, k := range new(Scenario).keys() {
		meaning := k.meaning
		if k.many {
			meaning += "; repeatable"
		}
		all = append(all, Key{k.name, k.fallback, meaning})
	}
	return all
}

// keys are the rows of the table, each with what reads a value into s.
//
//revive:disable-next-line:function-length a table
func (s *Scenario) keys() []key {
	return []key{
		{"seed", "1", "the seed of all that is random: the same seed gives the same run, byte for byte", once, seed(&s.Seed)},
		{"repository", "CouncilDataProject/seattle", "the instance, as owner/name", once,
			matching(`^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$`, "owner/name", &s.Repository)},
		{"branch", "main", "its default branch", once, matching(`^[A-Za-z0-9._-]+$`, "a branch name", &s.Branch)},
		{"timezone", "America/Los_Angeles", "its IANA zone, written into its cookiecutter.yaml", once, zone(&s.Timezone)},
		{"lanes", "1", "copies of the gather workflow; with more than one they are event-gather-pipeline-0.yml and so on", once, count(1, 20, &s.Lanes)},
		{"run-name", "off", "on: a gather run's title shows its from and to", once, flag(&s.RunName)},
		{"actor", "github-actions[bot]", "the login whose token the controllers use", once,
			matching(`^[A-Za-z0-9-]+(\[bot\])?$`, "a login", &s.Actor)},
		{"concurrency", "none", "in the workflow files: none; static: a newer waiting run replaces the older one; " +
			"static-cancel: it cancels even the running one; queue-max: all wait", once,
			oneOf(&s.Concurrency, "none", "static", "static-cancel", "queue-max")},
		{"job-timeout-minutes", "0", "timeout-minutes of the gather job in the workflow files, then its limit; 0 for none", once,
			count(0, 7200, &s.JobTimeout)},
		{"step-timeout-minutes", "0", "timeout-minutes of the step that gathers; 0 for none", once, count(0, 7200, &s.StepTimeout)},
		{"retry-step", "0", "minutes of an attempt of the step that gathers, where a retrying action makes three; 0 for no such action", once,
			count(0, 7200, &s.RetryStep)},

		{"events-per-day", "1", "events of a day of the city's civil time, on average; a fraction is met on average", once, number(&s.EventsPerDay)},
		{"minutes-per-event", "50", "minutes to gather an event, give or take 30 %", once, number(&s.EventMinutes)},
		{"cached-minutes", "5", "minutes for an event that was transcribed before", once, number(&s.CachedMinutes)},
		{"overhead-minutes", "8", "minutes of the gather job before its first event", once, number(&s.OverheadMinutes)},
		{"boot-minutes", "4", "minutes to create a runner", once, number(&s.BootMinutes)},
		{"busy-day", "2021-02-10", "DATE or DATE..DATE, by the city's civil time: a day with one event of busy-minutes; none for no such day", many, days(&s.BusyDays)},
		{"busy-minutes", "284", "minutes of a busy day", once, number(&s.BusyMinutes)},
		{"bad-day", "none", "DATE or DATE..DATE, by the city's civil time: a run over it does its work, then fails", many, days(&s.BadDays)},
		{"outage", "none", "DATE or DATE..DATE, by UTC: what gathers while it is one of these days fails, whatever days it is for", many, days(&s.Outages)},
		{"limit", "6h", "the gather job's time limit", once, duration(&s.Limit)},
		{"runners", "20", "runs that can run at once; the others are queued", once, count(1, 1000, &s.Runners)},
		{"queue-minutes", "0", "minutes that each gather job waits for its runner", once, number(&s.QueueMinutes)},
		{"no-runner", "none", "DATE or DATE..DATE, by UTC, +2h (from then on) or +2h..8h, after the clock starts: no gather job gets a runner", many, list(&s.NoRunner, parseNoRunner)},

		{"gather-failure", "none", "#N or P%: the N-th dispatch, or a share of all runs, fails while it gathers", many, picks(&s.GatherFailures)},
		{"gather-skipped", "none", "#N or P%: the gather job is skipped, and the run succeeds", many, picks(&s.GathersSkipped)},
		{"gather-continued", "none", "#N or P%: the gather job fails, and the run succeeds all the same", many, picks(&s.GathersContinued)},
		{"setup-failure", "none", "#N or P%: the gather job fails before it gathers", many, picks(&s.SetUpFailures)},
		{"runner-failure", "none", "#N or P%: no runner can be created", many, picks(&s.RunnerFailures)},
		{"runner-lost", "none", "#N or P%: the runner is shut down while it gathers", many, picks(&s.RunnersLost)},
		{"not-acquired", "none", "#N or P%: no runner takes the gather job, which is cancelled after 15 minutes", many, picks(&s.NotAcquired)},
		{"operation-canceled", "none", "#N or P%: the machine is taken away while it gathers, and the run is cancelled", many, picks(&s.OperationsCanceled)},
		{"startup-failure", "none", "#N or P%: the run ends as startup_failure", many, picks(&s.StartupFailures)},
		{"queue-death", "none", "#N or P%: the run finds no runner and is cancelled after 24 hours", many, picks(&s.QueueDeaths)},
		{"stale", "none", "#N or P%: the run never starts and is stale after 14 days", many, picks(&s.Stale)},
		{"stuck", "none", "#N or P%: the run stays in progress for 300 hours after its jobs", many, picks(&s.Stuck)},
		{"waiting", "none", "#N@3h or P%@3h: the run is held for approval that long after it was made", many, picks(&s.Waiting)},
		{"cancelled", "none", "#N@3h or P%@3h: a person cancels the run that long after it was made", many, picks(&s.Cancelled)},
		{"re-run", "none", "#N@3h or P%@3h: a person re-runs it that long after its first attempt ended", many, picks(&s.Reruns)},
		{"deleted", "none", "#N@3h or P%@3h: a person deletes the run that long after it was made", many, picks(&s.Deleted)},

		{"schedule", "off", "on: the gather workflow runs by itself, daily at 07:09 UTC; in a catch-up on is the default", once, flag(&s.Schedule)},
		{"look-back", "2", "days a scheduled run looks back, or DAYS@DATE: from that day on, by UTC", many, lookBacks(&s.LookBacks)},
		{"dropped-tick", "none", "P%, or DATE or DATE..DATE, by UTC: the schedule doesn't fire and leaves no run", many, dropped(s)},
		{"disabled", "none", "DATE or DATE..DATE, by UTC: GitHub has disabled the workflow for inactivity", many, days(&s.Disabled)},
		{"people", "0", "runs that people start by hand on a day, by UTC", once, number(&s.People)},
		{"people-gather", "none", "DATE..DATE@DATE: a person gathers from the first date until the second, by the city's civil time, which is not included, at noon by UTC of the third", many,
			list(&s.PeopleGathers, parsePeopleGather)},
		{"workflow-disabled", "none", "FILE@2h: a person disables a workflow that long after the clock starts", many, laters(&s.WorkflowDisabled)},
		{"branch-deleted", "none", "BRANCH@2h: a person deletes a branch that long after the clock starts", many, laters(&s.BranchDeleted)},
		{"branch-rewound", "none", "BRANCH@2h: a person takes some commits back with a forced push, that long after the clock starts", many, laters(&s.BranchRewound)},
		{"history-days", "60", "days of schedule and people before the clock starts", once, count(0, 3660, &s.HistoryDays)},
		{"quiet-days", "7", "days since the last commit when the clock starts", once, count(0, 3660, &s.QuietDays)},
		{"retention-days", "400", "days after a run was made when it is forgotten", once, count(1, 3660, &s.RetentionDays)},

		{"log-retention-days", "90", "days after which the log of a job is deleted", once, count(1, 400, &s.LogRetentionDays)},
		{"log-other-ends", "none", "#N or P%: the run gathers the last days whatever it is given, as its log says", many, picks(&s.LogsOfOtherEnds)},
		{"log-missing", "none", "#N or P%: the gather job has no log", many, picks(&s.LogsMissing)},
		{"log-odd", "none", "KIND:#N or KIND:P%: the gather job's log is odd; no-bom, crlf, cut (in mid-line) or huge-line", many,
			list(&s.OddLogs, parseOddLog)},
		{"annotations", "on", "on or denied: the token may not read annotations", once, allowed(&s.Annotations)},

		{"visible-after", "2s", "until a new run is in the lists", once, duration(&s.VisibleAfter)},
		{"rate-limit", "1000", "requests an hour", once, count(1, 1000000, &s.RateLimit)},
		{"run-details", "on", "on; ignored: 204 without a run id; 400 or 422: return_run_details is refused, as by older servers", once,
			oneOf(&s.RunDetails, "on", "ignored", "400", "422")},
		{"unknown-run-id", "none", "#N or P%: the dispatch is answered with an id that GitHub never knows, and no run is made", many, picks(&s.UnknownRunIDs)},
		{"inputs-limit", "25", "inputs that a workflow may have; 10 on Enterprise servers", once, count(1, 25, &s.InputsLimit)},
		{"fault", "none", "KIND:WHAT:WHEN: a kind of fault; dispatch, save, runs, run, jobs, logs, log-file, any, reads or writes; " +
			"and #N, #N..M, P%, +2h (from then on) or +2h..3h, after the clock starts, or nothing (always)", many, faults(&s.Faults)},
	}
}

// FaultKinds are the kinds of faults, with their meanings.
func FaultKinds() []Key {
	var all []Key
	for _, k := range faultKinds {
		all = append(all, Key{Name: k.name, Meaning: k.meaning})
	}
	return all
}
