package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// The workflow files that every instance begins with.
const (
	gatherFile  = "event-gather-pipeline.yml"
	specialFile = "process-special-event.yml"
)

// station is all that dispatching needs, whatever is dispatched: a way to GitHub, the lanes, the ledger and the policy.
type station struct {
	*session
	policy        reconcile.Policy
	every         time.Duration
	budget        time.Duration // 0: none
	goOn          bool
	lanes, others []*workflow.Workflow
	other         string // the workflow that shares the runners by default; empty where that was said
	info          workflow.Info
	store         ledger.Store
	memory        *ledger.Ledger
	next          *successor
	idless        map[ledger.Key]bool // what was sent without being told a run
	seen          []ledger.Fact       // that the ledger doesn't hold durably yet
}

// station reads the flags of a command that dispatches to a workflow file by default; other is the file that shares the
// runners. Nobody is asked yet. It is nil where what is wrong leaves nothing to go on with.
func (f dispatchFlags) station(p *process, g gitHubFlags, city *simulate.Scenario, file, other string, ps *problems) *station {
	st := &station{
		idless: map[ledger.Key]bool{},
		policy: reconcile.Policy{
			MaxParallel: ps.atMost("max-parallel", f.MaxParallel, 1, 1, workflow.Listed),
			Retries:     ps.number("retries", f.Retries, 2, 0),
			MaxFailures: ps.number("max-failures", f.MaxFailures, 5, 1),
			RunLimit:    ps.positive("run-limit", f.RunLimit, "6h"),
			DryRun:      ps.bool("dry-run", f.DryRun, false),
			Wait:        ps.bool("wait", f.Wait, true),
			Writer:      rand.Text()[:8],
		},
		every:  ps.positive("poll-interval", f.PollInterval, "30s"),
		budget: ps.positive("time-budget", f.TimeBudget, "5h30m"),
		other:  other,
	}
	if city != nil && f.TimeBudget == "" {
		st.budget = 0 // weeks pass in seconds
	}
	if st.session = g.connect(p, f.simulateFlags, city, ps); st.session == nil {
		return nil
	}
	st.lanes = st.workflows("workflow", orDefault(f.Workflow, file), ps)
	if len(names(orDefault(f.Workflow, file))) == 0 {
		ps.add("workflow", "the name of a file in .github/workflows, such as "+file, "%q: names no file", f.Workflow)
	}
	if f.AlsoCount != "" {
		st.others, st.other = st.workflows("also-count", f.AlsoCount, ps), ""
	}
	// GitHub documents a branch or tag name, shows runs by that, and takes the long form of people who paste github.ref.
	st.policy.Ref = strings.TrimPrefix(strings.TrimPrefix(f.Ref, "refs/heads/"), "refs/tags/")
	return st
}

func orDefault(text, byDefault string) string {
	if strings.TrimSpace(text) == "" {
		return byDefault
	}
	return text
}

// reach asks GitHub for the repository.
func (st *station) reach(p *process, ps *problems) (err error) {
	if st.info, err = st.repo.Info(p.ctx); err != nil {
		return err
	}
	st.policy.Ref = orDefault(st.policy.Ref, st.info.DefaultBranch)
	if st.place == (ledgerPlace{placeBranch, st.info.DefaultBranch}) {
		ps.add("ledger", "name a branch that holds nothing else", "%q is the default branch", st.info.DefaultBranch)
	}
	return nil
}

// ready finds what would stop every dispatch, and loads the ledger; done gives it back.
func (st *station) ready(p *process, inputs ...string) (done func(), err error) {
	if err := st.preflight(p, inputs...); err != nil {
		return nil, err
	}
	if err := st.addOther(p); err != nil {
		return nil, err
	}
	for _, lane := range st.lanes {
		st.policy.Lanes = append(st.policy.Lanes, lane.File)
	}
	if st.store, done, err = st.session.store(); err != nil {
		return nil, err
	}
	if st.memory, err = st.store.Load(p.ctx); err != nil {
		done()
		return nil, ledgerProblem(err)
	}
	p.tellTorn(st.memory)
	st.policy.Started = st.client.Now()
	if st.budget > 0 {
		st.policy.Deadline = st.policy.Started.Add(st.budget)
	}
	if st.goOn && st.policy.Wait && !st.policy.DryRun && st.github == nil {
		if st.next, err = p.successor(st.session); err != nil {
			p.runner.warning(problem{Place: "continue", Message: err.Error(), Hint: "when it stops, run it again; or put it on a schedule with wait: false"})
		}
	}
	return done, nil
}

// tellTorn tells of a line that a crash cut short.
func (p *process) tellTorn(l *ledger.Ledger) {
	if l.Torn != "" {
		p.runner.warning(problem{Place: "ledger", Message: fmt.Sprintf("a last line was cut short by a crash and is dropped: %.80q", l.Torn)})
	}
}

// preflight finds what stops every dispatch before the first one.
func (st *station) preflight(p *process, inputs ...string) error {
	var all []error
	if st.info.CannotPush {
		all = append(all, &foreseen{"the token may not write to " + st.info.FullName, "give it actions: write and contents: write"})
	}
	for _, lane := range st.lanes {
		warnings, err := lane.Preflight(p.ctx, st.info, inputs...)
		for _, w := range warnings {
			p.runner.warning(problem{Message: w.Message, Hint: w.Hint})
		}
		if err != nil {
			all = append(all, err)
		}
	}
	for _, w := range st.others {
		if _, _, err := w.Runs(p.ctx); errors.Is(err, workflow.ErrGone) {
			all = append(all, &foreseen{fmt.Sprintf("also-count: no workflow %q in %s", w.File, st.repo), "leave it out, or name a file in .github/workflows"})
		} else if err != nil {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// foreseen is a refusal of GitHub's that was seen coming.
type foreseen struct{ message, hint string }

func (e *foreseen) Error() string { return e.message }
func (e *foreseen) Hint() string  { return e.hint }

// addOther counts the workflow that shares the runners by default, where the repository has it and it is no lane itself.
func (st *station) addOther(p *process) error {
	if st.other == "" {
		return nil
	}
	for _, lane := range st.lanes {
		if lane.File == st.other {
			return nil
		}
	}
	w, err := st.repo.Workflow(st.other)
	if err != nil {
		return err
	}
	switch _, _, err := w.Runs(p.ctx); {
	case errors.Is(err, workflow.ErrGone):
		return nil
	case err != nil:
		return err
	}
	st.others = append(st.others, w)
	return nil
}
