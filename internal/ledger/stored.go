package ledger

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
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

// opening is how every line of this version begins.
const opening = `{"v":1,"kind":"`

// The stored form of each kind of fact. It is apart from the program's types so that these can change and ledgers need not.
type (
	header struct {
		V    int       `json:"v"`
		Kind string    `json:"kind"`
		At   time.Time `json:"at"`
	}
	storedRequest struct {
		header
		Request string     `json:"request"`
		Begin   civil.Time `json:"begin,omitzero"`
		End     civil.Time `json:"end,omitzero"`
		Events  []string   `json:"events,omitempty"`
		Words   words      `json:"words"`
		// A run limit of zero says that the retries aren't known either.
		Retries  int       `json:"retries,omitempty"`
		RunLimit int64     `json:"run_limit_seconds,omitempty"`
		Used     time.Time `json:"used,omitzero"`
	}
	storedClosed struct {
		header
		Request string `json:"request"`
		Runs    bool   `json:"runs,omitempty"`
	}
	storedIntent struct {
		header
		Request string `json:"request,omitempty"`
		attempt
		Workflow string     `json:"workflow,omitempty"`
		Ref      string     `json:"ref,omitempty"`
		To       civil.Time `json:"to,omitzero"`
		Event    *event     `json:"event,omitempty"`
	}
	storedDispatched struct {
		header
		attempt
		Run int64  `json:"run,omitempty"`
		URL string `json:"url,omitempty"`
	}
	storedConcluded struct {
		header
		attempt
		RunAttempt int       `json:"run_attempt,omitempty"`
		Class      Class     `json:"class"`
		Conclusion string    `json:"conclusion,omitempty"`
		Reason     string    `json:"reason,omitempty"`
		Minutes    float64   `json:"minutes,omitempty"`
		Created    time.Time `json:"created,omitzero"`
		Found      *int      `json:"found,omitempty"`
	}
	storedObserved struct {
		header
		Begin      civil.Time `json:"begin,omitzero"`
		End        civil.Time `json:"end,omitzero"`
		Run        int64      `json:"run,omitempty"`
		URL        string     `json:"url,omitempty"`
		RunAttempt int        `json:"run_attempt,omitempty"`
		Minutes    float64    `json:"minutes,omitempty"`
		Found      *int       `json:"found,omitempty"`
		Logged     bool       `json:"logged,omitempty"`
		Created    time.Time  `json:"created,omitzero"`
	}
	storedTick struct {
		header
		Begin civil.Time      `json:"begin"`
		End   civil.Time      `json:"end"`
		Kept  []window.Window `json:"kept,omitempty"`
	}
	storedSimulated struct {
		header
		Repository string    `json:"repository"`
		Scenario   string    `json:"scenario,omitempty"`
		Began      time.Time `json:"began"`
	}

	// attempt is a key: its label and its writer.
	attempt struct {
		Attempt string `json:"attempt"`
		Writer  string `json:"writer,omitempty"`
	}
	words struct {
		Begin     string `json:"begin"`
		End       string `json:"end"`
		Reprocess string `json:"reprocess"`
	}
	event struct {
		File   string    `json:"file"`
		Body   string    `json:"body"`
		Start  time.Time `json:"start"`
		Videos []string  `json:"videos"`
	}
)

func headerOf(kind string, at time.Time) header {
	return header{V: version, Kind: kind, At: seconds(at)}
}

// seconds is a moment as it is stored: in UTC, in whole seconds.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func (k Key) stored() attempt { return attempt{k.Label(), k.Writer} }

func (a attempt) key() (Key, error) {
	subject, number, err := parseLabel(a.Attempt)
	return Key{subject, number, a.Writer}, err
}

func (r Request) stored() any {
	return storedRequest{header: headerOf(kindRequest, r.At), Request: r.ID, Begin: r.Window.From, End: r.Window.To, Events: r.Events, Words: words(r.Words),
		Retries: r.Retries, RunLimit: int64(r.RunLimit / time.Second), Used: seconds(r.Used)}
}

