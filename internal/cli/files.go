package cli

// Reading event files: those named on the command line, and those that globs match below the workspace. Strangers may have
// written any of them.

import (
	"errors"
	"io/fs"
	"path"
	"syscall"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
)

// An eventFile is the name of a file and the function that opens it.
type eventFile struct {
	name string
	open plainfile.OpenFunc
}

// parse reads and parses the file.
func (f eventFile) parse(zone *time.Location) (event.Event, []event.Problem) {
	data, err := plainfile.Read(f.open, f.name, event.MaxFile)
	if err != nil && !errors.Is(err, plainfile.ErrTooLarge) {
		return event.Event{}, []event.Problem{unreadable(f.name, err)}
	}
	return event.Parse(f.name, data, zone) // it says of what is too large that it is
}

// unreadable is the problem of a file or folder that can't be read.
func unreadable(name string, err error) event.Problem {
	p := event.Problem{Place: event.Place{File: name, Line: 1, Column: 1}}
	if errors.Is(err, syscall.EISDIR) {
		p.Message, p.Hint = "is a folder", "name the files in it, such as "+path.Join(name, "**/*.{yml,yaml}")
		return p
	}
	err = reasonOf(err)
	// Any other error that is not from the system is from os.Root: the file is outside of the workspace.
	if _, bySystem := errors.AsType[syscall.Errno](err); !bySystem && !errors.Is(err, plainfile.ErrNotRegular) {
		p.Hint = "what leads out of the workspace is not followed"
	}
	p.Message = "cannot be read: " + err.Error()
	return p
}

// reasonOf is what the system said of a file, without its name.
func reasonOf(err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return inner.Err
	}
	return err
}
