package civil

// The grammar of Python's datetime.fromisoformat, because its strings are what maintainers of an instance already write.

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// A mistake is what is wrong with a string, and what would be right.
type mistake struct{ what, hint string }

func (m *mistake) Error() string { return m.what }

// Hint is what would be right instead of a string for which [Parse] gave err, or empty.
func Hint(err error) string {
	if m, ok := errors.AsType[*mistake](err); ok {
		return m.hint
	}
	return ""
}

var (
	errForm = &mistake{"not a date and time of the form 2021-05-01 or 2021-05-01T10:30:00",
		"write year, month and day in this order, and the time with 24 hours to a day"}
	errOffset = &mistake{"offset from UTC not below 24 hours", "write an offset such as -07:00"}
	errYear   = &mistake{"year out of range", "years run from 0001 to 9999"}
)

// Parse reads what CPython 3.11's datetime.fromisoformat reads, and as it does: dates and ISO weeks, with or without
// hyphens; any one character before the time; the time down to any fraction, cut to the microsecond; Z or an offset. It
// also overlooks, as CPython does, a character between time and offset, as in "2021-05-01 10:30 -07:00".
//
// The error quotes s, shortened, and says what is wrong with it.
func Parse(s string) (Datetime, error) {
	d, err := parse(s)
	if _, number := epoch(s); err == errForm || err != nil && number {
		err = &mistake{errForm.what, formHint(s)}
	}
	if err != nil {
		return Datetime{}, fmt.Errorf("%q: %w", shorten(s), err)
	}
	return d, nil
}

// formHint is what to write instead of s, which has not the form of a date and time.
func formHint(s string) string {
	date, hint := meant(s)
	if hint == "" {
		return errForm.hint
	}
	if _, err := parse(date); err != nil {
		return Hint(err)
	}
	return hint
}

func parse(s string) (Datetime, error) {
	if len(s) < len("2021W05") {
		return Datetime{}, errForm
	}
	n := min(dateLength(s), len(s))
	day, err := parseDate(s[:n])
	if err != nil || n == len(s) {
		return Datetime{Civil: day}, err
	}
	_, separator := utf8.DecodeRuneInString(s[n:])
	d, err := parseTime(s[n+separator:])
	d.Civil += day
	return d, err
}

// dateLength is how many bytes of s are its date. Whether a digit after an ISO week is a weekday or parts date and time
// cannot always be known; CPython's guesses are kept. s has at least seven bytes.
func dateLength(s string) int {
	dashed, week := s[4] == '-', s[4] == 'W' || s[4:6] == "-W"
	switch {
	case len(s) == 7:
		return 7
	case week:
		return weekLength(s, dashed)
	case dashed:
		return len("2021-05-01")
	}
	return len("20210501")
}

// weekLength is how many bytes of s are its date, where that is an ISO week.
func weekLength(s string, dashed bool) int {
	if dashed {
		if len(s) == 8 || s[8] != '-' || len(s) > 10 && isDigit(s[10]) {
			return len("2021-W05")
		}
		return len("2021-W05-3")
	}
	if digits := leadingDigits(s[5:]); digits == 3 || digits > 3 && digits%2 == 0 {
		return len("2021W053")
	}
	return len("2021W05")
}

func parseDate(s string) (Time, error) {
	c := cursor{rest: s}
	year := c.number(4)
	dashed := c.skip('-')
	week := c.skip('W')
	first, second, width := c.number(2), 1, 2
	if week {
		width = 1
	}
	if !week || c.rest != "" {
		if dashed && !c.skip('-') {
			return 0, errForm
		}
		second = c.number(width)
	}
	switch {
	case c.bad || c.rest != "":
		return 0, errForm
	case year < 1:
		return 0, errYear
	case week:
		return weekDate(year, first, second)
	}
	return date(year, first, second)
}

func date(year, month, day int) (Time, error) {
	if month < 1 || month > 12 {
		return 0, &mistake{"month out of range", "months run from 01 to 12, and stand before the day"}
	}
	t := Date(year, time.Month(month), day)
	if t.utc().Day() != day {
		return 0, noDay(year, time.Month(month), day)
	}
	return t, nil
}

// noDay is the error about a day that a month does not have.
func noDay(year int, month time.Month, day int) error {
	name := month.String()
	if month == time.February {
		name += fmt.Sprintf(" %d", year)
	}
	last := (Date(year, month+1, 1) - Day).utc().Day()
	return &mistake{fmt.Sprintf("day out of range: there is no %s %d", month, day), fmt.Sprintf("%s has %d days", name, last)}
}

