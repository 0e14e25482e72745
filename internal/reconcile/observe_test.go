package reconcile_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/schedule"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// settings answers for the file that says how far back a scheduled run gathers: with a text, or that there is none where the
// text is empty. A simulated run of a commit that doesn't say fails, where a real one may have it from elsewhere.
type settings struct {
	http.RoundTripper
	text string
}

// RoundTrip implements [http.RoundTripper].
func (s settings) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/contents/"+schedule.ConfigFile) {
		return s.RoundTripper.RoundTrip(r)
	}
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: r, ProtoMajor: 1, ProtoMinor: 1}
	body := fmt.Sprintf(`{"type": "file", "encoding": "base64", "content": %q}`, base64.StdEncoding.EncodeToString([]byte(s.text)))
	if s.text == "" {
		response.StatusCode, body = http.StatusNotFound, `{"message": "Not Found"}`
	}
	response.Body = io.NopCloser(strings.NewReader(body))
	return response, nil
}

// answers has a loop read the instance's settings as they are given.
func answers(t *testing.T, g simtest.GitHub, text string) edit {
	t.Helper()
	client, err := workflow.NewClient(workflow.Options{
		API: "https://api.github.com", Token: "t", Base: settings{g.Transport(), text}, Clock: g.Clock(), WriteInterval: time.Second, UserAgent: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	repo, err := client.Repository("CouncilDataProject/seattle")
	if err != nil {
		t.Fatal(err)
	}
	lane, err := repo.Workflow("event-gather-pipeline.yml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := repo.Info(t.Context()); err != nil {
		t.Fatal(err)
	}
	return func(l *reconcile.Loop) { l.Repository, l.Lanes = repo, []*workflow.Workflow{lane} }
}

// catchUp makes a step one that catches up with the last days of June.
func catchUp(l *reconcile.Loop) {
	l.Policy.CatchUp = true
	l.Policy.Request = ledger.Request{ID: "catch-up", At: l.Now(), Window: window.Window{From: civil.Date(2021, 6, 27), To: civil.Date(2021, 6, 30)}}
	l.Schedule = &schedule.Schedule{Since: time.Date(2021, 6, 26, 0, 0, 0, 0, time.UTC), Days: 3}
	l.Schedule.Add(schedule.Lane{File: "event-gather-pipeline.yml", Crons: []workflow.Schedule{{Cron: "9 7 * * *"}}}, l.Now())
}

// observed are the runs of others in the stored ledger.
func observed(t *testing.T, g simtest.GitHub) map[ledger.RunAttempt]ledger.Observed {
	t.Helper()
	text, _ := g.ReadFile("event-gather-ledger", ledger.FileName)
	l, err := ledger.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return l.Observed
}

func TestWhatAScheduledRunWithoutALogGathered(t *testing.T) {
	const says, silent = `{"default_event_gather_from_days_timedelta": 4}`, `{"other": 1}`
	begin := func(t *testing.T) simtest.GitHub {
		t.Helper()
		return simtest.New(t, time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC), "timezone=UTC,busy-day=none,history-days=5,schedule=on,log-missing=100%")
	}
	for _, c := range []struct {
		name, text string
		edits      []edit
		days       int // that each was recorded with; 0 where nothing says it
	}{
		{name: "a backfill, the commit's settings say it", text: says, days: 4},
		{name: "a backfill, the settings don't say", text: silent},
		{name: "a backfill, the settings are no JSON", text: " "},
		{name: "a backfill, there are no settings"},
		{name: "a backfill that was given the days", edits: []edit{func(l *reconcile.Loop) { l.Policy.ScheduledDays = 1 }}, days: 1},
		{name: "the days given are less than the settings'", text: says, edits: []edit{func(l *reconcile.Loop) { l.Policy.ScheduledDays = 1 }}, days: 1},
		{name: "the days given are more than the settings'", text: says, edits: []edit{func(l *reconcile.Loop) { l.Policy.ScheduledDays = 9 }}, days: 4},
		{name: "a catch-up, the commit's settings say it", text: says, edits: []edit{catchUp}, days: 4},
		{name: "a catch-up, the settings don't say", text: silent, edits: []edit{catchUp}, days: 3},
		{name: "a catch-up, there are no settings", edits: []edit{catchUp}, days: 3},
		{name: "a catch-up that was given the days, the settings don't say", text: silent, edits: []edit{catchUp, func(l *reconcile.Loop) { l.Policy.ScheduledDays = 5 }}, days: 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := begin(t)
			if _, err := run(bounded(t, g), g, nil, "ada", append(c.edits, answers(t, g, c.text))...); err != nil {
				t.Fatal(err)
			}
			all := observed(t, g)
			if len(all) < 4 {
				t.Errorf("recorded %v", all)
			}
			recordedWith(t, all, c.days)
		})
	}
}

// recordedWith fails where a run was recorded with another look-back.
func recordedWith(t *testing.T, all map[ledger.RunAttempt]ledger.Observed, days int) {
	t.Helper()
	for _, o := range all {
		if length := o.Window.Length(); o.Logged || length > civil.Time(days)*civil.Day || days > 0 && length < civil.Time(days)*civil.Day-12*civil.Hour {
			t.Errorf("recorded %v, want one of %d days", o, days)
		}
	}
}

// A run that a backfill could not read is left to a catch-up, which knows how far back the schedule gathers.
func TestWhatABackfillCouldNotReadIsLeftToACatchUp(t *testing.T) {
	g := simtest.New(t, time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC), "timezone=UTC,busy-day=none,history-days=5,schedule=on,log-missing=100%")
	step := func(edits ...edit) reconcile.Result {
		t.Helper()
		got, err := run(bounded(t, g), g, nil, "ada", append(edits, answers(t, g, ""))...)
		if err != nil || got.Reason != reconcile.Done {
			t.Fatalf("ended as %q: %v", got.Reason, err)
		}
		return got
	}
	step()
	recordedWith(t, observed(t, g), 0)
	asked := jobsAsked(g)
	if asked < 4 {
		t.Errorf("%d runs are read", asked)
	}
	before := len(g.Dispatches())
	step(func(l *reconcile.Loop) {
		l.Policy.Request.ID, l.Policy.Request.Window = "another", window.Window{From: civil.Date(2021, 2, 1), To: civil.Date(2021, 2, 4)}
	})
	if n := jobsAsked(g) - asked; n != len(g.Dispatches())-before {
		t.Errorf("another backfill reads %d runs, and sends %d", n, len(g.Dispatches())-before)
	}
	sent := len(g.Dispatches())
	if sent == 0 {
		t.Error("the backfill sent nothing")
	}
	got := step(catchUp)
	all := observed(t, g)
	if len(all) < 4 {
		t.Errorf("the catch-up recorded %v", all)
	}
	recordedWith(t, all, 3)
	if gaps := got.Coverage.Gaps(); len(gaps) > 0 || len(g.Dispatches()) != sent {
		t.Errorf("gaps %v; sent %d though scheduled runs gathered all", gaps, len(g.Dispatches())-sent)
	}
}

// jobsAsked is how often the jobs of a run were asked for.
func jobsAsked(g simtest.GitHub) (n int) {
	for _, r := range g.Requests() {
		if strings.Contains(r.Path, "/jobs?") {
			n++
		}
	}
	return n
}
