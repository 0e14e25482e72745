package report

// The dashboard as a picture: a calendar in the manner of GitHub's contribution graph, a block a half-year and a column a week.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

// theme are the colours of a page. Where a text or a sign stands on a ground of its own, both are named.
type theme struct {
	ground, text, muted, link, blank string
	covered                          [4]ink // by events a day: none or not known, up to 1, up to 3, more
	inFlight, failed, cancelled      ink
	pending                          string // the outline of an empty cell
}

// ink is a colour on another.
type ink struct{ ground, text string }

var (
	light = theme{
		ground: "#ffffff", text: "#1f2328", muted: "#59636e", link: "#0550ae", blank: "#eff2f5",
		covered:  [4]ink{{"#aceebb", "#1f2328"}, {"#4ac26b", "#1f2328"}, {"#2da44e", "#1f2328"}, {"#116329", "#ffffff"}},
		inFlight: ink{"#0969da", "#ffffff"}, failed: ink{"#cf222e", "#ffffff"}, cancelled: ink{"#59636e", "#ffffff"}, pending: "#59636e",
	}
	dark = theme{
		ground: "#0d1117", text: "#e6edf3", muted: "#9198a1", link: "#79c0ff", blank: "#151b23",
		covered:  [4]ink{{"#0f5323", "#ffffff"}, {"#196c2e", "#ffffff"}, {"#2ea043", "#0d1117"}, {"#56d364", "#0d1117"}},
		inFlight: ink{"#1158c7", "#ffffff"}, failed: ink{"#b62324", "#ffffff"}, cancelled: ink{"#656c76", "#ffffff"}, pending: "#9198a1",
	}
)

// css are the rules of a picture.
func (t theme) css() string {
	var out strings.Builder
	fmt.Fprintf(&out, ".coverage .ground{fill:%s}.coverage text{fill:%s}.coverage .muted{fill:%s}.coverage .blank{fill:%s}", t.ground, t.text, t.muted, t.blank)
	for i, c := range t.covered {
		fmt.Fprintf(&out, ".coverage .covered%d rect{fill:%s}.coverage .covered%d text{fill:%s}", i, c.ground, i, c.text)
	}
	for _, s := range []struct {
		class string
		ink
	}{{"in-flight", t.inFlight}, {"failed", t.failed}, {"cancelled", t.cancelled}} {
		fmt.Fprintf(&out, ".coverage .%s rect{fill:%s}.coverage .%s path{stroke:%s}", s.class, s.ground, s.class, s.text)
	}
	fmt.Fprintf(&out, ".coverage .pending rect{fill:none;stroke:%s}", t.pending)
	return out.String()
}

// The measures of a picture, in pixels on a wide page. A phone shows it at two thirds of its size: a text of 13 has 9 pixels there.
const (
	wide     = 512
	pitch    = 16 // from cell to cell
	cell     = 14
	leftEdge = 54 // of the first column
	gridTop  = 18 // of the cells, below the top of a half-year
	halfHigh = gridTop + 7*pitch + 14
	line     = 24
)

// style is what the texts and signs of a picture have in common.
const style = ".coverage text{font:13px system-ui,sans-serif}.coverage .name{font-weight:600}.coverage .date{font-weight:400}.coverage .weekday{font-size:11px}" +
	".coverage g text{font-size:9px;text-anchor:middle}.coverage .words{font-size:13px;text-anchor:start}.coverage path{fill:none}.coverage path.blank{stroke:none}.coverage g path{stroke-width:2}"