// weekDate is a day of an ISO 8601 week: weeks start on a Monday and belong to the year of their Thursday.
func weekDate(year, week, weekday int) (Time, error) {
	fourth := Date(year, time.January, 4)
	monday := fourth - Time((fourth.utc().Weekday()+6)%7)*Day + Time(week-1)*7*Day
	if (monday + 3*Day).Year() != year {
		return 0, &mistake{"week out of range", "a year has 52 or 53 weeks"}
	}
	if weekday < 1 || weekday > 7 {
		return 0, &mistake{"day of the week out of range", "1 is Monday, 7 is Sunday"}
	}
	t := monday + Time(weekday-1)*Day
	if t.Year() > 9999 {
		return 0, errYear
	}
	return t, nil
}

// parseTime reads a time of day and what may follow it. The Civil of what it gives counts from midnight.
func parseTime(s string) (Datetime, error) {
	zone := strings.IndexAny(s, "+-Z")
	aware := zone >= 0
	if !aware {
		zone = len(s)
	}
	c := cursor{rest: s[:zone]}
	hour, minute, second, micro := c.clock()
	if c.bad || !aware && c.rest != "" {
		return Datetime{}, errForm
	}
	if err := checkClock(hour, minute, second); err != nil {
		return Datetime{}, err
	}
	d := Datetime{Civil: seconds(hour, minute, second), Micro: micro, Aware: aware}
	var err error
	if aware {
		d.Offset, err = parseOffset(s[zone:])
	}
	return d, err
}

func checkClock(hour, minute, second int) error {
	switch {
	case hour == 24:
		return &mistake{"hour out of range", "midnight is 00:00 of the next day"}
	case hour > 23:
		return &mistake{"hour out of range", "hours run from 00 to 23"}
	case minute > 59:
		return &mistake{"minute out of range", "minutes run from 00 to 59"}
	case second > 59:
		return &mistake{"second out of range", "seconds run from 00 to 59"}
	}
	return nil
}

// parseOffset reads Z or a signed span. As in CPython one below a second is none, and its minutes may exceed 59.
func parseOffset(s string) (time.Duration, error) {
	if s == "Z" {
		return 0, nil
	}
	c := cursor{rest: s[1:]}
	hour, minute, second, micro := c.clock()
	if s[0] == 'Z' || c.bad || c.rest != "" {
		return 0, errForm
	}
	whole := seconds(hour, minute, second)
	if whole >= Day {
		return 0, errOffset
	}
	if whole == 0 {
		return 0, nil
	}
	offset := time.Duration(whole)*time.Second + time.Duration(micro)*time.Microsecond
	if s[0] == '-' {
		offset = -offset
	}
	return offset, nil
}

func seconds(hour, minute, second int) Time {
	return Time(hour)*Hour + Time(minute)*Minute + Time(second)
}

// A cursor moves over ASCII text. Once it met something else than asked for it is bad, and stays so.
type cursor struct {
	rest string
	bad  bool
}

func (c *cursor) skip(b byte) bool {
	if c.rest == "" || c.rest[0] != b {
		return false
	}
	c.rest = c.rest[1:]
	return true
}

// number reads exactly n digits.
func (c *cursor) number(n int) int {
	if n == 0 || leadingDigits(c.rest) < n {
		c.bad = true
		return 0
	}
	value := 0
	for _, digit := range []byte(c.rest[:n]) {
		value = value*10 + int(digit-'0')
	}
	c.rest = c.rest[n:]
	return value
}

// clock reads HH, HHMM or HHMMSS, with or without colons, and a fraction, which is one of a second wherever it stands.
// What is not part of it is left in rest: a single character anywhere, or anything after six digits of a fraction.
func (c *cursor) clock() (hour, minute, second, micro int) {
	colons := len(c.rest) > 2 && c.rest[2] == ':'
	for _, part := range []*int{&hour, &minute, &second} {
		*part = c.number(2)
		if len(c.rest) < 2 {
			return hour, minute, second, 0
		}
		if c.skip('.') || c.skip(',') {
			break
		}
		if colons && !c.skip(':') {
			c.bad = true
		}
	}
	return hour, minute, second, c.fraction()
}

// fraction reads digits after a decimal mark as microseconds, and passes over those after the sixth.
func (c *cursor) fraction() int {
	n := min(len(c.rest), 6)
	micro := c.number(n)
	for ; n < 6; n++ {
		micro *= 10
	}
	c.rest = c.rest[leadingDigits(c.rest):]
	return micro
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// shorten cuts s where quoting it whole would drown the message.
func shorten(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
