//go:build !unix

package plainfile

// Where files are opened without waiting, and no flag says not to follow links.
const noWait, noFollow = 0, 0
