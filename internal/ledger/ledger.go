package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Ledger is a set of facts with their fold. The zero value is not usable; see [New] and [Decode].
type Ledger struct {
	State
	lines []string // in the order they were added, each once
	known map[string]bool
	Torn  int // the number of a last line that was cut short and dropped, for the report; 0 where none was
}

// New is an empty ledger.
func New() *Ledger {
	return &Ledger{
		State: State{
			Requests: map[string]Request{}, Closed: map[string]Closed{}, Observed: map[RunAttempt]Observed{}, attempts: map[Key]*Attempt{},
			ticks: map[int64]Tick{},
		},
		known: map[string]bool{},
	}
}

// LineError is a line that can't be read.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e *LineError) Unwrap() error { return e.Err }

// Decode reads the text of a ledger. Of a last line without its line feed that is the beginning of a record of ours, a crash
// took the rest: it is dropped, and told in Torn. Any other line that can't be read is a *[LineError]: such a ledger must not be
// written to. Lines may end as Windows ends them; they are kept without that.
func Decode(text []byte) (*Ledger, error) {
	l := New()
	for n := 1; len(text) > 0; n++ {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		text = rest
		if !whole && torn(line) {
			l.Torn = n
			break
		}
		line = bytes.Trim(line, " \t\r")
		if whole && len(line) == 0 {
			continue
		}
		fact, err := decode(line)
		if err != nil {
			return nil, &LineError{n, err}
		}
		l.add(string(line), fact)
	}
	return l, nil
}

// torn says whether a line without a line feed is the beginning of a record of ours.
func torn(line []byte) bool {
	n := min(len(line), len(opening))
	return string(line[:n]) == opening[:n] && !json.Valid(line)
}

// Encode is the text of the ledger: its lines in the order they were added.
func (l *Ledger) Encode() []byte {
	var out bytes.Buffer
	for _, line := range l.lines {
		out.WriteString(line)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// Add adds facts.
func (l *Ledger) Add(facts ...Fact) {
	for _, f := range facts {
		l.add(string(encode(f)), f)
	}
}

// Merge adds the facts of another ledger.
func (l *Ledger) Merge(o *Ledger) {
	for _, line := range o.lines {
		if !l.known[line] {
			l.read(line)
		}
	}
}

// Len is the number of facts.
func (l *Ledger) Len() int { return len(l.lines) }

// read adds a line of another ledger.
func (l *Ledger) read(line string) {
	fact, err := decode([]byte(line))
	if err != nil {
		panic(err) // unreachable unless bug in this package: a ledger holds no line it can't read
	}
	l.add(line, fact)
}

func (l *Ledger) add(line string, f Fact) {
	if l.known[line] {
		return
	}
	l.known[line] = true
	l.lines = append(l.lines, line)
	l.fold(f)
}

// First is a ledger of the first n facts.
func (l *Ledger) First(n int) *Ledger {
	first := New()
	for _, line := range l.lines[:n] {
		first.read(line)
	}
	return first
}
