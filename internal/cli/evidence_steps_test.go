package cli

// Rows of TestEvidence that take several steps, or that others take part in.

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

const twoDays = "backfill --simulate --begin=2021-03-01 --end=2021-03-03 --window=2d"

// lostRows are dispatches whose answers, or whose runs, are lost.
var lostRows = []row{
	{name: "an id that GitHub never knows, wait false, one slot", scenario: "unknown-run-id=#1", sent: 2, classes: "lost success", play: func(s *scene) int {
		code := s.ticks(30, 10*time.Minute, twoDays+" --wait=false")
		s.hasGathered("2021-03-01", "2021-03-03")
		return code
	}, check: func(s *scene) {
		first, second := s.attempts()[0], s.attempts()[1]
		if after := second.Begun().Sub(first.Begun()); after < 30*time.Minute || after > time.Hour {
			s.t.Errorf("sent again after %s", after)
		}
	}},
	{name: "an id that GitHub never knows, a step that waits", scenario: "unknown-run-id=#1", sent: 2, classes: "lost success"},
	{name: "an answer lost, the log names our ends", scenario: "fault=lost-response:dispatch:#1", sent: 1, classes: "success"},
	{name: "an answer lost, the log names other ends", scenario: "fault=lost-response:dispatch:#1,log-other-ends=#1", sent: 2, classes: "lost success",
		check: func(s *scene) {
			run := fmt.Sprintf(`"kind":"observed","at":"[^"]*","begin":"2021-06-29T.*"run":%d,`, s.Dispatches()[0].RunID)
			shows(s.t, s.ledgerText(), []string{run})
		}},
	{name: "an answer lost, the log is gone", scenario: "fault=lost-response:dispatch:#1,log-missing=#1", sent: 2, classes: "lost success",
		says: []string{`^note: .* was lost .*sent again, and may be gathered twice`}},
	{name: "an answer lost, the log is gone, the summary has the line that prevents it", scenario: "fault=lost-response:dispatch:#1,log-missing=#1",
		sent: 2, says: []string{`^> To prevent that, .*run-name: Gather \$\{\{ inputs\.from \}\} \$\{\{ inputs\.to \}\}`}},
	{name: "an answer lost, run-name names our ends", scenario: "fault=lost-response:dispatch:#1,log-missing=#1,run-name=on", sent: 1, classes: "success"},
	{name: "an answer lost, a special event, the log is there", scenario: "fault=lost-response:dispatch:#1", special: true, sent: 1, classes: "success", videos: "a"},
	{name: "five answers lost in a row", scenario: "fault=lost-response:dispatch:#1..5,log-missing=#1,log-missing=#2,log-missing=#3,log-missing=#4,log-missing=#5",
		sent: 6, classes: "lost lost lost lost lost success"},
	{name: "five answers lost in a row, of five windows", scenario: "fault=lost-response:dispatch:#1..5,log-missing=100%", play: func(s *scene) int {
		code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-06 --window=1d --max-parallel=5")
		s.hasGathered("2021-03-01", "2021-03-06")
		return code
	}, sent: 10, classes: "lost lost lost lost lost success success success success success"},
	{name: "the log names other ends than were sent", scenario: "log-other-ends=#1", sent: 2, classes: "gather success", check: func(s *scene) {
		shows(s.t, s.ledgerText(), []string{`its log names other ends than were sent: 2021-06-29`})
	}, says: []string{`its log names other ends than were sent`}},
	{name: "another controller's intent 10 s old, a fitting run already ended", scenario: "startup-failure=#1,visible-after=0s", sent: 2,
		classes: "lost success", play: anothersIntent, check: notJudgedBeforeFiveMinutes},
	{name: "another controller's intent 10 s old, a fitting success already ended", scenario: "log-missing=#1,visible-after=0s,boot-minutes=0,overhead-minutes=0,minutes-per-event=0",
		sent: 2, classes: "lost success", play: anothersIntent, check: notJudgedBeforeFiveMinutes},
}

