package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// After a signal: GitHub's runner kills ten seconds after its first.
const (
	grace  = 4 * time.Second // how long saving may take
	atLast = 6 * time.Second // when the process ends, whatever it is in
)

// stopping is how the process ends early.
type stopping struct {
	signals <-chan os.Signal
	after   func(time.Duration) <-chan time.Time
	exit    func(code int)
}

// untilSignal returns a context that a signal ends, and one that ends when there is no time left to save. A second signal ends
// the process at once: killed anywhere, it loses nothing.
func (s stopping) untilSignal() (ctx, last context.Context) {
	ctx, stop := context.WithCancel(context.Background())
	last, cancel := context.WithCancelCause(context.Background())
	go func() {
		<-s.signals
		stop()
		saved, ended := s.after(grace), s.after(atLast)
		for {
			select {
			case <-saved:
				cancel(context.DeadlineExceeded)
				saved = nil
			case <-s.signals:
				s.exit(reconcile.ExitStopped)
				return
			case <-ended:
				s.exit(reconcile.ExitStopped)
				return
			}
		}
	}()
	return ctx, last
}

// machineSignals are those that ask the process to end. A pipe that nobody reads any more is no signal to it: writing says so.
func machineSignals() <-chan os.Signal {
	signal.Ignore(syscall.SIGPIPE)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	return signals
}
