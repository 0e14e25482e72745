// Command trigger-event-gather gathers the council meetings of long ranges of time. It is a GitHub Action and a
// command line of the same grammar; see README.md.
package main

import (
	"io"
	"log"
	"os"
	"runtime/debug"
	"time"
	_ "time/tzdata" // the image has no time zones of its own

	"golang.org/x/term"

	"github.com/CouncilDataProject/trigger-event-gather/internal/cli"
)

// version is stamped by a release: -X main.version=v1.2.3.
var version string

// now is the machine's clock; a test gives another.
var now = time.Now

// nextVersion is what a build of any other commit calls itself: the release that CHANGELOG.md prepares, before it is one.
const nextVersion = "v1.0.0-dev"

func main() { os.Exit(run()) }

func run() int {
	// net/http logs what a server says unasked, as it is: to GitHub's runner that could be a workflow command.
	log.SetOutput(io.Discard)

	ctx, last := stopping{machineSignals(), time.After, os.Exit}.untilSignal()
	env := cli.Env{Args: os.Args[1:], Environ: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr, Version: programVersion(), Now: now,
		StdoutColumns: columns(os.Stdout), Columns: columns(os.Stderr)}
	return cli.Main(ctx, last, env)
}

// columns asks how wide the terminal behind a file is now, 0 where it doesn't say; nil where there is no terminal.
func columns(file *os.File) func() int {
	if !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return func() int {
		width, _, _ := term.GetSize(int(file.Fd()))
		return width
	}
}

// programVersion is the release that this program is. An image that a runner builds from a commit has neither a stamp nor
// Git's own data; it is the next release, unfinished.
func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nextVersion
	}
	if info.Main.Sum != "" { // installed as a module, at a release or a commit
		return info.Main.Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return nextVersion + "+" + setting.Value[:12]
		}
	}
	return nextVersion
}
