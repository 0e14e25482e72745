package cli

// A cancel command sees the attempts of all requests. It must not judge those of others by less than they would themselves.

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// An event whose answer was lost may have a run in another workflow than the one that is closed: it is looked for there.
func TestCancelDoesNotGiveUpOthers(t *testing.T) {
	t.Parallel()
	s := openScene(t, "fault=lost-response:dispatch:#1")
	s.write("a")
	s.step(s.special("--wait=false"))
	s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --max-parallel=3 --wait=false"))
	s.sleep(6 * time.Minute)
	s.step(cancel + march)
	sent := s.sent()
	s.step(s.special("--wait=false --max-parallel=9"))
	if again := s.sent() - sent; again > 0 || strings.Contains(s.ledgerText(), `"class":"lost"`) {
		t.Errorf("sent again %d times\n%s", again, s.ledgerText())
	}
}

// The time limit of a run is that of its own workflow file.
func TestCancelJudgesRunsByTheirOwnFile(t *testing.T) {
	t.Parallel()
	s := openScene(t, "job-timeout-minutes=60,annotations=denied")
	s.step(backfillOf("2021-03-01", "2021-03-03", "--window=2d --wait=false"))
	s.step(backfillOf("2021-05-01", "2021-05-03", "--window=2d --wait=false"))
	s.sleep(3 * time.Hour)
	s.step(cancel + "--begin=2021-05-01 --end=2021-05-03")
	if code := s.step(backfillOf("2021-03-01", "2021-03-03", "--window=2d")); code != 0 || s.classes() != "time-limit success success" {
		t.Errorf("exit code %d, classes %q", code, s.classes())
	}
}

// What wasn't saved is not said to be closed.
func TestCancelThatCannotSave(t *testing.T) {
	t.Parallel()
	s := openScene(t, "fault=protected:save:+1h")
	s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --wait=false"))
	s.sleep(2 * time.Hour)
	if code := s.step(cancel); code != 3 || strings.Contains(s.texts[len(s.texts)-1], "1 request closed") {
		t.Errorf("exit code %d\n%s", code, s.texts[len(s.texts)-1])
	}
}

// With its runs a request is closed though another of its words followed it.
func TestCancelOfRunsOfAnOlderRequest(t *testing.T) {
	t.Parallel()
	s := openBackfill(t)
	s.step(cancel)
	s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --max-parallel=3 --wait=false"))
	if code := s.step(cancel + "--cancel-runs"); code != 0 || s.classes() != "person person person" {
		t.Errorf("exit code %d, classes %q\n%s", code, s.classes(), s.text())
	}
}

// A dry run is planned, also where nothing is open.
func TestADryRunOfCancelIsPlanned(t *testing.T) {
	t.Parallel()
	s := openScene(t, "")
	env := &Env{Args: strings.Fields(cancel + "--dry-run")}
	command, err := parse(env)
	if err != nil {
		t.Fatal(err)
	}
	env.Stdout, env.Stderr = t.Output(), t.Output()
	result, err := command.run(&process{ctx: t.Context(), last: t.Context(), env: env, runner: newRunner(env), github: s.GitHub.GitHub})
	if err != nil || result.ending != planned {
		t.Errorf("ended as %+v, %v", result.ending, err)
	}
}

// A ledger that can't be read is never written over, at whatever moment of a step it turns bad.
func TestALedgerOfANewerProgramIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	for ms := 0; ms < 3500; ms += 500 {
		s := openScene(t, "")
		s.step(backfillOf("2021-05-01", "2021-05-03", "--window=2d --wait=false"))
		s.sleep(24 * time.Hour)
		newer := s.ledgerText() + `{"v":2,"kind":"future","at":"2021-07-02T00:00:00Z"}` + "\n"
		s.At(s.Clock().Now().Add(time.Duration(ms)*time.Millisecond), func() { s.WriteFile(ledgerBranch, ledger.FileName, []byte(newer)) })
		code := s.step(backfillOf("2021-03-01", "2021-03-07", "--window=2d --max-parallel=2 --wait=false"))
		if !strings.Contains(s.ledgerText(), "future") {
			t.Errorf("after %d ms: exit code %d, and the newer record is gone\n%s", ms, code, s.texts[len(s.texts)-1])
		}
	}
}

// What a person cancelled is told also where it left the horizon before a tick could list it.
func TestACancellationBeyondTheHorizon(t *testing.T) {
	t.Parallel()
	s := openSeason(t, seasonBegins, "schedule=on,busy-day=none,dropped-tick=2021-03-30,cancelled=#1@10m")
	for day, want := range []int{0, 1, 0} {
		s.until(seasonBegins.AddDate(0, 0, day))
		done := s.tick("--wait=false", "--lookback=3d")
		if told := strings.Contains(done.text, "cancelled: 2021-03-29, which is older than lookback now: "); done.code != want || told != (want == 1) {
			t.Errorf("tick %d: exit code %d, want %d; told %v\n%s", day+1, done.code, want, told, done.text)
		}
	}
}

// The next run of a step that goes on may wait while a person closes its request: it doesn't begin it again. One that is started
// later does.
func TestWhatWasStartedBeforeTheClosing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before bool
		sent   int
	}{"before": {true, 1}, "later": {false, 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, "")
			server := httptest.NewServer(st)
			defer server.Close()
			st.url = server.URL
			st.step(st.ctx, t, weatherArgs+" --wait=false")
			st.dispatchedByHand(t)
			start := func() {
				id := st.StartRun("backfill.yml", nil)
				st.more = append(st.more, fmt.Sprint("GITHUB_RUN_ID=", id))
			}
			if c.before {
				start()
			}
			_ = st.Clock().Sleep(st.ctx, time.Hour)
			if code, _, problems := st.step(st.ctx, t, "cancel --write-interval 0s"); code != 0 {
				t.Fatal(problems)
			}
			_ = st.Clock().Sleep(st.ctx, time.Hour)
			if !c.before {
				start()
			}
			code, _, problems := st.step(st.ctx, t, weatherArgs+" --wait=false")
			if n := st.sent(); code != 0 || n != c.sent || strings.Contains(problems, "was closed on") != c.before {
				t.Errorf("exit code %d, sent %d, want %d\n%s", code, n, c.sent, problems)
			}
		})
	}
}
