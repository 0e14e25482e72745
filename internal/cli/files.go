package cli

// Reading event files: those named on the command line, and those that globs match below the workspace. Strangers may have
// written any of them.

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

// An eventFile is the name of a file and the function that opens it.
type eventFile struct {
	name string
	open func(name string, flag int, mode fs.FileMode) (*os.File, error)
}

// parse reads and parses the file.
func (f eventFile) parse(zone *time.Location) (event.Event, []event.Problem) {
	data, err := f.read()
	if err != nil {
		return event.Event{}, []event.Problem{unreadable(f.name, err)}
	}
	return event.Parse(f.name, data, zone)
}

// read returns the content of the file. It reads one byte more than an event file may have, which shows that a file is too
// large. O_NONBLOCK makes a named pipe without a writer an empty file: else opening it would wait for the writer.
func (f eventFile) read() ([]byte, error) {
	file, err := f.open(f.name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, event.MaxFile+1))
}

// unreadable is the problem of a file or folder that can't be read.
func unreadable(name string, err error) event.Problem {
	p := event.Problem{Place: event.Place{File: name, Line: 1, Column: 1}}
	if errors.Is(err, syscall.EISDIR) {
		p.Message, p.Hint = "is a folder", "name the files in it, such as "+path.Join(name, "**/*.{yml,yaml}")
		return p
	}
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	// An error that is not from the system is from os.Root: the file is outside of the workspace.
	if _, bySystem := errors.AsType[syscall.Errno](err); !bySystem {
		p.Hint = "what leads out of the workspace is not followed"
	}
	p.Message = "cannot be read: " + err.Error()
	return p
}
