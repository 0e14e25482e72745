package report

// The dashboard as Markdown, for GitHub, and as one HTML file without scripts.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// The files of a dashboard.
const (
	DashboardPage    = "README.md"
	DashboardPicture = "coverage.svg"
)

// DashboardRoom is how many bytes the Markdown of a dashboard has: GitHub shows no more of a file.
const DashboardRoom = 500_000

// table is a table of a dashboard.
type table struct {
	title, thing string
	header       []string
	next         []Sentence // what to do about it
	rows         [][]tableCell
	urgent       bool
}

// tableCell is text by strangers, with where it leads.
type tableCell struct{ text, address string }

func cells(texts ...string) (all []tableCell) {
	for _, text := range texts {
		all = append(all, tableCell{text: text})
	}
	return all
}

// tables are what a dashboard lists.
func (d *Dashboard) tables() []table {
	person := table{title: "What needs a person", thing: "problem", header: []string{"what", "state", "attempts", "why", "last run"}, urgent: true}
	for _, s := range d.Requests {
		for _, next := range s.Next {
			if !slices.Contains(person.next, next) {
				person.next = append(person.next, next)
			}
		}
	}
	for _, r := range d.needsPerson() {
		person.rows = append(person.rows, append(cells(r.name(), string(r.State), strconv.Itoa(r.Attempts), r.Reason), d.run(r.URL)))
	}
	requests := table{title: "Requests", thing: "request", header: []string{"request", "state", "how it stands", "run hours to go", "expected end"}}
	for _, s := range d.Requests {
		hours, end := "", ""
		if s.Estimate > 0 {
			hours = fmt.Sprintf("about %.1f", s.Estimate.Hours())
		}
		if !s.End.IsZero() {
			end = "about " + unbroken(moment(s.End))
		}
		requests.rows = append(requests.rows, cells(unbroken(s.name()), s.State, s.stands(), hours, end))
	}
	last := table{title: "Last attempts", thing: "attempt", header: []string{"begun", "what", "how it ended", "minutes", "events", "run"}}
	for _, a := range d.Last {
		r := Row{Title: d.names.Attempt(a), Minutes: a.Concluded.Minutes, Found: a.Concluded.Found, subject: a.Subject}
		last.rows = append(last.rows, append(cells(unbroken(moment(a.Begun())), r.name(), ended(a), r.minutes(), r.found()), d.run(a.Dispatched.URL)))
	}
	return []table{person, requests, last}
}

// name is what a request is called: what it asks for, and how it differs from others that ask for the same.
func (s RequestStanding) name() string {
	if whose := s.Request.Words.Reprocess; whose != "" && whose != reconcile.ReprocessMissing {
		return s.Title + ", reprocess: " + whose
	}
	return s.Title
}

// stands is how a request stands, without an estimate.
func (s RequestStanding) stands() string {
	o := *s.Overview
	o.Estimate = 0
	return o.Totals()
}

// runPage is the page of a run.
var runPage = regexp.MustCompile(`/runs/(\d+)`)

// run is a run by its number, which leads to its page. A simulated run has none.
func (d *Dashboard) run(address string) tableCell {
	text := ""
	if m := runPage.FindStringSubmatch(address); m != nil {
		text = m[1]
	} else if address != "" {
		text = "run"
	}
	return tableCell{text, d.page(address)}
}

// page is the address of a run's page; empty where there is none.
func (d *Dashboard) page(address string) string {
	if d.Simulated {
		return ""
	}
	return address
}

// endings are those of attempts that gathered nothing.
var endings = map[ledger.Class]string{
	ledger.Gather: "failed", ledger.Else: "failed", ledger.TimeLimit: "too long", ledger.Person: "cancelled", ledger.Runner: "no runner", ledger.Lost: "no run found",
}

