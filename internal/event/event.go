// Package event turns the YAML description of a special event into what a Council Data Project pipeline ingests.
//
// One description of cdp-backend's ingestion model (model.go) drives all of it: which keys there are, what they take, the
// order in which they are written, and the JSON Schema that editors use. What comes out are the very bytes of Python's
// EventIngestionModel.to_json(), so that an event's identity, the hash of its bytes, is one that others can compute too.
//
// Event files are written by strangers: how much of one is read, expanded or reported is bounded, and [Quote] makes of
// the JSON a text that no shell takes for anything but data.
package event

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Event is one event file.
type Event struct {
	At       Place     // its first key
	JSON     []byte    // what to_json() gives, without a newline; nil where a [Problem] forbids to send it
	ID       string    // [ID] of the JSON; empty where there is none
	Body     string    // the name of the body
	Sessions []Session // by session_index: the first one's Start is the event's time in the archive
	Links    []Link    // the addresses in it, as often as they occur
}

// Session is a session of an event.
type Session struct {
	At    Place     // its video_uri
	Index int       // session_index
	Start time.Time // session_datetime, in the zone that was given to [Parse]
	Video string    // video_uri
}

// A Link is an address that the pipeline will ask for.
type Link struct {
	At    Place
	Field string // the key it is given for, such as agenda_uri
	URI   string
}

// Parse reads an event file. Datetimes without an offset are read in loc, with Python's fold=0 rule. It returns all problems
// that can be seen in this file alone, sorted. The event has JSON only if all of them are warnings.
func Parse(file string, data []byte, loc *time.Location) (Event, []Problem) {
	// The JSON of most events is two to three times as long as their YAML.
	d := decoder{loc: loc, out: make([]byte, 0, min(4*len(data), maxInputs)), event: Event{At: Place{file, 1, 1}}}
	if root := d.load(data); root != nil {
		d.decode(root)
		if d.errors == 0 {
			d.event.JSON, d.event.ID = bytes.Clone(d.out), ID(d.out)
		}
	}
	SortProblems(d.problems)
	return d.event, d.problems
}

// ID is the identity of an event by content: the SHA-256 of its JSON, in hexadecimal.
func ID(json []byte) string {
	sum := sha256.Sum256(json)
	return hex.EncodeToString(sum[:])
}
