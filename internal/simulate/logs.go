package simulate

// The logs of jobs: the route that redirects to one, and the storage on another host that has it.

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// logHost is the host of the storage. An address on it is signed and soon invalid; the storage knows no token of GitHub's.
const (
	logHost  = "results.simulated.example"
	logValid = time.Minute
)

func (g *GitHub) getLogs(r *http.Request) response {
	id := r.PathValue("job")
	run, a, j := g.jobByID(id)
	switch {
	case j == nil || !g.hasLog(run, a, j):
		return notFound()
	case g.now.Sub(j.completed) > time.Duration(g.scenario.LogRetentionDays)*day:
		return response{status: http.StatusGone, body: func(http.Header) any { return object{"message": "Server Error"} }}
	}
	expiry := stamp(g.now.Add(logValid))
	query := url.Values{"se": {expiry}, "sig": {g.logSignature(id, expiry)}, "sp": {"r"}, "sr": {"b"}, "sv": {"2021-06-08"}}
	return response{status: http.StatusFound, location: storageOf(r) + "/logs/" + id + ".txt?" + query.Encode()}
}

// storageOf is where a client finds the storage. One that came over a socket of this machine can look nothing up: it finds
// the storage behind the same socket.
func storageOf(r *http.Request) string {
	if strings.HasPrefix(r.Host, "127.0.0.1:") {
		return "http://" + r.Host + "/" + logHost
	}
	return "https://" + logHost
}

// hasLog reports whether a job has a log: it has ended, a runner had it, and the scenario doesn't lose it.
func (g *GitHub) hasLog(r *run, a *attempt, j *job) bool {
	if j.completed.After(g.now) || len(j.steps) == 0 {
		return false
	}
	_, lost := g.picked(r, a.number, g.scenario.LogsMissing, "log missing")
	return !lost || !j.selfHosted
}

// logSignature is what the storage asks for.
func (g *GitHub) logSignature(job, expiry string) string {
	return fmt.Sprintf("%016x", uint64(g.scenario.chance("log "+job+" "+expiry)*(1<<63)))
}

// serveLogFile responds as the storage does.
func (g *GitHub) serveLogFile(w http.ResponseWriter, r *http.Request) {
	query, id := r.URL.Query(), strings.TrimSuffix(r.PathValue("file"), ".txt")
	expiry, err := time.Parse(time.RFC3339, query.Get("se"))
	run, a, j := g.jobByID(id)
	w.Header().Set("Server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
	switch name := headerOfGitHub(r.Header); {
	case name != "":
		g.addViolation("GET %s: the storage got the header %s", r.URL.Path, name)
		g.refuseLogFile(w)
	case err != nil || j == nil || query.Get("sig") != g.logSignature(id, query.Get("se")):
		g.addViolation("GET %s: not an address that GitHub gave", r.URL.Path)
		g.refuseLogFile(w)
	case g.now.After(expiry):
		g.refuseLogFile(w)
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(g.logOf(run, a, j))
	}
}

// headerOfGitHub is a header that is meant for GitHub and not for the storage; empty where there is none.
func headerOfGitHub(h http.Header) string {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if name == "Authorization" || strings.HasPrefix(name, "X-Github") ||
			name == "Accept" && strings.Contains(strings.Join(h[name], ","), "application/vnd.github") {
			return name
		}
	}
	return ""
}

func (g *GitHub) refuseLogFile(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to " +
		"authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.\n" +
		"RequestId:00000000-0000-0000-0000-000000000000\nTime:" + g.now.UTC().Format("2006-01-02T15:04:05.0000000Z") +
		"</Message></Error>"))
}
