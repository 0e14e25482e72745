package event

// What texts, and the fields of a record together, must satisfy so that nothing fails hours later, on a GPU.

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// checkText reports what the rule of f does not take, and notes the address it takes.
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

// checkSession notes the session and compares its video times as the __post_init__ of the dataclass does.
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

// seconds is the length of a video time: numbers that videoTime matches, parted by colons.
func seconds(s string) int {
	total := 0
	for part := range strings.SplitSeq(s, ":") {
		number, _ := strconv.Atoi(part)
		total = total*60 + number
	}
	return total
}

// checkPerson guards the two uses that the pipeline makes of a name: as a file's, and for a router string.
func checkPerson(d *decoder, person *yaml.Node) {
	name, at := textIn(person, "name")
	if strings.TrimSpace(name) == "" {
		return
	}
	leadsAway := strings.Contains(name, "/") || strings.Contains(name, "..")
	if _, picture := textIn(person, "picture_uri"); picture != nil && leadsAway {
		d.fail(at, "", "name %s holds / or .., and the picture is stored under it", quote(name))
	}
	if _, router := textIn(person, "router_string"); router == nil && !strings.ContainsFunc(name, routable) {
		d.fail(at, "give the person a router_string",
			"name %s has no letter or digit that a router string can be made from", quote(name))
	}
}

// routable says whether something of r is left when cdp-backend strips accents and then all but ASCII: of "é" the e is. (Of
// "ø" nothing is; a table of such letters would serve only names that have no other.)
func routable(r rune) bool {
	return unicode.Is(unicode.Latin, r) || '0' <= r && r <= '9'
}

// checkVotes warns of votes that the pipeline drops with no more than a line in its log.
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

// lookup is the value of key in the mapping n, or nil where it is absent or null.
func lookup(n *yaml.Node, key string) *yaml.Node {
	n = target(n)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && !isNull(target(n.Content[i+1])) {
			return n.Content[i+1]
		}
	}
	return nil
}

// textIn is the single value of key in n and where it stands, or empty and nil.
func textIn(n *yaml.Node, key string) (string, *yaml.Node) {
	at := lookup(n, key)
	if at == nil || target(at).Kind != yaml.ScalarNode {
		return "", nil
	}
	return target(at).Value, at
}