// SVG is a calendar of the days. It shrinks to the room there is, and follows whether a reader's system is light or dark.
func (d *Dashboard) SVG() string {
	legend, high := d.legend()
	halves := d.halves()
	top := 36 + high
	high = top + halfHigh*len(halves)
	if d.Earlier > 0 || len(halves) == 0 {
		high += line
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" class="coverage" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n",
		wide, high, wide, high, escaped(d.described()))
	fmt.Fprintf(&out, "<title>%s</title>\n", escaped(d.title()))
	fmt.Fprintf(&out, "<style>.coverage{max-width:100%%;height:auto}%s%s@media (prefers-color-scheme:dark){%s}</style>\n", style, light.css(), dark.css())
	fmt.Fprintf(&out, `<rect class="ground" width="%d" height="%d"/>`+"\n", wide, high)
	fmt.Fprintf(&out, `<text class="name" x="8" y="20">%s<tspan class="muted date">%s</tspan></text>`+"\n", escaped(cmp.Or(d.Repository, d.title())), d.date())
	fmt.Fprintf(&out, `<g transform="translate(8 34)">%s</g>`+"\n", legend)
	for _, half := range halves {
		drawHalf(&out, top, half)
		top += halfHigh
	}
	switch {
	case len(halves) == 0:
		fmt.Fprintf(&out, `<text x="8" y="%d">No range of days was asked for yet.</text>`+"\n", top+12)
	case d.Earlier > 0:
		fmt.Fprintf(&out, `<text x="8" y="%d">Not shown: %s more.</text>`+"\n", top+12, Count(d.Earlier, "earlier year"))
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// date is the day that a picture shows; empty on an empty ledger.
func (d *Dashboard) date() string {
	if d.AsOf.IsZero() {
		return ""
	}
	return " as of " + d.AsOf.UTC().Format(time.DateOnly)
}

// described is a picture in words.
func (d *Dashboard) described() string {
	if len(d.Days) == 0 {
		return "Calendar: no range of days was asked for yet"
	}
	text := fmt.Sprintf("Calendar of %s to %s", d.Days[0].From.Day(), d.Days[len(d.Days)-1].From.Day())
	for i, state := range dayStates {
		text += fmt.Sprintf("%c %d %s", ":,,,,"[i], d.count(state), state)
	}
	return text
}

var dayStates = []State{Covered, InFlight, Pending, Failed, Cancelled}

// legend draws the signs of the states that there are, with the number of days, and what the shades and numbers mean.
func (d *Dashboard) legend() (text string, high int) {
	var out strings.Builder
	n := 0
	for _, state := range dayStates {
		if days := d.count(state); days > 0 || state == Covered {
			x, y := n%3*160, n/3*line
			fmt.Fprintf(&out, `<g class="%s">`, class(state, 1))
			draw(&out, x, y, state)
			fmt.Fprintf(&out, `</g><text class="words" x="%d" y="%d">%s %s</text>`, x+22, y+12, Count(days, "day"), state)
			n++
		}
	}
	if len(d.Days) > 0 {
		x, y := n%3*160, n/3*line
		fmt.Fprintf(&out, `<path class="blank" d="M%d %dh%dv%dh-%dz"/><text class="words" x="%d" y="%d">not asked for</text>`, x, y, cell, cell, cell, x+22, y+12)
		n++
	}
	high = (n + 2) / 3 * line
	if slices.ContainsFunc(d.Days, func(day Day) bool { return day.number() != "" }) {
		for level, events := range []string{"0", "≤1", "≤3", "&gt;3"} {
			fmt.Fprintf(&out, `<g class="%s">`, class(Covered, level))
			draw(&out, level*pitch, high, Covered)
			fmt.Fprintf(&out, `<text x="%d" y="%.1f">%s</text></g>`, level*pitch+cell/2, float64(high)+10.5, events)
		}
		fmt.Fprintf(&out, `<text class="words" x="%d" y="%d">events a day. A number in a cell: events that one run found</text>`, 4*pitch+6, high+12)
		high += line
	}
	return out.String(), high
}

// half is where the half-year of a day begins.
func half(day civil.Time) civil.Time {
	return civil.Date(day.Year(), (day.Month()-1)/6*6+1, 1)
}

// halves are the days by half-year: those halves in which a day was asked for.
func (d *Dashboard) halves() (all [][]Day) {
	for _, day := range d.Days {
		if n := len(all); n == 0 || half(all[n-1][0].From) != half(day.From) {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], day)
	}
	return all
}

// drawHalf draws a half-year: its days that were asked for, and a shade for each of the others.
func drawHalf(out *strings.Builder, top int, days []Day) {
	begin := half(days[0].From)
	fmt.Fprintf(out, `<text class="name" x="8" y="%d">%d</text>`, top+11, begin.Year())
	for month := range 6 {
		first := begin.AddMonths(month)
		x, _ := place(first)
		fmt.Fprintf(out, `<text class="muted" x="%d" y="%d">%s</text>`, x, top+11, first.Month().String()[:3])
	}
	top += gridTop
	for _, row := range []int{1, 3, 5} {
		fmt.Fprintf(out, `<text class="muted weekday" x="8" y="%d">%s</text>`, top+row*pitch+11, time.Weekday(row).String()[:3])
	}
	out.WriteString("\n" + `<path class="blank" d="`)
	next := days
	for at := begin; at < begin.AddMonths(6); at += civil.Day {
		if len(next) > 0 && next[0].From == at {
			next = next[1:]
			continue
		}
		x, y := place(at)
		fmt.Fprintf(out, "M%d %dh%dv%dh-%dz", x, top+y, cell, cell, cell)
	}
	out.WriteString(`"/>` + "\n")
	for _, day := range days {
		x, y := place(day.From)
		fmt.Fprintf(out, `<g class="%s"><title>%s</title>`, class(day.State, day.level()), escaped(day.says()))
		draw(out, x, top+y, day.State)
		if number := day.number(); number != "" {
			narrow := ""
			if len(number) > 2 {
				narrow = fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, cell-1)
			}
			fmt.Fprintf(out, `<text x="%d" y="%.1f"%s>%s</text>`, x+cell/2, float64(top+y)+10.5, narrow, number)
		}
		out.WriteString("</g>\n")
	}
}

