package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
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

// MaxFile is the largest size of a ledger file in bytes: a hundred thousand attempts have half of it.
const MaxFile = 128 << 20

// OpenFile takes the lock on the ledger file at path, which need not exist yet; its folder must. A held lock is a
// *[LockedError]. What killed saves left behind is removed.
func OpenFile(path string) (*File, error) {
	if _, err := plainfile.Check(path); err != nil {
		return nil, fmt.Errorf("ledger: %w", err) // before there is a lock beside it
	}
	lock, err := takeLock(path)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if lock == nil {
		return nil, &LockedError{path}
	}
	removeLeftovers(path)
	return &File{path, lock}, nil
}

// takeLock locks the file beside a ledger that is there for that. The lock is nil where somebody else has it.
func takeLock(path string) (*flock.Flock, error) {
	name := path + ".lock"
	if _, err := plainfile.Check(name); err != nil {
		return nil, err
	}
	lock := flock.New(name, flock.SetFlag(os.O_CREATE|os.O_RDONLY|plainfile.Guard))
	if locked, err := lock.TryLock(); err != nil || !locked {
		return nil, err
	}
	if info, err := lock.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = lock.Close()
		return nil, &fs.PathError{Op: "lock", Path: name, Err: plainfile.ErrNotRegular}
	}
	return lock, nil
}

// LookAtFile is the ledger file at path for those who never save: it takes no lock, and leaves nothing behind.
func LookAtFile(path string) *File { return &File{path: path} }

// ReadFile reads the ledger at path without a lock, for those who only look. No file is an empty ledger.
func ReadFile(path string) (*Ledger, error) {
	text, err := plainfile.Read(plainfile.OpenUnlinked, path, MaxFile)
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
	text := l.Encode()
	if len(text) > MaxFile {
		return fmt.Errorf("ledger: %w", &fs.PathError{Op: "save", Path: f.path, Err: plainfile.ErrTooLarge}) // it could not be read again
	}
	if err := replace(f.path, text); err != nil {
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

// temporary is the suffix of the file that becomes a ledger; before it stands a number.
const temporary = ".tmp"

// removeLeftovers removes the files of saves that were killed. Whoever holds the lock knows that nobody else is writing one. One
// that can't be removed does no harm.
func removeLeftovers(path string) {
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, entry := range entries {
		number, ours := strings.CutPrefix(entry.Name(), filepath.Base(path)+".")
		number, whole := strings.CutSuffix(number, temporary)
		if ours && whole && number != "" && strings.Trim(number, "0123456789") == "" && entry.Type().IsRegular() {
			_ = os.Remove(filepath.Join(filepath.Dir(path), entry.Name()))
		}
	}
}

// replace writes a file so that after a crash at any moment either the old or the new content is there, whole.
func replace(path string, content []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+temporary)
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
	if _, err = plainfile.Check(path); err != nil {
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
