package window

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// universe is the naive model's world: the moments 0 to 63, each in or out.
const universe = 64

type model [universe]bool

func modelOf(windows []Window) (m model) {
	for _, w := range windows {
		for t := w.From; t < w.To; t++ {
			m[t] = true
		}
	}
	return m
}

// normal is what every Set promises of its form.
func normal(t *rapid.T, s Set) {
	for i, w := range s {
		if w.Empty() || i > 0 && s[i-1].To >= w.From {
			t.Fatalf("%v: window %d is empty, out of order, or meets the one before", s, i)
		}
	}
}

func TestSetAgainstNaiveModel(t *testing.T) {
	windows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Window {
		return Window{
			From: civil.Time(rapid.IntRange(0, universe).Draw(t, "from")),
			To:   civil.Time(rapid.IntRange(0, universe).Draw(t, "to")),
		}
	}), 0, 12)
	rapid.Check(t, func(t *rapid.T) {
		as, bs := windows.Draw(t, "a"), windows.Draw(t, "b")
		a, b, before := Of(as...), Of(bs...), slices.Clone(as)
		ma, mb := modelOf(as), modelOf(bs)
		for name, op := range map[string]struct {
			got  Set
			want func(a, b bool) bool
		}{
			"of":        {a, func(a, _ bool) bool { return a }},
			"union":     {a.Union(b), func(a, b bool) bool { return a || b }},
			"minus":     {a.Minus(b), func(a, b bool) bool { return a && !b }},
			"intersect": {a.Intersect(b), func(a, b bool) bool { return a && b }},
		} {
			normal(t, op.got)
			var want model
			for i := range want {
				want[i] = op.want(ma[i], mb[i])
			}
			if got := modelOf(op.got); got != want {
				t.Fatalf("%s of %v and %v: %v", name, as, bs, op.got)
			}
		}
		if !slices.Equal(as, before) {
			t.Fatal("Of changed its argument")
		}
		for _, w := range bs {
			if got, want := a.Within(w), a.Intersect(Of(w)); !slices.Equal(got, want) {
				t.Fatalf("%v within %v: got %v", a, w, got)
			}
		}
		length := civil.Time(0)
		for _, in := range ma {
			if in {
				length++
			}
		}
		if a.Length() != length {
			t.Fatalf("length of %v: got %d, want %d", a, a.Length(), length)
		}
	})
}

func at(t testing.TB, s string) civil.Time {
	t.Helper()
	var c civil.Time
	if len(s) == len("2021-01-01") {
		s += "T00:00:00"
	}
	if err := c.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMidnight(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2021-01-01", "2021-01-02", ""},
		{"2021-01-01", "2021-01-03", "2021-01-02"},
		{"2021-01-01", "2021-01-04", "2021-01-02"},
		{"2021-01-01", "2021-01-08", "2021-01-04"},
		{"2021-01-01T06:00:00", "2021-01-01T18:00:00", ""},
		{"2021-01-01T23:00:00", "2021-01-02T22:00:00", "2021-01-02"},
		{"2021-01-01T02:00:00", "2021-01-02T01:00:00", "2021-01-02"},
		{"2021-01-01", "2021-01-02T12:00:00", "2021-01-02"},
		{"2021-01-01T12:00:00", "2021-01-03", "2021-01-02"},
	} {
		mid, ok := Window{at(t, c.from), at(t, c.to)}.Midnight()
		if ok != (c.want != "") || ok && mid != at(t, c.want) {
			t.Errorf("midnight of [%s, %s): got %v %v, want %q", c.from, c.to, mid, ok, c.want)
		}
	}
}

func TestMidnightIsInsideOrThereIsNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := civil.Time(rapid.Int64Range(-1e6, 1e6).Draw(t, "from"))
		w := Window{from, from + civil.Time(rapid.Int64Range(1, 1e6).Draw(t, "length"))}
		mid, ok := w.Midnight()
		exists := w.From.Floor()+civil.Day < w.To
		if ok != exists || ok && (mid != mid.Floor() || mid <= w.From || mid >= w.To) {
			t.Fatalf("midnight of %v: got %v %v", w, mid, ok)
		}
	})
}

