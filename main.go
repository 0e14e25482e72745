// Command trigger-event-gather gathers the council meetings of long stretches of time. It is a GitHub Action and a
// command line of the same grammar; see README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // the image has no time zones of its own

	"golang.org/x/term"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
)

// version is stamped by a release; else the build information names it.
var version string

// grace is how long after a signal saving may take; GitHub's runner kills ten seconds after it asks.
const grace = 4 * time.Second

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	last, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	context.AfterFunc(ctx, func() { time.AfterFunc(grace, func() { cancel(context.DeadlineExceeded) }) })

	columns, _, _ := term.GetSize(int(os.Stderr.Fd()))
	return cli.Main(ctx, last, cli.Env{
		Args: os.Args[1:], Environ: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr, Columns: columns, Version: programVersion(),
	})
}

func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
