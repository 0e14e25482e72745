//go:build unix

package plainfile

import (
	"bytes"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// surroundings are a folder with one of each: "inside" has "plain" and what isn't, and "outside" is beside it.
func surroundings(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Chdir(folder) // a socket's path is short
	socket, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	write := func(name string, size int) error { return os.WriteFile(name, bytes.Repeat([]byte("x"), size), 0o600) }
	if err := errors.Join(os.Mkdir("inside", 0o700), os.Mkdir("inside/folder", 0o700), syscall.Mkfifo("inside/pipe", 0o600),
		os.Rename("socket", "inside/socket"), write("inside/plain", 10), write("inside/full", 100), write("inside/large", 1000), write("outside", 10),
		os.Symlink("plain", "inside/link"), os.Symlink("../outside", "inside/out"), os.Symlink("none", "inside/dangling"),
		os.Symlink("pipe", "inside/to-pipe"), os.Symlink("/dev/zero", "inside/zero"), os.Symlink("loop", "inside/loop")); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestRead(t *testing.T) {
	folder := surroundings(t)
	root, err := os.OpenRoot("inside")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	below := func(open OpenFunc) OpenFunc {
		return func(name string, flag int, mode fs.FileMode) (*os.File, error) {
			return open(filepath.Join(folder, "inside", name), flag, mode)
		}
	}
	// anything stands for an error that is the system's own.
	anything := errors.New("anything")
	type want = map[string]error
	for how, c := range map[string]struct {
		open OpenFunc
		want want
	}{
		"any file": {below(os.OpenFile), want{"plain": nil, "full": nil, "large": ErrTooLarge, "link": nil, "out": nil, "pipe": nil, "zero": ErrTooLarge,
			"folder": syscall.EISDIR, "none": fs.ErrNotExist, "loop": anything, "socket": anything}},
		"regular": {below(Regular(os.OpenFile)), want{"plain": nil, "full": nil, "large": ErrTooLarge, "link": nil, "out": nil, "pipe": ErrNotRegular,
			"to-pipe": ErrNotRegular, "zero": ErrNotRegular, "folder": syscall.EISDIR, "none": fs.ErrNotExist, "dangling": fs.ErrNotExist, "socket": anything}},
		"regular, in a folder": {Regular(root.OpenFile), want{"plain": nil, "full": nil, "large": ErrTooLarge, "link": nil, "out": anything,
			"pipe": ErrNotRegular, "to-pipe": ErrNotRegular, "zero": anything, "folder": syscall.EISDIR, "none": fs.ErrNotExist, "../outside": anything}},
		"no link": {below(OpenUnlinked), want{"plain": nil, "full": nil, "large": ErrTooLarge, "link": ErrNotRegular, "out": ErrNotRegular,
			"pipe": ErrNotRegular, "to-pipe": ErrNotRegular, "zero": ErrNotRegular, "folder": ErrNotRegular, "socket": ErrNotRegular, "loop": ErrNotRegular,
			"dangling": ErrNotRegular, "none": fs.ErrNotExist}},
	} {
		for name, want := range c.want {
			content, err := Read(c.open, name, 100)
			if want == anything && err != nil {
				continue
			}
			if !errors.Is(err, want) || (err == nil) != (want == nil) {
				t.Errorf("%s: %s: %v, want %v", how, name, err, want)
			}
			if want == ErrTooLarge && len(content) != 101 {
				t.Errorf("%s: %s: %d bytes", how, name, len(content))
			}
		}
	}
}

func TestWhatIsMadeIsNoLink(t *testing.T) {
	surroundings(t)
	for name, want := range map[string]error{"inside/new": nil, "inside/plain": nil, "inside/dangling": ErrNotRegular, "inside/pipe": ErrNotRegular} {
		file, err := OpenUnlinked(name, os.O_CREATE|os.O_RDONLY, 0o600)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = file.Close()
		}
	}
	if _, err := os.Lstat("inside/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("made where a link leads: %v", err)
	}
	// A link that is put there after the name was looked at.
	if file, err := os.OpenFile("inside/out", os.O_RDONLY|Guard, 0); err == nil {
		_ = file.Close()
		t.Error("a link was followed")
	}
}
