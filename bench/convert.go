//go:build unix

package main

// What converting many event files costs, by itself and beside the recipe that it replaces.

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// many is how many event files are converted by one process.
const many = 10_000

// convertFigures measures one event file, and many.
func convertFigures(program string) ([]figure, error) {
	const example = "examples/events/2021-special-council-meeting.yml"
	one, err := best(program, convertArgs(example)...)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "events")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	text, err := os.ReadFile(example)
	if err != nil {
		return nil, err
	}
	files := make([]string, many)
	for i := range files {
		day := time.Date(2000, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		files[i] = filepath.Join(folder, day+".yml")
		if err := os.WriteFile(files[i], bytes.ReplaceAll(text, []byte("2021-06-07"), []byte(day)), 0o600); err != nil {
			return nil, err
		}
	}
	size, _, err := outputOf(program, convertArgs(files...)...)
	if err != nil {
		return nil, err
	}
	all, err := best(program, convertArgs(files...)...)
	if err != nil {
		return nil, err
	}
	return []figure{
		{"convert of an event, time", milliseconds(one.elapsed), 40, "ms"},
		{"convert of 10,000 events, time", milliseconds(all.elapsed), 3000, "ms"},
		{"convert of 10,000 events, peak memory beside the output", megabytes(all.peak - size), 48, "MB"},
	}, nil
}

// outputOf is how long a command's output is, and its digest. It isn't kept: what this process needs would count as the peak
// memory of those that it starts.
func outputOf(program string, args ...string) (size int64, digest [sha256.Size]byte, err error) {
	command := exec.Command(program, args...)
	pipe, err := command.StdoutPipe()
	if err != nil {
		return 0, digest, err
	}
	if err := command.Start(); err != nil {
		return 0, digest, err
	}
	hash := sha256.New()
	size, err = io.Copy(hash, pipe)
	return size, [sha256.Size]byte(hash.Sum(nil)), errors.Join(err, command.Wait())
}

func convertArgs(files ...string) []string {
	return append([]string{"convert", "--timezone=UTC", "--check-uris=off"}, files...)
}

// recipeFigures compares the program with PyYAML and dataclasses-json on the same files. The scripts are make.py FOLDER COUNT,
// which writes event files, and baseline.py FOLDER FILE, which writes their JSON.
func recipeFigures(program, scripts string) ([]figure, error) {
	folder, err := os.MkdirTemp("", "recipe")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	events, recipe := filepath.Join(folder, "events"), filepath.Join(folder, "recipe.jsonl")
	// Debian's own, for which its packages are.
	const python = "/usr/bin/python3"
	if _, err := once(python, filepath.Join(scripts, "make.py"), events, fmt.Sprint(many)); err != nil {
		return nil, err
	}
	theirs, err := once("env", "TZ=UTC", python, filepath.Join(scripts, "baseline.py"), events, recipe)
	if err != nil {
		return nil, err
	}
	if err := os.Setenv("GITHUB_WORKSPACE", folder); err != nil {
		return nil, err
	}
	size, got, err := outputOf(program, convertArgs("--files=events/*")...)
	if err != nil {
		return nil, err
	}
	if _, want, err := outputOf("cat", recipe); err != nil || got != want {
		return nil, fmt.Errorf("the output is not the recipe's (%v)", err)
	}
	ours, err := best(program, convertArgs("--files=events/*")...)
	if err != nil {
		return nil, err
	}
	fmt.Printf("%.1f times as fast as the recipe\n", theirs.elapsed.Seconds()/ours.elapsed.Seconds())
	return []figure{
		{"convert of 10,000 events, time of the recipe's", 100 * ours.elapsed.Seconds() / theirs.elapsed.Seconds(), 5, "%"},
		{"convert of 10,000 events, peak memory beside the output", megabytes(ours.peak - size), 48, "MB"},
	}, nil
}
