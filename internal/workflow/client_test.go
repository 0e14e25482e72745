package workflow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestNewClientRefuses(t *testing.T) {
	const api = "https://api.github.com"
	tests := []struct{ api, token string }{
		{"", secret}, {"api.github.com", secret}, {"ftp://api.github.com", secret}, {"https://user:pw@api.github.com", secret},
		{"https://", secret}, {"https://a/?b", secret}, {"https://a/#b", secret}, {"https://a b", secret},
		{api, ""}, {api, "ghs_a\nghs_b"}, {api, " "}, {api, "ghs_ü"},
	}
	for _, tt := range tests {
		_, err := NewClient(Options{API: tt.api, Token: Token(tt.token), Clock: &fakeClock{}})
		invalid, ok := errors.AsType[*Invalid](err)
		if !ok || invalid.Hint() == "" || strings.TrimSpace(tt.token) != "" && strings.Contains(err.Error(), tt.token) {
			t.Errorf("%q, %q: got %v", tt.api, tt.token, err)
		}
	}
}

// The address of an enterprise server is used as it is given.
func TestAPIAddresses(t *testing.T) {
	for api, want := range map[string]string{
		"https://api.github.com":          "https://api.github.com/repos/city/council/actions/runs/1",
		"https://api.github.com/":         "https://api.github.com/repos/city/council/actions/runs/1",
		"https://api.octo.ghe.com":        "https://api.octo.ghe.com/repos/city/council/actions/runs/1",
		"https://ghe.example.com/api/v3":  "https://ghe.example.com/api/v3/repos/city/council/actions/runs/1",
		"https://ghe.example.com/api/v3/": "https://ghe.example.com/api/v3/repos/city/council/actions/runs/1",
		"http://127.0.0.1:8080":           "http://127.0.0.1:8080/repos/city/council/actions/runs/1",
	} {
		got := ""
		client, err := NewClient(Options{API: api, Token: secret, Clock: &fakeClock{}, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
			got = req.URL.Scheme + "://" + req.URL.Host + req.URL.Path
			return (&wire{replies: []reply{{status: 200, body: "{}"}}, clock: &fakeClock{}}).RoundTrip(req)
		})})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gatherWorkflow(t, client).Repository.Run(t.Context(), 1); err != nil || got != want {
			t.Errorf("%s: asked %s, %v; want %s", api, got, err, want)
		}
	}
}

func TestNames(t *testing.T) {
	client, _, _ := onWire(t, reply{status: 200})
	for name, valid := range map[string]bool{
		"city/council": true, "octo-co_emu/a.b-c_d": true, "CouncilDataProject/seattle": true,
		"": false, "city": false, "city/": false, "/council": false, "a/b/c": false, "../..": false, "a/..": false, "a/.": false,
		"a b/c": false, "a/b?c": false, "a/b#c": false, "a/b%2f": false, "-a/b": false, "a/ü": false, "a/b\n": false,
		"a/" + strings.Repeat("b", 101): false,
	} {
		if _, err := client.Repository(name); (err == nil) != valid {
			t.Errorf("repository %q: %v", name, err)
		}
	}
	repository, _ := client.Repository("city/council")
	for file, hint := range map[string]string{
		"event-gather-pipeline.yml": "", "a.yaml": "", "event-gather-pipeline-0.yml": "",
		".github/workflows/a.yml": "give only the file's name: a.yml", "../../../x": "such as", "a.json": "such as", "": "such as",
		".yml": "such as", "a b.yml": "such as", "a.yml?x=.yml": "such as", "a%2e.yml": "such as", "a.yml\n": "such as", "1234": "such as",
	} {
		_, err := repository.Workflow(file)
		if invalid, ok := errors.AsType[*Invalid](err); ok != (hint != "") || ok && !strings.Contains(invalid.Hint(), hint) {
			t.Errorf("workflow %q: %v", file, err)
		}
	}
}

func TestTokensDoNotShow(t *testing.T) {
	token := Token(secret)
	encoded, _ := json.Marshal(map[string]any{"token": token})
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "token", token)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "options", Options{Token: token})
	texts := []string{string(encoded), logged.String(), token.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		texts = append(texts, fmt.Sprintf(verb, token), fmt.Sprintf(verb, Options{Token: token}), fmt.Sprintf(verb, &Options{Token: token}))
	}
	for _, text := range texts {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) || strings.Contains(text, fmt.Sprintf("%X", secret)) {
			t.Errorf("the token shows in %q", text)
		}
	}
}

func TestErrorsAreOneLineWithoutTheToken(t *testing.T) {
	hostile := refused(422, "a\n::error::b\x1b[31m"+strings.Repeat("x", 5000))
	for _, r := range []reply{hostile, {err: reset}, {status: 502}, {status: 429, body: hostile.body}, {status: 401, body: hostile.body}} {
		client, _, _ := onWire(t, r)
		_, err := gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
		if err == nil || strings.Contains(err.Error(), secret) || strings.ContainsAny(err.Error(), "\n\x1b") || len(err.Error()) > 600 {
			t.Errorf("got %q", err)
		}
	}
}

// Over the real network a server that goes silent, before or within its answer, is given up on.
func TestNetworkTimesOut(t *testing.T) {
	for _, begin := range []string{"", `{"workflow_runs":[`} {
		done := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if begin != "" {
				_, _ = w.Write([]byte(begin))
				w.(http.Flusher).Flush()
			}
			<-done
		}))
		client, err := NewClient(Options{API: server.URL, Token: secret, Base: Network(20 * time.Millisecond), Clock: &fakeClock{at: start}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
		if _, ok := errors.AsType[*Lost](err); !ok {
			t.Errorf("after %q: got %v, want a *Lost", begin, err)
		}
		close(done)
		server.Close()
	}
}

func TestNetworkAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(runJSON)) }))
	defer server.Close()
	client, err := NewClient(Options{API: server.URL, Token: secret, Base: Network(time.Minute), Clock: &fakeClock{at: start}})
	if err != nil {
		t.Fatal(err)
	}
	if run, err := gatherWorkflow(t, client).Repository.Run(t.Context(), 42); err != nil || run != run42 {
		t.Errorf("got %+v, %v", run, err)
	}
}

func TestNetworkWithoutAServer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	client, err := NewClient(Options{API: server.URL, Token: secret, Base: Network(time.Minute), Clock: &fakeClock{at: start}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = gatherWorkflow(t, client).Dispatch(t.Context(), "main", nil)
	if _, ok := errors.AsType[*Limited](err); !ok {
		t.Errorf("got %v, want a *Limited", err)
	}
}
