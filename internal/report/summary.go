package report

// The summary of a workflow's step, within the bytes that GitHub takes.

import (
	"fmt"
	"strings"
)

// Summary is the Markdown of a workflow's step, in parts that are shown one below the other. GitHub drops a summary that is
// too long as a whole: so what has no room is left out, row by row, and counted.
type Summary []part

// Said is a summary that is one sentence of ours.
func Said(format string, args ...any) Summary { return Summary{{head: fmt.Sprintf(format, args...)}} }

// part is a piece of a summary: what stands above its rows, and the rows. Those that need a person come first.
type part struct {
	head   string // whole lines
	foot   string // whole lines below the rows
	name   string // what the part is, where a summary has many of the kind: "request"; else only its rows are counted
	thing  string // what a row is, such as "window"
	rows   int
	urgent int // how many of the rows are problems, or need a person
	row    func(i int) string
}

// mostRows is how many rows of a part are shown of those that need nobody: nobody reads more, and GitHub has to render
// them.
const mostRows = 500

// Markdown is as much of the summary as room has bytes for: what needs a person before all else, then what stands above
// the other rows, then these.
func (s Summary) Markdown(room int) string {
	fitted := make([]fitting, len(s))
	left := room - len(s.things())*longestCount
	for i, p := range s {
		fitted[i].part = p
		if p.urgent > 0 {
			fitted[i].begin(&left)
			fitted[i].add(&left, 0, p.urgent)
		}
	}
	for i := range fitted {
		fitted[i].begin(&left)
	}
	for i, p := range s {
		fitted[i].add(&left, p.urgent, min(p.rows, p.urgent+mostRows))
	}
	var out strings.Builder
	hidden := map[string]int{}
	for i := range fitted {
		fitted[i].write(&out, hidden)
	}
	for _, thing := range s.things() {
		if text := notShown(hidden[thing], thing); out.Len()+len(text) <= room {
			out.WriteString(text)
		}
	}
	return out.String()
}

// things are the names of all that may be left out.
func (s Summary) things() (all []string) {
	known := map[string]bool{}
	for _, p := range s {
		for _, thing := range []string{p.name, p.thing} {
			if thing != "" && !known[thing] {
				all = append(all, thing)
			}
			known[thing] = true
		}
	}
	return all
}

// fitting is a part, and as much of it as has room.
type fitting struct {
	part
	begun bool
	shown int // rows
	text  strings.Builder
}

// longestCount is how many bytes a line has at most that says how many are not shown.
const longestCount = 80

// begin adds what stands above the rows, and keeps room to say how many of them are not shown.
func (f *fitting) begin(left *int) {
	size := len(f.head) + len(f.foot) + len("\n")
	if f.rows > 0 {
		size += longestCount
	}
	if f.begun || size > *left {
		return
	}
	f.begun = true
	*left -= size
	f.text.WriteString(f.head)
}

// add adds those of some rows that have room. One that is too long hides no other one.
func (f *fitting) add(left *int, from, to int) {
	for i := from; i < to && f.begun; i++ {
		if row := f.row(i); len(row) <= *left {
			*left -= len(row)
			f.shown++
			f.text.WriteString(row)
		}
	}
}

// write writes what was added. What could not begin is counted in hidden.
func (f *fitting) write(out *strings.Builder, hidden map[string]int) {
	if !f.begun {
		if f.name != "" {
			hidden[f.name]++
		} else {
			hidden[f.thing] += f.rows
		}
		return
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	out.WriteString(f.text.String())
	out.WriteString(notShown(f.rows-f.shown, f.thing))
	out.WriteString(f.foot)
}

// notShown says how many are not shown; empty where that is none.
func notShown(n int, thing string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("\nNot shown: %s more.\n", Count(n, thing))
}
