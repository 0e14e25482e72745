// Preflight finds out what would stop every dispatch, before the first one.

package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Preflight says whether the workflow can be dispatched with these inputs, as far as that can be known without doing it:
// it is on the default branch, active, has workflow_dispatch, declares the inputs and requires no others. All that stands
// in the way comes at once, each problem a [*Refused], joined. Whether the token may dispatch only the first dispatch tells.
// It also reads when the workflow was added and, from the file at ref, where it gathers and whether it replaces waiting runs.
func (w *Workflow) Preflight(ctx context.Context, info Info, ref string, inputs ...string) ([]Warning, error) {
	var problems []error
	refuse := func(hint, format string, a ...any) {
		problems = append(problems, &Refused{Message: fmt.Sprintf(format, a...), hint: hint})
	}
	if info.Archived {
		refuse("unarchive it", "repository %s is archived", w.Repository)
	}
	found, _, err := w.Repository.client.github.Actions.GetWorkflowByFileName(ctx, w.Repository.Owner, w.Repository.Name, w.File)
	if err = explain(err); errors.Is(err, ErrGone) {
		refuse(w.missingHint(ctx, info), "no workflow %q on branch %q of %s", w.File, info.DefaultBranch, w.Repository)
		return nil, errors.Join(problems...)
	}
	if err != nil {
		return nil, err
	}
	w.Added = found.GetCreatedAt().Time
	if state := found.GetState(); state != "active" {
		refuse(enable, "workflow %q is not active: %s", w.File, oneLine(state))
	}
	text, err := w.Repository.FileText(ctx, ".github/workflows/"+w.File, info.DefaultBranch)
	if errors.Is(err, ErrGone) {
		refuse(w.missingHint(ctx, info), "no workflow %q on branch %q of %s", w.File, info.DefaultBranch, w.Repository)
		return nil, errors.Join(problems...)
	}
	if err != nil {
		return nil, err
	}
	declared, unread := parseDefinition(text)
	if unread == nil {
		problems = append(problems, w.check(declared, inputs)...)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if ref != "" && ref != info.DefaultBranch {
		text, err := w.Repository.FileText(ctx, ".github/workflows/"+w.File, ref)
		if err != nil && !errors.Is(err, ErrGone) {
			return nil, err
		}
		declared, unread = parseDefinition(text)
	}
	return w.learn(declared, unread), nil
}

// learn takes what a workflow file says of the gather and of concurrency. What can't be read says nothing.
func (w *Workflow) learn(declared definition, unread error) (warnings []Warning) {
	w.define(declared, unread)
	if unread == nil && !w.Gather.Known() {
		warnings = append(warnings, Warning{
			Message: fmt.Sprintf("workflow %q shows no step that gathers: what its runs did is read by the usual names of jobs and steps", w.File),
			Hint:    "let a step's run, or a retry step's command, call run_cdp_event_gather or process_special_event",
		})
	}
	if w.Exclusive {
		warnings = append(warnings, Warning{
			Message: fmt.Sprintf("workflow %q cancels a waiting run when another comes: concurrency group %s; it gets one run at a time", w.File, oneLine(strings.Join(declared.groups, ", "))),
			Hint:    "add `queue: max` to its concurrency",
		})
	}
	return warnings
}

// ReadDefinition reads from the file at ref where the workflow gathers and whether it replaces waiting runs. A file that isn't
// there, or can't be read, says nothing of that.
func (w *Workflow) ReadDefinition(ctx context.Context, ref string) error {
	text, err := w.Repository.FileText(ctx, ".github/workflows/"+w.File, ref)
	if errors.Is(err, ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	w.define(parseDefinition(text))
	return nil
}

// define takes what a definition says; of one that can't be read, that it can't.
func (w *Workflow) define(d definition, unread error) {
	w.Gather, w.Exclusive, w.Cancels = d.gather, len(d.groups) > 0, d.cancels
	if unread != nil {
		w.Repository.Unread = append(w.Repository.Unread, Warning{
			Message: fmt.Sprintf("workflow %q can't be read: %s; what its runs did is read by the usual names of jobs and steps", w.File, oneLine(unread.Error())),
			Hint:    "correct the workflow file",
		})
	}
}

// Single says whether the workflow, as ref has it, can be dispatched and has a job that runs once a run: one with a matrix,
// or in a workflow that this one calls, may run several times.
func (w *Workflow) Single(ctx context.Context, job, ref string) (bool, error) {
	text, err := w.Repository.FileText(ctx, ".github/workflows/"+w.File, ref)
	if err != nil {
		return false, err
	}
	declared, err := parseDefinition(text)
	if err != nil {
		return false, fmt.Errorf("%s: %w", w.File, err)
	}
	return declared.dispatchable && slices.Contains(declared.single, job), nil
}

func (w *Workflow) missingHint(ctx context.Context, info Info) string {
	hint := w.Repository.suggestion(ctx, w.File, "check the file's name in .github/workflows")
	hint += "; GitHub dispatches only what is on the default branch"
	if info.Private {
		hint += "; in a private repository the token needs actions: read and contents: read"
	}
	return hint
}

// check compares what a workflow declares with what it is to be sent.
func (w *Workflow) check(d definition, inputs []string) []error {
	if !d.dispatchable {
		return []error{&Refused{
			Message: fmt.Sprintf("workflow %q has no workflow_dispatch trigger", w.File),
			hint:    hintFor(422, "'workflow_dispatch' trigger"),
		}}
	}
	var problems []error
	for _, input := range inputs {
		if !slices.Contains(d.inputs, input) {
			problems = append(problems, &Refused{
				Message: fmt.Sprintf("workflow %q does not declare the input %q", w.File, input),
				hint:    hintFor(422, "Unexpected inputs"),
			})
		}
	}
	for _, input := range d.required {
		if !slices.Contains(inputs, input) {
			problems = append(problems, &Refused{
				Message: fmt.Sprintf("workflow %q requires the input %q, which is not sent", w.File, oneLine(input)),
				hint:    hintFor(422, "Required input"),
			})
		}
	}
	return problems
}