func (c Closed) stored() any {
	return storedClosed{header: headerOf(kindClosed, c.At), Request: c.Request, Runs: c.Runs}
}

func (i Intent) stored() any {
	s := storedIntent{header: headerOf(kindIntent, i.At), attempt: i.Key.stored(), Request: i.Request, Workflow: i.Workflow, Ref: i.Ref, To: i.To}
	if i.About.File != "" {
		e := event(i.About)
		s.Event = &e
	}
	return s
}

func (d Dispatched) stored() any {
	return storedDispatched{header: headerOf(kindDispatched, d.At), attempt: d.Key.stored(), Run: d.Run, URL: d.URL}
}

func (c Concluded) stored() any {
	return storedConcluded{header: headerOf(kindConcluded, c.At), attempt: c.Key.stored(), RunAttempt: c.RunAttempt, Class: c.Class,
		Conclusion: c.Conclusion, Reason: c.Reason, Minutes: c.Minutes, Created: seconds(c.Created), Found: c.Found}
}

func (o Observed) stored() any {
	return storedObserved{header: headerOf(kindObserved, o.At), Run: o.Run, URL: o.URL, RunAttempt: o.RunAttempt, Begin: o.Window.From,
		End: o.Window.To, Minutes: o.Minutes, Found: o.Found, Logged: o.Logged, Created: seconds(o.Created)}
}

func (t Tick) stored() any {
	return storedTick{header: headerOf(kindTick, t.At), Begin: t.Window.From, End: t.Window.To, Kept: t.Kept}
}

func (s Simulated) stored() any {
	return storedSimulated{header: headerOf(kindSimulated, s.At), Repository: s.Repository, Scenario: s.Scenario, Began: seconds(s.Began)}
}

func (s *storedRequest) fact() (Fact, error) {
	r := Request{ID: s.Request, Window: window.Window{From: s.Begin, To: s.End}, Events: s.Events, Words: Words(s.Words), At: s.At,
		Retries: s.Retries, RunLimit: time.Duration(s.RunLimit) * time.Second, Used: s.Used}
	if r.ID == "" || r.Window == (window.Window{}) && len(r.Events) == 0 {
		return nil, errors.New("no name, or nothing to gather")
	}
	ends := notEmpty
	if r.ForEvents() {
		ends = inOrder
	}
	return r, cmp.Or(ends(r.Window), eachAnEvent(s.Events), number("retries", s.Retries, mostCount),
		number("run_limit_seconds", s.RunLimit, mostSeconds), moments(s.Used))
}

func (s *storedClosed) fact() (Fact, error) {
	if s.Request == "" {
		return nil, errors.New("no request")
	}
	return Closed{Request: s.Request, Runs: s.Runs, At: s.At}, nil
}

func (s *storedIntent) fact() (Fact, error) {
	key, err := s.key()
	i := Intent{Key: key, Request: s.Request, Workflow: s.Workflow, Ref: s.Ref, To: s.To, At: s.At}
	if s.Event != nil {
		i.About = About(*s.Event)
	}
	if err == nil && s.To != 0 {
		err = notEmpty(window.Window{From: key.From, To: s.To})
	}
	return i, err
}

func (s *storedDispatched) fact() (Fact, error) {
	key, err := s.key()
	return Dispatched{Key: key, Run: s.Run, URL: s.URL, At: s.At}, cmp.Or(err, number("run", s.Run, math.MaxInt64))
}

func (s *storedConcluded) fact() (Fact, error) {
	key, err := s.key()
	if err == nil && s.Class == "" {
		err = errors.New("no class")
	}
	return Concluded{Key: key, RunAttempt: s.RunAttempt, Class: s.Class, Conclusion: s.Conclusion, Reason: s.Reason,
			Minutes: s.Minutes, Created: s.Created, Found: s.Found, At: s.At},
		cmp.Or(err, number("run_attempt", s.RunAttempt, mostCount), number("minutes", s.Minutes, mostMinutes), found(s.Found), moments(s.Created))
}

