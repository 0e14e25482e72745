package civil

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones must not depend on the machine

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func parsed(t testing.TB, s string) Datetime {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Each want is what Python's datetime.fromisoformat(s).replace(tzinfo=ZoneInfo(zone)).timestamp() gives.
func TestInstant(t *testing.T) {
	for _, c := range []struct {
		zone, s string
		want    int64
	}{
		{"UTC", "2021-09-13", 1631491200},
		{"America/Los_Angeles", "2021-09-13", 1631516400},
		{"America/Los_Angeles", "2021-03-14T01:59:59", 1615715999},
		{"America/Los_Angeles", "2021-03-14T02:30:00", 1615717800}, // skipped
		{"America/Los_Angeles", "2021-03-14T03:00:00", 1615716000},
		{"America/Los_Angeles", "2021-11-07T00:59:59", 1636271999},
		{"America/Los_Angeles", "2021-11-07T01:30:00", 1636273800}, // came twice
		{"America/Los_Angeles", "2021-11-07T02:00:00", 1636279200},
		{"Pacific/Apia", "2011-12-30T12:00:00", 1325282400}, // a whole day skipped
		{"America/Los_Angeles", "1800-01-01", -5364634022},  // before all zones
		{"America/Los_Angeles", "2021-07-12T14:00:00-04:00", 1626112800},
	} {
		at := parsed(t, c.s).Instant(zone(t, c.zone))
		if at.Unix() != c.want || at.Location().String() != c.zone {
			t.Errorf("%s in %s is %d (%s), want %d", c.s, c.zone, at.Unix(), at, c.want)
		}
	}
}

func TestInstantKeepsMicroseconds(t *testing.T) {
	at := parsed(t, "1969-12-31T23:59:59.000001+05:30:15.5").Instant(time.UTC)
	if got, want := at.UnixMicro(), int64(-19_816_499_999); got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestCivilIn(t *testing.T) {
	la := zone(t, "America/Los_Angeles")
	for _, c := range []struct {
		s     string
		want  Time
		micro int
	}{
		{"2021-05-01T10:30:00.25", Date(2021, 5, 1) + 10*Hour + 30*Minute, 250_000},
		{"2021-05-01T00:00:00.25Z", Date(2021, 4, 30) + 17*Hour, 250_000},
		{"2021-01-01T00:00:00-07:59:59.75", Date(2020, 12, 31) + 23*Hour + 59*Minute + 59*Second, 750_000},
		{"1960-01-01T00:00:00.9Z", Date(1959, 12, 31) + 16*Hour, 900_000},
	} {
		if got, micro := parsed(t, c.s).CivilIn(la); got != c.want || micro != c.micro {
			t.Errorf("%s is %s and %d µs, want %s and %d", c.s, got, micro, c.want, c.micro)
		}
	}
}

// A wall clock that is read again is read as the first instant that showed it.
func TestInstantIsTheFirst(t *testing.T) {
	zones := []*time.Location{
		time.UTC, zone(t, "America/Los_Angeles"), zone(t, "Asia/Kolkata"), zone(t, "Australia/Lord_Howe"),
		zone(t, "Africa/Casablanca"), zone(t, "Europe/Dublin"), zone(t, "Pacific/Apia"), zone(t, "Africa/Monrovia"),
	}
	first, last := int64(Date(1880, 1, 1)), int64(Date(2100, 1, 1))
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		shown := time.Unix(rapid.Int64Range(first, last).Draw(t, "instant"), 0).In(loc)
		at := Datetime{Civil: Of(shown)}.Instant(loc)
		if at.After(shown) || Of(at) != Of(shown) {
			t.Fatalf("%s was read as %s", shown, at)
		}
	})
}
