package simulate_test

// What a client gets under each fault, and to which requests a fault applies.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// saveUnder sends a save with a fault. seen is what the client gets, happened whether the file was saved.
func saveUnder(t *testing.T, kind string) (seen string, happened bool) {
	s := on(t, "fault="+kind+":save:#1")
	response, err := s.client.Do(newRequest("PUT", "/repos/CouncilDataProject/seattle/contents/a", object{"message": "m", "content": []byte("a")}))
	_, happened = s.ReadFile("main", "a")
	if errors.Is(err, syscall.ECONNRESET) {
		return "reset", happened
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	var body errorBody
	decoded := json.Unmarshal(text, &body)
	seen = fmt.Sprintf("%d %s", response.StatusCode, strings.SplitN(body.Message, "\n", 2)[0])
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		seen = fmt.Sprintf("%d cut off", response.StatusCode)
	case decoded != nil:
		seen = fmt.Sprintf("%d %v", response.StatusCode, decoded)
	}
	if left := response.Header.Get("X-Ratelimit-Remaining"); left == "0" {
		seen += " none left"
	}
	if wait := response.Header.Get("Retry-After"); wait != "" {
		seen += " retry after " + wait
	}
	return seen, happened
}

func TestFaults(t *testing.T) {
	want := map[string]struct {
		seen     string
		happened bool
	}{
		"lost-request":     {"reset", false},
		"lost-response":    {"reset", true},
		"cut-response":     {"201 cut off", true},
		"truncated":        {"201 unexpected end of JSON input", true},
		"html":             {"502 invalid character '<' looking for beginning of value", false},
		"500":              {"500 Server Error", false},
		"502":              {"502 Server Error", true},
		"503":              {"503 Service Unavailable", false},
		"401":              {"401 Bad credentials", false},
		"403":              {"403 Resource not accessible by integration", false},
		"404":              {"404 Not Found", false},
		"409":              {"409 is at " + strings.Repeat("0", 40) + " but expected " + strings.Repeat("1", 40), false},
		"protected":        {"409 Repository rule violations found", false},
		"primary":          {"403 API rate limit exceeded for installation ID 12345678. If you reach out to GitHub Support for help, please include the request ID. none left", false},
		"primary-429":      {"429 API rate limit exceeded for installation ID 12345678. If you reach out to GitHub Support for help, please include the request ID. none left", false},
		"secondary":        {"403 You have exceeded a secondary rate limit. Please wait a few minutes before you try again. retry after 60", false},
		"secondary-429":    {"429 You have exceeded a secondary rate limit. Please wait a few minutes before you try again. retry after 60", false},
		"secondary-silent": {"403 You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", false},
		"abuse":            {"403 You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.", false},
	}
	for _, k := range simulate.FaultKinds() {
		seen, happened := saveUnder(t, k.Name)
		if w := want[k.Name]; seen != w.seen || happened != w.happened {
			t.Errorf("%s: %q, happened %v; want %q, %v", k.Name, seen, happened, w.seen, w.happened)
		}
	}
}

func TestWhichRequestsAFaultAppliesTo(t *testing.T) {
	for fault, want := range map[string]string{
		"500:any:#2":          "ok 500 ok ok ok ok",
		"500:any:#2..3":       "ok 500 500 ok ok ok",
		"500:repository:#2":   "ok 500 ok ok ok ok",
		"500:dispatch":        "ok ok ok ok ok ok",
		"500:reads":           "500 500 500 500 500 500",
		"500:writes:100%":     "ok ok ok ok ok ok",
		"500:any:100%":        "500 500 500 500 500 500",
		"500:any:+20m":        "ok ok 500 500 500 500",
		"500:any:+20m..40m":   "ok ok 500 500 ok ok",
		"500:any:+0s..10m":    "500 ok ok ok ok ok",
		"primary:any:+0s..1s": "403 403 403 403 403 403",
	} {
		s := on(t, "fault="+fault)
		var got []string
		for range 6 {
			_, response := ask[any](s, "GET", "", nil)
			if response.StatusCode == http.StatusOK {
				got = append(got, "ok")
			} else {
				got = append(got, itoa(int64(response.StatusCode)))
			}
			s.sleep(10 * time.Minute)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", fault, got, want)
		}
	}
}

func TestTheSeedDecidesWhichShareFails(t *testing.T) {
	failed := func(seed int) (list string) {
		s := on(t, fmt.Sprintf("seed=%d,fault=500:any:30%%", seed))
		for i := range 200 {
			if _, response := ask[any](s, "GET", "", nil); response.StatusCode != http.StatusOK {
				list += itoa(int64(i)) + " "
			}
		}
		return list
	}
	first, again, other := failed(1), failed(1), failed(2)
	if first != again || first == other {
		t.Error("the seed doesn't decide which requests fail")
	}
	if n := strings.Count(first, " "); n < 40 || n > 80 {
		t.Errorf("%d of 200 failed, want about 60", n)
	}
}

func TestFaultAddedLater(t *testing.T) {
	s := on(t, "")
	ask[any](s, "GET", "", nil)
	s.AddFault(simulate.Fault{Kind: "503", What: "any", When: simulate.When{First: 1, Last: 1}})
	if _, response := ask[any](s, "GET", "", nil); response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%s", response.Status)
	}
}
