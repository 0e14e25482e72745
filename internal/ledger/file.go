package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// File is a ledger in a file, for one controller at a time: an exclusive lock beside it is held from [OpenFile] to
// [File.Close]. A save writes a new file, syncs it and renames it over the old one, so that a crash leaves either.
type File struct {
	path string
	lock *flock.Flock // nil where it is only read
}

// LockedError says that another process holds the ledger.
type LockedError struct{ Path string }

func (e *LockedError) Error() string {
	return fmt.Sprintf("ledger %q: in use by another process", e.Path)
}

// Hint is the way out.
func (*LockedError) Hint() string {
	return "one controller at a time can use a ledger file; wait for the other, or keep the ledger on a branch"
}

// OpenFile takes the lock on the ledger file at path, which need not exist yet; its folder must. A held lock is a
// *[LockedError].
func OpenFile(path string) (*File, error) {
	lock := flock.New(path + ".lock")
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("ledger %q: %w", path, err)
	}
	if !locked {
		return nil, &LockedError{path}
	}
	return &File{path, lock}, nil
}

// LookAtFile is the ledger file at path for those who never save: it takes no lock, and leaves nothing behind.
func LookAtFile(path string) *File { return &File{path: path} }

// ReadFile reads the ledger at path without a lock, for those who only look. No file is an empty ledger.
func ReadFile(path string) (*Ledger, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	l, err := Decode(text)
	if err != nil {
		return nil, fmt.Errorf("ledger %q: %w", path, err)
	}
	return l, nil
}

// Load reads the file.
func (f *File) Load(context.Context) (*Ledger, error) { return ReadFile(f.path) }

// Save replaces the file. It never loses a race, since the lock is held.
func (f *File) Save(_ context.Context, l *Ledger) error {
	if f.lock == nil {
		panic("ledger: a file that is only looked at is saved") // unreachable unless bug in the caller
	}
	if err := replace(f.path, l.Encode()); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// Changed is false: the lock is held, or one look was enough.
func (f *File) Changed(context.Context) (bool, error) { return false, nil }

// Close gives the lock back.
func (f *File) Close() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.Close()
}

func (f *File) String() string { return "file:" + f.path }

// replace writes a file so that after a crash at any moment either the old or the new content is there, whole.
func replace(path string, content []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(content); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	// The rename is durable once the folder is; some systems can't sync a folder, and there the rename must do.
	if dir, openErr := os.Open(filepath.Dir(path)); openErr == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}
