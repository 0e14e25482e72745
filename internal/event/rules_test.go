package event

// Tests of every error and warning about a value.

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// base is an event without a problem, of six lines. Cases add to it.
const base = `body:
  name: Full Council
sessions:
  - session_datetime: 2021-05-01T10:30:00
    video_uri: https://video.example.org/1.mp4
    session_index: 0
`

// problemsOf are the problems of data as f:line:column: message, with the hint after an arrow.
func problemsOf(data string) []string {
	_, problems := Parse("f", []byte(data), time.UTC)
	var lines []string
	for _, p := range problems {
		line := p.String()
		if p.Hint != "" {
			line += " → " + p.Hint
		}
		lines = append(lines, line)
	}
	return lines
}

func TestProblems(t *testing.T) {
	item := base + "event_minutes_items:\n  - minutes_item: {name: CB 1}\n"
	person := item + "    decision: Passed\n    matter:\n      {name: a, matter_type: b, title: c, sponsors: [%s]}\n"
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"nothing", base, nil},
		{"near key", base + "agenda_url: x", []string{"f:7:1: \"agenda_url\" is not a field of event → did you mean \"agenda_uri\"?"}},
		{"far key", base + "colour: x", []string{`f:7:1: "colour" is not a field of event → the fields are body, sessions, event_minutes_items, agenda_uri, minutes_uri, static_thumbnail_uri, hover_thumbnail_uri, external_source_id`}},
		{"merge key", base + "<<: {agenda_uri: x}", []string{"f:7:1: the merge key << is not taken → " +
			"write the keys out; where all are those of another event, write its alias as the whole value, such as *other"}},
		{"merge key for what is required", "body: {<<: {name: x}}\n" + base[strings.Index(base, "sessions"):], []string{"f:1:8: the merge key << is not taken → " +
			"write the keys out; where all are those of another body, write its alias as the whole value, such as *other"}},
		{"merge key of several", base + "event_minutes_items:\n  - &i {minutes_item: {name: x}}\n  - <<: [*i, *i]", []string{
			"f:9:5: the merge key << is not taken → " +
				"write the keys out; where all are those of another event minutes item, write its alias as the whole value, such as *other"}},
		{"no merge key", base + "'<<': x", []string{`f:7:1: "<<" is not a field of event → the fields are body, sessions, event_minutes_items, agenda_uri, minutes_uri, static_thumbnail_uri, hover_thumbnail_uri, external_source_id`}},
		{"list as key", base + "? [agenda_uri]\n: x", []string{"f:7:3: a key of the event is not a single word"}},
		{"tag", base + "agenda_uri: !!str https://example.org/a", []string{
			"f:7:13: agenda_uri has a tag, and event files have none → leave the tag out; put quotes around a text that looks like something else"}},
		{"tag of all", "!event\n" + base, []string{
			"f:1:1: the file has a tag, and event files have none → leave the tag out; put quotes around a text that looks like something else"}},
		{"two values", base + "agenda_uri: [a, b]", []string{"f:7:13: agenda_uri must be a single value"}},
		{"mapping for a list", base + "event_minutes_items: {}", []string{
			`f:7:22: event_minutes_items must be a list → begin each element with "- "`}},
		{"null in a list", base + "event_minutes_items: [~]", []string{"f:7:23: event minutes item must not be empty"}},
		{"text in a list", base + "event_minutes_items: [CB 1]", []string{
			"f:7:23: the event minutes item must be a mapping: lines of the form key: value"}},
		{"blank name", strings.Replace(base, "Full Council", `" "`, 1), []string{"f:2:9: name must not be empty"}},
		{"quoted index", strings.Replace(base, "index: 0", `index: "0"`, 1), []string{
			`f:6:20: session_index must be a whole number such as 0 or 12, without quotes, not "0"`}},
		{"negative index", strings.Replace(base, "index: 0", "index: -1", 1), []string{
			`f:6:20: session_index must be a whole number such as 0 or 12, without quotes, not "-1"`}},
		{"yes is no boolean", strings.Replace(base, "Full Council", "x\n  is_active: yes", 1), []string{
			`f:3:14: is_active must be true or false, without quotes, not "yes" → did you mean true?`}},
		{"null is no boolean", strings.Replace(base, "Full Council", "x\n  is_active:", 1), []string{
			"f:3:13: is_active must not be empty"}},
		{"no such month", strings.Replace(base, "2021-05", "2021-13", 1), []string{
			`f:4:23: session_datetime "2021-13-01T10:30:00": month out of range → months run from 01 to 12, and stand before the day`}},
		{"no such day", strings.Replace(base, "2021-05-01", "2021-09-31", 1), []string{
			`f:4:23: session_datetime "2021-09-31T10:30:00": day out of range: there is no September 31 → September has 30 days`}},
		{"no such day of a body", strings.Replace(base, "Full Council", "x\n  end_datetime: 2021-02-29", 1), []string{
			`f:3:17: end_datetime "2021-02-29": day out of range: there is no February 29 → February 2021 has 28 days`}},
		{"before year 1 in UTC", strings.Replace(base, "2021-05-01T10:30:00", "0001-01-01T00:00+07:00", 1), []string{
			`f:4:23: session_datetime "0001-01-01T00:00+07:00": year in UTC out of range`}},
		{"after year 9999 as a float", strings.Replace(base, "2021-05-01T10:30:00", "9999-12-31T23:59:59.999985Z", 1), []string{
			`f:4:23: session_datetime "9999-12-31T23:59:59.999985Z": year in UTC out of range`}},
		{"the last moment", strings.Replace(base, "2021-05-01T10:30:00", "9999-12-31T23:59:59.999983Z", 1), nil},
		{"near constant", item + "    decision: passed", []string{
			`f:9:15: decision "passed" is not one of: Passed, Failed → did you mean "Passed"?`}},
		{"far constant", item + "    decision: Yes", []string{`f:9:15: decision "Yes" is not one of: Passed, Failed`}},
		{"votes that are dropped", item + "    votes:\n      - person: {name: Ann}\n        decision: Approve", []string{
			"f:10:7: warning: these votes will not be stored: their item has no matter",
			"f:10:7: warning: these votes will not be stored: their item has no decision"}},
		{"no votes", item + "    votes: []", nil},
		{"website", fmt.Sprintf(person, "{name: Ann, website: example.org}"), []string{
			`f:11:75: warning: website "example.org" is not an http://, https:// or gs:// address: the pipeline would store the person with nothing but the name`}},
		{"name without a letter", fmt.Sprintf(person, "{name: 市議員}"), []string{
			`f:11:61: name "市議員" has no letter or digit that a router string can be made from → give the person a router_string`}},
		{"the same name with a router string", fmt.Sprintf(person, "{name: 市議員, router_string: member-1}"), nil},
		{"name with an accent only", fmt.Sprintf(person, "{name: É}"), nil},
		{"alias of the wrong kind", "body: &b {name: x}\n" + base[strings.Index(base, "sessions"):] + "agenda_uri: *b", []string{
			"f:6:13: agenda_uri must be a single value"}},
		{"alias repeats a problem", base + "event_minutes_items:\n  - &i {minutes_item: {nam: x, name: y}}\n  - *i", []string{
			`f:8:24: "nam" is not a field of minutes item → did you mean "name"?`,
			`f:9:5: warning: two minutes items of one event have the name "y", by which the archive knows them: it keeps the last → give each a name of its own, such as one with a number`}},
		{"a body without its key", strings.Replace(base, "\n  name: Full", " Full", 1), []string{
			"f:1:7: the body must be a mapping: lines of the form key: value → write name: Full Council in a line of its own below, indented"}},
		{"no space after a key", strings.Replace(base, "name: Full", "name:Full", 1), []string{
			`f:2:3: the body must be a mapping: lines of the form key: value; a space is missing after name: → write a space after "name:"`}},
		{"two unknown keys", base + "colour: x\nshape: y", []string{
			`f:7:1: "colour" is not a field of event → the fields are body, sessions, event_minutes_items, agenda_uri, minutes_uri, static_thumbnail_uri, hover_thumbnail_uri, external_source_id`,
			`f:8:1: "shape" is not a field of event`}},
		{"no dash before the second session", base + "    session_datetime: 2021-05-01T11:30:00\n    session_index: 1\n", []string{
			`f:7:5: the key "session_datetime" is given twice → begin each session with "- "`,
			`f:8:5: the key "session_index" is given twice`}},
		{"a dash before each line", "body: {name: x}\nsessions:\n- session_datetime: 2021-05-01T11:30:00\n- video_uri: x\n- session_index: 0\n", []string{
			`f:4:3: one dash for each session: here each line of one has its own → begin the first line of each with "- ", and indent its other lines by two spaces instead`}},
		{"no space after each dash", "body: {name: x}\nsessions:\n  -session_datetime: 2021-05-01T11:30:00\n  video_uri: x\n", []string{
			"f:3:3: sessions must be a list → write a space after the dash"}},
		{"no https://", strings.Replace(base, "https://", "", 1), []string{
			`f:5:16: video_uri "video.example.org/1.mp4" is not an http://, https:// or gs:// address → write https:// in front`}},
		{"a file", strings.Replace(base, "https://video.example.org/1.mp4", "google-creds.json", 1), []string{
			`f:5:16: video_uri "google-creds.json" is not an http://, https:// or gs:// address`}},
		{"no minutes", base + "minutes_uri: n/a", []string{
			`f:7:14: minutes_uri "n/a" is not an http://, https:// or gs:// address → leave the line out if there is none`}},
		{"a day", strings.Replace(base, "T10:30:00", "", 1), []string{
			`f:4:23: warning: session_datetime "2021-05-01" has no time of day: it is taken as midnight → write the time behind it, such as 2021-05-01T19:00:00`}},
		{"the name of a zone", strings.Replace(base, "T10:30:00", " 10:30 PST", 1), []string{
			`f:4:23: session_datetime "2021-05-01 10:30 PST": not a date and time of the form 2021-05-01 or 2021-05-01T10:30:00 → ` +
				"write 2021-05-01T10:30, and leave the zone out: times are those of UTC"}},
		{"everything at once", "bodi: 1\nsessions:\n  - video_uri: x", []string{
			`f:1:1: "bodi" is not a field of event → did you mean "body"?`,
			`f:1:1: the event lacks the key "body"`,
			`f:3:5: the session lacks the key "session_datetime"`,
			`f:3:5: the session lacks the key "session_index"`,
			`f:3:16: video_uri "x" is not an http://, https:// or gs:// address`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := strings.Join(problemsOf(c.data), "\n"), strings.Join(c.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// The names of a person and of a seat become names of files where they have a picture.
func TestNamesThatBecomeFileNames(t *testing.T) {
	const picture, image = "picture_uri: 'https://example.org/p.jpg'", "image_uri: 'https://example.org/s.jpg'"
	head := base + "event_minutes_items:\n  - minutes_item: {name: CB 1}\n    decision: Passed\n    matter:\n      name: a\n      matter_type: b\n      title: c\n      sponsors:\n"
	for name, bad := range map[string]bool{
		`"Position 9"`: false, `"M. Lorena"`: false, `"O'Brien-\u00e9"`: false,
		`"a/b"`: true, `"/etc/x"`: true, `"a\\b"`: true, `".."`: true, `"a..b"`: true, `"../../x"`: true, `"a\nb"`: true, `"a\0b"`: true, `"a\x7f"`: true,
		`"a\x85b"`: true,
	} {
		for _, c := range []struct {
			person, seat string
			place        string // where it is refused, if the name is bad
		}{
			{"name: " + name + ", router_string: x, " + picture, "", "f:15:18"},
			{"name: " + name + ", router_string: x", "name: Position 9, " + image, "f:15:18"},
			{"name: Ann, " + picture, "name: " + name + ", " + image, "f:16:25"},
			{"name: Ann", "name: " + name + ", " + image, "f:16:25"},
			{"name: " + name + ", router_string: x, picture_uri: ", "", ""},
			{"name: " + name + ", router_string: x", "name: " + name, ""},
			{"name: Ann, " + picture, "name: " + name, ""},
		} {
			data := head + "        - {" + c.person + ",\n           seat: {" + c.seat + "}}\n"
			if c.seat == "" {
				data = head + "        - {" + c.person + "}\n"
			}
			got := slices.DeleteFunc(problemsOf(data), func(p string) bool { return strings.Contains(p, ": warning: the name ") })
			if refused := bad && c.place != ""; refused != (len(got) == 1) || refused && !strings.HasPrefix(got[0], c.place+": name ") {
				t.Errorf("%s: %q", data[len(head):], got)
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	for uri, want := range map[string]bool{
		"https://example.org/a.mp4":       true,
		"http://example.org":              true,
		"gs://bucket/a b.mp4":             true,
		"google-creds.json":               false,
		"/proc/self/environ":              false,
		"file:///etc/passwd":              false,
		"ftp://example.org/a":             false,
		"https:///etc/passwd":             false,
		"https://":                        false,
		"x https://example.org/a":         false,
		`"https://example.org/a\nfile:/"`: false,
	} {
		problems := problemsOf(strings.Replace(base, "https://video.example.org/1.mp4", uri, 1))
		if got := problems == nil; got != want {
			t.Errorf("%s: %v", uri, problems)
		}
	}
}

func TestVideoTimes(t *testing.T) {
	for _, c := range []struct {
		start, end string
		want       bool
	}{
		{"0:10", "0:11", true},
		{"59", "1:00", true},
		{"1:02:03", "1:02:04", true},
		{"0:59:59", "1:00:00", true},
		{"10:00", "", true},
		{"", "10:00", true},
		{"1:00", "60", false},
		{"1:00:00", "59:59", false},
		{"10:00", "00:10:00", false},
		{"-5", "10", false},
	} {
		data := fmt.Sprintf("%s    video_start_time: %s\n    video_end_time: %s\n", base, c.start, c.end)
		if problems := problemsOf(data); (problems == nil) != c.want {
			t.Errorf("%q to %q: %v", c.start, c.end, problems)
		}
	}
}

func TestWhatAnEventSays(t *testing.T) {
	zone := time.FixedZone("", -7*3600)
	data := `sessions:
  - {session_index: 1, session_datetime: 2021-05-01T14:00, video_uri: "https://example.org/b"}
  - {session_index: 0, session_datetime: 2021-05-01T10:30, video_uri: "https://example.org/a"}
body: {name: &b Full Council, description: *b}
agenda_uri: gs://example/agenda
`
	event, problems := Parse("f", []byte(data), zone)
	got := fmt.Sprintf("%s %s %v %v %v", event.At, event.Body, event.Sessions, event.Links, problems)
	want := "f:1:1 Full Council [" +
		"{f:3:71 0 2021-05-01 10:30:00 -0700 -0700 https://example.org/a} " +
		"{f:2:71 1 2021-05-01 14:00:00 -0700 -0700 https://example.org/b}] " +
		"[{f:2:71 video_uri https://example.org/b false} {f:3:71 video_uri https://example.org/a false} {f:5:13 agenda_uri gs://example/agenda false}] []"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Where no zone is known, each civil time is an error in its place, wherever it stands; a datetime with an offset is none.
func TestCivilTimesWithoutAZone(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"a session", base, []string{"4:23: session_datetime \"2021-05-01T10:30:00\""}},
		{"a day", strings.Replace(base, "T10:30:00", "", 1), []string{"4:23: session_datetime \"2021-05-01\""}},
		{"an offset", strings.Replace(base, "10:30:00", "10:30:00-07:00", 1), nil},
		{"UTC", strings.Replace(base, "10:30:00", "10:30:00Z", 1), nil},
		{"wherever", strings.Replace(base, "sessions:\n", "  start_datetime: 2020-01-01\n  end_datetime: 2022-01-01T00:00Z\nsessions:\n"+
			"  - {session_datetime: 2021-05-01T09:00, video_uri: 'https://video.example.org/0.mp4', session_index: 1}\n", 1),
			[]string{"3:19: start_datetime \"2020-01-01\"", "6:24: session_datetime \"2021-05-01T09:00\"", "7:23: session_datetime \"2021-05-01T10:30:00\""}},
		{"no datetime", strings.Replace(base, "2021-05-01T10:30:00", "soon", 1), []string{"4:23: session_datetime \"soon\""}},
	} {
		e, problems := Parse("f", []byte(c.data), nil)
		var got []string
		for _, p := range problems {
			line, rest, _ := strings.Cut(strings.TrimPrefix(p.String(), "f:"), "\": ")
			got = append(got, line+"\"")
			if zoneless := rest == "no time zone is known"; p.Warning || zoneless != (p.Hint == NoZoneHint) {
				t.Errorf("%s: %v → %s", c.name, p, p.Hint)
			}
		}
		if !slices.Equal(got, c.want) || (e.JSON == nil) != (c.want != nil) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Of every record every key with two neighbours exchanged is refused at its place, and the right one is proposed.
func TestEveryRecordKnowsItsFields(t *testing.T) {
	for _, r := range []*record{
		eventRecord, bodyRecord, sessionRecord, eventMinutesItemRecord, minutesItemRecord, matterRecord, fileRecord, voteRecord, personRecord,
		seatRecord, roleRecord,
	} {
		for _, f := range r.fields {
			wrong := []byte(f.name)
			wrong[1], wrong[2] = wrong[2], wrong[1]
			var node yaml.Node
			if err := yaml.Unmarshal(fmt.Appendf(nil, "{%s: x}", wrong), &node); err != nil {
				t.Fatal(err)
			}
			var d decoder
			var values [maxFields]*yaml.Node
			d.assign(r, node.Content[0], values[:])
			want := fmt.Sprintf("%q is not a field of %s", wrong, r.name)
			if got := d.problems[0]; got.Message != want || got.Hint != fmt.Sprintf("did you mean %q?", f.name) || got.Column != 2 {
				t.Errorf("%s: %s, %s", r.name, got, got.Hint)
			}
		}
	}
}
