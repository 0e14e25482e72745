package civil

// What people write that is no date and time for fromisoformat, and what they most probably meant.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// mostMeant is the longest text that is looked at.
const mostMeant = 60

// meant is the date, or date and time, that s most probably means, and what to say of it; both are empty where nobody can tell. s has
// not the form of a date and time.
func meant(s string) (date, hint string) {
	if len(s) > mostMeant {
		return "", ""
	}
	if at, is := epoch(s); is {
		return at, "write " + at
	}
	rest, clock := cutClock(strings.TrimSpace(s))
	if rest == "" && clock != "" {
		date = "2021-05-01" + clock
		return date, "write the date in front of the time, such as " + date
	}
	first, second := days(rest)
	if first == "" {
		return "", ""
	}
	hint = "write " + first + clock
	if second != "" {
		hint += fmt.Sprintf(", or %s if the day is in front", second+clock)
	}
	if zoneName.MatchString(s) && clock != "" {
		hint += ", and leave the zone out: times are those of " + CityZone
	}
	return first + clock, hint
}

// CityZone stands in hints for the zone of the municipality, which nobody here knows.
const CityZone = "the city's zone"

// zoneName matches the name of a zone of the United States behind a time. People write the one of winter in summer, too: what it
// says of the offset can't be trusted.
var zoneName = regexp.MustCompile(`(?i) ?[ECMP][SD]T$`)

// epochForm matches seconds or milliseconds since 1970, from 2001 to 2033.
var epochForm = regexp.MustCompile(`^(1\d{9})(?:\d{3})?(?:\.\d+)?$`)

// epoch is the time of which s is the number of seconds or milliseconds since 1970.
func epoch(s string) (at string, is bool) {
	parts := epochForm.FindStringSubmatch(s)
	if parts == nil {
		return "", false
	}
	seconds, _ := strconv.ParseInt(parts[1], 10, 64)
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339), true
}

// clockForm matches a time at the end of a text: 7:00, 7 pm, 07:00:00z, 7:00 PM PDT.
var clockForm = regexp.MustCompile(`(?i)^(|.*?(?:[ ,t]|,? at ))(\d{1,2})(?::(\d\d))?(?::(\d\d(?:\.\d+)?))? ?(?:([ap])\.?m\.?)?` +
	`(?: ?(z|[a-z]{3}|[+-]\d{1,2}(?::?\d\d)?))?$`)

// cutClock cuts the time at the end of s, and gives it as it is to be written. It is empty if there is none.
func cutClock(s string) (rest, clock string) {
	parts := clockForm.FindStringSubmatch(s)
	if parts == nil {
		return s, ""
	}
	hour, half := number(parts[2]), strings.ToLower(parts[5])
	zone, known := offset(parts[6])
	if parts[3]+half == "" || !known {
		return s, "" // no minutes and no half of the day: no time
	}
	if half != "" && hour <= 12 {
		hour %= 12
		if half == "p" {
			hour += 12
		}
	}
	clock = fmt.Sprintf("T%02d:%02d", hour, number(parts[3]))
	if parts[4] != "" {
		clock += ":" + parts[4]
	}
	return strings.TrimRight(strings.TrimSuffix(parts[1], " at "), " ,tT"), clock + zone
}

// offset is a zone or an offset as it is to be written; nothing for one that is left out.
func offset(s string) (written string, known bool) {
	s = strings.ToUpper(s)
	switch {
	case s == "", zoneName.MatchString(s):
		return "", true
	case s == "Z", s == "UTC", s == "GMT":
		return "Z", true
	case s[0] == '+', s[0] == '-':
		digits := strings.ReplaceAll(s[1:], ":", "")
		if len(digits) <= 2 {
			digits += "00"
		}
		return fmt.Sprintf("%c%02d:%s", s[0], number(digits[:len(digits)-2]), digits[len(digits)-2:]), true
	}
	return "", false
}

const monthNames = "janfebmaraprmayjunjulaugsepoctnovdec"

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$`)
	monthName = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
	nameFirst = regexp.MustCompile(`(?i)^(?:[a-z]{3,9}\.?,? )?` + monthName + ` (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`)
	nameInner = regexp.MustCompile(`(?i)^(?:[a-z]{3,9}\.?,? )?(\d{1,2})(?:st|nd|rd|th)?[- ]` + monthName + `,?[- ](\d{4})$`)
)

// days is the day that s means, as it is to be written, or empty. Where month and day can't be told apart, second is the day if
// the day is in front of the month.
func days(s string) (first, second string) {
	if d := yearFirst.FindStringSubmatch(s); d != nil {
		return written(d[1], d[2], d[3]), ""
	}
	if d := nameFirst.FindStringSubmatch(s); d != nil {
		return written(d[3], named(d[1]), d[2]), ""
	}
	if d := nameInner.FindStringSubmatch(s); d != nil {
		return written(d[3], named(d[2]), d[1]), ""
	}
	d := yearLast.FindStringSubmatch(s)
	switch {
	case d == nil:
		return "", ""
	case number(d[1]) > 12:
		return written(d[3], d[2], d[1]), ""
	case number(d[2]) > 12 || number(d[1]) == number(d[2]):
		return written(d[3], d[1], d[2]), ""
	}
	return written(d[3], d[1], d[2]), written(d[3], d[2], d[1])
}

func written(year, month, day string) string {
	return fmt.Sprintf("%s-%02d-%02d", year, number(month), number(day))
}

// named is the number of a month, by the first three letters of its name.
func named(month string) string {
	return strconv.Itoa(strings.Index(monthNames, strings.ToLower(month))/3 + 1)
}

// number is the number that a few digits stand for; of none it is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
