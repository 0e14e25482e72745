// Package cli is the program around the core: the grammar that flags and action inputs share, the wiring, and what people
// and runners read.
//
// It is the only package that knows of the machine's clock and of exit codes; what the environment says it leaves to
// package actions. Everything it needs comes in an [Env], so that a test is the whole program without a process.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
)

// Main runs the program and returns its exit code. A signal cancels ctx; within last what is known is still saved.
func Main(ctx, last context.Context, env Env) (code int) {
	runner := newRunner(&env)
	var result outcome
	defer func() {
		if bug := recover(); bug != nil {
			fmt.Fprintf(env.Stderr, "%v\n\n%s", bug, debug.Stack())
			result = outcome{ending: reconcile.Ending{Fault: reconcile.BugFault}}
			runner.conclude(&result, &bugError{fmt.Sprint(bug)})
			code = reconcile.ExitBug
		}
		code = cmp.Or(code, runner.finish(result))
	}()
	p := &process{ctx: ctx, last: last, env: &env, runner: runner}
	command, err := parse(&env)
	if err == nil {
		runner.identify(command.name, command.runnable)
	}
	for _, w := range command.warnings {
		runner.warning(w)
	}
	switch {
	case errors.Is(err, errAnswered):
		return reconcile.ExitDone
	case err == nil:
		p.wrong = command.wrong
		result, err = p.outOfTime(command.run(p))
	}
	if ctx.Err() != nil {
		err = stopped(err)
	}
	if err = runner.honest(err); err != nil {
		result.ending.Fault = faultOf(err)
	}
	runner.conclude(&result, err)
	if p.tell != nil {
		p.tell(&result, err)
	}
	_, code = result.ending.Status()
	return code
}
