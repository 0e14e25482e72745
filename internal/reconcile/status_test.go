package reconcile

import "testing"

// The rows of DESIGN's table of status words and exit codes, and which of two ends counts.
func TestStatus(t *testing.T) {
	for _, c := range []struct {
		name   string
		ending Ending
		status Status
		exit   int
	}{
		{"everything covered", Ending{Reason: Done}, "complete", 0},
		{"plan, convert, dry run, check only", Ending{Reason: Planned}, "planned", 0},
		{"wait: false", Ending{Reason: OnePass}, "in-progress", 0},
		{"a continuation was sent", Ending{Reason: Continued}, "in-progress", 0},
		{"catch-up out of time", Ending{Reason: TimeOver, GoesOn: true}, "in-progress", 0},
		{"what is left rests", Ending{Reason: Resting}, "in-progress", 0},
		{"failed or cancelled", Ending{Reason: Done, NeedsPerson: true}, "incomplete", 1},
		{"max-failures", Ending{Reason: MaxFailures}, "incomplete", 1},
		{"no runner for a day", Ending{Reason: NoRunner}, "incomplete", 1},
		{"a gap left the horizon", Ending{Reason: Done, LeftHorizon: true}, "incomplete", 1},
		{"bad input", Ending{Fault: InputFault}, "failed", 2},
		{"GitHub refuses", Ending{Fault: GitHubFault}, "failed", 3},
		{"budget spent and nobody goes on", Ending{Reason: TimeOver}, "stopped", 4},
		{"a signal", Ending{Fault: SignalFault}, "stopped", 4},
		{"a bug of ours", Ending{Fault: BugFault}, "failed", 5},
		{"the status command: a request is open", Ending{Open: true}, "in-progress", 0},
		{"the status command: none is, one failed", Ending{NeedsPerson: true}, "incomplete", 1},
		{"the status command: nothing to say", Ending{}, "complete", 0},

		{"a fault before max-failures", Ending{Fault: SignalFault, Reason: MaxFailures}, "stopped", 4},
		{"max-failures before a gap", Ending{Reason: MaxFailures, LeftHorizon: true}, "incomplete", 1},
		{"a dry run before a gap", Ending{Reason: Planned, LeftHorizon: true}, "planned", 0},
		{"a gap before in-progress", Ending{Reason: Resting, LeftHorizon: true}, "incomplete", 1},
		{"in-progress before incomplete", Ending{Reason: OnePass, NeedsPerson: true}, "in-progress", 0},
		{"open before incomplete", Ending{Open: true, NeedsPerson: true}, "in-progress", 0},
		{"stopped before incomplete", Ending{Reason: TimeOver, NeedsPerson: true}, "stopped", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			if status, exit := c.ending.Status(); status != c.status || exit != c.exit {
				t.Errorf("got %s, %d, want %s, %d", status, exit, c.status, c.exit)
			}
		})
	}
}

// The faults are in the order in which they count: 5, 3, 2, a signal.
func TestTheGreaterFaultCounts(t *testing.T) {
	if !(BugFault > GitHubFault && GitHubFault > InputFault && InputFault > SignalFault && SignalFault > NoFault) {
		t.Error("the faults are in another order")
	}
}

func TestNext(t *testing.T) {
	failed, cancelled := []Piece{{}}, []Piece{{}}
	for _, c := range []struct {
		name   string
		reason Reason
		goesOn bool
		own    int64
		moved  bool // this run of the step progressed
		cover  Coverage
		want   []Advice
	}{
		{name: "all is well", reason: Done},
		{name: "failed", reason: Done, cover: Coverage{Failed: failed}, want: []Advice{LookAtFailed}},
		{name: "cancelled", reason: Done, cover: Coverage{Cancelled: cancelled}, want: []Advice{GatherCancelled}},
		{name: "both", reason: Done, cover: Coverage{Failed: failed, Cancelled: cancelled}, want: []Advice{LookAtFailed, GatherCancelled}},
		{name: "dry run", reason: Planned, cover: Coverage{Failed: failed}, want: []Advice{EndDryRun}},
		{name: "max-failures", reason: MaxFailures, want: []Advice{FixScraper}},
		{name: "no runner", reason: NoRunner, cover: Coverage{Failed: failed}, want: []Advice{FindRunner}},
		{name: "one pass", reason: OnePass, cover: Coverage{Failed: failed}, want: []Advice{RunAgain, LookAtFailed}},
		{name: "rests", reason: Resting, want: []Advice{WaitForRest}},
		{name: "continued", reason: Continued, cover: Coverage{Failed: failed}, want: []Advice{FollowRun}},
		{name: "out of time, goes on", reason: TimeOver, goesOn: true, want: []Advice{WaitForNextRun}},
		{name: "out of time", reason: TimeOver, want: []Advice{RunAgainSaved}},
		{name: "out of time, and some need a person", reason: TimeOver, cover: Coverage{Failed: failed, Cancelled: cancelled}, want: []Advice{RunAgainSaved, LookAtFailed, GatherCancelled}},
		{name: "out of time without progress", reason: TimeOver, own: 7, want: []Advice{LookAtRunners}},
		{name: "out of time with progress", reason: TimeOver, own: 7, moved: true, want: []Advice{RunAgainSaved}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Result{Reason: c.reason, Decision: Decision{Coverage: &c.cover}, Progressed: c.moved}
			got := Ending{Reason: c.reason, GoesOn: c.goesOn}.Next(r, &Policy{OwnRun: c.own})
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("got %v, want %v", got, c.want)
				}
			}
		})
	}
}
