package reconcile

// Workflows beyond the lanes that attempts on the ledger were sent to: of other requests, or of other commands. Their runs are
// listed, and judged by their own workflow file, too.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// watched are the workflows whose runs are listed: the lanes, those that share the runners, and those of attempts of which no end
// is known.
func (l *Loop) watched() []*workflow.Workflow {
	all := slices.Concat(l.Lanes, l.Others)
	for _, a := range l.world.State.Unsettled() {
		if w := l.lane(a.Intent.Workflow); !slices.Contains(all, w) && a.Intent.Workflow != "" {
			all = append(all, w)
		}
	}
	return all
}

// lane is a workflow by its file.
func (l *Loop) lane(file string) *workflow.Workflow {
	for _, w := range slices.Concat(l.Lanes, l.Others) {
		if w.File == file {
			return w
		}
	}
	if l.foreign == nil {
		l.foreign = map[string]*workflow.Workflow{}
	}
	if l.foreign[file] == nil {
		l.foreign[file] = &workflow.Workflow{Repository: l.Repository, File: file}
	}
	return l.foreign[file]
}

// isLane says whether a workflow is one that this step sends to. Its file was read at the start.
func (l *Loop) isLane(w *workflow.Workflow) bool { return slices.Contains(l.Lanes, w) }

// judging is a workflow by its file, by which a run of it is judged, with its time limit. Where it is no lane its file is read, once,
// as the ref has it; one that can't be read leaves the usual names.
func (l *Loop) judging(ctx context.Context, file, ref string) (*workflow.Workflow, time.Duration, error) {
	w := l.lane(file)
	if l.isLane(w) {
		return w, l.Policy.RunLimit, nil
	}
	if _, known := l.defined[file]; !known {
		if err := w.ReadDefinition(ctx, ref); err != nil {
			return nil, 0, fmt.Errorf("read workflow %s: %w", file, err)
		}
		if l.defined == nil {
			l.defined = map[string]bool{}
		}
		l.defined[file] = true
	}
	return w, cmp.Or(w.Gather.Limit, l.Policy.RunLimit), nil
}
