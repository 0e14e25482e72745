package cli

// Which event files there are, and reading them: convert and special-events begin with this.

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

// eventOptions are the values of these flags.
type eventOptions struct {
	files []string // as named
	globs fileGlobs
	check string             // a level of check-uris
	zone  *time.Location     // of datetimes without an offset; nil where none is known
	trim  func(*event.Event) // drops what nobody needs of a parsed event; nil drops nothing

	unknown *noZoneError // why the zone is not known
}

func (f *eventFlags) read(ps *problems) eventOptions {
	o := eventOptions{
		files: f.File,
		globs: ps.globs(f.Files),
		check: ps.choice("check-uris", f.CheckURIs, checkOff, checkWarn, checkError),
		zone:  ps.zone("timezone", f.Timezone),
	}
	if len(o.files) == 0 && strings.TrimSpace(f.Files) == "" {
		o.globs = fileGlobs{include: []string{standards()["files"]}, byDefault: true}
	}
	return o
}

// eventSet is the content of all event files: an event for each file, and all problems.
type eventSet struct {
	events   []event.Event
	problems []event.Problem
	flags    problems       // errors in what was given, not in a file
	zone     *time.Location // of datetimes without an offset; nil where none is known

	base    map[string]event.Event   // by file, what the default branch has of it, where that was read
	state   func(event.Event) string // before anything is sent, such as "new"
	changed []report.EventChange     // what the events that aren't ingested yet would change
}

// summary is what the summary of a step says of the files, with the states that the events have at its end.
func (s *eventSet) summary(state func(event.Event) string) report.Summary {
	return append(report.Events(s.events, s.problems, state), report.Changes(s.changed)...)
}

// invalid says whether there is an error. Then nothing may be sent.
func (s *eventSet) invalid() bool {
	return len(s.flags) > 0 || slices.ContainsFunc(s.problems, func(p event.Problem) bool { return !p.Warning })
}

// tellEvents prints all problems, sorted by place, and which of the events that may be sent are sent in another form than
// [Event.JSON] has.
func (p *process) tellEvents(set eventSet, sent []event.Event) {
	event.SortProblems(set.problems)
	for _, problem := range set.problems {
		p.runner.eventProblem(problem)
	}
	for _, e := range sent {
		if e.Compact && !set.invalid() {
			fmt.Fprintf(p.env.Stderr, "%s: note: sent without its empty fields: with them it is too large\n", e.At)
		}
	}
}

// events reads all event files: first those that were named, in the order given, then those that globs match, by path.
func (p *process) events(o eventOptions) (eventSet, error) {
	var set eventSet
	var files []eventFile
	for _, name := range o.files {
		files = append(files, eventFile{name, os.OpenFile})
	}
	if len(o.globs.include) > 0 {
		root, err := os.OpenRoot(p.workspace())
		if err != nil {
			return set, &inputError{[]problem{{Place: "files", Message: fmt.Sprintf("the workspace %v", err)}}}
		}
		defer root.Close()
		found := o.globs.match(root.FS())
		set.problems, set.flags = found.problems, found.errors
		for _, w := range found.warnings {
			p.runner.warning(w)
		}
		for _, name := range found.names {
			files = append(files, eventFile{name, plainfile.Regular(root.OpenFile)})
		}
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	set.zone = o.zone
	events, problems := parseEvents(files, o.zone, o.trim, limitMemory)
	set.events = events
	zoneless := slices.ContainsFunc(events, func(e event.Event) bool { return e.Zoneless })
	if why := o.unknown; zoneless && why != nil && why.found {
		set.flags.add("timezone", cmp.Or(why.hint, zoneHint), "none is known: %v", why)
	}
	set.problems = slices.Concat(set.problems, problems, event.CheckDuplicates(events))
	return set, nil
}

// parsingMemory is how much memory parsing may use in addition to the events, which stay in memory until all files are
// known to be without errors.
const parsingMemory = 24 << 20

// limitMemory sets Go's memory limit for events with so many bytes of JSON. Without a limit the garbage collector lets memory
// double: converting 10,000 files to 46 MB of JSON takes 126 MB then, and 92 MB with it; make bench allows 48 MB beside the
// JSON. The price is time: 1.6 s instead of 1.3 s. BenchmarkParseEvents shows the difference.
func limitMemory(jsonSize int64) {
	// What is known of an event besides its JSON takes a quarter as much.
	debug.SetMemoryLimit(parsingMemory + jsonSize + jsonSize/4)
}

// parseEvents parses the files on all processors, and returns events and problems in the order of the files. After every
// hundred files it calls limit with the size of all JSON so far.
func parseEvents(files []eventFile, zone *time.Location, trim func(*event.Event), limit func(jsonSize int64)) ([]event.Event, []event.Problem) {
	events, problems := make([]event.Event, len(files)), make([][]event.Problem, len(files))
	var jsonSize atomic.Int64
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for i := range next {
				events[i], problems[i] = files[i].parse(zone)
				if trim != nil {
					trim(&events[i])
				}
				jsonSize.Add(int64(len(events[i].JSON)))
			}
		})
	}
	for i := range files {
		if i%100 == 0 {
			limit(jsonSize.Load())
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return events, slices.Concat(problems...)
}