// anothersIntent has another controller dispatch two days as its intent says, and die before it could record the answer.
func anothersIntent(s *scene) int {
	key := ledger.Key{Subject: ledger.OfWindow(window.Window{From: date(s.t, "2021-03-01").From, To: date(s.t, "2021-03-03").From}), Number: 1, Writer: "another"}
	l := ledger.New()
	l.Add(ledger.Intent{Key: key, Workflow: gatherFile, Ref: "main", To: key.Window.To, At: s.Clock().Now()})
	s.WriteFile(ledgerBranch, ledger.FileName, l.Encode())
	s.dispatch("2021-03-01T00:00:00", "2021-03-03T00:00:00")
	s.sleep(10 * time.Second)
	for _, r := range s.Runs() {
		if r.Status != "completed" {
			s.t.Errorf("the run is %s", r.Status)
		}
	}
	code := s.step(twoDays)
	s.hasGathered("2021-03-01", "2021-03-03")
	return code
}

// notJudgedBeforeFiveMinutes fails where the first attempt was judged, or its window sent again, too early.
func notJudgedBeforeFiveMinutes(s *scene) {
	all := s.attempts()
	if judged := all[0].Concluded.At.Sub(all[0].Begun()); judged < 5*time.Minute {
		s.t.Errorf("judged after %s", judged)
	}
	for _, d := range s.Dispatches()[1:] {
		if after := d.At.Sub(all[0].Begun()); after < 5*time.Minute {
			s.t.Errorf("sent again after %s", after)
		}
	}
}

