package workflow

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"
)

// Whatever a server says of limits: no wait is longer than a day, GitHub's time is no more than a day from the clock's, and what it
// asks for in seconds is given, up to that.
func FuzzLimits(f *testing.F) {
	seconds := strconv.FormatInt(start.Unix()+60, 10)
	f.Add(403, "60", "0", "5000", seconds, start.Format(http.TimeFormat), "You have exceeded a secondary rate limit.")
	f.Add(429, start.Add(time.Hour).Format(http.TimeFormat), "", "", "", "today", "")
	f.Add(200, "-1", "-5", "-4", "9223372036854775807", "Mon, 01 Jan 0001 00:00:00 GMT", "")
	f.Add(403, "9223372036854775808", "0", "0", "-9223372036854775808", "Fri, 31 Dec 9999 23:59:59 GMT", "abuse detection")
	f.Fuzz(func(t *testing.T, status int, after, remaining, limit, reset, date, message string) {
		clock := &fakeClock{at: start}
		g := newGovernor(clock, time.Second, nil, Notices{})
		body, _ := json.Marshal(map[string]string{"message": message})
		a := answer{status: status, body: body, header: http.Header{
			"Retry-After": {after}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Limit": {limit}, "X-Ratelimit-Reset": {reset}, "Date": {date}}}
		for range 3 { // some waits grow
			g.updateTime(a.header)
			g.updateLimits(a)
			if skew := g.now().Sub(start); skew.Abs() > maxSkew {
				t.Fatalf("GitHub's time is %s from the clock's", skew)
			}
			wait := g.opens().Sub(g.now())
			if wait > maxAskedWait {
				t.Fatalf("a wait of %s", wait)
			}
			if n, err := strconv.Atoi(after); err == nil && status >= 400 && wait < time.Duration(min(max(n, 1), 86400))*time.Second {
				t.Fatalf("a wait of %s, asked for were %d s", wait, n)
			}
			if a.limit() && wait <= 0 {
				t.Fatalf("no wait after a limit: %+v", a.header)
			}
		}
		if u := g.report(); u.Reset.Sub(g.now()) > maxAskedWait {
			t.Fatalf("the budget is reset at %s", u.Reset)
		}
	})
}

// A list of runs is read as it stands: every run once, with the words GitHub has for it, the newest first. None is without an id.
func FuzzRuns(f *testing.F) {
	f.Add([]byte(`{"total_count":2,"workflow_runs":[{"id":5,"run_attempt":2,"path":".github/workflows/x.yml@main","status":"completed","conclusion":"success","created_at":"2021-05-01T00:00:00Z","actor":{"login":"ada"}},{"id":7,"status":"queued","conclusion":null,"actor":null}]}`))
	f.Add([]byte(`{"workflow_runs":[{"id":-1},{"id":0},{},{"id":3}]}`))
	f.Add([]byte(`{"workflow_runs":[{"id":-1},{"id":0},{"id":9223372036854775807},{"id":9223372036854775808}]}`))
	f.Add([]byte(`{"workflow_runs":[{"id":1,"id":2,"ID":3},null,{"id":1e2,"run_attempt":-1,"status":"novel"}],"workflow_runs":[]}`))
	f.Add([]byte(`{"workflow_runs":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w := &Workflow{File: "event-gather-pipeline.yml"}
		resp := &http.Response{Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body))}
		runs, err := w.decode(resp, &runList{}, false)
		if err != nil {
			return
		}
		var list struct {
			Runs []struct {
				ID         int64
				Status     string
				Conclusion string
			} `json:"workflow_runs"`
		}
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatalf("read, and no JSON: %v", err)
		}
		type words struct {
			id                 int64
			status, conclusion string
		}
		var want []words
		for _, r := range list.Runs {
			if r.ID > 0 {
				want = append(want, words{r.ID, r.Status, r.Conclusion})
			}
		}
		slices.SortStableFunc(want, func(a, b words) int { return int(min(max(b.id-a.id, -1), 1)) })
		if len(runs) != len(want) {
			t.Fatalf("%d runs of %d", len(runs), len(want))
		}
		for i, r := range runs {
			if r.ID != want[i].id || r.Attempt < 1 || r.File != w.File || r.Alive() != (r.Status != "completed") || i > 0 && r.ID > runs[i-1].ID {
				t.Errorf("%+v, want %+v", r, want[i])
			}
		}
	})
}