// place is where the cell of a day stands in its half-year. A week begins on a Sunday, as GitHub's graph has it.
func place(day civil.Time) (x, y int) {
	begin := half(day)
	weekday := func(t civil.Time) int { return int(time.Unix(int64(t), 0).UTC().Weekday()) }
	column := (int((day-begin)/civil.Day) + weekday(begin)) / 7
	return leftEdge + column*pitch, weekday(day) * pitch
}

// class is the class of a cell.
func class(state State, level int) string {
	if state == Covered {
		return fmt.Sprintf("covered%d", level)
	}
	return strings.ReplaceAll(string(state), " ", "-")
}

// level is how many events there were a day, in four steps.
func (day Day) level() int {
	if day.State != Covered || day.Found == nil || *day.Found == 0 {
		return 0
	}
	switch a := float64(*day.Found) * float64(civil.Day) / float64(max(civil.Day, day.Run.Window.Length())); {
	case a <= 1:
		return 1
	case a <= 3:
		return 2
	}
	return 3
}

// draw draws a cell. Each state has its own sign: covered is full, pending is empty, in flight has an arrow, failed a cross, and
// cancelled a slash.
func draw(out *strings.Builder, x, y int, state State) {
	inset, size := 0, cell
	if state == Pending {
		inset, size = 1, cell-2 // the outline is drawn half outside
	}
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" rx="2"/>`, x+inset, y+inset, size, size)
	if sign := map[State]string{InFlight: "m5 4 4 3-4 3", Failed: "m4 4 6 6m0-6-6 6", Cancelled: "m3 11 8-8"}[state]; sign != "" {
		fmt.Fprintf(out, `<path d="M%d %d%s"/>`, x, y, sign)
	}
}

// number is how many events a run found, on the first day of its window; empty on other days.
func (day Day) number() string {
	if day.State != Covered || day.Found == nil || day.Run.Window.From.Floor() != day.From {
		return ""
	}
	return strconv.Itoa(*day.Found)
}

// escaped is text by strangers as text of HTML and XML, on one line, also within an attribute. A number sign is escaped so that no
// runner takes what is printed for a command.
func escaped(text string) string {
	return markupText.Replace(plain(text))
}

var markupText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", "#", "&#35;", "\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD")
