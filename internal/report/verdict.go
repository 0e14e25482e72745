package report

// The first line of a summary: how a command ended.

import (
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Verdict is how a command ended, for the first line of a summary and for the title of an annotation.
type Verdict struct {
	Repository string // OWNER/NAME; empty where there is none
	Mode       string
	Status     reconcile.Status
	Standing   Standing
}

// Standing is what a verdict says beside the status: how a request stands, or a sentence.
type Standing struct {
	Missing, Of int    // how many things are not covered or ingested, of how many
	Thing       string // such as "day"; empty where there is no request
	Said        string // in place of a request
	DryRun      bool   // of a request
	CheckOnly   bool
}

// marks are told apart without colour.
var marks = map[reconcile.Status]string{
	reconcile.StatusComplete: "✓", reconcile.StatusInProgress: "▶", reconcile.StatusIncomplete: "⚠",
	reconcile.StatusStopped: "■", reconcile.StatusFailed: "✗", reconcile.StatusPlanned: "○",
}

// String is the verdict in one line, such as "⚠ Seattle, backfill: 4 of 42 days still missing".
func (v Verdict) String() string {
	_, name, _ := strings.Cut(v.Repository, "/")
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == "" && name != "" { // one word, as a city is written
		name = strings.ToUpper(name[:1]) + name[1:]
	}
	who := strings.Trim(name+", "+v.Mode, ", ")
	switch {
	case v.Standing.DryRun:
		who += ", dry run"
	case v.Standing.CheckOnly:
		who += ", check only"
	}
	if who != "" { // a bad mode of no repository
		who += ": "
	}
	return fmt.Sprintf("%s %s%s", marks[v.Status], who, v.says())
}

func (v Verdict) says() string {
	s := v.Standing
	switch text := s.text(v.Status); {
	case text == "":
		return string(v.Status)
	case v.Status == reconcile.StatusStopped, v.Status == reconcile.StatusFailed, v.Status == reconcile.StatusInProgress:
		return strings.Replace(string(v.Status), "-", " ", 1) + ", " + text
	default:
		return text
	}
}

// text is what is missing, in the words of a status.
func (s Standing) text(status reconcile.Status) string {
	all := Count(s.Of, s.Thing)
	of := fmt.Sprintf("%d of %s", s.Missing, all)
	switch {
	case s.Said != "" || s.Thing == "":
		return s.Said
	case s.Of == 0:
		return "nothing to do"
	case s.Missing == 0 && status == reconcile.StatusIncomplete:
		return s.allDone() + ", but something needs a person"
	case s.Missing == 0:
		return s.allDone()
	case s.DryRun, status == reconcile.StatusInProgress:
		return of + " still to " + s.verb()
	case status == reconcile.StatusComplete: // an earlier run of the step reported it
		return of + " not " + s.verb() + "ed, nothing new needs a person"
	}
	return of + " still missing"
}

func (s Standing) verb() string {
	if s.Thing == "event" {
		return "ingest"
	}
	return "gather"
}

// allDone is that nothing is missing.
func (s Standing) allDone() string {
	done := Covered
	if s.Thing == "event" {
		done = Ingested
	}
	if s.Of == 1 {
		return fmt.Sprintf("the %s is %s", s.Thing, done)
	}
	return fmt.Sprintf("all %s are %s", Count(s.Of, s.Thing), done)
}

// Summary is the first part of a summary.
func (v Verdict) Summary() Summary { return Said("## %s\n", Inert(v.String())) }

// OfRequests is what the verdict of a status says: how the one request stands, or how many are done.
func OfRequests(all []Standing) Standing {
	missing := 0
	for _, s := range all {
		if s.Missing > 0 {
			missing++
		}
	}
	switch len(all) {
	case 0:
		return Standing{Said: "nothing is open"}
	case 1:
		return all[0]
	}
	return Standing{Said: fmt.Sprintf("%d of %s not done", missing, Count(len(all), "request"))}
}
