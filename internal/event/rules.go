package event

// Checks that are more than a field's type: on the texts of single fields, and on several fields of a record. Without them the
// pipeline would fail hours later, or silently drop something.

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// checkText reports a text that breaks the rule of the field f. A link is added to the links of the event.
func (d *decoder) checkText(f *field, at *yaml.Node, s string) {
	r := f.rule
	switch {
	case r.oneOf != nil:
		if !slices.Contains(r.oneOf, s) {
			d.fail(at, didYouMean(s, r.oneOf), "%s %s is not one of: %s", f.name, quote(s), strings.Join(r.oneOf, ", "))
		}
	case !r.pattern.MatchString(s):
		if r.advice != "" {
			d.warn(at, "", "%s %s is not %s: %s", f.name, quote(s), r.expect, r.advice)
		} else {
			d.fail(at, "", "%s %s is not %s", f.name, quote(s), r.expect)
		}
	case r.link:
		d.event.Links = append(d.event.Links, Link{d.place(at), f.name, s})
	}
}

// didYouMean is a hint with the word that s was probably meant to be, or empty.
func didYouMean(s string, words []string) string {
	if nearest := suggest.Nearest(s, words); nearest != "" {
		return "did you mean " + nearest + "?"
	}
	return ""
}

func checkEvent(d *decoder, event *yaml.Node) {
	if body := lookup(event, "body"); body != nil {
		d.event.Body, _ = textIn(body, "name")
	}
	slices.SortStableFunc(d.event.Sessions, func(a, b Session) int { return cmp.Compare(a.Index, b.Index) })
}

// checkSession adds the session to the sessions of the event. It compares the video times as __post_init__ does in the
// dataclass.
func checkSession(d *decoder, session *yaml.Node) {
	start, _ := textIn(session, "video_start_time")
	end, at := textIn(session, "video_end_time")
	if videoTime.pattern.MatchString(start) && videoTime.pattern.MatchString(end) && seconds(start) >= seconds(end) {
		d.fail(at, "", "video_end_time %q is not after video_start_time %q", end, start)
	}
	written, _ := textIn(session, "session_datetime")
	index, _ := textIn(session, "session_index")
	video, at := textIn(session, "video_uri")
	moment, err := d.moment(written)
	if number, e := strconv.Atoi(index); err == nil && e == nil && at != nil {
		d.event.Sessions = append(d.event.Sessions, Session{At: d.place(at), Index: number, Start: moment, Video: video})
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

// checkPerson checks a name for the two things that the pipeline makes of it: the name of the picture's file, and a router
// string where none is given.
func checkPerson(d *decoder, person *yaml.Node) {
	name, at := textIn(person, "name")
	if strings.TrimSpace(name) == "" {
		return
	}
	otherFolder := strings.Contains(name, "/") || strings.Contains(name, "..")
	if _, picture := textIn(person, "picture_uri"); picture != nil && otherFolder {
		d.fail(at, "", "name %s holds / or .., and the picture is stored under it", quote(name))
	}
	if _, router := textIn(person, "router_string"); router == nil && !strings.ContainsFunc(name, routable) {
		d.fail(at, "give the person a router_string",
			"name %s has no letter or digit that a router string can be made from", quote(name))
	}
}

// routable says whether cdp-backend can use r in a router string. It removes accents and then everything that isn't ASCII, so
// "é" becomes "e". Some Latin letters, such as "ø", have no accent to remove and are lost, but hardly any name consists only
// of these.
func routable(r rune) bool {
	return unicode.Is(unicode.Latin, r) || '0' <= r && r <= '9'
}

// checkVotes warns about votes without a matter or decision. The pipeline does not store them, and only its log says so.
func checkVotes(d *decoder, item *yaml.Node) {
	votes := lookup(item, "votes")
	if votes == nil || votes.Kind != yaml.SequenceNode || len(votes.Content) == 0 {
		return
	}
	for _, key := range []string{"matter", "decision"} {
		if lookup(item, key) == nil {
			d.warn(votes, "", "these votes will not be stored: their item has no %s", key)
		}
	}
}

// lookup is the value of a key in the mapping n, or nil if it is absent or null.
func lookup(n *yaml.Node, key string) *yaml.Node {
	n = target(n)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && !isNull(target(n.Content[i+1])) {
			return n.Content[i+1]
		}
	}
	return nil
}

// textIn is the single value of a key in n, and its node for reporting problems; empty and nil if there is none.
func textIn(n *yaml.Node, key string) (string, *yaml.Node) {
	at := lookup(n, key)
	if at == nil || target(at).Kind != yaml.ScalarNode {
		return "", nil
	}
	return target(at).Value, at
}
