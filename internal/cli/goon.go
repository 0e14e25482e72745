package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// successor is the next run of the workflow that this step is part of: what goes on when the time budget is spent.
type successor struct {
	workflow *workflow.Workflow
	ref      string
	inputs   map[string]string
	run      int64 // this one
}

// errNoSuccessor says why a step can't go on by itself.
var errNoSuccessor = errors.New("this step can't go on by itself when its time budget is spent")

// successor finds how to dispatch this step's workflow again, with its own inputs and ref. It is nil outside of a
// workflow; where it can't be right, the error wraps errNoSuccessor and says why.
func (p *process) successor(s *session) (*successor, error) {
	if p.env.Getenv("GITHUB_ACTIONS") != "true" {
		return nil, nil
	}
	no := func(format string, a ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{errNoSuccessor}, a...)...)
	}
	if event := p.env.Getenv("GITHUB_EVENT_NAME"); event != "workflow_dispatch" {
		return nil, no("it wasn't started by workflow_dispatch, but by %q", event)
	}
	here := p.env.Getenv("GITHUB_REPOSITORY")
	if s.repo.String() != here {
		return nil, no("it works on another repository than its own")
	}
	// https://docs.github.com/actions/reference/workflows-and-actions/variables: OWNER/REPO/.github/workflows/FILE@REF
	file, _, _ := strings.Cut(strings.TrimPrefix(p.env.Getenv("GITHUB_WORKFLOW_REF"), here+"/.github/workflows/"), "@")
	own, err := s.repo.Workflow(file)
	if err != nil {
		return nil, no("its workflow isn't one of this repository's")
	}
	next := &successor{workflow: own, ref: p.env.Getenv("GITHUB_REF_NAME")}
	if next.run, err = strconv.ParseInt(p.env.Getenv("GITHUB_RUN_ID"), 10, 64); err != nil {
		return nil, no("its run has no id")
	}
	if next.inputs, err = dispatchInputs(p.env.Getenv("GITHUB_EVENT_PATH")); err != nil {
		return nil, no("its own inputs are unknown: %v", err)
	}
	single, err := own.Single(p.ctx, p.env.Getenv("GITHUB_JOB"), next.ref)
	switch {
	case err != nil:
		return nil, no("%v", err)
	case !single:
		return nil, no("its job has a matrix, or isn't one of %s", own.File)
	}
	return next, nil
}

// mostEvent is how much of an event payload is read; GitHub's largest is 25 MB.
const mostEvent = 32 << 20

// eventPayload is what is read of the event that started this run.
type eventPayload struct {
	Inputs     map[string]any `json:"inputs"`
	Repository struct {
		DefaultBranch string `json:"default_branch"`
	} `json:"repository"`
}

func readPayload(path string) (payload eventPayload, err error) {
	f, err := os.Open(path)
	if err != nil {
		return payload, errors.New("no event payload")
	}
	defer f.Close()
	if err := json.NewDecoder(io.LimitReader(f, mostEvent)).Decode(&payload); err != nil {
		return payload, errors.New("the event payload is no JSON")
	}
	return payload, nil
}

// dispatchInputs are the inputs of a workflow_dispatch, from its event payload.
func dispatchInputs(path string) (map[string]string, error) {
	payload, err := readPayload(path)
	inputs := map[string]string{}
	for name, value := range payload.Inputs {
		if value != nil {
			inputs[name] = fmt.Sprint(value)
		}
	}
	return inputs, err
}

// defaultBranch is the repository's, from the event payload.
func defaultBranch(path string) (string, error) {
	payload, err := readPayload(path)
	if err == nil && payload.Repository.DefaultBranch == "" {
		err = errors.New("the event payload doesn't say")
	}
	return payload.Repository.DefaultBranch, err
}

// begin dispatches the next run, unless another run of the workflow is waiting or running: its inputs are unknown, and it
// may go on with something else.
func (n *successor) begin(p *process) (url string, err error) {
	runs, _, err := n.workflow.Runs(p.ctx)
	if err != nil {
		return "", err
	}
	for _, r := range runs {
		if r.Alive() && r.ID != n.run {
			return "", fmt.Errorf("another run of %s is waiting or running: %s", n.workflow.File, r.URL)
		}
	}
	sent, err := n.workflow.Dispatch(p.ctx, n.ref, n.inputs)
	return sent.URL, err
}
