package cli

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// voted is an event file with one vote.
func voted(video, decision, more string) string {
	return "body: {name: Council, description: x}\nsessions:\n  - {session_datetime: 2021-09-01T09:00:00, session_index: 0, video_uri: 'https://v.example.org/" + video + "'}\n" +
		"event_minutes_items:\n  - minutes_item: {name: CB 1}\n    decision: Passed\n    matter: {name: a, matter_type: b, title: c}\n" +
		"    votes: [{person: {name: Ann, phone: 1}, decision: " + decision + "}]\n" + more
}

func TestWhatAnEditChanges(t *testing.T) {
	t.Parallel()
	const (
		file  = "events/old.yml"
		keeps = ": warning: videos or votes that were ingested from this file are not in it any more, and the archive keeps them: "
		votes = `event_minutes_items["CB 1"].votes["Ann"]`
		vote  = votes + ".decision"
	)
	parse := func(name, text string) event.Event {
		e, problems := event.Parse(name, []byte(text), time.UTC)
		if e.JSON == nil {
			t.Fatal(problems)
		}
		return e
	}
	old := parse(file, voted("a", "Approve", ""))
	archive := reconcile.ArchiveOf(&ledgerOf(ledger.Success, old).State)
	for _, c := range []struct {
		name, file, now string
		base            map[string]event.Event
		fields          []string
		warnings        []string
	}{
		{name: "new", file: "events/new.yml", now: voted("b", "Reject", "")},
		{name: "a video, by the ledger", file: file, now: voted("b", "Approve", ""), fields: []string{"video_uri", "video_uri"}, warnings: []string{"3:74" + keeps + "video_uri"}},
		{name: "a video", file: file, now: voted("b", "Approve", ""), base: map[string]event.Event{file: old}, fields: []string{"sessions[0].video_uri"},
			warnings: []string{"3:74" + keeps + "sessions[0].video_uri"}},
		{name: "a vote, that the ledger doesn't know", file: file, now: voted("a", "Reject", "")},
		{name: "a vote", file: file, now: voted("a", "Reject", ""), base: map[string]event.Event{file: old}, fields: []string{vote}, warnings: []string{"8:55" + keeps + vote}},
		{name: "an agenda", file: file, now: voted("a", "Approve", "agenda_uri: https://example.org/a"), base: map[string]event.Event{file: old}, fields: []string{"agenda_uri"}},
		{name: "the base is the same", file: file, now: voted("b", "Approve", ""), base: map[string]event.Event{file: parse(file, voted("b", "Approve", ""))},
			fields: []string{"video_uri", "video_uri"}, warnings: []string{"3:74" + keeps + "video_uri"}},
		{name: "white space around the body's name", file: file, now: strings.Replace(voted("b", "Approve", ""), "Council", "' Council '", 1),
			fields: []string{"video_uri", "video_uri"}, warnings: []string{"3:74" + keeps + "video_uri"}},
		{name: "a video is cut", file: file, now: strings.Replace(voted("a", "Approve", ""), "index: 0", "index: 0, video_start_time: '1:00'", 1), base: map[string]event.Event{file: old},
			fields: []string{"sessions[0].video_start_time"}, warnings: []string{"3:81" + keeps + "sessions[0].video_start_time"}},
		{name: "no votes and another video", file: file, now: strings.Replace(voted("b", "Approve", ""), "votes: [", "supporting_files: [] #", 1), base: map[string]event.Event{file: old},
			fields: []string{vote, votes + ".person.is_active", votes + ".person.name", votes + ".person.phone", "sessions[0].video_uri"}, warnings: []string{
				"4:1" + keeps + vote, "3:74" + keeps + "sessions[0].video_uri"}},
		{name: "another event", file: file, now: strings.Replace(voted("b", "Reject", ""), "Council", "Board", 1),
			fields: []string{"body.name", "video_uri", "video_uri"}},
		{name: "another time", file: file, now: strings.Replace(voted("a", "Approve", ""), "T09", "T10", 1), fields: []string{"session_datetime of the first session"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := parse(c.file, c.now)
			set := eventSet{events: []event.Event{e}, base: c.base}
			change := set.changes(archive, &e)
			var fields, warnings []string
			for _, f := range change.Fields {
				fields = append(fields, f.Field)
			}
			for _, p := range staying(archive.FromFile(c.file), change) {
				warnings = append(warnings, strings.TrimPrefix(p.String(), c.file+":"))
			}
			if d := cmp.Diff([][]string{c.fields, c.warnings}, [][]string{fields, warnings}); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Each place is warned of, up to a bound; a video that has no successor, at the key of the sessions.
func TestWhatStaysIsToldWhereItIsWritten(t *testing.T) {
	t.Parallel()
	const message = ": warning: videos or votes that were ingested from this file are not in it any more, and the archive keeps them: video_uri"
	videos := func(prefix string, n int) meeting {
		m := meeting{"events/old.yml", "Council", 1, nil}
		for i := range n {
			m.videos = append(m.videos, fmt.Sprintf("https://v.example.org/%s%d", prefix, i))
		}
		return m
	}
	for _, test := range []struct {
		name     string
		old, now meeting
		want     []string
	}{
		{"the same", videos("a", 3), videos("a", 3), nil},
		{"one more", videos("a", 2), videos("a", 3), nil},
		{"one less", videos("a", 3), videos("a", 2), []string{"3:1" + message}},
		{"others", videos("a", 2), videos("b", 2), []string{"6:16" + message, "9:16" + message}},
		{"others, and one less", videos("a", 3), videos("b", 2), []string{"6:16" + message, "9:16" + message, "3:1" + message}},
		{"many others", videos("a", 12), videos("b", 12), []string{"6:16" + message, "9:16" + message, "12:16" + message, "15:16" + message, "18:16" + message,
			"21:16" + message, "24:16" + message, "27:16" + message, "30:16" + message, "33:16" + message + ", and those of 2 more places"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			archive := reconcile.ArchiveOf(&ledgerOf(ledger.Success, test.old.parse(t)).State)
			e := test.now.parse(t)
			var set eventSet
			var got []string
			for _, p := range staying(archive.FromFile(e.At.File), set.changes(archive, &e)) {
				got = append(got, strings.TrimPrefix(p.String(), e.At.File+":"))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// In a pull request the file on the default branch tells what an edit changes. A few are read, and none where the token may not.
func TestThePullRequestIsComparedWithTheDefaultBranch(t *testing.T) {
	t.Parallel()
	g := simtest.New(t, time.Date(2021, 10, 1, 20, 0, 0, 0, time.UTC), "")
	server := httptest.NewServer(g)
	defer server.Close()
	var olds, news []event.Event
	for i := range mostBase + 2 {
		name, body := fmt.Sprintf("events/%02d.yml", i), strings.Replace(voted("a", "Approve", ""), "Council", fmt.Sprintf("Council %d", i), 1)
		request, err := http.NewRequest(http.MethodPut, server.URL+"/repos/CouncilDataProject/seattle/contents/"+name,
			strings.NewReader(fmt.Sprintf(`{"message": "x", "content": %q}`, base64.StdEncoding.EncodeToString([]byte(body)))))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer t")
		request.Header.Set("Accept", "application/vnd.github+json")
		request.Header.Set("X-GitHub-Api-Version", "2022-11-28")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusCreated {
			t.Fatal(response.Status)
		}
		old, _ := event.Parse(name, []byte(body), time.UTC)
		now, _ := event.Parse(name, []byte(strings.Replace(body, "Approve", "Reject", 1)), time.UTC)
		olds, news = append(olds, old), append(news, now)
	}
	archive := reconcile.ArchiveOf(&ledgerOf(ledger.Success, olds...).State)
	base := func(repository string) map[string]event.Event {
		env := &Env{Stdout: io.Discard, Stderr: io.Discard, Environ: []string{"GITHUB_ACTIONS=true", "GITHUB_API_URL=" + server.URL, "GITHUB_TOKEN=t",
			"GITHUB_REPOSITORY=CouncilDataProject/seattle"}}
		p := &process{ctx: t.Context(), env: env, runner: newRunner(env)}
		fresh, _ := event.Parse("events/fresh.yml", []byte(voted("z", "Approve", "")), time.UTC)
		set := eventSet{events: append([]event.Event{fresh}, news...), zone: time.UTC}
		var ps problems
		p.readBase(gitHubFlags{Repository: repository}.connect(p, simulateFlags{}, nil, &ps), &set, archive)
		return set.base
	}
	got := base("")
	if len(got) != mostBase || string(got["events/03.yml"].JSON) != string(olds[3].JSON) {
		t.Errorf("%d files were read, of events/03.yml: %s", len(got), got["events/03.yml"].JSON)
	}
	if got := base("CouncilDataProject/denver"); got != nil {
		t.Errorf("another repository was asked: %d files", len(got))
	}
}
