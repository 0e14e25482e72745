//go:build unix

// Command bench measures the built program as a user meets it, whole processes from start to exit, against the limits
// the project has set itself. It prints a table and exits 1 when a limit is broken.
//
//	go run ./bench PROGRAM          # all but the next
//	go run ./bench PROGRAM SCRIPTS  # convert beside the recipe it replaces, in Python
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"text/tabwriter"
	"time"
)

// runs is how often each command is measured. The best counts: what a busy machine adds is not the program's.
const runs = 10

type figure struct {
	name  string
	value float64
	limit float64
	unit  string
}

func main() {
	var figures []figure
	var err error
	switch len(os.Args) {
	case 2:
		figures, err = measure(os.Args[1])
	case 3:
		figures, err = recipeFigures(os.Args[1], os.Args[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: bench PROGRAM [SCRIPTS]")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if !print(figures) {
		os.Exit(1)
	}
}

func measure(program string) ([]figure, error) {
	cold, err := best(program, "--version")
	if err != nil {
		return nil, err
	}
	century, err := best(program, "plan", "--begin", "1921-01-01", "--end", "2021-01-01", "--window", "1d", "--format", "json")
	if err != nil {
		return nil, err
	}
	months, err := best(program, "backfill", "--simulate", "--begin", "2021-01-01", "--end", "2021-07-01")
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(program)
	if err != nil {
		return nil, err
	}
	events, err := convertFigures(program)
	if err != nil {
		return nil, err
	}
	return append([]figure{
		{"cold start (--version)", milliseconds(cold.elapsed), 40, "ms"},
		{"plan of 36,525 windows, time", milliseconds(century.elapsed), 60, "ms"},
		{"plan of 36,525 windows, peak memory", megabytes(century.peak), 40, "MB"},
		{"six simulated months", milliseconds(months.elapsed), 2000, "ms"},
		{"binary size", megabytes(info.Size()), 14, "MB"},
	}, events...), nil
}

// print writes the table and says whether every figure is below its limit.
func print(figures []figure) bool {
	within := true
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "figure\tmeasured\tlimit")
	for _, f := range figures {
		verdict := ""
		if f.value >= f.limit {
			verdict = "  over"
			within = false
		}
		fmt.Fprintf(table, "%s\t%.1f %s\t%.0f %s%s\n", f.name, f.value, f.unit, f.limit, f.unit, verdict)
	}
	table.Flush()
	return within
}

type usage struct {
	elapsed time.Duration
	peak    int64 // resident set, bytes
}

// best is the least time and the least peak memory over several runs of one command, its output dropped.
func best(program string, args ...string) (usage, error) {
	var least usage
	for i := range runs {
		u, err := once(program, args...)
		if err != nil {
			return usage{}, fmt.Errorf("%s %q: %w", program, args, err)
		}
		if i == 0 {
			least = u
		}
		least.elapsed = min(least.elapsed, u.elapsed)
		least.peak = min(least.peak, u.peak)
	}
	return least, nil
}

func once(program string, args ...string) (usage, error) {
	var stderr bytes.Buffer
	command := exec.Command(program, args...)
	command.Stderr = &stderr
	start := time.Now()
	if err := command.Run(); err != nil {
		return usage{}, fmt.Errorf("%w: %s", err, stderr.Bytes())
	}
	elapsed := time.Since(start)
	// Linux counts Maxrss in KiB.
	return usage{elapsed, command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024}, nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func megabytes(n int64) float64 { return float64(n) / 1e6 }
