package cli

// What is said of a simulation in other words: no page on GitHub shows its runs, and often nothing of it is kept.

import (
	"errors"
	"regexp"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
)

// simulates says that a command acts on a simulation. From then on no link to one of its runs is printed: it leads nowhere, or to
// a run of the real GitHub that has nothing to do with it.
func (r *runner) simulates(repository string, kept bool) {
	address := `https://github\.com/` + regexp.QuoteMeta(repository) + `/actions/runs/(\d+)[\w/]*`
	r.simulation = &simulation{regexp.MustCompile(`\[[^\[\]]*\]\(<?` + address + `>?\)|` + address), kept}
	r.stdout.Instead, r.stderr.Instead = r.simulation.withoutLinks, r.simulation.withoutLinks
}

// forget takes the addresses of simulated runs away: no page is there.
func (s *simulation) forget(runs []outputRun) {
	if s != nil {
		for i := range runs {
			runs[i].URL = ""
		}
	}
}

// nothingKept says that what a command did is gone when it ends.
func (r *runner) nothingKept() bool { return r.simulation != nil && !r.simulation.kept }

// goneError is an error of a simulation of which nothing is kept.
type goneError struct{ error }

func (e *goneError) Unwrap() error { return e.error }

// Hint is the way out: to run it again begins anew.
func (*goneError) Hint() string { return report.NothingKept.Text }

// honest is an error that promises nothing of a simulation that isn't kept.
func (r *runner) honest(err error) error {
	if err == nil || !r.nothingKept() {
		return err
	}
	all := unjoin(err)
	for i, e := range all {
		switch faultOf(e) {
		case reconcile.SignalFault:
			all[i] = &goneError{errSignal}
		case reconcile.GitHubFault:
			if strings.Contains(hintOf(e), "run it again") {
				all[i] = &goneError{e}
			}
		}
	}
	return errors.Join(all...)
}
