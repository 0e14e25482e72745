package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// session is a way to GitHub, the real one or one in memory, and to the ledger kept there.
type session struct {
	client *workflow.Client
	repo   *workflow.Repository
	clock  workflow.Clock
	place  ledgerPlace
	github *simulate.GitHub // nil where it is the real one
}

// nowhere stands for a repository while what else is wrong is looked for; nobody asks it anything.
const nowhere = "none/none"

// answerWithin is how long one request to the real GitHub may take; GitHub itself gives up on one after ten seconds.
const answerWithin = 30 * time.Second

// connect checks everything a session needs, and asks nobody yet.
func (f gitHubFlags) connect(p *process, s simulateFlags, city *simulate.Scenario, ps *problems) *session {
	options := workflow.Options{
		API: p.env.context().APIURL, Token: workflow.Token(f.GithubToken),
		Clock: machineClock{}, Random: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())),
		WriteInterval: ps.duration("write-interval", s.WriteInterval, "1s"), UserAgent: "trigger-event-gather/" + p.env.Version,
	}
	repository := f.Repository
	session := &session{place: ps.ledgerPlace(f.Ledger)}
	if city != nil {
		if repository != "" {
			city.Repository = repository
		}
		if session.github = p.github; session.github == nil {
			session.github = simulate.New(*city)
		}
		options.Base, options.Clock = session.github.Transport(), session.github.Clock()
		options.API, options.Token, repository = "https://api.github.com", "simulated", city.Repository
		options.Random = rand.New(rand.NewPCG(city.Seed, 0))
	} else {
		options.Base = workflow.Network(answerWithin)
		if options.Token == "" {
			options.Token = workflow.Token(actions.Token(p.env.Environ))
		}
		if options.Token == "" {
			ps.add("github-token", "in a workflow leave it out; on a command line set GITHUB_TOKEN", "no token")
			options.Token = "none"
		}
		if repository == "" {
			repository = p.env.context().Repository
		}
		if repository == "" {
			ps.add("repository", "OWNER/NAME of the instance", "required outside of a workflow")
			repository = nowhere
		}
	}
	session.clock = options.Clock
	var err error
	if session.client, err = workflow.NewClient(options); err != nil {
		ps.addError("", err)
		return nil
	}
	if session.repo, err = session.client.Repository(repository); err != nil {
		ps.addError("repository", err)
		session.repo, _ = session.client.Repository(nowhere)
	}
	return session
}

// overtime is how long after its budget a step may still be waiting for a limit of GitHub's before that is cut short, and
// how long the last save may take then.
const overtime = time.Minute

var errOvertime = errors.New("the time budget is spent")

// within runs the loop and cuts short what makes it miss its deadline.
func (s *session) within(ctx context.Context, loop *reconcile.Loop, last context.Context) (reconcile.Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	last, giveUp := context.WithCancelCause(last)
	defer giveUp(nil)
	switch end := loop.Policy.Deadline.Add(overtime); {
	case loop.Policy.Deadline.IsZero():
	case s.github != nil:
		s.github.At(end, func() { cancel(errOvertime) })
		s.github.At(end.Add(overtime), func() { giveUp(errOvertime) })
	default:
		for i, stop := range []context.CancelCauseFunc{cancel, giveUp} {
			timer := time.AfterFunc(end.Sub(loop.Now())+time.Duration(i)*overtime, func() { stop(errOvertime) })
			defer timer.Stop()
		}
	}
	result, err := loop.Run(ctx, last)
	if err != nil && errors.Is(context.Cause(ctx), errOvertime) {
		result.Reason = reconcile.TimeOver
		unsaved := (*reconcile.UnsavedError)(nil)
		if !errors.As(err, &unsaved) {
			return result, nil
		}
		err = unsaved
	}
	return result, err
}

// workflows names workflow files, of which none is an error.
func (s *session) workflows(place, text string, ps *problems) []*workflow.Workflow {
	var all []*workflow.Workflow
	for _, name := range names(text) {
		w, err := s.repo.Workflow(name)
		if err != nil {
			ps.addError(place, err)
			continue
		}
		all = append(all, w)
	}
	return all
}