// dispatch sends a window past the program.
func (s *scene) dispatch(from, to string) {
	s.t.Helper()
	body := fmt.Sprintf(`{"ref": "main", "inputs": {"from": %q, "to": %q}}`, from, to)
	url := "https://api.github.com/repos/CouncilDataProject/seattle/actions/workflows/" + gatherFile + "/dispatches"
	r, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("User-Agent", "test")
	r.Header.Set("X-Github-Api-Version", "2022-11-28")
	response, err := s.Transport().RoundTrip(r)
	if err != nil || response.StatusCode >= 300 {
		s.t.Fatal(response, err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
}

// othersRows are runs of others, and windows of many runs.
var othersRows = []row{
	{name: "people gathered March by hand", scenario: "history-days=40,minutes-per-event=5,people-gather=2021-03-01..2021-04-01@2021-06-10", play: func(s *scene) int {
		code := s.step("backfill --simulate --begin=2021-01-01 --end=2021-04-01 --window=10d")
		s.hasGathered("2021-01-01", "2021-04-01")
		return code
	}, sent: 6, check: func(s *scene) {
		for _, d := range s.Dispatches() {
			if w := sentFor(s.t, d); w.To > date(s.t, "2021-03-01").From {
				s.t.Errorf("sent %s", w)
			}
		}
	}},
	{name: "people gathered March by hand, logs unreadable", scenario: "history-days=40,minutes-per-event=5,log-missing=100%,people-gather=2021-03-01..2021-04-01@2021-06-10",
		play: func(s *scene) int {
			return s.step("backfill --simulate --begin=2021-03-01 --end=2021-04-01 --window=31d")
		}, sent: 1},
	{name: "odd logs", scenario: "log-odd=no-bom:#1,log-odd=crlf:#2,log-odd=cut:#3,log-odd=huge-line:#4,log-missing=#5,fault=403:logs:#6,fault=html:log-file:#7",
		play: func(s *scene) int {
			code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-15 --window=2d")
			s.hasGathered("2021-03-01", "2021-03-15")
			return code
		}, sent: 7, check: (*scene).nothingFailed},
	{name: "4 h in a queue before each run", scenario: "minutes-per-event=20", play: func(s *scene) int {
		return s.asInAQueue("minutes-per-event=20")
	}, sent: 9},
	{name: "4 h in a queue before each run, those of the schedule too, whose logs are gone", scenario: scheduleWithoutLogs, play: func(s *scene) int {
		return s.asInAQueue(scheduleWithoutLogs)
	}, sent: 8},
	{name: "three windows of one save, the newest first", play: newestFirst, sent: 3},
	{name: "people gathered what a catch-up would send", scenario: missedDays + ",people-gather=2021-06-20..2021-06-23@2021-06-29", play: func(s *scene) int {
		return s.step("catch-up --simulate --lookback=15d")
	}, says: []string{`: 13 of 13 days covered\.$`}},
	{name: "the schedule gathered what a backfill would send", scenario: missedDays, play: func(s *scene) int {
		s.step("backfill --simulate --begin=2021-06-05 --end=2021-06-29 --window=10d")
		return s.step("backfill --simulate --begin=2021-05-28 --end=2021-06-29 --window=10d")
	}, sent: 2, check: func(s *scene) {
		s.eachRunIsReadOnce()
		if w, want := sentFor(s.t, s.Dispatches()[0]), date(s.t, "2021-06-20"); w.From < want.From {
			s.t.Errorf("sent %s", w)
		}
	}},
	{name: "people gather by hand while the step runs", play: func(s *scene) int {
		s.At(s.Clock().Now().Add(10*time.Minute), func() {
			s.StartRun(gatherFile, map[string]string{"from": "2021-03-03", "to": "2021-03-05"})
		})
		code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-05 --window=2d")
		s.hasGathered("2021-03-01", "2021-03-05")
		return code
	}, sent: 1, classes: "success", says: []string{`: 4 of 4 days covered; 1 run sent`}},
	{name: "nobody gathered it", scenario: missedDays, play: func(s *scene) int {
		return s.step("catch-up --simulate --lookback=15d")
	}, sent: 1, says: []string{`: 13 of 13 days covered; 1 run sent`}},
}

// eachRunIsReadOnce fails where the jobs or the log of a run were asked for again.
func (s *scene) eachRunIsReadOnce() {
	s.t.Helper()
	asked, read := map[string]int{}, 0
	for _, r := range s.Requests() {
		if strings.Contains(r.Path, "/jobs") {
			read++
			if asked[r.Path]++; asked[r.Path] > 1 {
				s.t.Errorf("%s was asked for again", r.Path)
			}
		}
	}
	if runs := len(s.Runs()); read < runs || read > 2*runs {
		s.t.Errorf("%d requests read %d runs", read, runs)
	}
}

// missedDays is a schedule that gathers the last two days, and did not do so for three days of June.
const missedDays = "schedule=on,history-days=30,dropped-tick=2021-06-21..2021-06-23"

// newestFirst sends three windows of one save.
func newestFirst(s *scene) int {
	code := s.step("backfill --simulate --begin=2021-03-01 --end=2021-03-07 --window=2d --max-parallel=3 --order=newest-first")
	var days []string
	for _, d := range s.Dispatches() {
		days = append(days, d.Inputs["from"][:10])
	}
	if got := strings.Join(days, " "); got != "2021-03-05 2021-03-03 2021-03-01" {
		s.t.Errorf("left in the order %s", got)
	}
	return code
}

const scheduleWithoutLogs = "schedule=on,history-days=30,log-missing=100%,minutes-per-event=20"

// asInAQueue gathers two months, and fails where another number of runs is sent when each waits in a queue.
func (s *scene) asInAQueue(scenario string) int {
	s.t.Helper()
	const auto = "backfill --simulate --begin=2021-03-01 --end=2021-04-29 --window=auto --poll-interval=5m"
	code := s.step(auto)
	with := openScene(s.t, scenario+",queue-minutes=240")
	if again := with.step(auto); again != code {
		s.t.Errorf("exit code %d in a queue, %d without", again, code)
	}
	with.hasGathered("2021-03-01", "2021-04-29")
	if got, want := len(with.Dispatches()), len(s.Dispatches()); got != want {
		s.t.Errorf("%d runs in a queue, %d without:\n%s", got, want, with.text())
	}
	return code
}
