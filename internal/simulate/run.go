package simulate

// A workflow run and its attempts.

import (
	"strconv"
	"time"
)

type run struct {
	id       int64
	workflow *workflow
	number   int
	nth      int // its place among the runs that controllers dispatched, from 1; 0 for all other runs
	event    string
	actor    string
	inputs   map[string]string
	title    string
	group    string // concurrency group; empty for none
	branch   string
	sha      string
	created  time.Time
	listed   bool   // lists show it: they do so a little after its creation
	version  uint64 // grows with every change
	attempts []*attempt
	json     []byte // as the API shows it; nil after a change
}

// attempt is one attempt of a run: the first, or a re-run.
type attempt struct {
	number     int
	actor      string
	started    time.Time // when it was asked for
	began      time.Time // when its first job started; zero before
	ended      time.Time
	updated    time.Time
	status     string
	conclusion string
	work       work
	replaced   bool // a newer run of its concurrency group took its place, before its jobs began
	settled    bool // its results are recorded and its runner is free
}

// current is the latest attempt.
func (r *run) current() *attempt { return r.attempts[len(r.attempts)-1] }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
