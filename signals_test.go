package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// However a step is blocked, it ends: at once with a second signal, and in time without.
func TestAStepEndsAfterASignal(t *testing.T) {
	type moment = chan time.Time
	for name, c := range map[string]struct {
		then    func(signals chan<- os.Signal, saved, ended moment)
		savable bool
	}{
		"a second signal":         {func(signals chan<- os.Signal, _, _ moment) { signals <- os.Interrupt }, true},
		"time passes":             {func(_ chan<- os.Signal, _, ended moment) { ended <- time.Time{} }, true},
		"saving takes too long":   {func(_ chan<- os.Signal, saved, ended moment) { saved <- time.Time{}; ended <- time.Time{} }, false},
		"a signal while it saves": {func(signals chan<- os.Signal, saved, _ moment) { saved <- time.Time{}; signals <- os.Interrupt }, false},
	} {
		t.Run(name, func(t *testing.T) {
			signals, exit := make(chan os.Signal), make(chan int)
			moments := map[time.Duration]moment{grace: make(moment), atLast: make(moment)}
			ctx, last := stopping{signals, func(d time.Duration) <-chan time.Time { return moments[d] }, func(code int) { exit <- code }}.untilSignal()
			if ctx.Err() != nil || last.Err() != nil {
				t.Fatal("ended without a signal")
			}
			signals <- os.Interrupt
			<-ctx.Done()
			c.then(signals, moments[grace], moments[atLast])
			if code := <-exit; code != reconcile.ExitStopped || (context.Cause(last) == nil) != c.savable {
				t.Errorf("exit code %d, %v", code, context.Cause(last))
			}
		})
	}
}