// zone is the municipality's: as given, else as the instance's settings say, in the workspace where it is the current
// repository's, else on GitHub; else UTC with a warning.
func (s *session) zone(p *process, given *time.Location) (*time.Location, error) {
	if given != nil {
		return given, nil
	}
	if s.github == nil && s.repo.String() == p.env.context().Repository {
		if zone, err := fileZone(p.workspace() + "/" + settingsFile); err == nil {
			return zone, nil
		}
	}
	text, err := s.repo.FileText(p.ctx, settingsFile, "")
	if err != nil && !errors.Is(err, workflow.ErrGone) {
		return nil, err
	}
	zone, settingsErr := settingsZone(text)
	if err != nil {
		settingsErr = fmt.Errorf("%s has no %s", s.repo, settingsFile)
	}
	if settingsErr != nil {
		p.runner.warning(problem{Place: "timezone", Message: "UTC is used: " + settingsErr.Error(), Hint: "give timezone, an IANA zone such as America/Los_Angeles"})
		return time.UTC, nil
	}
	return zone, nil
}

// ledgerPlace is where a ledger is kept.
type ledgerPlace struct {
	kind string // placeBranch or placeFile
	name string
}

const (
	placeBranch   = "branch"
	placeFile     = "file"
	defaultLedger = "branch:event-gather-ledger"
)

var branchForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}$`)

func (ps *problems) ledgerPlace(text string) ledgerPlace {
	if text == "" {
		text = defaultLedger
	}
	kind, name, _ := strings.Cut(text, ":")
	switch {
	case kind == placeFile && name != "":
	case kind == placeBranch && branchForm.MatchString(name) && !strings.Contains(name, "..") && !strings.Contains(name, "//") &&
		!strings.HasSuffix(name, "/") && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, ".lock"):
	default:
		ps.add("ledger", "branch:NAME or file:PATH", "%q: no place for a ledger", text)
	}
	return ledgerPlace{kind, name}
}

// store opens the ledger for writing. With a simulation a ledger file is only read: the simulated branch begins as it is.
func (s *session) store() (ledger.Store, func(), error) {
	branch := s.place.name
	if s.place.kind == placeFile {
		if s.github == nil {
			file, err := ledger.OpenFile(s.place.name)
			if err != nil {
				return nil, nil, ledgerProblem(err)
			}
			return file, func() { _ = file.Close() }, nil
		}
		l, err := ledger.ReadFile(s.place.name)
		if err != nil {
			return nil, nil, ledgerProblem(err)
		}
		branch = strings.TrimPrefix(defaultLedger, placeBranch+":")
		for _, a := range l.Unsettled() {
			// What runs now doesn't run there, and is sent anew.
			l.Add(ledger.Concluded{Key: a.Key, RunAttempt: 1, Class: reconcile.Lapsed, Reason: "not simulated", At: s.clock.Now()})
		}
		s.github.WriteFile(branch, ledger.FileName, l.Encode())
	}
	return ledger.OpenBranch(s.client.GitHub(), s.repo.Owner, s.repo.Name, branch), func() {}, nil
}

// read loads the ledger of a branch for those who only look.
func (s *session) read(ctx context.Context) (*ledger.Ledger, error) {
	l, err := ledger.OpenBranch(s.client.GitHub(), s.repo.Owner, s.repo.Name, s.place.name).Load(ctx)
	return l, ledgerProblem(err)
}

// ledgerProblem makes a ledger that can't be read bad input, and leaves other errors alone.
func ledgerProblem(err error) error {
	var line *ledger.LineError
	var file *fs.PathError
	hint := hintOf(err)
	switch {
	case errors.As(err, &line) && hint == "":
		hint = "mend or remove the line by hand, or name another ledger; it was not written to"
	case errors.As(err, &file):
		hint = "file:PATH of a file that may be read and written, in a folder that exists"
	case !errors.As(err, &line):
		return err
	}
	return &inputError{[]problem{{"ledger", err.Error(), hint}}}
}

// machineClock is the real time.
type machineClock struct{}

func (machineClock) Now() time.Time { return time.Now() }

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
