package simulate_test

// The logs of jobs: their text for one run of each kind, where they are found, and when they are not.

import (
	"bytes"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

var update = flag.Bool("update", false, "rewrite the expected logs in testdata/logs")

type jobsView struct {
	Jobs []jobView
}

func (s *stage) jobs(run int64) []jobView {
	s.t.Helper()
	got, _ := ask[jobsView](s, "GET", "/actions/runs/"+itoa(run)+"/jobs", nil)
	return got.Jobs
}

// gatherJob is the job that gathers, of a run.
func (s *stage) gatherJob(run int64) jobView {
	s.t.Helper()
	for _, j := range s.jobs(run) {
		if j.Name == "process-events" {
			return j
		}
	}
	s.t.Fatalf("run %d has no gather job", run)
	return jobView{}
}

// logAddress is where GitHub says the log of a job is, and the response's status.
func (s *stage) logAddress(job int64) (address string, status int) {
	s.t.Helper()
	response, err := s.Transport().RoundTrip(newRequest("GET", "/repos/CouncilDataProject/seattle/actions/jobs/"+itoa(job)+"/logs", nil))
	if err != nil {
		s.t.Fatal(err)
	}
	return response.Header.Get("Location"), response.StatusCode
}

// download reads an address of the storage with some headers.
func (s *stage) download(address string, header ...string) (text []byte, status int) {
	s.t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := s.Transport().RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err = io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return text, response.StatusCode
}

// log is the log of a run's gather job.
func (s *stage) log(run int64) []byte {
	s.t.Helper()
	address, status := s.logAddress(s.gatherJob(run).ID)
	if status != http.StatusFound {
		s.t.Fatalf("log of run %d: %d", run, status)
	}
	text, status := s.download(address)
	if status != http.StatusOK {
		s.t.Fatalf("download of %s: %d %s", address, status, text)
	}
	return text
}

const quotedEvent = `'{"body": {"name": "O\u0027Brien Hall"}, "sessions": [{"video_uri": "https://x/y.mp4", "session_index": 0}]}'`

func TestLogs(t *testing.T) {
	gather := func(s *stage) int64 { return s.dispatch("2021-03-01T00:00:00", "2021-03-03T00:00:00") }
	special := func(s *stage) int64 {
		s.special(quotedEvent)
		return s.Runs()[0].ID
	}
	scheduled := func(s *stage) int64 { return s.Runs()[0].ID }
	for _, c := range []struct {
		name, scenario string
		start          func(*stage) int64
	}{
		{"gathered", "", gather},
		{"nothing-found", "events-per-day=0", gather},
		{"flow-failed", "gather-failure=#1", gather},
		{"scraper-down", "outage=2021-07-01", gather},
		{"runner-lost", "runner-lost=#1,minutes-per-event=120", gather},
		{"time-limit", "minutes-per-event=300", gather},
		{"setup-failure", "setup-failure=#1", gather},
		{"step-timeout", "step-timeout-minutes=60", gather},
		{"retried", "retry-step=40", gather},
		{"other-ends", "log-other-ends=#1", gather},
		{"special", "", special},
		{"scheduled", "schedule=on,history-days=3", scheduled},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := on(t, c.scenario)
			id := c.start(s)
			s.outcome(id)
			got := s.log(id)
			file := filepath.Join("testdata", "logs", c.name+".txt")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if again := s.log(id); !bytes.Equal(again, got) {
				t.Error("the second time it differs")
			}
			s.clean()
		})
	}
}

