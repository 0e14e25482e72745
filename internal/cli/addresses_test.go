package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// Each address with what the pipeline does then: it sends HEAD, follows no redirect, and takes 200 alone for an answer.
func TestWhatThePipelineDoesWithAddresses(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/get":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/page":
			w.Header().Set("Content-Type", "text/html")
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusMovedPermanently)
		case "/moved-far":
			http.Redirect(w, r, "/get", http.StatusFound)
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	const (
		get     = " answers GET but not HEAD, which the pipeline sends (405 Method Not Allowed)"
		missing = " does not answer (404 Not Found)"
		moved   = " redirects, and the pipeline follows no redirect"
		page    = "video_uri answers with a web page (text/html), not with a video: the run would fail after its download"
		still   = "give an address that answers without a redirect"
		later   = "the run would fail after the transcription"
	)
	fields := map[string]string{
		"video_uri": "the run would fail", "agenda_uri": "the event would be stored without agenda and minutes",
		"minutes_uri": "the event would be stored without agenda and minutes", "caption_uri": "the captions would be dropped",
		"uri": "the supporting file would be dropped", "website": "the pipeline would store the person with nothing but the name",
		"picture_uri": later, "image_uri": later, "static_thumbnail_uri": "the run would fail", "hover_thumbnail_uri": "the run would fail",
	}
	for field, then := range fields {
		downloads := strings.Contains(then, "run") // by GET, with redirects
		for _, c := range []struct {
			path, message, hint string
			always              bool // a warning, whatever the level
			all                 bool // told of what is downloaded, too
			videos              bool // told of videos only
		}{
			{path: "/there"},
			{path: "/missing", message: field + missing + ": " + then, all: true},
			{path: "/moved", message: field + moved + ": " + then, hint: "write " + server.URL + "/there"},
			{path: "/moved-far", message: field + moved + ": " + then, hint: still},
			{path: "/get", message: field + get + ": " + then, always: true},
			{path: "/page", message: page, hint: "give the address of the video's file itself, or of a video on YouTube or Vimeo", always: true, videos: true, all: true},
			{path: "/page?youtube.com"},
		} {
			for _, level := range []string{checkOff, checkWarn, checkError} {
				link := event.Link{At: event.Place{File: "a.yml", Line: 3, Column: 5}, Field: field, URI: server.URL + c.path}
				var want []event.Problem
				if told := c.message != "" && (!downloads || c.all) && (field == "video_uri" || !c.videos); told && level != checkOff {
					want = []event.Problem{{Place: link.At, Warning: c.always || level == checkWarn, Message: c.message, Hint: c.hint}}
				}
				var log bytes.Buffer
				env := &Env{Stderr: &log}
				p := &process{ctx: t.Context(), env: env, runner: newRunner(env)}
				got := p.checkAddresses([]event.Event{{Links: []event.Link{link, link}}}, level, netip.Addr.IsLoopback)
				if d := cmp.Diff(want, got); d != "" || log.Len() > 0 {
					t.Errorf("%s %s %s: told %q (-want +got):\n%s", level, field, c.path, &log, d)
				}
			}
		}
	}
}

// An address that several files name is told once in each of them, for each field: each has a consequence of its own.
func TestAddressesAreToldInEachFile(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	link := func(line int, field string) event.Link {
		return event.Link{At: event.Place{File: "a.yml", Line: line, Column: 1}, Field: field, URI: server.URL}
	}
	p := &process{ctx: t.Context(), runner: newRunner(&Env{})}
	var lines []int
	events := []event.Event{{Links: []event.Link{link(1, "video_uri"), link(4, "video_uri"), link(5, "agenda_uri")}}, {Links: []event.Link{link(9, "video_uri")}}}
	for _, problem := range p.checkAddresses(events, checkWarn, netip.Addr.IsLoopback) {
		lines = append(lines, problem.Line)
	}
	if d := cmp.Diff([]int{1, 5, 9}, lines); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// The check connects directly. Where a proxy must be used, a connection that can't be made says nothing about an address.
func TestAddressesBehindAProxy(t *testing.T) {
	refuses := httptest.NewServer(nil)
	refuses.Close()
	private := event.Link{At: event.Place{File: "a.yml", Line: 2, Column: 1}, Field: "video_uri", URI: "http://10.0.0.1/a.mp4"}
	links := []event.Link{{Field: "agenda_uri", URI: refuses.URL}, private, {Field: "website", URI: refuses.URL + "/b"}}
	for _, c := range []struct {
		environ   []string
		problems  int
		message   string
		forbidden string
	}{
		{[]string{"HTTPS_PROXY=http://proxy.example.org:3128"}, 1, "2 of 3 addresses could not be checked: HTTPS_PROXY is set, and the check never connects through a proxy", "proxy.example.org"},
		{[]string{"http_proxy=proxy.example.org:3128"}, 1, "2 of 3 addresses could not be checked: http_proxy is set", "proxy.example.org"},
		{[]string{"HTTPS_PROXY=", "NO_PROXY=*"}, 3, "", "could not be checked"},
		{[]string{"HTTPS_PROXY=http://proxy.example.org:3128", "no_proxy=example.org, 127.0.0.0/8"}, 3, "", "could not be checked"},
		{[]string{"HTTPS_PROXY=http://proxy.example.org:3128", "NO_PROXY=example.org,10.0.0.0/8"}, 1, "2 of 3 addresses could not be checked", "proxy.example.org"},
	} {
		var log bytes.Buffer
		env := &Env{Stderr: &log, Environ: c.environ}
		p := &process{ctx: t.Context(), env: env, runner: newRunner(env)}
		got := p.checkAddresses([]event.Event{{Links: links}}, checkError, netip.Addr.IsLoopback)
		if len(got) != c.problems || !strings.Contains(log.String(), c.message) || strings.Contains(log.String(), c.forbidden) {
			t.Errorf("%q: %v, told\n%s", c.environ, got, &log)
		}
	}
}

func TestNoProxy(t *testing.T) {
	for _, c := range []struct {
		entries, address string
		want             bool
	}{
		{"*", "https://e.org/", true},
		{"", "https://e.org/", false},
		{"a.org, E.org", "https://e.org/x", true},
		{"e.org", "https://www.E.org/", true},
		{"e.org", "https://the.org/", false},
		{".e.org", "https://www.e.org/", true},
		{".e.org", "https://e.org/", false},
		{"*.e.org", "https://www.e.org/", true},
		{"e.org:8443", "https://e.org:8443/", true},
		{"e.org:8443", "https://e.org/", false},
		{"e.org:443", "https://e.org/", true},
		{"e.org:80", "http://e.org/", true},
		{"googleapis.com", "gs://bucket/a", true},
		{"bucket", "gs://bucket/a", false},
		{"10.0.0.0/8", "http://10.1.2.3/", true},
		{"10.0.0.0/8", "http://11.1.2.3/", false},
		{"10.1.2.3", "http://10.1.2.3:80/", true},
		{"2001:db8::/32", "http://[2001:db8::1]/", true},
		{"*", "http://[::1", false},
	} {
		env := &Env{Environ: []string{"PATH=e.org", "NO_PROXY=" + c.entries}}
		if got := env.direct(c.address); got != c.want {
			t.Errorf("%q for %s: %t", c.entries, c.address, got)
		}
	}
}
