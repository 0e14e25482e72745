package event

// Single values: checked as their kind and the rule of their field say, and written.

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

func (d *decoder) boolean(f *field, at, n *yaml.Node) bool {
	value := strings.ToLower(n.Value)
	if n.Style != 0 || value != "true" && value != "false" {
		hint := strings.ReplaceAll(meant(n.Value, []string{"true", "false"}, booleanWords), `"`, "")
		d.fail(at, hint, "%s must be true or false, without quotes, not %s", f.name, quote(n.Value))
		return false
	}
	d.out = append(d.out, value...)
	return true
}

func (d *decoder) integer(f *field, at, n *yaml.Node) bool {
	value, err := strconv.ParseUint(n.Value, 10, 31)
	if err != nil || n.Style != 0 {
		d.fail(at, "", "%s must be a whole number such as 0 or 12, without quotes, not %s", f.name, quote(n.Value))
		return false
	}
	d.out = strconv.AppendUint(d.out, value, 10)
	return true
}

func (d *decoder) datetime(f *field, at, n *yaml.Node) bool {
	moment, err := d.moment(n.Value)
	if err == errNoZone {
		d.event.Zoneless = true
		d.fail(at, NoZoneHint, "%s %s: %v", f.name, quote(n.Value), err)
		return false
	}
	if err != nil {
		hint := civil.Hint(err)
		if d.loc != nil {
			hint = strings.Replace(hint, civil.CityZone, d.loc.String(), 1)
		}
		d.fail(at, hint, "%s %v", f.name, err)
		return false
	}
	d.checkMoment(f, at, n.Value, moment)
	d.out = appendTimestamp(d.out, moment)
	return true
}

// checkMoment warns about a session without a time of day, and about a time that clocks skip.
func (d *decoder) checkMoment(f *field, at *yaml.Node, written string, moment time.Time) {
	parsed, _ := civil.Parse(written)
	if f.required && !strings.Contains(written, ":") && len(written) <= len("2021-05-01") {
		d.warn(at, "write the time behind it, such as "+written+"T19:00:00", "%s %s has no time of day: it is taken as midnight", f.name, quote(written))
	}
	if shown := civil.Of(moment); d.loc != nil && !parsed.Aware && shown != parsed.Civil {
		d.warn(at, "write the time that the clocks showed", "%s %s: the clocks of %s skip this time; it is taken as %s", f.name, quote(written), d.loc, shown)
	}
}

// NoZoneHint is the hint of a time that needs a zone where none is known. It has the form of a workflow file.
const NoZoneHint = "give timezone: America/Los_Angeles (the zone of your city), or write the offset, as in 2021-05-01T10:30:00-07:00"

var errNoZone = errors.New("no time zone is known")

// moment parses a datetime. Python's datetimes have the years 1 to 9999, and the pipeline converts timestamps to datetimes in
// UTC. So the year in UTC must be one of these, also of the nearest float, which is up to 16 µs later.
func (d *decoder) moment(s string) (time.Time, error) {
	parsed, err := civil.Parse(s)
	if err != nil {
		return time.Time{}, err
	}
	if d.loc == nil && !parsed.Aware {
		return time.Time{}, errNoZone
	}
	moment := parsed.Instant(cmp.Or(d.loc, time.UTC))
	if moment.UTC().Year() < 1 || moment.Add(16*time.Microsecond).UTC().Year() > 9999 {
		return time.Time{}, fmt.Errorf("%s: year in UTC out of range", quote(s))
	}
	return moment, nil
}

func (d *decoder) text(f *field, at, n *yaml.Node) bool {
	if n.Style == 0 {
		d.checkComment(f, n, n.LineComment)
	}
	if f.required && strip(n.Value) == "" {
		d.fail(at, "", "%s must not be empty", f.name)
		return false
	}
	if f.name == "name" {
		d.checkName(at, n.Value)
	}
	if f.rule != nil {
		d.checkText(f, at, n.Value)
	}
	d.out = appendText(d.out, n.Value)
	return true
}

// checkText reports a text that breaks the rule of the field f. A link is added to the links of the event.
func (d *decoder) checkText(f *field, at *yaml.Node, s string) {
	r := f.rule
	if r.address && !d.checkNoSpace(f, at, s) {
		return
	}
	switch {
	case r.oneOf != nil:
		if !slices.Contains(r.oneOf, s) {
			d.fail(at, meant(s, r.oneOf, r.words), "%s %s is not one of: %s", f.name, quote(s), strings.Join(r.oneOf, ", "))
		}
	case !r.pattern.MatchString(s):
		if r.advice != "" {
			d.warn(at, "", "%s %s is not %s: %s", f.name, quote(s), r.expect, r.advice)
		} else {
			d.fail(at, cmp.Or(r.hint, f.addressHint(s)), "%s %s is not %s", f.name, quote(s), r.expect)
		}
	case r.link:
		d.event.Links = append(d.event.Links, Link{At: d.place(at), Field: f.name, URI: s})
	}
}

var (
	bareHost = regexp.MustCompile(`^(?:www\.[^/.]+\.[^/]+|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/.*)$`)
	noValue  = []string{"n a", "na", "none", "null", "nil", "tbd", "tba", "no", "unknown", "not available", ""}
)

// addressHint is what to write instead of s, which is no address, or empty.
func (f *field) addressHint(s string) string {
	switch {
	case !f.rule.link:
	case bareHost.MatchString(s):
		return "write https:// in front"
	case !f.required && slices.Contains(noValue, plainWords(s)):
		return "leave the line out if there is none"
	}
	return ""
}