// ended is how an attempt ended, and why.
func ended(a *ledger.Attempt) string {
	switch {
	case !a.Settled():
		return string(InFlight)
	case a.Concluded.Class == ledger.Success:
		return "gathered"
	}
	return endings[a.Concluded.Class] + ": " + a.Concluded.Reason
}

// Summary is the dashboard as Markdown.
func (d *Dashboard) Summary() Summary {
	head := fmt.Sprintf("# %s\n\n**%s** %s\n\n![%s](%s)\n", Inert(d.title()), d.verdict(), d.totals(), d.described(), DashboardPicture)
	s := Summary{{head: head}}
	for _, t := range d.tables() {
		if len(t.rows) > 0 {
			s = append(s, t.part())
		}
	}
	return append(s, part{head: "This page is written by trigger-event-gather. Its source is the ledger beside it.\n"})
}

// part is a table as a part of a summary.
func (t table) part() part {
	p := part{head: fmt.Sprintf("## %s\n\n| %s |\n|%s\n", t.title, strings.Join(t.header, " | "), strings.Repeat("---|", len(t.header))), thing: t.thing, rows: len(t.rows)}
	if t.urgent {
		p.urgent = len(t.rows)
	}
	if len(t.next) > 0 {
		p.foot = "\n"
		for _, next := range t.next {
			p.foot += fmt.Sprintf("- %s\n", next.Markdown)
		}
	}
	p.row = func(i int) string {
		var out strings.Builder
		for _, c := range t.rows[i] {
			if c.address != "" {
				out.WriteString("| " + link(c.text, c.address) + " ")
			} else {
				out.WriteString("| " + Inert(c.text) + " ")
			}
		}
		return out.String() + "|\n"
	}
	return p
}

