package schedule

// Whether a schedule still runs.

import "time"

// quietDays is after how many days without activity it is time to warn: after 60 GitHub disables the schedules of a public
// repository (https://docs.github.com/actions/how-tos/manage-workflow-runs/disable-and-enable-workflows).
//
// GitHub doesn't say what activity is. Only commits to the default branch are counted here: that they are activity, all
// agree (https://github.com/gautamkrishnar/keepalive-workflow, https://github.com/kubevela/community/pull/269). Issues were
// none (https://github.com/sigstore/rekor-monitor/issues/167). About commits to other branches, as the ledger's are, people
// report both: they were none (https://github.com/aiidateam/aiida-registry/issues/172), and they are activity
// (https://qiita.com/kerupani129/items/fda97ed2cf34a156d47d). A warning that comes too early does no harm.
const quietDays = 50

// Finding is something about a schedule that a person should look at.
type Finding struct {
	Kind  FindingKind
	File  string    // of the lane: of Unreadable, Silent, NeverRan and NotSeen
	Cron  string    // of the same
	Err   error     // of Unreadable and Unknown: why
	Since time.Time // of Silent: the last run; of NeverRan: when the file was added
	Days  int       // of NotSeen: that were looked at; of Quiet: since the newest commit
}

// FindingKind says what was found.
type FindingKind int

// The kinds of findings.
const (
	Missing    FindingKind = iota // no lane has a schedule
	Unreadable                    // a cron expression can't be read
	Silent                        // a schedule has started nothing for several periods
	NeverRan                      // the same, since its file was added
	NotSeen                       // the same, in all the time that was looked at
	Quiet                         // the repository was quiet for so long that GitHub will disable schedules
	Unknown                       // whether it was can't be known
)

// Findings are what a person should look at.
func (s *Schedule) Findings(now time.Time) []Finding {
	var found []Finding
	if !s.Exists() {
		found = append(found, Finding{Kind: Missing})
	}
	for _, lane := range s.Lanes {
		kind, since := s.silence(lane)
		for _, c := range lane.Crons {
			period, err := Period(c, now)
			switch {
			case err != nil:
				found = append(found, Finding{Kind: Unreadable, File: lane.File, Cron: c.Cron, Err: err})
			case now.Sub(since) > silentPeriods*period:
				found = append(found, Finding{Kind: kind, File: lane.File, Cron: c.Cron, Since: since, Days: days(now.Sub(since))})
			}
		}
	}
	switch {
	case s.ActiveErr != nil:
		found = append(found, Finding{Kind: Unknown, Err: s.ActiveErr})
	case !s.Active.IsZero() && days(now.Sub(s.Active)) >= quietDays:
		found = append(found, Finding{Kind: Quiet, Days: days(now.Sub(s.Active))})
	}
	return found
}

// silence is since when a lane has started nothing, and how that is known.
func (s *Schedule) silence(lane Lane) (kind FindingKind, since time.Time) {
	switch run := s.last(lane.File); {
	case run != nil:
		return Silent, run.Created
	case lane.Added.Before(lane.since):
		return NotSeen, lane.since
	}
	return NeverRan, lane.Added
}

func days(d time.Duration) int { return int(d.Hours() / 24) }
