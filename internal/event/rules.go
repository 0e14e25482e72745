package event

// What the model asks for that is more than a field's type: rules for the texts of single fields, and checks of several fields of
// a record. Without them the pipeline would fail hours later, or silently drop something. Constants are those of
// cdp_backend/database/{constants,validators}.py at commit fda26250.

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// A rule says which texts a field takes: those in a list, or those that match a pattern.
type rule struct {
	oneOf   []string
	words   synonyms       // other words for them
	pattern *regexp.Regexp // valid in ECMAScript too, for the schema
	expect  string         // describes a text that matches, with an article
	address bool           // of a page, a file or a person: without spaces
	link    bool           // the pipeline requests the text as an address
	hint    string         // what to write instead of a text that does not match
	advice  string         // what the pipeline does with a text that does not match, for a warning; if empty, it is an error
}

var (
	// No file paths: the pipeline would upload the file, even one of the runner's own, to a public bucket.
	address = &rule{
		pattern: regexp.MustCompile(`^(https?://[^/\x00-\x20][^\x00-\x20\x7f]*|gs://[^/\x00-\x20][^\x00-\x1f\x7f]*)$`),
		expect:  "an http://, https:// or gs:// address",
		address: true,
		link:    true,
	}
	website = &rule{
		pattern: address.pattern,
		expect:  address.expect,
		address: true,
		link:    true,
		advice:  nameOnly,
	}
	videoTime = &rule{
		pattern: regexp.MustCompile(`^((((\d{1,2}:)?[0-5])?\d:)?[0-5])?\d$`),
		expect:  "a time of the form HH:MM:SS, MM:SS or SS",
	}
	email = &rule{
		pattern: regexp.MustCompile(`^[a-zA-Z0-9]+[.]?[a-zA-Z0-9]+@\w+[.]\w{2,3}$`),
		expect:  "an e-mail address that cdp-backend takes, like lorena.gonzalez@seattle.gov",
		hint: "give another address of theirs; without one the pipeline stores the person by name alone, " +
			"and empties the e-mail that the archive knows",
		address: true,
	}
	routerString = &rule{
		pattern: regexp.MustCompile(`^[a-z0-9-]+$`),
		expect:  "a router string: lower-case letters a to z, digits and hyphens",
	}
	itemDecision = &rule{oneOf: []string{"Passed", "Failed"}, words: itemWords}
	voteDecision = &rule{words: voteWords, oneOf: []string{
		"Approve", "Reject", "Abstain (Non-Voting)", "Abstain (Approve)", "Abstain (Reject)",
		"Absent (Non-Voting)", "Absent (Approve)", "Absent (Reject)",
	}}
	matterStatus = &rule{oneOf: []string{"Adopted", "Rejected", "In Progress"}, words: statusWords}
	roleTitle    = &rule{words: titleWords, oneOf: []string{
		"Councilmember", "Council President", "Chair", "Vice Chair", "Alternate", "Member", "Supervisor", "Secretary",
		"Vice President",
	}}
)

func checkEvent(d *decoder, event *yaml.Node) {
	if body := lookup(event, "body"); body != nil {
		name, _ := textIn(body, "name")
		d.event.Body = strip(name)
	}
	d.event.marks.sessionsKey, d.event.marks.itemsKey = d.markKey(event, "sessions"), d.markKey(event, "event_minutes_items")
	slices.SortStableFunc(d.event.Sessions, func(a, b Session) int { return cmp.Compare(a.Index, b.Index) })
	for _, link := range d.event.Links {
		if u := link.Unfit(); u.Why != "" {
			d.report(Problem{Place: link.At, Warning: !u.Fails, Message: u.Why, Hint: u.Hint})
		}
	}
}

// checkSession adds the session to the sessions of the event. It compares the video times as __post_init__ does in the
// dataclass.
func checkSession(d *decoder, session *yaml.Node) {
	start, _ := textIn(session, "video_start_time")
	end, at := textIn(session, "video_end_time")
	if videoTime.pattern.MatchString(start) && videoTime.pattern.MatchString(end) && seconds(start) >= seconds(end) {
		d.fail(at, "", "video_end_time %q is not after video_start_time %q", end, start)
	}
	d.markSession(session)
	written, _ := textIn(session, "session_datetime")
	index, _ := textIn(session, "session_index")
	video, at := textIn(session, "video_uri")
	if at != nil && start+end != "" {
		d.cut(d.place(at))
	}
	moment, err := d.moment(written)
	number, e := strconv.Atoi(index)
	if e == nil {
		d.checkSessionKeys(session, number)
	}
	if err == nil && e == nil && at != nil {
		d.event.Sessions = append(d.event.Sessions, Session{At: d.place(at), Index: number, Start: moment, Video: video})
	}
}

// cut marks the link at a place, the video of a session, which is a part of it.
func (d *decoder) cut(at Place) {
	links := d.event.Links
	for i := len(links) - 1; i >= 0; i-- {
		if links[i].At == at {
			links[i].Cut = true
			return
		}
	}
}

// seconds converts a video time, such as 1:02:03, to seconds. It must match videoTime.
func seconds(s string) int {
	total := 0
	for part := range strings.SplitSeq(s, ":") {
		number, _ := strconv.Atoi(part)
		total = total*60 + number
	}
	return total
}

// checkPerson checks a name for the two things that the pipeline makes of it: the names of the pictures' files, and a router
// string where none is given.
func checkPerson(d *decoder, person *yaml.Node) {
	name, at := textIn(person, "name")
	if strip(name) == "" {
		return
	}
	seat := lookup(person, "seat")
	picture, image := lookup(person, "picture_uri"), (*yaml.Node)(nil)
	if seat != nil {
		image = lookup(seat, "image_uri")
	}
	if picture != nil || image != nil {
		checkFileName(d, at, name)
	}
	if image != nil {
		if seatName, at := textIn(seat, "name"); at != nil {
			checkFileName(d, at, seatName)
		}
	}
	if _, router := textIn(person, "router_string"); router == nil && !strings.ContainsFunc(name, routable) {
		d.fail(at, "give the person a router_string",
			"name %s has no letter or digit that a router string can be made from", quote(name))
	}
}

// checkFileName refuses a name that leads out of the folder in which the pipeline stores a picture under it.
func checkFileName(d *decoder, at *yaml.Node, name string) {
	if strings.ContainsAny(name, `/\`) || strings.Contains(name, "..") || strings.ContainsFunc(name, unicode.IsControl) {
		d.fail(at, "write the name without these",
			"name %s holds /, \\, .. or a control character, and the pipeline names the picture's file by it", quote(name))
	}
}

// routable says whether cdp-backend can use r in a router string. It removes accents and then everything that isn't ASCII, so
// "é" becomes "e". Some Latin letters, such as "ø", have no accent to remove and are lost, but hardly any name consists only
// of these.
func routable(r rune) bool {
	return unicode.Is(unicode.Latin, r) || '0' <= r && r <= '9'
}