func (s *storedObserved) fact() (Fact, error) {
	o := Observed{Run: s.Run, RunAttempt: s.RunAttempt, Window: window.Window{From: s.Begin, To: s.End}, Logged: s.Logged,
		Minutes: s.Minutes, Found: s.Found, URL: s.URL, Created: s.Created, At: s.At}
	return o, cmp.Or(inOrder(o.Window), number("run", s.Run, math.MaxInt64), number("run_attempt", s.RunAttempt, mostCount),
		number("minutes", s.Minutes, mostMinutes), found(s.Found), moments(s.Created))
}

func (s *storedTick) fact() (Fact, error) {
	t := Tick{Window: window.Window{From: s.Begin, To: s.End}, Kept: window.Of(s.Kept...), At: s.At}
	err := inOrder(t.Window)
	for _, kept := range s.Kept {
		err = cmp.Or(err, notEmpty(kept))
	}
	return t, err
}

func (s *storedSimulated) fact() (Fact, error) {
	if s.Repository == "" || s.Began.IsZero() {
		return nil, errors.New("no repository, or no beginning")
	}
	return Simulated{Repository: s.Repository, Scenario: s.Scenario, Began: s.Began, At: s.At}, moments(s.Began)
}

func encode(f Fact) []byte {
	line, err := json.Marshal(f.stored())
	if err != nil {
		panic(fmt.Sprintf("encode %#v: %v", f, err)) // unreachable unless bug in this package: no field can fail
	}
	return line
}

// record is the stored form of a fact.
type record interface {
	head() header
	fact() (Fact, error)
}

func (h header) head() header { return h }

// newRecord is an empty record of each kind.
var newRecord = map[string]func() record{
	kindRequest:    func() record { return new(storedRequest) },
	kindClosed:     func() record { return new(storedClosed) },
	kindIntent:     func() record { return new(storedIntent) },
	kindDispatched: func() record { return new(storedDispatched) },
	kindConcluded:  func() record { return new(storedConcluded) },
	kindObserved:   func() record { return new(storedObserved) },
	kindTick:       func() record { return new(storedTick) },
	kindSimulated:  func() record { return new(storedSimulated) },
}

// decode reads one line; its errors say what is wrong with it, in no word of the line.
func decode(line []byte) (Fact, error) {
	r := usual(line)
	if r == nil {
		var err error
		if r, err = unusual(line); err != nil {
			return nil, err
		}
	}
	h := r.head()
	if err := cmp.Or(checkNames(line), moments(h.At)); err != nil {
		return nil, err
	}
	fact, err := r.fact()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.Kind, err)
	}
	return fact, nil
}

// usual reads a line in the form that this program writes, whose kind is known before it is parsed: parsing it once takes
// half the time. It is nil for any other.
func usual(line []byte) record {
	rest, ok := bytes.CutPrefix(line, []byte(opening))
	kind, _, ended := bytes.Cut(rest, []byte(`"`))
	if empty := newRecord[string(kind)]; ok && ended && empty != nil {
		r := empty()
		if err := json.Unmarshal(line, r); err == nil && r.head().V == version && r.head().Kind == string(kind) && !r.head().At.IsZero() {
			return r
		}
	}
	return nil
}

// unusual reads any line.
func unusual(line []byte) (record, error) {
	var h header
	err := json.Unmarshal(line, &h)
	switch {
	case h.V > version:
		return nil, &NewerError{h.V}
	case err != nil:
		return nil, notARecord(err)
	case h.V < 1:
		return nil, errors.New("not a record: no version")
	case h.At.IsZero():
		return nil, errors.New("no time")
	case newRecord[h.Kind] == nil:
		return nil, errors.New("no such kind of record")
	}
	r := newRecord[h.Kind]()
	if err := json.Unmarshal(line, r); err != nil {
		return nil, notARecord(err)
	}
	return r, nil
}

// NewerError says that a ledger was written by a newer program.
type NewerError struct{ Version int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("written by a newer version of this program: records of version %d, this one reads up to %d", e.Version, version)
}

// Hint is the way out.
func (*NewerError) Hint() string { return "use the newest version of trigger-event-gather" }
