//go:build runner

package runnertest

// The GitHub that a step reaches, and what it is told of the event.

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// repository is the city's that the workflows run in.
const repository = "CouncilDataProject/seattle"

// settings is the city's file that says its zone.
const settings = "default_context:\n  iana_timezone: America/Los_Angeles\n"

// debate is a special event. Nobody lives at its video's address.
const debate = `body:
  name: Mayoral Debates
sessions:
  - session_datetime: 2021-05-13T19:00:00
    video_uri: https://video.invalid/debate.mp4
    session_index: 0
`

// cityFiles are what a city has beside the action, where both are in one repository.
var cityFiles = map[string]string{
	"cookiecutter.yaml":                 settings,
	"council/push/debate.yml":           debate,
	"council/pull_request/debate.yml":   debate,
	"council/pull_request/mistaken.yml": "body:\n  name: Council Retreat\nsessions: []\n",
}

// city is one repository on a simulated GitHub.
type city struct {
	simtest.GitHub
	repository string

	mu     sync.Mutex
	tokens map[string]bool // that it was asked with
}

// newCity is a repository where time passes in jumps: when a step has saved what it dispatched, the hours pass that the runs
// take. So a step that looks again after half a minute of its own finds them ended. It takes GitHub's time from the Date of
// each answer, as it does where a runner's clock is wrong; the few jumps of a test stay within the day that it believes.
func newCity(t *testing.T, scenario string) *city {
	t.Helper()
	c := stillCity(t, scenario)
	effects := make(chan simulate.Effect, 1000)
	c.OnEffect(func(e simulate.Effect) { effects <- e })
	go func() {
		for sent := false; ; {
			select {
			case e := <-effects:
				if sent && e.Kind == simulate.KindSave {
					c.Clock().Sleep(context.Background(), 4*time.Hour)
				}
				sent = e.Kind == simulate.KindDispatch
			case <-t.Context().Done():
				return
			}
		}
	}()
	return c
}

// noon is today's: a GitHub whose clock is days away from the runner's is not believed.
var noon = time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)

// ago is the day so many days before today.
func ago(days int) string { return noon.AddDate(0, 0, -days).Format(time.DateOnly) }

// stillCity is a repository as a scenario has it, where it stays noon of today. What a step does there that GitHub
// wouldn't understand fails the test.
func stillCity(t *testing.T, scenario string) *city {
	t.Helper()
	s, err := simulate.ParseScenario(scenario)
	if err != nil {
		t.Fatal(err)
	}
	s.Start = noon
	c := &city{GitHub: simtest.GitHub{GitHub: simulate.New(s)}, repository: s.Repository, tokens: map[string]bool{}}
	t.Cleanup(func() {
		for _, violation := range c.Violations() {
			t.Errorf("violation: %s", violation)
		}
	})
	return c
}

// serve is the API of a GitHub that has these repositories, on loopback, with the files of logs that it redirects to.
func serve(t *testing.T, cities ...*city) string {
	t.Helper()
	var redirected sync.Map // the city that an address was given by
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, known := redirected.Load(r.URL.RequestURI()); known {
			c.(*city).ServeHTTP(w, r)
			return
		}
		for _, c := range cities {
			if path := "/repos/" + c.repository; r.URL.Path == path || strings.HasPrefix(r.URL.Path, path+"/") {
				c.mu.Lock()
				c.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")] = true
				c.mu.Unlock()
				c.ServeHTTP(w, r)
				if location, err := url.Parse(w.Header().Get("Location")); err == nil && location.Path != "" {
					redirected.Store(location.RequestURI(), c)
				}
				return
			}
		}
		t.Errorf("%s %s belongs to no repository", r.Method, r.URL)
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// object is JSON to be.
type object = map[string]any

// What GitHub sends with an event, as far as act or the program read it.
var (
	here = object{"name": "seattle", "full_name": repository, "default_branch": "main", "owner": object{"login": "CouncilDataProject"}}

	push     = object{"ref": "refs/heads/main", "deleted": false, "after": strings.Repeat("a", 40), "repository": here}
	schedule = object{"schedule": "17 12 * * *", "repository": here}

	pullRequest = object{"action": "opened", "number": 7, "repository": here, "pull_request": object{
		"number": 7,
		"head":   object{"ref": "debate", "sha": strings.Repeat("b", 40), "repo": object{"full_name": "a-resident/seattle", "fork": true}},
		"base":   object{"ref": "main", "sha": strings.Repeat("c", 40), "repo": here},
	}}
)

// dispatch is the event of a workflow started by hand. GitHub fills in the form's defaults.
func dispatch(inputs map[string]string) object {
	return object{"ref": "refs/heads/main", "inputs": inputs, "repository": here}
}