// carve carves a piece of a range that begins at begin.
func carve(t testing.TB, begin, from, to, size string) []string {
	t.Helper()
	s, err := ParseSize(size)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for w := range Carve(Window{at(t, from), at(t, to)}, s, at(t, begin)) {
		out = append(out, w.String())
	}
	return out
}

func TestCarve(t *testing.T) {
	for _, c := range []struct {
		name, from, to, size string
		want                 []string
	}{
		{"the last is short", "2021-01-01", "2021-01-06", "2d", []string{
			"2021-01-01T00:00:00/2021-01-03T00:00:00", "2021-01-03T00:00:00/2021-01-05T00:00:00", "2021-01-05T00:00:00/2021-01-06T00:00:00"}},
		{"stops at 1 January, then full size", "2020-12-30", "2021-01-10", "P1W", []string{
			"2020-12-30T00:00:00/2021-01-01T00:00:00", "2021-01-01T00:00:00/2021-01-08T00:00:00", "2021-01-08T00:00:00/2021-01-10T00:00:00"}},
		{"leap day", "2020-02-28", "2020-03-01", "P1D", []string{
			"2020-02-28T00:00:00/2020-02-29T00:00:00", "2020-02-29T00:00:00/2020-03-01T00:00:00"}},
		{"clocks change and nothing happens", "2021-03-14", "2021-03-15", "PT12H", []string{
			"2021-03-14T00:00:00/2021-03-14T12:00:00", "2021-03-14T12:00:00/2021-03-15T00:00:00"}},
		{"empty", "2021-03-14", "2021-03-14", "1d", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, carve(t, c.from, c.from, c.to, c.size)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Of windows of months only the days are given here, the begin of the first and the end of each.
func TestCarveMonths(t *testing.T) {
	for _, c := range []struct{ name, begin, from, to, size, want string }{
		{"the range's own day, clamped", "2021-01-31", "2021-01-31", "2021-08-31", "1mo", "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31"},
		{"a leap year", "2020-01-30", "2020-01-30", "2020-05-01", "1mo", "01-30 02-29 03-30 04-30 05-01"},
		{"several at a time", "2021-05-31", "2021-05-31", "2021-12-01", "2mo", "05-31 07-31 09-30 11-30 12-01"},
		{"from 1 January the first", "2020-11-30", "2020-11-30", "2021-03-31", "1mo", "11-30 12-30 01-01 02-01 03-01 03-31"},
		{"a piece goes on with the range's day", "2021-01-31", "2021-02-28", "2021-05-31", "1mo", "02-28 03-31 04-30 05-31"},
		{"a piece on another day goes on with its own", "2021-01-15", "2021-03-31", "2021-06-15", "1mo", "03-31 04-30 05-31 06-15"},
		{"a piece of a later year goes on with its own", "2020-11-30", "2021-02-28", "2021-05-28", "1mo", "02-28 03-28 04-28 05-28"},
		{"a range that begins at noon", "2021-01-31T12:00:00", "2021-02-28T12:00:00", "2021-04-30T12:00:00", "1mo", "02-28 03-31 04-30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := at(t, c.from).Day()[len("2021-"):]
			for _, w := range carve(t, c.begin, c.from, c.to, c.size) {
				_, to, _ := strings.Cut(w, "/")
				got += " " + to[len("2021-"):len("2021-01-01")]
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// aSize draws a size, and aDay a day of three years, often one of the last of its month.
var (
	aSize = rapid.Custom(func(t *rapid.T) Size {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		return rapid.SampledFrom([]Size{{hours: n}, {days: n}, {months: (n + 9) / 10}}).Draw(t, "size")
	})
	aDay = rapid.Custom(func(t *rapid.T) civil.Time {
		day := rapid.OneOf(rapid.IntRange(1, 28), rapid.IntRange(28, 31)).Draw(t, "day")
		return clamped(rapid.IntRange(2019, 2021).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), day)
	})
)

// clamped is the day of a month, or the last of a month that is shorter.
func clamped(year, month, day int) civil.Time {
	return min(civil.Date(year, time.Month(month), day), civil.Date(year, time.Month(month+1), 0))
}

// fullEnd is where a full window of a range that begins on a day of a month ends.
func fullEnd(from civil.Time, s Size, day int) civil.Time {
	if s.months > 0 {
		return clamped(from.Year(), int(from.Month())+s.months, day)
	}
	return from + civil.Time(s.hours)*civil.Hour + civil.Time(s.days)*civil.Day
}

func dayOfMonth(t civil.Time) int { return int((t-civil.Date(t.Year(), t.Month(), 1))/civil.Day) + 1 }

func TestCarveTilesExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size, from := aSize.Draw(t, "size"), aDay.Draw(t, "from")
		w := Window{from, from + civil.Time(rapid.IntRange(0, 900).Draw(t, "days"))*civil.Day}
		begin := rapid.OneOf(rapid.Just(from), aDay).Draw(t, "begin")
		day := dayOfMonth(from)
		if from == clamped(from.Year(), int(from.Month()), dayOfMonth(begin)) && from.Year() == begin.Year() {
			day = dayOfMonth(begin)
		}
		next := w.From
		for tile := range Carve(w, size, begin) {
			if tile.From != next || tile.Empty() {
				t.Fatalf("%v does not go on from %v", tile, next)
			}
			if (tile.To - 1).Year() != tile.From.Year() {
				t.Fatalf("%v crosses 1 January", tile)
			}
			if tile.From.Year() != w.From.Year() {
				day = 1
			}
			short := tile.To == w.To || tile.To == civil.Date(tile.From.Year()+1, 1, 1)
			if full := fullEnd(tile.From, size, day); tile.To > full || tile.To < full && !short {
				t.Fatalf("%v is not of size %v", tile, size)
			}
			next = tile.To
		}
		if next != w.To {
			t.Fatalf("carving ends at %v, not %v", next, w.To)
		}
	})
}

// However much of a range is done, the rest is carved as it was when nothing was.
func TestPiecesAreCarvedAsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size, from := aSize.Draw(t, "size"), aDay.Draw(t, "from")
		w := Window{from, from + civil.Time(rapid.IntRange(0, 900).Draw(t, "days"))*civil.Day}
		done := rapid.SliceOfN(rapid.Bool(), 1, 40).Draw(t, "done")
		var rest, carved []Window
		for tile := range Carve(w, size, w.From) {
			if done = append(done[1:], done[0]); !done[0] {
				rest = append(rest, tile)
			}
		}
		for _, piece := range Of(rest...) {
			carved = slices.AppendSeq(carved, Carve(piece, size, w.From))
		}
		if !slices.Equal(rest, carved) {
			t.Fatalf("of %v, %v is left, and carved as %v", w, rest, carved)
		}
	})
}

