package cli

// What events that aren't ingested yet would change in the archive.

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

func about(e event.Event) ledger.About {
	a := ledger.About{File: e.At.File, Body: e.Body}
	for i, session := range e.Sessions {
		if i == 0 {
			a.Start = session.Start.UTC()
		}
		a.Videos = append(a.Videos, session.Video)
	}
	return a
}

// sameMeeting says whether the archive takes both for one event. Ledgers may have white space around names, the archive has none.
func sameMeeting(a, b ledger.About) bool {
	return strings.TrimSpace(a.Body) == strings.TrimSpace(b.Body) && a.Start.Equal(b.Start)
}

// conflicts warns where an event was ingested before under another body or time: the archive knows events by these, and
// will hold both.
func conflicts(a *reconcile.Archive, e event.Event) (problems []event.Problem) {
	now := about(e)
	warn := func(at event.Place, what string, before ledger.About) {
		if before.File == "" || sameMeeting(before, now) {
			return
		}
		problems = append(problems, event.Problem{Place: at, Warning: true,
			Message: fmt.Sprintf("%s was ingested as %q of %s; the archive will hold both", what, before.Body, before.Start.In(e.Sessions[0].Start.Location()).Format("2006-01-02 15:04")),
			Hint:    "an event is known by its body's name and its first session's time; remove the old one from the archive by hand"})
	}
	warn(e.At, "this file", a.FromFile(e.At.File))
	for _, session := range e.Sessions {
		if before := a.WithVideo(session.Video); before.File != e.At.File {
			warn(session.At, "this video", before)
		}
	}
	return problems
}

// mostBase is how many files are read on the default branch.
const mostBase = 20

// readBase reads what the default branch has of each file, and so tells what was ingested of it. Where that can't be read,
// the ledger's few words remain.
func (p *process) readBase(c *connection, set *eventSet, archive *reconcile.Archive) {
	if c == nil || !c.current {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, knownLimit)
	defer cancel()
	set.base = map[string]event.Event{}
	asked := 0
	for _, e := range set.events {
		file := filepath.ToSlash(e.At.File)
		if e.JSON == nil || archive.State(e.ID, e.At.File) != reconcile.EventEdited || !filepath.IsLocal(e.At.File) || asked == mostBase {
			continue
		}
		asked++
		text, err := c.repo.FileText(ctx, file, "")
		if err != nil {
			continue // new under this name, or the token may not read it
		}
		if base, _ := event.Parse(e.At.File, text, set.zone); base.JSON != nil {
			set.base[e.At.File] = base
		}
	}
}

// changes is what an event would change of what was ingested from its file.
func (s *eventSet) changes(archive *reconcile.Archive, e *event.Event) report.EventChange {
	change := report.EventChange{Event: e, State: string(archive.State(e.ID, e.At.File))}
	if change.State != string(reconcile.EventEdited) {
		return change
	}
	if base, known := s.base[e.At.File]; known {
		change.Fields = event.Changes(&base, e)
	}
	if len(change.Fields) == 0 {
		change.Fields = ledgerChanges(archive.FromFile(e.At.File), e)
	}
	return change
}

// ledgerChanges is as much of an edit as a ledger tells.
func ledgerChanges(before ledger.About, e *event.Event) (changes []event.Change) {
	const form = "2006-01-02 15:04:05 MST"
	now := about(*e)
	if strings.TrimSpace(before.Body) != now.Body {
		changes = append(changes, event.Change{Field: "body.name", Before: before.Body, After: now.Body})
	}
	if zone := e.Sessions[0].Start.Location(); !before.Start.Equal(now.Start) {
		changes = append(changes, event.Change{Field: "session_datetime of the first session", Before: before.Start.In(zone).Format(form), After: now.Start.In(zone).Format(form)})
	}
	for i, video := range before.Videos {
		if slices.Contains(now.Videos, video) {
			continue
		}
		at := e.SessionsAt()
		if i < len(e.Sessions) && !slices.Contains(before.Videos, now.Videos[i]) {
			at = e.Sessions[i].At // it has taken the place of the old one
		}
		changes = append(changes, event.Change{Field: "video_uri", Before: video, Stays: true, At: at})
	}
	for _, video := range now.Videos {
		if !slices.Contains(before.Videos, video) {
			changes = append(changes, event.Change{Field: "video_uri", After: video})
		}
	}
	return changes
}

// mostStaying is how many places are warned of in a file.
const mostStaying = 10

// staying warns of an edit that replaces videos or votes: the archive knows them by what they were, and keeps them. An event
// that moves to another body or time leaves all of them behind, which is warned of elsewhere.
func staying(before ledger.About, c report.EventChange) (problems []event.Problem) {
	now := about(*c.Event)
	if !sameMeeting(before, now) {
		return nil
	}
	fields := map[event.Place][]string{}
	var places []event.Place
	for _, change := range c.Fields {
		if !change.Stays || slices.Contains(fields[change.At], change.Field) {
			continue
		}
		if fields[change.At] == nil {
			places = append(places, change.At)
		}
		fields[change.At] = append(fields[change.At], change.Field)
	}
	more := ""
	if hidden := len(places) - mostStaying; hidden > 0 {
		places, more = places[:mostStaying], fmt.Sprintf(", and those of %d more places", hidden)
	}
	for i, at := range places {
		message := "videos or votes that were ingested from this file are not in it any more, and the archive keeps them: " + report.Some(fields[at], 5)
		if i == len(places)-1 {
			message += more
		}
		problems = append(problems, event.Problem{Place: at, Warning: true, Message: message,
			Hint: "nothing is deleted by an edit; remove the old ones from the archive by hand"})
	}
	return problems
}
