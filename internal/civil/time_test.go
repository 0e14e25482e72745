package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFloorAndCeil(t *testing.T) {
	for _, c := range []struct{ t, floor, ceil Time }{
		{0, 0, 0},
		{1, 0, Day},
		{Day, Day, Day},
		{-1, -Day, 0},
		{-Day, -Day, -Day},
		{Date(1962, 4, 10) + 12*Hour, Date(1962, 4, 10), Date(1962, 4, 11)},
		{Date(2021, 5, 1) + Day - 1, Date(2021, 5, 1), Date(2021, 5, 2)},
	} {
		if floor, ceil := c.t.Floor(), c.t.Ceil(); floor != c.floor || ceil != c.ceil {
			t.Errorf("%s: floor %s, ceil %s; want %s, %s", c.t, floor, ceil, c.floor, c.ceil)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		t    Time
		n    int
		want Time
	}{
		{Date(2021, 1, 31), 1, Date(2021, 2, 28)},
		{Date(2020, 1, 31), 1, Date(2020, 2, 29)},
		{Date(2020, 2, 29), 12, Date(2021, 2, 28)},
		{Date(2021, 3, 31) + 10*Hour, -1, Date(2021, 2, 28) + 10*Hour},
		{Date(2021, 11, 30), 3, Date(2022, 2, 28)},
		{Date(2021, 5, 1), 0, Date(2021, 5, 1)},
		{Date(2021, 1, 15), -13, Date(2019, 12, 15)},
		{Date(1960, 12, 31) + Day - 1, 2, Date(1961, 2, 28) + Day - 1},
	} {
		if got := c.t.AddMonths(c.n); got != c.want {
			t.Errorf("%s and %d months: got %s, want %s", c.t, c.n, got, c.want)
		}
	}
}

func TestOf(t *testing.T) {
	at := time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.FixedZone("", -7*3600-30))
	if got, want := Of(at), Time(-1); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDayAndYear(t *testing.T) {
	last := Date(2021, 1, 1) - 1
	if last.Day() != "2020-12-31" || last.Year() != 2020 || last.String() != "2020-12-31T23:59:59" {
		t.Errorf("got %s, %d, %s", last.Day(), last.Year(), last)
	}
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Time(rapid.Int64Range(int64(Date(1, 1, 1)), int64(Date(10000, 1, 1)-1)).Draw(t, "t"))
		text, err := want.MarshalText()
		if err != nil || string(text) != want.String() {
			t.Fatalf("MarshalText of %s: %s, %v", want, text, err)
		}
		var got Time
		if err := got.UnmarshalText(text); err != nil || got != want {
			t.Fatalf("%s came back as %s, %v", want, got, err)
		}
	})
}

func TestUnmarshalTextIsStrict(t *testing.T) {
	for _, text := range []string{
		"", "2021-05-01", "2021-05-01 00:00:00", "2021-05-01T00:00:00Z", "2021-05-01T00:00:00.5", "2021-5-1T00:00:00",
		"2021-02-30T00:00:00", "2021-05-01T24:00:00",
	} {
		at := Time(7)
		if err := at.UnmarshalText([]byte(text)); err == nil || at != 7 {
			t.Errorf("%q was read as %s, %v", text, at, err)
		}
	}
}
