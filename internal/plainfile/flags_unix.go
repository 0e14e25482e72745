//go:build unix

package plainfile

import "syscall"

// noWait makes a named pipe without a writer an empty file: else opening it would wait for the writer. noFollow refuses a
// symbolic link.
const (
	noWait   = syscall.O_NONBLOCK
	noFollow = syscall.O_NOFOLLOW
)
