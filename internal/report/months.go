package report

// A calendar in a summary: a line for each month, a sign for each day. It fits the width of a phone.

import (
	"fmt"
	"strings"
	"time"
)

// signs are those of the states of days, told apart without colour.
var signs = []struct {
	state State
	sign  string
}{{Covered, "■"}, {InFlight, "▶"}, {Pending, "□"}, {Failed, "✗"}, {Cancelled, "⊘"}}

// mostMonths is how many months a calendar shows.
const mostMonths = 12

// month is a line of a calendar.
type month struct {
	year string
	name string
	days [31]string
	done bool // all of its days are covered
}

// Months is a calendar of days, in Markdown: first of the months in which something is missing. Empty without days.
func Months(days []Day) string {
	months, used := monthsOf(days)
	if len(months) == 0 {
		return ""
	}
	var lines strings.Builder
	hidden, shown, year := len(months)-mostMonths, 0, ""
	for _, m := range months {
		if m.done && hidden > 0 {
			hidden--
			continue
		}
		if shown++; shown > mostMonths {
			continue
		}
		if m.year != year {
			year = m.year
			fmt.Fprintf(&lines, "%s 1   5    10   15   20   25   30\n", year)
		}
		fmt.Fprintf(&lines, "%-4s %s\n", m.name, strings.TrimRight(strings.Join(m.days[:], ""), " "))
	}
	out := "**Calendar**\n\n```text\n" + lines.String() + "```\n\n"
	if more := len(months) - mostMonths; more > 0 {
		out += fmt.Sprintf("Not shown: %s more.\n\n", Count(more, "month"))
	}
	var legend []string
	for _, s := range signs {
		if used[s.state] {
			legend = append(legend, s.sign+" "+string(s.state))
		}
	}
	return out + strings.Join(legend, " · ") + "\n"
}

// monthsOf are the months of days, oldest first, and which states there are.
func monthsOf(days []Day) (months []*month, used map[State]bool) {
	used = map[State]bool{}
	for _, day := range days {
		date, err := time.Parse(time.DateOnly, day.From.Day())
		if err != nil {
			continue // it is a day of ours
		}
		year, name := date.Format("2006"), date.Format("Jan")
		if n := len(months); n == 0 || months[n-1].year != year || months[n-1].name != name {
			m := &month{year: year, name: name, done: true}
			for i := range m.days {
				m.days[i] = " "
			}
			months = append(months, m)
		}
		m := months[len(months)-1]
		for _, s := range signs {
			if s.state == day.State {
				m.days[date.Day()-1] = s.sign
			}
		}
		m.done, used[day.State] = m.done && day.State == Covered, true
	}
	return months, used
}
