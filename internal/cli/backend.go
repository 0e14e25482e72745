package cli

// The GitHub that a command acts on: the real one, or one in memory.

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// backend is a GitHub with the time that passes there.
type backend interface {
	// client gives what a client needs to reach it, but for its pace.
	client() workflow.Options
	// after has f called after so much of its time; stop prevents that.
	after(d time.Duration, f func()) (stop func())
	// openFile opens the ledger in a file, without a lock where nobody saves it; onBranch opens the one on a branch.
	openFile(path string, dryRun bool, onBranch func(branch string) *ledger.Branch) (store ledger.Store, done func(), err error)
	// writer is a word that tells what this process writes to a ledger from what others wrote.
	writer(l *ledger.Ledger) string
	// simulated says whether all this is a simulation.
	simulated() bool
	// violations are requests of ours that the real GitHub would not understand, as far as they are noticed.
	violations() []string
}

// answerWithin is how long one request to the real GitHub may take; GitHub itself gives up on one after ten seconds.
const answerWithin = 30 * time.Second

// fileWithin is how long a file on another host, a log, may take.
const fileWithin = time.Minute

// realGitHub is reached over the network.
type realGitHub struct {
	api   string
	token workflow.Token
	clock machineClock
}

func (b realGitHub) client() workflow.Options {
	return workflow.Options{
		API: b.api, Token: b.token, Base: workflow.Network(answerWithin), Files: workflow.Network(fileWithin), Clock: b.clock,
		Random: mathrand.New(mathrand.NewPCG(mathrand.Uint64(), mathrand.Uint64())),
	}
}

func (realGitHub) after(d time.Duration, f func()) (stop func()) {
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

func (realGitHub) openFile(path string, dryRun bool, _ func(string) *ledger.Branch) (ledger.Store, func(), error) {
	if dryRun {
		return ledger.LookAtFile(path), func() {}, nil
	}
	file, err := ledger.OpenFile(path)
	if err != nil {
		return nil, nil, err
	}
	return file, func() { _ = file.Close() }, nil
}

func (realGitHub) writer(*ledger.Ledger) string { return rand.Text()[:8] }

func (realGitHub) simulated() bool      { return false }
func (realGitHub) violations() []string { return nil }

// simulatedGitHub is in memory, with a clock of its own.
type simulatedGitHub struct {
	*simulate.GitHub
	city   *simulate.Scenario
	memory *ledger.Ledger // in the file that is named, else empty
}

func (b simulatedGitHub) client() workflow.Options {
	return workflow.Options{
		API: "https://api.github.com", Token: "ghs_000000000000000000000000000000simulated", Base: b.Transport(), Clock: b.Clock(), Random: mathrand.New(mathrand.NewPCG(b.city.Seed, 0)),
	}
}

func (b simulatedGitHub) after(d time.Duration, f func()) (stop func()) {
	b.At(b.Clock().Now().Add(d), f)
	return func() {}
}

// openFile only reads a file of the real GitHub's: the simulated branch begins as it is.
func (b simulatedGitHub) openFile(path string, dryRun bool, onBranch func(string) *ledger.Branch) (ledger.Store, func(), error) {
	if mayBeKept(b.memory) && dryRun {
		return ledger.LookAtFile(path), func() {}, nil
	}
	if mayBeKept(b.memory) {
		file, err := openKept(path, b.memory, b.city, b.Clock().Now)
		return file, func() { _ = file.Close() }, err
	}
	for _, a := range b.memory.Unsettled() {
		// Its run doesn't run in the simulation: it is sent anew.
		b.memory.Add(ledger.Concluded{Key: a.Key, RunAttempt: 1, Class: ledger.Lapsed, Reason: "not simulated", At: b.Clock().Now()})
	}
	branch := strings.TrimPrefix(standards()["ledger"], placeBranch+":")
	b.WriteFile(branch, ledger.FileName, b.memory.Encode())
	return onBranch(branch), func() {}, nil
}

// writer depends on nothing but the seed and what was written before.
func (b simulatedGitHub) writer(l *ledger.Ledger) string {
	return fmt.Sprintf("%08X", mathrand.New(mathrand.NewPCG(b.city.Seed, uint64(l.Len()))).Uint32())
}

func (simulatedGitHub) simulated() bool        { return true }
func (b simulatedGitHub) violations() []string { return b.Violations() }

// machineClock is the real time.
type machineClock struct{ now func() time.Time }

func (c machineClock) Now() time.Time { return c.now() }

func (machineClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