// HTML is the dashboard as one file: without scripts, and without anything from elsewhere.
func (d *Dashboard) HTML() string {
	var out strings.Builder
	fmt.Fprintf(&out, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:clamp(1.1rem,5vw,1.5rem);overflow-wrap:anywhere}
h2{font-size:1.2rem;margin-top:2rem}
figure{margin:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;min-width:40rem;width:100%%}
td:last-child{white-space:nowrap}
th,td{border-bottom:1px solid;padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top}
%s
@media (prefers-color-scheme:dark){%s}
</style>
</head>
<body>
<h1>%s</h1>
<p><strong>%s</strong> %s</p>
<figure>
%s</figure>
`, escaped(d.title()), light.pageCSS(), dark.pageCSS(), escaped(d.title()), escaped(d.verdict()), escaped(d.totals()), d.SVG())
	for _, t := range d.tables() {
		t.html(&out)
	}
	out.WriteString("</body>\n</html>\n")
	return out.String()
}

// inCode matches what stands as code in our sentences.
var inCode = regexp.MustCompile("`([^`]+)`")

func (t theme) pageCSS() string {
	return fmt.Sprintf("body{background:%s;color:%s}a{color:%s}th,td{border-color:%s}", t.ground, t.text, t.link, t.muted)
}

// html writes a table. A wide one scrolls by itself.
func (t table) html(out *strings.Builder) {
	if len(t.rows) == 0 {
		return
	}
	fmt.Fprintf(out, "<h2>%s</h2>\n<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n<thead><tr>", t.title, t.title)
	for _, name := range t.header {
		fmt.Fprintf(out, `<th scope="col">%s</th>`, name)
	}
	out.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.rows {
		out.WriteString("<tr>")
		for _, c := range row {
			text := escaped(c.text)
			switch {
			case onWeb.MatchString(c.address):
				text = fmt.Sprintf(`<a href="%s">%s</a>`, escaped(c.address), text)
			case c.address != "":
				text = fmt.Sprintf("%s (%s)", text, escaped(c.address))
			}
			fmt.Fprintf(out, "<td>%s</td>", text)
		}
		out.WriteString("</tr>\n")
	}
	out.WriteString("</tbody>\n</table></div>\n")
	for _, next := range t.next {
		fmt.Fprintf(out, "<p>%s</p>\n", inCode.ReplaceAllString(escaped(next.Text), "<code>$1</code>"))
	}
}

// DashboardJSON is the dashboard for programs. It is stable: fields may be added, but none is renamed, removed, or given another
// meaning. Moments are RFC 3339 in UTC, days are YYYY-MM-DD in the municipality's zone, and a field that is null or left out is
// not known.
type DashboardJSON struct {
	Repository string        `json:"repository,omitempty"` // OWNER/NAME
	AsOf       *time.Time    `json:"as_of"`                // when something last happened
	RunHours   float64       `json:"run_hours"`            // of all gather jobs
	Requests   []RequestJSON `json:"requests"`             // open ones first, then the newest first
	Days       []DayJSON     `json:"days"`                 // each day that a request asks for, once, the oldest first
	Person     []SubjectJSON `json:"needs_person"`         // what failed or was cancelled
	Attempts   []AttemptJSON `json:"attempts"`             // the last ones, the newest first
}

// RequestJSON is one request.
type RequestJSON struct {
	Request     string     `json:"request"` // its name on the ledger
	Title       string     `json:"title"`
	State       string     `json:"state"`    // open, ended (something needs a person), done or closed
	Progress    string     `json:"progress"` // for people
	HoursToGo   float64    `json:"run_hours_to_go,omitempty"`
	ExpectedEnd *time.Time `json:"expected_end,omitempty"`
}

// DayJSON is one day.
type DayJSON struct {
	Day    string `json:"day"`
	State  State  `json:"state"`            // covered, in flight, pending, failed or cancelled
	Events *int   `json:"events,omitempty"` // that the run found in its whole window, on the first of its days alone: so a sum is right
	Run    string `json:"run,omitempty"`    // the address of the last run
}

// SubjectJSON is a window or an event that needs a person.
type SubjectJSON struct {
	Title    string `json:"title"`
	State    State  `json:"state"` // failed, cancelled or too old
	Attempts int    `json:"attempts"`
	Reason   string `json:"reason"`
	Run      string `json:"run,omitempty"`
}

// AttemptJSON is one attempt.
type AttemptJSON struct {
	Title   string    `json:"title"`
	Begun   time.Time `json:"begun"`
	Ended   string    `json:"ended"` // in flight, gathered, or the reason
	Minutes float64   `json:"minutes"`
	Events  *int      `json:"events,omitempty"`
	Run     string    `json:"run,omitempty"`
}

// JSON is the dashboard for programs.
func (d *Dashboard) JSON() DashboardJSON {
	j := DashboardJSON{Repository: d.Repository, RunHours: d.RunTime.Hours(), Requests: []RequestJSON{}, Days: []DayJSON{}, Person: []SubjectJSON{}, Attempts: []AttemptJSON{}}
	known := func(t time.Time) *time.Time {
		if t.IsZero() {
			return nil
		}
		t = t.UTC()
		return &t
	}
	j.AsOf = known(d.AsOf)
	for _, s := range d.Requests {
		j.Requests = append(j.Requests, RequestJSON{s.Request.ID, s.name(), s.State, s.stands(), s.Estimate.Hours(), known(s.End)})
	}
	for _, day := range d.Days {
		one := DayJSON{Day: day.From.Day(), State: day.State}
		if day.number() != "" {
			one.Events = day.Found
		}
		if day.Run != nil {
			one.Run = d.page(day.Run.Dispatched.URL)
		}
		j.Days = append(j.Days, one)
	}
	for _, r := range d.needsPerson() {
		j.Person = append(j.Person, SubjectJSON{r.Title, r.State, r.Attempts, r.Reason, d.page(r.URL)})
	}
	for _, a := range d.Last {
		j.Attempts = append(j.Attempts, AttemptJSON{d.names.Attempt(a), a.Begun().UTC(), ended(a), a.Concluded.Minutes, a.Concluded.Found, d.page(a.Dispatched.URL)})
	}
	return j
}