// The storage is another host: it takes no header that is meant for GitHub, and an address is valid for a minute.
func TestStorageOfLogs(t *testing.T) {
	s := on(t, "")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.outcome(id)
	address, _ := s.logAddress(s.gatherJob(id).ID)
	if !strings.HasPrefix(address, "https://results.simulated.example/") {
		t.Errorf("log is at %s", address)
	}
	counted := s.counted()
	s.sleep(time.Minute)
	if text, status := s.download(address, "Accept", "*/*"); status != http.StatusOK || !bytes.HasPrefix(text, []byte("\ufeff2021-07-01T")) {
		t.Errorf("%d %.80s", status, text)
	}
	if got := s.Requests()[len(s.Requests())-1]; got.Kind != simulate.KindLogFile || got.Status != http.StatusOK || s.counted() != counted {
		t.Errorf("journal has %+v", got)
	}
	s.clean()
	s.sleep(time.Second)
	if text, status := s.download(address); status != http.StatusForbidden || !bytes.Contains(text, []byte("<Code>AuthenticationFailed</Code>")) {
		t.Errorf("after a minute: %d %s", status, text)
	}
	s.clean()
	address, _ = s.logAddress(s.gatherJob(id).ID)
	for _, header := range [][]string{{"Authorization", "Bearer t"}, {"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", versionNow}} {
		text, status := s.download(address, header...)
		if status != http.StatusForbidden || !bytes.Contains(text, []byte("<Code>AuthenticationFailed</Code>")) {
			t.Errorf("with %s: %d %s", header, status, text)
		}
	}
	if _, status := s.download(strings.Replace(address, "sig=", "sig=0", 1)); status != http.StatusForbidden {
		t.Errorf("another signature: %d", status)
	}
	if got := s.Violations(); len(got) != 4 {
		t.Errorf("violations %q", got)
	}
}

func TestLogsThatAreNotThere(t *testing.T) {
	s := on(t, "log-missing=#2,not-acquired=#3,log-retention-days=10")
	var ids []int64
	for range 3 {
		ids = append(ids, s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00"))
	}
	s.sleep(10 * time.Minute)
	status := func(job int64) int { _, status := s.logAddress(job); return status }
	if got := status(s.gatherJob(ids[0]).ID); got != http.StatusNotFound {
		t.Errorf("of a job in progress: %d", got)
	}
	s.sleep(day)
	for i, want := range []int{http.StatusFound, http.StatusNotFound, http.StatusNotFound} {
		if got := status(s.gatherJob(ids[i]).ID); got != want {
			t.Errorf("log of run %d: %d, want %d", i+1, got, want)
		}
	}
	if got := status(s.jobs(ids[1])[0].ID); got != http.StatusFound {
		t.Errorf("the other job's: %d", got)
	}
	s.sleep(10 * day)
	if got := status(s.gatherJob(ids[0]).ID); got != http.StatusGone {
		t.Errorf("after its retention: %d", got)
	}
	if got, _ := ask[object](s, "GET", "/actions/jobs/"+itoa(s.gatherJob(ids[0]).ID)+"/logs", nil); got["message"] != "Server Error" {
		t.Errorf("after its retention: %v", got)
	}
	if got := status(1); got != http.StatusNotFound {
		t.Errorf("of no job: %d", got)
	}
}

func TestOddLogs(t *testing.T) {
	s := on(t, "log-odd=no-bom:#2,log-odd=crlf:#3,log-odd=cut:#4,log-odd=huge-line:#5")
	var logs [][]byte
	for range 5 {
		id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
		s.outcome(id)
		logs = append(logs, s.log(id))
	}
	plain := logs[0]
	if len(plain) > 20_000 || !bytes.HasSuffix(plain, []byte("\n")) {
		t.Errorf("a log of %d bytes", len(plain))
	}
	if bytes.HasPrefix(logs[1], []byte("\ufeff")) || !bytes.Contains(logs[2], []byte("\r\n")) || bytes.HasSuffix(logs[3], []byte("\n")) || len(logs[4]) < 2<<20 {
		t.Error("not odd")
	}
}

// Over a socket the storage is behind the same one.
func TestLogsOverASocket(t *testing.T) {
	s := on(t, "")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.outcome(id)
	r := newRequest("GET", "/repos/CouncilDataProject/seattle/actions/jobs/"+itoa(s.gatherJob(id).ID)+"/logs", nil)
	r.URL.Scheme, r.URL.Host = "http", "127.0.0.1:1234"
	response, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if text, status := s.download(response.Header.Get("Location")); status != http.StatusOK || len(text) == 0 {
		t.Errorf("%s: %d", response.Header.Get("Location"), status)
	}
}
