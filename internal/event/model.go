package event

// The ingestion model of cdp-backend: all records, their fields and the kinds of values these take. Names and order are those of
// cdp_backend/pipeline/ingestion_models.py at commit fda26250.

import "go.yaml.in/yaml/v4"

// kind is the type of a value.
type kind int

const (
	text     kind = iota // any scalar
	boolean              // true or false; by default true; never null
	integer              // a whole number, 0 or more
	datetime             // a text for [civil.Parse]; in JSON seconds since 1970
	object               // a mapping
	list                 // of objects; at least one if it is required
)

// A record describes a dataclass of the model.
type record struct {
	name   string
	about  string
	fields []field                    // in the order of the dataclass, which is also the order in the JSON
	check  func(*decoder, *yaml.Node) // a check of several fields together, or nil
	cached bool                       // the pipeline stores each form of it once
	listed bool                       // it stands in lists alone
}

// A field describes a field of a dataclass.
type field struct {
	name     string
	kind     kind
	record   *record // the type of an object, or of the elements of a list
	required bool
	rule     *rule // for a text, or nil
	about    string
}

// maxFields is the largest number of fields in a record.
const maxFields = 9

var sourceID = field{name: "external_source_id", about: "The id in the system this comes from."}

var bodyRecord = &record{
	name:  "body",
	about: `A meeting body, or what stands for one, such as "Mayoral Debates".`,
	fields: []field{
		{name: "name", required: true, about: "By this the archive knows the body."},
		{name: "is_active", kind: boolean, about: "Whether the body still meets. By default true."},
		{name: "start_datetime", kind: datetime, about: "By default the time of the first session."},
		{name: "description", about: "What the body does."},
		{name: "end_datetime", kind: datetime, about: "When the body ended."},
		sourceID,
	},
}

var roleRecord = &record{
	name:   "role",
	about:  "A person's job for a while.",
	listed: true,
	fields: []field{
		{name: "title", required: true, rule: roleTitle, about: "One of the titles that cdp-backend knows."},
		{name: "body", kind: object, record: bodyRecord, about: "The body that the job is in."},
		{name: "start_datetime", kind: datetime, about: "By default the time of the first session."},
		{name: "end_datetime", kind: datetime, about: "When the job ended."},
		sourceID,
	},
}

var seatRecord = &record{
	name:  "seat",
	about: `An electable office, such as "Position 9".`,
	fields: []field{
		{name: "name", required: true, about: `Such as "Position 9".`},
		{name: "electoral_area", about: `Such as "District 5" or "Citywide".`},
		{name: "electoral_type", about: `Such as "district" or "at-large".`},
		{name: "image_uri", rule: address, about: "A picture of the seat: an address of a file."},
		sourceID,
		{name: "roles", kind: list, record: roleRecord, about: "The jobs of the person in this seat."},
	},
}

var personRecord = &record{
	name:   "person",
	about:  "A council member, or anyone else who takes part.",
	check:  checkPerson,
	cached: true,
	fields: []field{
		{name: "name", required: true, about: "By this the archive knows the person."},
		{name: "is_active", kind: boolean, about: "Whether the person is still in office. By default true."},
		{name: "router_string", rule: routerString, about: "The person in web addresses. By default made from the name."},
		{name: "email", rule: email, about: "In a form that cdp-backend takes, such as lorena.gonzalez@seattle.gov."},
		{name: "phone", about: "As people dial it."},
		{name: "website", rule: website, about: "An address that answers."},
		{name: "picture_uri", rule: address, about: "A portrait: an address of a file."},
		{name: "seat", kind: object, record: seatRecord, about: "The office that the person holds."},
		sourceID,
	},
}

var voteRecord = &record{
	name:   "vote",
	about:  "How a person voted.",
	listed: true,
	fields: []field{
		{name: "person", kind: object, record: personRecord, required: true, about: "Who voted."},
		{name: "decision", required: true, rule: voteDecision, about: "One of the decisions that cdp-backend knows."},
		sourceID,
	},
}

var fileRecord = &record{
	name:   "supporting file",
	about:  "A document about a minutes item or its matter.",
	listed: true,
	fields: []field{
		{name: "name", required: true, about: "What readers see."},
		{name: "uri", required: true, rule: address, about: "Where the file is."},
		sourceID,
	},
}

var matterRecord = &record{
	name:  "matter",
	about: "A bill, a resolution, an initiative.",
	fields: []field{
		{name: "name", required: true, about: `Such as "CB 119858".`},
		{name: "matter_type", required: true, about: `Such as "Council Bill".`},
		{name: "title", required: true, about: "What it is about, in a sentence or two."},
		{name: "result_status", rule: matterStatus, about: "What became of the matter so far."},
		{name: "sponsors", kind: list, record: personRecord, about: "Who brought it in."},
		sourceID,
	},
}

var minutesItemRecord = &record{
	name:  "minutes item",
	about: "What was dealt with: a matter, a presentation.",
	fields: []field{
		{name: "name", required: true, about: "By this the archive knows the item."},
		{name: "description", about: "What it is about."},
		sourceID,
	},
}

var eventMinutesItemRecord = &record{
	name:   "event minutes item",
	about:  "What came of a minutes item at this event.",
	listed: true,
	check:  checkItem,
	fields: []field{
		{name: "minutes_item", kind: object, record: minutesItemRecord, required: true, about: "What was dealt with."},
		{name: "index", kind: integer, about: "By default the place in the list, from 0."},
		{name: "matter", kind: object, record: matterRecord, about: "The matter, where the item is about one."},
		{name: "supporting_files", kind: list, record: fileRecord, about: "Documents about the item."},
		{name: "decision", rule: itemDecision, about: "What was decided on the item."},
		{name: "votes", kind: list, record: voteRecord, about: "Stored only where matter and decision are given too."},
	},
}

var sessionRecord = &record{
	name:   "session",
	about:  "A part of the event with a video of its own.",
	listed: true,
	check:  checkSession,
	fields: []field{
		{name: "session_datetime", kind: datetime, required: true,
			about: "Such as 2021-05-01T10:30:00. Local time, unless an offset follows."},
		{name: "video_uri", required: true, rule: address, about: "The video of the session."},
		{name: "session_index", kind: integer, required: true, about: "0 for the first session."},
		{name: "video_start_time", rule: videoTime, about: `Where in the video the session begins, such as "37:50".`},
		{name: "video_end_time", rule: videoTime, about: "Where in the video the session ends."},
		{name: "caption_uri", rule: address, about: "Captions of the video: an address of a WebVTT file."},
		sourceID,
	},
}

var eventRecord = &record{
	name:  "event",
	about: "A special event of a Council Data Project instance.",
	check: checkEvent,
	fields: []field{
		{name: "body", kind: object, record: bodyRecord, required: true, about: "Who met."},
		{name: "sessions", kind: list, record: sessionRecord, required: true, about: "The parts of the event, each with a video of its own."},
		{name: "event_minutes_items", kind: list, record: eventMinutesItemRecord, about: "What was dealt with, in its order."},
		{name: "agenda_uri", rule: address, about: "The address of the agenda."},
		{name: "minutes_uri", rule: address, about: "The address of the minutes."},
		{name: "static_thumbnail_uri", rule: address, about: "By default made from the video."},
		{name: "hover_thumbnail_uri", rule: address, about: "By default made from the video."},
		sourceID,
	},
}
