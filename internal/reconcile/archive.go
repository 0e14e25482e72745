package reconcile

// What was ingested already, as far as this ledger knows: the events' side of coverage.

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// Archive is what was ingested, by content and by file, and what was or is about to be, by file and by video.
type Archive struct {
	ingested map[string]bool
	files    map[string]bool
	byFile   map[string]ledger.About
	byVideo  map[string]ledger.About
}

// ArchiveOf is the archive that a ledger knows.
func ArchiveOf(state *ledger.State) *Archive {
	a := &Archive{map[string]bool{}, map[string]bool{}, map[string]ledger.About{}, map[string]ledger.About{}}
	for _, attempt := range state.Attempts() {
		success := attempt.Concluded.Class == ledger.Success
		if !attempt.IsEvent() || !success && attempt.Settled() {
			continue
		}
		about := attempt.Intent.About
		if success {
			a.ingested[attempt.Event], a.files[about.File] = true, true
		}
		a.byFile[about.File] = about
		for _, video := range about.Videos {
			a.byVideo[video] = about
		}
	}
	return a
}

// EventState is what an archive makes of an event that is only checked.
type EventState string

// The states of events that are only checked.
const (
	EventNew       EventState = "new"
	EventEdited    EventState = "edited"    // ingested from this file with another content
	EventUnchanged EventState = "unchanged" // ingested as it is
)

// State is the state of an event, by the SHA-256 of its JSON and its file.
func (a *Archive) State(sha, file string) EventState {
	switch {
	case a.ingested[sha]:
		return EventUnchanged
	case a.files[file]:
		return EventEdited
	}
	return EventNew
}

// FromFile is the last event that was ingested or sent from a file; its File is empty where there was none.
func (a *Archive) FromFile(file string) ledger.About { return a.byFile[file] }

// WithVideo is the last event with a video that was ingested or sent; its File is empty where there was none.
func (a *Archive) WithVideo(video string) ledger.About { return a.byVideo[video] }
