package report

// The dashboard as a picture: a calendar in the manner of GitHub's contribution graph, a block a year and a column a week.

import (
	"fmt"
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

// The measures of a picture, in its own units: it is as wide as there is room. On a phone a text of 22 has 9 pixels.
const (
	wide      = 820
	pitch     = 14 // from cell to cell
	cell      = 12
	leftEdge  = 56 // of the first column
	legendRow = 34
	yearBlock = 184
	monthsAt  = 66 // below the top of a block
	cellsAt   = 74
)

// SVG is a calendar of the days. It scales to any width, and follows whether a reader's system is light or dark.
func (d *Dashboard) SVG() string {
	var out strings.Builder
	top := 48 + 2*legendRow
	years := d.years()
	high := top + yearBlock*len(years) + 8
	if d.Earlier > 0 || len(years) == 0 {
		high += legendRow
	}
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" class="coverage" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n", wide, high, escaped(d.described()))
	fmt.Fprintf(&out, "<title>%s</title>\n", escaped(d.title()))
	fmt.Fprintf(&out, "<style>.coverage text{font-family:system-ui,sans-serif;font-size:22px}.coverage .year{font-size:26px;font-weight:600}"+
		".coverage g text{font-size:9px;text-anchor:middle}.coverage path{fill:none}.coverage path.blank{stroke:none}.coverage g path{stroke-width:2}%s@media (prefers-color-scheme:dark){%s}</style>\n", light.css(), dark.css())
	fmt.Fprintf(&out, `<rect class="ground" width="%d" height="%d"/>`+"\n", wide, high)
	fmt.Fprintf(&out, `<text class="year" x="8" y="32">%s</text>`+"\n", escaped(d.title()))
	d.legend(&out)
	for _, year := range years {
		drawYear(&out, top, year)
		top += yearBlock
	}
	switch {
	case len(years) == 0:
		fmt.Fprintf(&out, `<text x="8" y="%d">No range of days was asked for yet.</text>`+"\n", top+22)
	case d.Earlier > 0:
		fmt.Fprintf(&out, `<text x="8" y="%d">Not shown: %s more.</text>`+"\n", top+22, Count(d.Earlier, "earlier year"))
	}
	out.WriteString("</svg>\n")
	return out.String()
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

// legend draws what the signs mean, with the number of days.
func (d *Dashboard) legend(out *strings.Builder) {
	for i, state := range dayStates {
		x, y := 8+i%3*270, 48+i/3*legendRow
		fmt.Fprintf(out, `<g class="%s" transform="translate(%d %d) scale(2)">`, class(state, 0), x, y)
		draw(out, 0, 0, state)
		fmt.Fprintf(out, `</g><text x="%d" y="%d">%d %s</text>`+"\n", x+34, y+20, d.count(state), state)
	}
	fmt.Fprintf(out, `<text class="muted" x="%d" y="%d">number: events</text>`+"\n", 8+2*270, 48+legendRow+20)
}

// years are the days by year.
func (d *Dashboard) years() (all [][]Day) {
	for _, day := range d.Days {
		if n := len(all); n == 0 || all[n-1][0].From.Year() != day.From.Year() {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], day)
	}
	return all
}

// drawYear draws one year: its days that were asked for, and a shade for each of the others.
func drawYear(out *strings.Builder, top int, days []Day) {
	year := days[0].From.Year()
	fmt.Fprintf(out, `<text class="year" x="8" y="%d">%d</text>`+"\n", top+30, year)
	for _, row := range []int{1, 3, 5} {
		fmt.Fprintf(out, `<text class="muted" style="font-size:16px" x="8" y="%d">%s</text>`, top+cellsAt+row*pitch+cell, time.Weekday(row).String()[:3])
	}
	begin, end := civil.Date(year, time.January, 1), civil.Date(year+1, time.January, 1)
	for month := begin; month < end; month = month.AddMonths(1) {
		x, _ := place(month)
		fmt.Fprintf(out, `<text class="muted" x="%d" y="%d">%s</text>`, x, top+monthsAt, month.Month().String()[:3])
	}
	out.WriteString("\n" + `<path class="blank" d="`)
	next := days
	for at := begin; at < end; at += civil.Day {
		if len(next) > 0 && next[0].From == at {
			next = next[1:]
			continue
		}
		x, y := place(at)
		fmt.Fprintf(out, "M%d %dh%dv%dh-%dz", x, top+cellsAt+y, cell, cell, cell)
	}
	out.WriteString(`"/>` + "\n")
	for _, day := range days {
		x, y := place(day.From)
		y += top + cellsAt
		fmt.Fprintf(out, `<g class="%s"><title>%s</title>`, class(day.State, day.level()), escaped(day.says()))
		draw(out, x, y, day.State)
		day.number(out, x, y)
		out.WriteString("</g>\n")
	}
}

// place is where the cell of a day stands in its year. A week begins on a Sunday, as GitHub's graph has it.
func place(day civil.Time) (x, y int) {
	at := time.Unix(int64(day), 0).UTC()
	column := (at.YearDay() - 1 + int(time.Date(at.Year(), time.January, 1, 0, 0, 0, 0, time.UTC).Weekday())) / 7
	return leftEdge + column*pitch, int(at.Weekday()) * pitch
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
// cancelled a bar.
func draw(out *strings.Builder, x, y int, state State) {
	inset, size := 0, cell
	if state == Pending {
		inset, size = 1, cell-2 // the outline is drawn half outside
	}
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" rx="2"/>`, x+inset, y+inset, size, size)
	if sign := map[State]string{InFlight: "m4 3 4 3-4 3", Failed: "m3 3 6 6m0-6-6 6", Cancelled: "m2 6h8"}[state]; sign != "" {
		fmt.Fprintf(out, `<path d="M%d %d%s"/>`, x, y, sign)
	}
}

// number writes how many events a run found, on the first day of its window.
func (day Day) number(out *strings.Builder, x, y int) {
	if day.State != Covered || day.Found == nil || day.Run.Window.From.Floor() != day.From {
		return
	}
	narrow := ""
	if *day.Found > 99 {
		narrow = fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, cell-1)
	}
	fmt.Fprintf(out, `<text x="%d" y="%d"%s>%d</text>`, x+cell/2, y+9, narrow, *day.Found)
}

// escaped is text by strangers as text of HTML and XML, on one line, also within an attribute. A number sign is escaped so that no
// runner takes what is printed for a command.
func escaped(text string) string {
	return markupText.Replace(plain(text))
}

var markupText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", "#", "&#35;", "\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD")
