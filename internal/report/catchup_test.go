package report

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

func june(day int) civil.Time { return civil.Date(2021, time.June, day) }

func TestCauseOfAGap(t *testing.T) {
	run := func(day, status, conclusion string) workflow.Run {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return workflow.Run{Created: at.Add(7 * time.Hour), Status: status, Conclusion: conclusion, URL: "URL of " + day}
	}
	failed := func(from, to civil.Time, class ledger.Class) []ledger.Fact {
		w := window.Window{From: from, To: to}
		key := ledger.Key{Subject: ledger.OfWindow(w), Number: 1, Writer: "W"}
		return []ledger.Fact{
			ledger.Intent{Key: key, To: w.To}, ledger.Dispatched{Key: key, Run: 1, URL: "URL of ours"},
			ledger.Concluded{Key: key, RunAttempt: 1, Class: class, Reason: "because"},
		}
	}
	for _, tt := range []struct {
		name  string
		runs  []workflow.Run
		facts []ledger.Fact
		want  string
	}{
		{name: "no run", want: "the schedule started no run on 2021-06-11"},
		{name: "a run that failed", runs: []workflow.Run{run("2021-06-11", "completed", "failure")}, want: "the scheduled run of 2021-06-11 ended as failure, URL of 2021-06-11"},
		{name: "the last of the day counts", runs: []workflow.Run{run("2021-06-11", "completed", "failure"), run("2021-06-11", "completed", "cancelled")},
			want: "the scheduled run of 2021-06-11 ended as cancelled, URL of 2021-06-11"},
		{name: "runs that didn't reach", runs: []workflow.Run{run("2021-06-11", "completed", "success")}, want: "no scheduled run reached back to it"},
		{name: "a run that isn't over", runs: []workflow.Run{run("2021-06-11", "queued", "")}, want: "no scheduled run reached back to it"},
		{name: "our own attempt", facts: failed(june(9), june(12), ledger.Gather), want: "because, URL of ours"},
		{name: "our own elsewhere", facts: failed(june(8), june(10), ledger.Gather), want: "the schedule started no run on 2021-06-11"},
		{name: "our own that never left", facts: failed(june(10), june(11), ledger.Lapsed), want: "the schedule started no run on 2021-06-11"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			memory := ledger.New()
			memory.Add(tt.facts...)
			s := &schedule.Schedule{Lanes: []schedule.Lane{{Crons: []workflow.Schedule{{Cron: "9 7 * * *"}}}}, Runs: tt.runs}
			c := &reconcile.Coverage{Requested: window.Of(window.Window{From: june(10), To: june(11)})}
			if got := Gaps(c, &memory.State, s)[0].Line(); got != "gap         2021-06-10: "+tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
