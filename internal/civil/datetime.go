package civil

import (
	"fmt"
	"time"
)

// Datetime is what a person wrote: a wall clock, and perhaps how far it is from UTC.
type Datetime struct {
	Civil  Time
	Micro  int           // 0 to 999,999, after Civil
	Aware  bool          // whether the offset is known
	Offset time.Duration // east of UTC, less than a day, to the microsecond; 0 unless Aware
}

// String is Python's datetime.isoformat(): 2021-05-01T10:30:00, with .ffffff where Micro is not 0, and with
// ±HH:MM[:SS[.ffffff]] where d is Aware.
func (d Datetime) String() string {
	s := d.Civil.String()
	if d.Micro != 0 {
		s += fmt.Sprintf(".%06d", d.Micro)
	}
	if !d.Aware {
		return s
	}
	sign, offset := '+', d.Offset
	if offset < 0 {
		sign, offset = '-', -offset
	}
	minutes, rest := offset/time.Minute, offset%time.Minute
	s += fmt.Sprintf("%c%02d:%02d", sign, minutes/60, minutes%60)
	if rest != 0 {
		s += fmt.Sprintf(":%02d", rest/time.Second)
	}
	if micro := rest % time.Second / time.Microsecond; micro != 0 {
		s += fmt.Sprintf(".%06d", micro)
	}
	return s
}

// Instant is the moment d means, shown in loc. Where d has no offset it is read on the clocks of loc by Python's rule for
// fold=0: a time that clocks skipped is read with the offset before the change, of a time that came twice the first is
// meant. ([time.Date] promises neither.)
func (d Datetime) Instant(loc *time.Location) time.Time {
	offset := d.Offset
	if !d.Aware {
		offset = offsetIn(loc, d.Civil)
	}
	return time.Unix(int64(d.Civil), int64(d.Micro)*1000).Add(-offset).In(loc)
}

// CivilIn is the wall clock in loc at the moment d means. Where d has no offset that is d itself.
func (d Datetime) CivilIn(loc *time.Location) (t Time, micro int) {
	if !d.Aware {
		return d.Civil, d.Micro
	}
	at := d.Instant(loc)
	return Of(at), at.Nanosecond() / 1000
}

// offsetIn walks back from a moment at which the clocks of loc are past t, no zone being a day from UTC, to the offset in
// force when they showed it first: a new one counts once the clocks of the old and of the new one both are past the change.
func offsetIn(loc *time.Location, t Time) time.Duration {
	at := time.Unix(int64(t+Day), 0).In(loc)
	for {
		_, offset := at.Zone()
		change, _ := at.ZoneBounds()
		if change.IsZero() {
			return time.Duration(offset) * time.Second
		}
		at = change.Add(-1)
		_, before := at.Zone()
		if t >= Time(change.Unix())+Time(max(before, offset)) {
			return time.Duration(offset) * time.Second
		}
	}
}
