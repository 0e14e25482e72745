package simulate

// The text of a job's log, made when it is asked for: what the runner writes around each step.

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// logText is a log in the making. Every line has a moment, a little after that of the line before.
type logText struct {
	bytes.Buffer
	at    time.Time
	lines int
}

// until moves on to a moment, if it is to come.
func (l *logText) until(t time.Time) { l.at = later(l.at, t) }

func (l *logText) line(format string, args ...any) {
	l.lines++
	l.at = l.at.Add(time.Duration(1_000+l.lines*7919%9_000) * 100 * time.Nanosecond)
	l.WriteString(l.at.UTC().Format("2006-01-02T15:04:05.0000000Z "))
	fmt.Fprintf(l, format, args...)
	l.WriteByte('\n')
}

// logOf is the log of a job as the storage has it.
func (g *GitHub) logOf(r *run, a *attempt, j *job) []byte {
	l := &logText{at: j.started}
	l.WriteString("\ufeff")
	for i := range j.steps {
		s := &j.steps[i]
		if s.conclusion == skipped {
			continue
		}
		l.until(s.started)
		l.writeStep(r, j, s)
		if s.definition.gathers() {
			l.writePipeline(a, s)
		}
		l.until(s.completed)
		l.writeEnd(s)
	}
	if j.selfHosted {
		return g.makeOdd(r, a, l.Bytes())
	}
	return l.Bytes()
}

// writeStep writes what a step begins with.
func (l *logText) writeStep(r *run, j *job, s *step) {
	switch {
	case s.name == setUpJob:
		l.writeSetUp(j)
	case s.name == setUpImage:
		l.line("##[group]Checking docker version")
		l.line("##[command]/usr/bin/docker version --format '{{.Server.APIVersion}}'")
		l.line("'1.41'")
		l.line("##[endgroup]")
		l.line("##[command]/usr/bin/docker create --name %016x --gpus all -v /home/runner/_work:/__w ghcr.io/iterative/cml:0-dvc2-base1-gpu", r.id)
	case s.name == completeJob:
		l.line("Cleaning up orphan processes")
	case s.always:
		l.line("%s", s.name)
	default:
		l.writeCommand(r, j, s)
	}
}

func (l *logText) writeSetUp(j *job) {
	l.line("Current runner version: '2.285.1'")
	if j.selfHosted {
		l.line("Runner name: '%s'", runnerName)
		l.line("Machine name: 'cml-0n2b3c4d5e'")
	}
	l.line("##[group]GITHUB_TOKEN Permissions")
	l.line("Contents: write")
	l.line("Metadata: read")
	l.line("##[endgroup]")
	l.line("Secret source: Actions")
	l.line("Prepare workflow directory")
	l.line("Complete job name: %s", j.name)
}

// writeCommand writes the script of a step, in which the values of inputs stand, and what it prints; or what its action is
// given.
func (l *logText) writeCommand(r *run, j *job, s *step) {
	d := s.definition
	script := strings.Split(strings.TrimSuffix(expand(d.script, r.inputs), "\n"), "\n")
	if d.uses != "" {
		l.line("##[group]Run %s", d.uses)
		if d.script != "" {
			l.line("with:")
			l.line("  timeout_minutes: %d", d.retried/time.Minute)
			l.line("  max_attempts: %d", d.tries)
			l.line("  command: %s", script[0])
			for _, text := range script[1:] {
				l.line("%s", text)
			}
		}
	} else {
		l.line("##[group]Run %s", script[0])
		for _, text := range script {
			l.line("\x1b[36;1m%s\x1b[0m", text)
		}
		l.line("shell: %s", map[bool]string{true: "sh -e {0}", false: "/usr/bin/bash -e {0}"}[j.selfHosted])
	}
	l.line("env:")
	if j.selfHosted {
		l.line("  pythonLocation: /__t/Python/3.11.0/x64")
		l.line("  GOOGLE_APPLICATION_CREDENTIALS: ***")
	} else {
		l.line("  REPO_TOKEN: ***")
	}
	l.line("##[endgroup]")
	l.writeNoise(d.script, s.conclusion == failure)
}

// writeNoise writes what some commands of the set-up print.
func (l *logText) writeNoise(script string, failed bool) {
	switch {
	case failed && strings.Contains(script, "nvidia-smi"):
		l.line("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.")
	case failed && strings.Contains(script, "cml runner"):
		l.line(`{"level":"error","message":"googleapi: Error 503: ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS"}`)
	case strings.Contains(script, "nvidia-smi"):
		l.line("| NVIDIA-SMI 515.65.01    Driver Version: 515.65.01    CUDA Version: 11.7     |")
		l.line("|   0  Tesla T4            Off  | 00000000:00:04.0 Off |                    0 |")
	case strings.Contains(script, "apt-get"):
		l.line("Get:1 http://archive.ubuntu.com/ubuntu focal InRelease [265 kB]")
		l.line("Reading package lists...")
		l.line("Setting up ffmpeg (7:4.2.7-0ubuntu0.1) ...")
	case strings.Contains(script, "pip install"):
		l.line("Processing ./.")
		l.line("Collecting cdp-backend[pipeline]~=4.0")
		l.line("  Downloading cdp_backend-4.1.3-py3-none-any.whl (95 kB)")
		l.line("\x1b[2K     \x1b[90m━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━\x1b[0m \x1b[32m95.2/95.2 kB\x1b[0m \x1b[31m9.1 MB/s\x1b[0m eta \x1b[36m0:00:00\x1b[0m")
		l.line("Successfully installed cdp-backend-4.1.3 cdp-scrapers-1.0.0")
		l.line("\x1b[33mWARNING: Running pip as the 'root' user can result in broken permissions\x1b[0m\x1b[33m")
	case strings.Contains(script, "cml runner"):
		l.line(`{"level":"info","message":"Preparing workdir /home/runner/.cml/cml-0n2b3c4d5e..."}`)
		l.line(`{"level":"info","message":"Deploying cloud runner plan..."}`)
	}
}

// writeEnd writes how a step ended that did not succeed.
func (l *logText) writeEnd(s *step) {
	for _, message := range s.messages() {
		l.line("##[error]%s", message)
	}
}

// makeOdd makes the log of a gather job unusual as the scenario says.
func (g *GitHub) makeOdd(r *run, a *attempt, text []byte) []byte {
	for _, o := range g.scenario.OddLogs {
		if _, yes := g.picked(r, a.number, []Pick{o.Pick}, "odd "+o.Kind); !yes {
			continue
		}
		switch o.Kind {
		case "no-bom":
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		case "crlf":
			text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
		case "cut":
			text = text[:len(text)-len(text)/10]
		case "huge-line":
			i := bytes.IndexByte(text, '\n')
			text = bytes.Join([][]byte{text[:i], []byte("\r"), bytes.Repeat([]byte("#"), hugeLine), text[i:]}, nil)
		}
	}
	return text
}

// hugeLine is the length in bytes of a line such as progress bars leave.
const hugeLine = 2 << 20