func TestParseSize(t *testing.T) {
	for in, want := range map[string]string{
		"auto": "auto", "7d": "7d", "P7D": "7d", "2w": "14d", "P2W": "14d", "36h": "36h", "PT36H": "36h", "1mo": "1mo", "P1M": "1mo", "007d": "7d",
	} {
		got, err := ParseSize(in)
		if err != nil || got.String() != want {
			t.Errorf("size %q: got %v, %v; want %s", in, got, err, want)
		}
		if again, err := ParseSize(got.String()); err != nil || again != got {
			t.Errorf("size %q does not read its own form %q", in, got)
		}
	}
	for _, in := range []string{"", "7", "d", "7 d", "-7d", "0d", "P0D", "1.5d", "P1DT2H", "PT5M", "P1Y", "1m", "Auto", "7D", "p7d", "P7H", "9999999999999999999d", "1000001d", "142858w", "P142858W", "७d"} {
		if got, err := ParseSize(in); err == nil {
			t.Errorf("size %q: got %v, want an error", in, got)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	for _, s := range []string{"auto", "7d", "PT36H", "P1M", "1mo", "0w", "P1DT1H", "170000w"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, err := ParseSize(in)
		if err != nil {
			return
		}
		if again, err := ParseSize(s.String()); err != nil || again != s {
			t.Fatalf("%q is read as %v, which is read as %v, %v", in, s, again, err)
		}
	})
}

func BenchmarkCarveCentury(b *testing.B) {
	w := Window{civil.Date(1921, 1, 1), civil.Date(2021, 1, 1)}
	for b.Loop() {
		n := 0
		for range Carve(w, Days(1), w.From) {
			n++
		}
		if n != 36525 {
			b.Fatal(n)
		}
	}
}
