// Package plainfile reads files that others may have put where they are: a bounded part of them, and without waiting for anybody.
// A named pipe without a writer, a device without an end or a link to either would keep a step for ever.
package plainfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// OpenFunc opens a file as [os.OpenFile] does. The method of an [os.Root] does, too, and refuses what leads out of its folder.
type OpenFunc func(name string, flag int, mode fs.FileMode) (*os.File, error)

// Guard are the flags of an open that neither waits nor follows a symbolic link, as far as the system knows them.
const Guard = noWait | noFollow

// What is wrong with a file, inside of an [fs.PathError].
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("larger than any such file should be")
)

// Read returns the content of a file that open opens. Of one with more than limit bytes it returns limit+1 of them, and an error
// that wraps [ErrTooLarge].
func Read(open OpenFunc, name string, limit int64) ([]byte, error) {
	file, err := open(name, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = refused(name, ErrTooLarge)
	}
	return content, err
}

// Regular is open for regular files only; with any other the error wraps [ErrNotRegular].
func Regular(open OpenFunc) OpenFunc {
	return func(name string, flag int, mode fs.FileMode) (*os.File, error) {
		file, err := open(name, flag|noWait, mode)
		if err != nil {
			return nil, err
		}
		info, err := file.Stat()
		switch {
		case err == nil && info.Mode().IsRegular():
			return file, nil
		case err == nil && info.IsDir():
			err = refused(name, syscall.EISDIR) // as reading it says
		case err == nil:
			err = refused(name, ErrNotRegular)
		}
		_ = file.Close()
		return nil, err
	}
}

// OpenUnlinked is [os.OpenFile] for regular files only that are no symbolic links. A file that isn't there can be made.
func OpenUnlinked(name string, flag int, mode fs.FileMode) (*os.File, error) {
	before, err := Check(name)
	if err != nil {
		return nil, err
	}
	file, err := Regular(os.OpenFile)(name, flag|Guard, mode)
	if err != nil || before == nil {
		return file, err
	}
	// Where a system can't be told not to follow a link, one that was put there meanwhile leads to another file.
	if opened, err := file.Stat(); err != nil || !os.SameFile(before, opened) {
		_ = file.Close()
		return nil, refused(name, ErrNotRegular)
	}
	return file, nil
}

// Check returns an error that wraps [ErrNotRegular] where the name is taken by anything but a regular file. The result is nil where
// nothing has the name.
func Check(name string) (fs.FileInfo, error) {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && !info.Mode().IsRegular():
		return nil, refused(name, ErrNotRegular)
	}
	return info, err
}

func refused(name string, why error) error { return &fs.PathError{Op: "open", Path: name, Err: why} }
