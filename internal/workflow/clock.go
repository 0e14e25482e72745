// The time that waits, limits and failures are measured by.

package workflow

import (
	"context"
	"time"
)

// A Clock is the time everything here lives by: the machine's, or a simulation's.
type Clock interface {
	Now() time.Time
	// Sleep returns nil after d, or earlier with an error that ends whatever was waiting: the context's, when it is done,
	// or one of the clock's own.
	Sleep(ctx context.Context, d time.Duration) error
}
