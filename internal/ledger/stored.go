package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// version is the form of the lines this program writes.
//
// Compatibility, for as long as a ledger may live: a program reads every version up to its own and refuses a newer one
// whole, so that it never writes to what it can't read. Within a version fields may be added, never given another
// meaning; a field that a program doesn't know is kept with its line. A new kind of fact, or anything an older program
// would misread, takes a new version.
const version = 1

// stored is the form of a line. It is apart from the program's types so that these can change and ledgers need not.
type stored struct {
	V          int        `json:"v"`
	Kind       string     `json:"kind"`
	At         time.Time  `json:"at"`
	Request    string     `json:"request,omitempty"`
	Begin      civil.Time `json:"begin,omitzero"`
	End        civil.Time `json:"end,omitzero"`
	Events     []string   `json:"events,omitempty"`
	Words      *words     `json:"words,omitempty"`
	Attempt    string     `json:"attempt,omitempty"`
	Writer     string     `json:"writer,omitempty"`
	Workflow   string     `json:"workflow,omitempty"`
	Ref        string     `json:"ref,omitempty"`
	To         civil.Time `json:"to,omitzero"`
	Event      *event     `json:"event,omitempty"`
	Run        int64      `json:"run,omitempty"`
	URL        string     `json:"url,omitempty"`
	RunAttempt int        `json:"run_attempt,omitempty"`
	Class      string     `json:"class,omitempty"`
	Conclusion string     `json:"conclusion,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Minutes    float64    `json:"minutes,omitempty"`
	Created    time.Time  `json:"created,omitzero"`
}

type words struct {
	Begin     string `json:"begin"`
	End       string `json:"end"`
	Reprocess string `json:"reprocess"`
}

type event struct {
	File   string    `json:"file"`
	Body   string    `json:"body"`
	Start  time.Time `json:"start"`
	Videos []string  `json:"videos"`
}

const (
	kindRequest    = "request"
	kindIntent     = "intent"
	kindDispatched = "dispatched"
	kindConcluded  = "concluded"
	kindObserved   = "observed"
)

func (r Request) line() stored {
	w := words(r.Words)
	return stored{Kind: kindRequest, At: r.At, Request: r.ID, Begin: r.Window.From, End: r.Window.To, Events: r.Events, Words: &w}
}

func (i Intent) line() stored {
	s := stored{Kind: kindIntent, At: i.At, Attempt: i.Label, Writer: i.Writer, Request: i.Request, Workflow: i.Workflow, Ref: i.Ref, To: i.To}
	if i.About.File != "" {
		e := event(i.About)
		s.Event = &e
	}
	return s
}

func (d Dispatched) line() stored {
	return stored{Kind: kindDispatched, At: d.At, Attempt: d.Label, Writer: d.Writer, Run: d.Run, URL: d.URL}
}

func (c Concluded) line() stored {
	return stored{Kind: kindConcluded, At: c.At, Attempt: c.Label, Writer: c.Writer, RunAttempt: c.RunAttempt, Class: c.Class,
		Conclusion: c.Conclusion, Reason: c.Reason, Minutes: c.Minutes, Created: c.Created}
}

func (o Observed) line() stored {
	return stored{Kind: kindObserved, At: o.At, Run: o.Run, RunAttempt: o.RunAttempt, Begin: o.Window.From, End: o.Window.To}
}

func encode(f Fact) []byte {
	s := f.line()
	s.V, s.At, s.Created = version, s.At.UTC().Truncate(time.Second), s.Created.UTC().Truncate(time.Second)
	line, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("encode %#v: %v", f, err)) // unreachable unless bug in this package: no field can fail
	}
	return line
}

// decode reads one line; its errors name what is wrong with it, without the place.
func decode(line []byte) (Fact, error) {
	var s stored
	if err := json.Unmarshal(line, &s); err != nil {
		return nil, fmt.Errorf("not a record: %w", err)
	}
	switch {
	case s.V > version:
		return nil, &NewerError{s.V}
	case s.V < 1:
		return nil, fmt.Errorf("version %d: no such version", s.V)
	case s.At.IsZero():
		return nil, errors.New("no time")
	}
	key := Key{s.Attempt, s.Writer}
	if s.Kind != kindRequest && s.Kind != kindObserved {
		if _, err := key.Subject(); err != nil {
			return nil, err
		}
	}
	switch s.Kind {
	case kindRequest:
		r := Request{ID: s.Request, Window: window.Window{From: s.Begin, To: s.End}, Events: s.Events, At: s.At}
		if s.Words != nil {
			r.Words = Words(*s.Words)
		}
		if r.ID == "" || r.Window.Empty() && len(r.Events) == 0 {
			return nil, fmt.Errorf("request %q: no name, or nothing to gather", r.ID)
		}
		return r, nil
	case kindIntent:
		i := Intent{Key: key, Request: s.Request, Workflow: s.Workflow, Ref: s.Ref, To: s.To, At: s.At}
		if s.Event != nil {
			i.About = About(*s.Event)
		}
		return i, nil
	case kindDispatched:
		return Dispatched{Key: key, Run: s.Run, URL: s.URL, At: s.At}, nil
	case kindConcluded:
		if s.Class == "" {
			return nil, errors.New("concluded without a class")
		}
		return Concluded{Key: key, RunAttempt: s.RunAttempt, Class: s.Class, Conclusion: s.Conclusion, Reason: s.Reason,
			Minutes: s.Minutes, Created: s.Created, At: s.At}, nil
	case kindObserved:
		return Observed{Run: s.Run, RunAttempt: s.RunAttempt, Window: window.Window{From: s.Begin, To: s.End}, At: s.At}, nil
	}
	return nil, fmt.Errorf("kind %q: no such record", s.Kind)
}

// NewerError says that a ledger was written by a newer program.
type NewerError struct{ Version int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("written by a newer version of this program: records of version %d, this one reads up to %d", e.Version, version)
}

// Hint is the way out.
func (*NewerError) Hint() string { return "use the newest version of trigger-event-gather" }
