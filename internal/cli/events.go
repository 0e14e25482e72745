package cli

// Event files, read and parsed: what convert and special-events begin with.

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// eventFlags say which events there are, and how they are read.
type eventFlags struct {
	File      []string `arg:"" optional:"" name:"file" help:"Event files, anywhere."`
	Files     string   `help:"Globs of event files below the workspace, one a line. By default events/**/*.{yml,yaml}." placeholder:"GLOBS" group:"every day"`
	CheckURIs string   `name:"check-uris" help:"Whether the addresses in events answer: off, warn or error. By default warn." placeholder:"LEVEL" group:"when things go wrong"`
	zoneFlag
}

// eventOptions are the flags, read.
type eventOptions struct {
	files []string // as named
	globs []string
	check string         // a level of check-uris
	zone  *time.Location // nil where none was given
}

func (f *eventFlags) read(ps *problems) eventOptions {
	o := eventOptions{
		files: f.File,
		globs: ps.globs(f.Files),
		check: ps.choice("check-uris", f.CheckURIs, checkWarn, checkOff, checkWarn, checkError),
		zone:  ps.zone("timezone", f.Timezone),
	}
	if len(o.files) == 0 && f.Files == "" {
		o.globs = []string{defaultFiles}
	}
	return o
}

// eventSet is what was found: an event for each file, and all that is wrong.
type eventSet struct {
	events   []event.Event
	problems []event.Problem
	zone     *time.Location // what datetimes without an offset were read in
}

// invalid says whether something must be changed before anything may be sent.
func (s *eventSet) invalid() bool {
	return slices.ContainsFunc(s.problems, func(p event.Problem) bool { return !p.Warning })
}

// tellEvents tells all that is wrong with events, in the order of places.
func (p *process) tellEvents(set eventSet) {
	event.SortProblems(set.problems)
	for _, problem := range set.problems {
		p.runner.eventProblem(problem)
	}
}

// events reads all event files: those that were named, in the order given, then those that globs match, by path.
func (p *process) events(o eventOptions) (eventSet, error) {
	var set eventSet
	var files []eventFile
	for _, name := range o.files {
		files = append(files, eventFile{name, os.OpenFile})
	}
	if len(o.globs) > 0 {
		root, err := os.OpenRoot(p.workspace())
		if err != nil {
			return set, &inputError{[]problem{{Place: "files", Message: fmt.Sprintf("the workspace %v", err)}}}
		}
		defer root.Close()
		var names []string
		for _, glob := range o.globs {
			before := len(names) + len(set.problems)
			find(root.FS(), glob, func(name string, err error) {
				if err != nil {
					set.problems = append(set.problems, unreadable(name, err))
				} else {
					names = append(names, name)
				}
			})
			if len(names)+len(set.problems) == before {
				p.runner.warning(problem{Place: "files", Message: fmt.Sprintf("%q matches no file", glob)})
			}
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			files = append(files, eventFile{name, root.OpenFile})
		}
	}
	if set.zone = o.zone; set.zone == nil {
		set.zone = p.workspaceZone()
	}
	events, problems := parseEvents(files, set.zone)
	set.events = events
	set.problems = slices.Concat(set.problems, problems, event.CheckTogether(events))
	return set, nil
}

// roomToParse is how much memory may be used beside the output that is held back. Left to itself the collector would let
// that double.
const roomToParse = 24 << 20

// parseEvents reads and parses the files on all processors. What it returns is in the order of the files.
func parseEvents(files []eventFile, zone *time.Location) ([]event.Event, []event.Problem) {
	events, problems := make([]event.Event, len(files)), make([][]event.Problem, len(files))
	var next, held atomic.Int64
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	hold := func(size int64) {
		if total := held.Add(size); total>>20 > (total-size)>>20 {
			// A quarter more: what is known of each event, and what the allocator rounds up.
			debug.SetMemoryLimit(roomToParse + total + total/4)
		}
	}
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			var data bytes.Buffer
			parser := event.Parser{Zone: zone}
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				if err := files[i].read(&data); err != nil {
					problems[i] = []event.Problem{unreadable(files[i].name, err)}
					continue
				}
				events[i], problems[i] = parser.Parse(files[i].name, data.Bytes())
				hold(int64(len(events[i].JSON)))
			}
		})
	}
	workers.Wait()
	return events, slices.Concat(problems...)
}
