// Package event converts the YAML file of a special event to the JSON that a Council Data Project pipeline ingests.
//
// One description of cdp-backend's ingestion model (model.go, on top of rules.go) says which keys there are, which values they
// take, and in which order they are written. The JSON Schema for editors is made from it too. The JSON equals the output of
// Python's EventIngestionModel.to_json() byte for byte, so others can compute an event's ID, which is the hash of its JSON.
//
// Strangers write event files. So there are limits on how much of a file is read, how far its aliases are expanded, and how
// many problems are reported. [Event.AppendInput] turns the JSON into text that sh, dash,
// bash and busybox take for nothing but text.
package event

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Event is one event file.
type Event struct {
	At       Place     // the first key
	JSON     []byte    // the output of to_json(), without a newline; nil if the file has an error
	ID       string    // the [ID] of the JSON; empty if there is none
	Compact  bool      // the JSON is too large to be sent; its compact form is not
	Body     string    // the name of the body, as the archive has it: without white space around
	Sessions []Session // sorted by session_index; the first one's Start is the event's time in the archive
	Links    []Link    // all links in the event, with repetitions
	Zoneless bool      // a time needs a zone, and none is known
	Bare     Bare      // what is given by name alone; nothing if there is no JSON
	marks    *markings // nil once they are dropped
}

// Session is a session of an event.
type Session struct {
	At    Place     // the video_uri
	Index int       // session_index
	Start time.Time // session_datetime, in the zone given to [Parse], UTC where none was
	Video string    // video_uri
}

// A Link is an address that the pipeline will request.
type Link struct {
	At    Place
	Field string // the key, such as agenda_uri
	URI   string
	Cut   bool // of a video: the session is a part of it
}

// Bare are the bodies, persons and seats that an event gives by name alone: of which the archive would keep no more than the name.
type Bare struct {
	At    Place    // where the first one is named
	Who   string   // the names, quoted, each once, and how many more there are; empty if there are none
	kinds []string // what there is among them, such as body
}

// A mark is a place in the file of an event, in few bytes, for an event may have many votes. It is zero if there is none.
type mark struct{ line, column int32 }

// markings are where the values stand that the archive knows sessions and votes by, in the order of the JSON.
type markings struct {
	sessionsKey, itemsKey mark
	sessions              []sessionMarks
	items                 []itemMarks
	decisions             []mark // of the votes on all items
}

type sessionMarks struct{ video, start, end mark }

type itemMarks struct {
	votesKey, matter mark
	first            int32 // the index of the decision of the first vote
}

// ID identifies an event by its content: it is the SHA-256 of the JSON, in hexadecimal.
func ID(json []byte) string {
	sum := sha256.Sum256(json)
	return hex.EncodeToString(sum[:])
}
