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
	whole  bool                       // the archive knows it by its name, and empties what isn't given
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
	whole: true,
	fields: []field{
		{name: "name", required: true},
		{name: "is_active", kind: boolean},
		{name: "start_datetime", kind: datetime, about: "By default the time of the first session."},
		{name: "description"},
		{name: "end_datetime", kind: datetime},
		sourceID,
	},
}

var roleRecord = &record{
	name:  "role",
	about: "A person's job for a while.",
	fields: []field{
		{name: "title", required: true, rule: roleTitle},
		{name: "body", kind: object, record: bodyRecord},
		{name: "start_datetime", kind: datetime, about: "By default the time of the first session."},
		{name: "end_datetime", kind: datetime},
		sourceID,
	},
}

var seatRecord = &record{
	name:  "seat",
	about: `An electable office, such as "Position 9".`,
	fields: []field{
		{name: "name", required: true},
		{name: "electoral_area"},
		{name: "electoral_type"},
		{name: "image_uri", rule: address},
		sourceID,
		{name: "roles", kind: list, record: roleRecord},
	},
}

var personRecord = &record{
	name:  "person",
	about: "A council member, or anyone else who takes part.",
	check: checkPerson,
	whole: true,
	fields: []field{
		{name: "name", required: true},
		{name: "is_active", kind: boolean},
		{name: "router_string", rule: routerString, about: "The person in web addresses. By default made from the name."},
		{name: "email", rule: email},
		{name: "phone"},
		{name: "website", rule: website},
		{name: "picture_uri", rule: address},
		{name: "seat", kind: object, record: seatRecord},
		sourceID,
	},
}

var voteRecord = &record{
	name:  "vote",
	about: "How a person voted.",
	fields: []field{
		{name: "person", kind: object, record: personRecord, required: true},
		{name: "decision", required: true, rule: voteDecision},
		sourceID,
	},
}

var fileRecord = &record{
	name:  "supporting file",
	about: "A document about a minutes item or its matter.",
	fields: []field{
		{name: "name", required: true},
		{name: "uri", required: true, rule: address},
		sourceID,
	},
}

var matterRecord = &record{
	name:  "matter",
	about: "A bill, a resolution, an initiative.",
	fields: []field{
		{name: "name", required: true, about: `Such as "CB 119858".`},
		{name: "matter_type", required: true, about: `Such as "Council Bill".`},
		{name: "title", required: true},
		{name: "result_status", rule: matterStatus},
		{name: "sponsors", kind: list, record: personRecord},
		sourceID,
	},
}

var minutesItemRecord = &record{
	name:  "minutes item",
	about: "What was dealt with: a matter, a presentation.",
	fields: []field{
		{name: "name", required: true},
		{name: "description"},
		sourceID,
	},
}

var eventMinutesItemRecord = &record{
	name:  "event minutes item",
	about: "What came of a minutes item at this event.",
	check: checkItem,
	fields: []field{
		{name: "minutes_item", kind: object, record: minutesItemRecord, required: true},
		{name: "index", kind: integer, about: "By default the place in the list, from 0."},
		{name: "matter", kind: object, record: matterRecord},
		{name: "supporting_files", kind: list, record: fileRecord},
		{name: "decision", rule: itemDecision},
		{name: "votes", kind: list, record: voteRecord, about: "Stored only where matter and decision are given too."},
	},
}

var sessionRecord = &record{
	name:  "session",
	about: "A part of the event with a video of its own.",
	check: checkSession,
	fields: []field{
		{name: "session_datetime", kind: datetime, required: true,
			about: "Such as 2021-05-01T10:30:00. Local time, unless an offset follows."},
		{name: "video_uri", required: true, rule: address},
		{name: "session_index", kind: integer, required: true, about: "0 for the first session."},
		{name: "video_start_time", rule: videoTime, about: `Where in the video the session begins, such as "37:50".`},
		{name: "video_end_time", rule: videoTime, about: "Where in the video the session ends."},
		{name: "caption_uri", rule: address},
		sourceID,
	},
}

var eventRecord = &record{
	name:  "event",
	about: "A special event of a Council Data Project instance.",
	check: checkEvent,
	fields: []field{
		{name: "body", kind: object, record: bodyRecord, required: true},
		{name: "sessions", kind: list, record: sessionRecord, required: true},
		{name: "event_minutes_items", kind: list, record: eventMinutesItemRecord},
		{name: "agenda_uri", rule: address},
		{name: "minutes_uri", rule: address},
		{name: "static_thumbnail_uri", rule: address, about: "By default made from the video."},
		{name: "hover_thumbnail_uri", rule: address, about: "By default made from the video."},
		sourceID,
	},
}
