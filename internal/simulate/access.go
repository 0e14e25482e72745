package simulate

// Access to the simulated repository past its API. The scenario describes what people do at chosen or random moments;
// package simtest uses this to do the same at the moment a test chooses, and to read the journal.

// Access reads and changes the repository without a request. It is valid only inside the function that [GitHub.Access]
// calls.
type Access struct{ g *GitHub }

// Access calls use. Until use returns, no request is answered and no simulated time passes.
func (g *GitHub) Access(use func(Access)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	use(Access{g})
}

// Scenario is the scenario that the simulation was made from.
func (a Access) Scenario() Scenario { return a.g.scenario }

// Journal is what happened so far. It is not a copy.
func (a Access) Journal() *Journal { return &a.g.journal }

// Runs are all attempts of all runs that were not deleted and are not older than the retention, oldest run first.
func (a Access) Runs() []Run {
	var all []Run
	for _, r := range a.g.runs {
		for _, t := range r.attempts {
			all = append(all, Run{ID: r.id, Attempt: t.number, Workflow: r.workflow.file(), Event: r.event, Actor: r.actor,
				Inputs: r.inputs, Created: t.started, Began: t.began, Ended: t.ended, Status: t.status, Conclusion: t.conclusion})
		}
	}
	return all
}

// Issues are all issues, by their numbers.
func (a Access) Issues() (all []Issue) {
	for _, i := range a.g.issues {
		all = append(all, *i)
	}
	return all
}

// AddIssue opens an issue, as somebody else does. Its number is the next one.
func (a Access) AddIssue(i Issue) { a.g.addIssue(i) }

// OnEffect sets the function that is called after each save and dispatch, before its response is sent. It is called
// outside of [GitHub.Access], and may panic.
func (a Access) OnEffect(f func(Effect)) { a.g.onEffect = f }

// AddFault adds a fault to those of the scenario, from now on.
func (a Access) AddFault(f Fault) { a.g.faults = append(a.g.faults, &activeFault{Fault: f}) }

// ReadFile is the content of a file on a branch.
func (a Access) ReadFile(branch, name string) (content []byte, ok bool) {
	return a.g.git.read(branch, name)
}

// DeleteBranch deletes a branch.
func (a Access) DeleteBranch(branch string) { a.g.push("heads/"+branch, "") }

// SetWorkflowState disables or enables a workflow. It must exist.
func (a Access) SetWorkflowState(file, state string) { a.g.setState(a.g.workflow(file), state) }

// StartRun starts a workflow by hand and returns the run's id. The workflow must exist.
func (a Access) StartRun(file string, inputs map[string]string) int64 {
	return a.g.startRun(a.g.workflow(file), "workflow_dispatch", inputs).id
}

// CancelRun cancels a run that is not completed.
func (a Access) CancelRun(id int64) { a.withRun(id, func(r *run) { a.g.cancelRun(r, otherLogin) }) }

// RerunRun re-runs a run that is completed.
func (a Access) RerunRun(id int64) { a.withRun(id, a.g.rerunRun) }

// DeleteRun deletes a run that is completed.
func (a Access) DeleteRun(id int64) { a.withRun(id, a.g.deleteRun) }

func (a Access) withRun(id int64, do func(*run)) {
	if r := a.g.run(id); r != nil {
		do(r)
	}
}
