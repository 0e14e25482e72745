package cli

// The way to one repository on GitHub, and to the ledger kept for it.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/report"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// connection is a client for a repository, and where its ledger is. Nobody has been asked yet.
type connection struct {
	backend
	*workflow.Client
	repo  *workflow.Repository
	clock workflow.Clock
	begun time.Time // by the clock: when the time budget began
	place ledgerPlace
	// current says that the repository is the one that this step runs in.
	current bool
}

// placeholder stands for a repository while the other problems of the input are looked for; nobody asks it anything.
const placeholder = "none/none"

// connect checks all that a connection needs. It is nil where what is wrong leaves nothing to go on with.
func (f gitHubFlags) connect(p *process, s simulateFlags, city *simulate.Scenario, ps *problems) *connection {
	c := &connection{place: ps.ledgerPlace(f.Ledger)}
	repository := f.Repository
	if city != nil {
		repository = c.simulate(p, s.cityFlags, city, repository, ps)
	} else {
		repository = c.reach(p, f, ps)
	}
	options := c.backend.client()
	options.WriteInterval = ps.duration("write-interval", s.WriteInterval)
	options.UserAgent = "trigger-event-gather/" + p.env.Version
	options.Notices.OnWait = func(until time.Time) { p.runner.say("%s", report.RateLimit(c.Now(), until)) }
	options.Notices.OnNoServer = func(failure error) { p.runner.say("%s", report.NoServer(failure)) }
	options.Notices.OnOddDate = func(date time.Time) { p.runner.warning(report.OddDate(date)) }
	c.clock, c.begun = options.Clock, options.Clock.Now()
	var err error
	if c.Client, err = workflow.NewClient(options); err != nil {
		ps.addError("", err)
		return nil
	}
	if c.repo, err = c.Repository(repository); err != nil {
		ps.addError("repository", err)
		c.repo, _ = c.Repository(placeholder)
	}
	return c
}

// simulate connects to a GitHub in memory, and returns the repository there. A simulation that is kept in a file goes on.
func (c *connection) simulate(p *process, f cityFlags, city *simulate.Scenario, repository string, ps *problems) string {
	if repository != "" {
		city.Repository = repository
	}
	memory := ledger.New()
	if c.place.kind == placeFile {
		var err error
		if memory, err = ledger.ReadFile(c.place.name); err != nil {
			*ps = append(*ps, list(ledgerProblem(err))...)
			memory = ledger.New()
		}
	}
	if memory.IsSimulated() {
		f.goOn(city, memory.Simulated, ps)
	}
	github := p.github
	if github == nil {
		p.runner.simulates(city.Repository, c.place.kind == placeFile && mayBeKept(memory))
		github = simulate.New(*city)
		if memory.IsSimulated() {
			github.Restore(pastOf(memory))
		}
	}
	c.backend = simulatedGitHub{github, city, memory}
	return city.Repository
}

// reach connects to the real GitHub, and returns the repository there.
func (c *connection) reach(p *process, f gitHubFlags, ps *problems) (repository string) {
	here := p.env.context()
	real := realGitHub{api: here.APIURL, token: workflow.Token(cmp.Or(f.GithubToken, actions.Token(p.env.Environ))), clock: machineClock{p.env.now}}
	if real.token == "" {
		if len(p.wrong) == 0 { // else the command line is to be mended first
			ps.add("github-token", "in a workflow leave it out; on a command line set GITHUB_TOKEN", "no token")
		}
		real.token = "none"
	}
	c.backend = real
	if repository = orDefault(f.Repository, here.Repository); repository == "" {
		ps.add("repository", "OWNER/NAME of the instance", "required outside of a workflow")
		return placeholder
	}
	c.current = repository == here.Repository
	return repository
}

// zone is the municipality's: as given, else as the instance's settings say, in the workspace where that is the
// repository's, else on GitHub; else UTC with a warning.
func (c *connection) zone(p *process, given *time.Location) (*time.Location, error) {
	if given != nil {
		return given, nil
	}
	places := []zonePlace{p.workspaceZone, func() (*time.Location, error) { return c.settingsZone(p.ctx) }}
	if !c.current {
		places = places[1:]
	}
	return p.zoneOrUTC("give timezone, an IANA zone such as America/Los_Angeles", places...)
}

// settingsZone is the zone that the settings on GitHub name.
func (c *connection) settingsZone(ctx context.Context) (*time.Location, error) {
	text, err := c.repo.FileText(ctx, settingsFile, "")
	if errors.Is(err, workflow.ErrGone) {
		return nil, &noZoneError{why: fmt.Sprintf("%s has no %s", c.repo, settingsFile)}
	}
	if err != nil {
		return nil, err
	}
	return settingsZone(fmt.Sprintf("%s/%s", c.repo, settingsFile), text)
}

// branch is the ledger on a branch of the repository.
func (c *connection) branch(name string) *ledger.Branch {
	return ledger.OpenBranch(c.GitHub(), c.repo.Owner, c.repo.Name, name, c.Now)
}

// openLedger opens the ledger for writing, unless it is a dry run, and loads it; done gives it back.
func (c *connection) openLedger(ctx context.Context, dryRun bool) (store ledger.Store, l *ledger.Ledger, done func(), err error) {
	store, done = c.branch(c.place.name), func() {}
	if c.place.kind == placeFile {
		if store, done, err = c.openFile(c.place.name, dryRun, c.branch); err != nil {
			return nil, nil, nil, ledgerProblem(err)
		}
	}
	if l, err = c.usable(store.Load(ctx)); err != nil {
		done()
		return nil, nil, nil, err
	}
	return store, l, done, nil
}

// readLedger loads the ledger for those who only look.
func (c *connection) readLedger(ctx context.Context) (*ledger.Ledger, error) {
	if c.place.kind == placeFile {
		return c.usable(ledger.ReadFile(c.place.name))
	}
	return c.usable(c.branch(c.place.name).Load(ctx))
}

// usable is a ledger that was loaded, or what speaks against it.
func (c *connection) usable(l *ledger.Ledger, err error) (*ledger.Ledger, error) {
	if err != nil {
		return nil, ledgerProblem(err)
	}
	if !c.simulated() {
		err = refuseKept(l)
	}
	return l, err
}

// ledgerProblem makes a ledger that can't be read bad input, and leaves other errors alone.
func ledgerProblem(err error) error {
	var line *ledger.LineError
	var file *fs.PathError
	hint := hintOf(err)
	switch {
	case errors.As(err, &line) && hint == "":
		hint = "fix or remove the line by hand, or name another ledger; it was not written to"
	case errors.As(err, &file):
		hint = "file:PATH of a regular file that may be read and written, in a folder that exists"
	case !errors.As(err, &line):
		return err
	}
	return &inputError{[]problem{{Place: "ledger", Message: err.Error(), Hint: hint}}}
}

// tellLedger says what people should know of a ledger that was loaded: how late it is in a simulation that goes on, and of a
// line that a crash cut short.
func (p *process) tellLedger(l *ledger.Ledger) {
	if l.IsSimulated() {
		p.runner.say("simulated time goes on at %s", l.Simulated.At.UTC().Format("2006-01-02 15:04 MST"))
	}
	if l.Torn > 0 {
		p.runner.warning(problem{Place: "ledger", Message: fmt.Sprintf("a last line was cut short by a crash and is dropped: line %d", l.Torn)})
	}
}
