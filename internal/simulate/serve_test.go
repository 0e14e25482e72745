package simulate_test

// What every request must have, conditional requests, the primary rate limit, and a real socket.

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// What the real GitHub would not understand is refused and is a violation.
func TestStrictness(t *testing.T) {
	const repository = "/repos/CouncilDataProject/seattle"
	without := func(header string) *http.Request {
		r := newRequest("GET", repository, nil)
		r.Header.Set(header, "")
		return r
	}
	for _, c := range []struct {
		name      string
		request   *http.Request
		status    int
		violation bool
	}{
		{"a good one", newRequest("GET", repository, nil), 200, false},
		{"other case", newRequest("GET", "/repos/councildataproject/SEATTLE", nil), 200, false},
		{"another repository", newRequest("GET", "/repos/CouncilDataProject/boston", nil), 404, false},
		{"unknown route", newRequest("GET", repository+"/pulls", nil), 404, true},
		{"unknown method", newRequest("DELETE", repository, nil), 404, true},
		{"unclean path", newRequest("GET", repository+"/actions/workflows/../runs", nil), 404, true},
		{"no token", without("Authorization"), 401, true},
		{"no agent", without("User-Agent"), 403, true},
		{"no version", without("X-Github-Api-Version"), 400, true},
		{"unknown parameter", newRequest("GET", repository+gatherPath+"/runs?state=open", nil), 422, true},
		{"parameter twice", newRequest("GET", repository+gatherPath+"/runs?page=1&page=2", nil), 422, true},
		{"no JSON", newRequest("POST", repository+"/git/trees", "{"), 400, true},
		{"no body", newRequest("POST", repository+"/git/trees", nil), 400, true},
		{"two bodies", newRequest("POST", repository+"/git/trees", `{"tree":[]}{}`), 400, true},
		{"unknown field", newRequest("POST", repository+"/git/trees", `{"tree":[],"charset":"utf-8"}`), 422, true},
		{"missing field", newRequest("POST", repository+"/git/trees", `{"base_tree":""}`), 422, true},
		{"bad ref", newRequest("POST", repository+"/git/refs", `{"ref":"main","sha":"x"}`), 422, true},
		{"no message", newRequest("PUT", repository+"/contents/a", `{"content":"YQ=="}`), 422, true},
		{"bad filter", newRequest("GET", repository+"/actions/runs/5000001009/jobs?filter=some", nil), 422, true},
	} {
		s := on(t, "")
		s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
		response, err := s.client.Do(c.request)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(s.Violations()) == 1; response.StatusCode != c.status || got != c.violation {
			t.Errorf("%s: %s, violations %q; want %d, %v", c.name, response.Status, s.Violations(), c.status, c.violation)
		}
	}
}

// used is how many requests count against the primary rate limit.
func used(response *http.Response) int {
	n, _ := strconv.Atoi(response.Header.Get("X-Ratelimit-Used"))
	return n
}

// counted is how many requests the journal says count.
func (s *stage) counted() int {
	return len(slices.DeleteFunc(s.Requests(), func(r simulate.Request) bool { return !r.Counted }))
}

func TestConditionalRequestsAreFree(t *testing.T) {
	s := on(t, "visible-after=0s")
	id := s.dispatch("2021-03-01T00:00:00", "2021-03-02T00:00:00")
	s.sleep(time.Second)
	get := func(path, etag string) *http.Response {
		t.Helper()
		r := newRequest("GET", "/repos/CouncilDataProject/seattle"+path, nil)
		r.Header.Set("If-None-Match", etag)
		response, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	for _, path := range []string{"", gatherPath, gatherPath + "/runs", "/actions/runs/" + itoa(id), "/contents/cookiecutter.yaml"} {
		first := get(path, "")
		etag, counted := first.Header.Get("Etag"), used(first)
		second := get(path, etag)
		if body, _ := io.ReadAll(second.Body); second.StatusCode != http.StatusNotModified || used(second) != counted || len(body) > 0 {
			t.Errorf("%s: %s, %d used, %d bytes", path, second.Status, used(second)-counted, len(body))
		}
		if third := get(path, `"another"`); third.StatusCode != http.StatusOK || used(third) != counted+1 {
			t.Errorf("%s with another etag: %s", path, third.Status)
		}
	}

	etag := get(gatherPath+"/runs", "").Header.Get("Etag")
	other := get(gatherPath+"/runs?status=failure", "").Header.Get("Etag")
	s.sleep(time.Minute) // the run starts
	if got := get(gatherPath+"/runs", etag); got.StatusCode != http.StatusOK {
		t.Errorf("changed list: %s", got.Status)
	}
	last := get(gatherPath+"/runs?status=failure", other)
	if last.StatusCode != http.StatusNotModified {
		t.Errorf("list without the run that changed: %s", last.Status)
	}
	if counted := s.counted(); counted != used(last) {
		t.Errorf("the journal counts %d requests, the rate limit %d", counted, used(last))
	}
	s.clean()
}

func TestPrimaryLimit(t *testing.T) {
	s := on(t, "rate-limit=3")
	remaining := ""
	for range 3 {
		_, response := ask[any](s, "GET", "", nil)
		remaining += response.Header.Get("X-Ratelimit-Remaining")
	}
	got, response := ask[errorBody](s, "GET", "", nil)
	if remaining != "210" || response.StatusCode != http.StatusForbidden || !strings.HasPrefix(got.Message, "API rate limit exceeded") {
		t.Errorf("remaining %s, then %s %s", remaining, response.Status, got.Message)
	}
	if reset := response.Header.Get("X-Ratelimit-Reset"); reset != itoa(start.Add(time.Hour).Unix()) {
		t.Errorf("reset %s", reset)
	}
	s.sleep(time.Hour)
	if _, response := ask[any](s, "GET", "", nil); response.StatusCode != http.StatusOK {
		t.Errorf("an hour later: %s", response.Status)
	}
	s.clean()
}

// The handler is the same on a socket, and below the path of an Enterprise server.
func TestOverASocket(t *testing.T) {
	s := on(t, "fault=lost-response:save:#1,fault=truncated:run:#1,fault=cut-response:run:#2")
	server := httptest.NewServer(s)
	defer server.Close()
	do := func(method, path, body string) (*http.Response, string, error) {
		r := newRequest(method, path, body)
		r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(server.URL, "http://")
		response, err := server.Client().Do(r)
		if err != nil {
			return nil, "", err
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		return response, string(text), err
	}
	const base = "/api/v3/repos/CouncilDataProject/seattle"
	response, text, err := do("POST", base+gatherPath+"/dispatches",
		`{"ref":"main","inputs":{"from":"2021-03-01T00:00:00","to":"2021-03-02T00:00:00"},"return_run_details":true}`)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(text, `"workflow_run_id":5000001009`) {
		t.Fatalf("%v %s %v", response, text, err)
	}
	if _, _, err := do("PUT", base+"/contents/a", `{"message":"m","content":"YQ=="}`); err == nil {
		t.Error("a lost response arrived")
	}
	if _, there := s.ReadFile("main", "a"); !there {
		t.Error("its effect didn't happen")
	}
	if _, text, err := do("GET", base+"/actions/runs/5000001009", ""); err != nil || strings.HasSuffix(text, "}") {
		t.Errorf("truncated: %d bytes, %v", len(text), err)
	}
	if _, text, err := do("GET", base+"/actions/runs/5000001009", ""); err == nil {
		t.Errorf("cut: %d bytes and no error", len(text))
	}
	s.clean()
}
