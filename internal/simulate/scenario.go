package simulate

// The scenario: how the simulated city, its pipelines, its people and its GitHub behave.

import (
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// Scenario is what [ParseScenario] reads; [Keys] documents each field under the name of its key. Only Start, the moment at
// which the clock starts, and Text have no key.
type Scenario struct {
	Start time.Time
	Text  string // what was read

	Seed       uint64
	Repository string // owner/name
	Branch     string
	Timezone   *time.Location
	Lanes      int
	RunName    bool
	Actor      string

	Concurrency string
	JobTimeout  int
	StepTimeout int
	RetryStep   int

	EventsPerDay    float64
	EventMinutes    float64
	CachedMinutes   float64
	OverheadMinutes float64
	BootMinutes     float64
	BusyDays        []Days
	BusyMinutes     float64
	BadDays         []Days
	Outages         []Days
	Limit           time.Duration
	Runners         int
	QueueMinutes    float64
	NoRunner        []Period

	GatherFailures     []Pick
	GathersSkipped     []Pick
	GathersContinued   []Pick
	SetUpFailures      []Pick
	RunnerFailures     []Pick
	RunnersLost        []Pick
	NotAcquired        []Pick
	OperationsCanceled []Pick
	StartupFailures    []Pick
	QueueDeaths        []Pick
	Stale              []Pick
	Stuck              []Pick
	Waiting            []Pick
	Cancelled          []Pick
	Reruns             []Pick
	Deleted            []Pick

	Schedule         bool
	LookBacks        []LookBack
	DroppedTicks     []Pick
	DroppedDays      []Days
	Disabled         []Days
	People           float64
	PeopleGathers    []PeopleGather
	WorkflowDisabled []Later
	BranchDeleted    []Later
	BranchRewound    []Later
	HistoryDays      int
	QuietDays        int
	RetentionDays    int

	LogRetentionDays int
	LogsOfOtherEnds  []Pick
	LogsMissing      []Pick
	OddLogs          []OddLog
	Annotations      bool

	VisibleAfter  time.Duration
	RateLimit     int
	RunDetails    string
	UnknownRunIDs []Pick
	InputsLimit   int
	Faults        []Fault
}

// Days are whole civil days, the first and the last included.
type Days struct{ First, Last civil.Time }

// anyDayIn reports whether one of the days has a moment in [from, to).
func anyDayIn(all []Days, from, to civil.Time) bool {
	for _, d := range all {
		if d.First < to && from < d.Last+civil.Day {
			return true
		}
	}
	return false
}

// Period is an interval of days, by UTC, or of time after the clock starts.
type Period struct {
	Days Days // zero for an interval of time
	When When
}

// noRunner reports whether no gather job gets a runner at a moment.
func (s Scenario) noRunner(at time.Time) bool {
	for _, p := range s.NoRunner {
		if p.Days == (Days{}) {
			if age := at.Sub(s.Start); age >= p.When.From && (p.When.Until == 0 || age < p.When.Until) {
				return true
			}
		} else if anyDayIn([]Days{p.Days}, civil.Of(at.UTC()), civil.Of(at.UTC())+1) {
			return true
		}
	}
	return false
}

// PeopleGather is a gather that a person starts by hand, at noon (UTC) of a day.
type PeopleGather struct {
	From, To civil.Time
	On       civil.Time
}

// OddLog selects runs whose gather jobs' logs are unusual in some way.
type OddLog struct {
	Kind string // no-bom, crlf, cut or huge-line
	Pick Pick
}

// Pick selects some of many runs: the N-th that controllers dispatched, or a share of all by the seed. After, where the
// key takes it, is a time after the run.
type Pick struct {
	Nth     int // counted from 1; 0 for a share
	Percent float64
	After   time.Duration
}

// LookBack is how many days a scheduled run looks back, from a date on.
type LookBack struct {
	Days int
	From civil.Time // 0: always
}

// Later names a workflow file or branch to which something is done, some time after the clock starts.
type Later struct {
	Name  string
	After time.Duration
}

// Fault is something that goes wrong with some requests.
type Fault struct {
	Kind string // see FaultKinds
	What string // a kind of request, or any, reads, writes
	When When
}

// When selects requests: the First-th to the Last-th, or a share by the seed, or those between From and Until after the
// start of the clock. The zero value selects all; without Until there is no end.
type When struct {
	First, Last int
	Percent     float64
	From, Until time.Duration
}

// minutes is n minutes, in whole seconds.
func minutes(n float64) time.Duration {
	return time.Duration(n * float64(time.Minute)).Truncate(time.Second)
}
