package workflow

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

const gatherStepOf = "Gather and Process Requested Events - Manual"

// usual is a workflow as the template has it.
var usual = Gather{Jobs: []string{"process-events"}, Steps: []string{"Gather and Process New Events - CRON", gatherStepOf}}

// process is a gather job that ran for minutes and ended as its steps did.
func process(conclusion string, minutes int, steps ...string) Job {
	job := Job{Name: "process-events", Conclusion: conclusion, Started: at(1, 0), Completed: at(1, minutes)}
	job.Steps = []Step{{Name: "Set up job", Conclusion: "success", Started: at(1, 0)}}
	for _, s := range steps {
		job.Steps = append(job.Steps, Step{Name: gatherStepOf, Conclusion: s, Started: at(1, 1)})
	}
	return job
}

func other(name, conclusion string) Job {
	return Job{Name: name, Conclusion: conclusion, Started: at(0, 30), Completed: at(0, 40), Steps: []Step{{"Boot", conclusion, at(0, 30)}}}
}

func TestClassify(t *testing.T) {
	const limit = 360
	dead := Job{Name: "process-events", Conclusion: "cancelled", Started: at(1, 0), Completed: at(25, 0)} // no runner took it
	none := Job{Name: "process-events", Conclusion: "skipped", Started: at(1, 0), Completed: at(1, 0)}
	before := func(name, conclusion string) Job { // it ended in a set-up step
		return Job{Name: "process-events", Conclusion: conclusion, Started: at(1, 0), Completed: at(1, 5), Steps: []Step{
			{"Set up job", "success", at(1, 0)}, {name, conclusion, at(1, 1)}, {gatherStepOf, "skipped", at(1, 5)},
		}}
	}
	continued := process("failure", 9, "failure")
	bothSkipped := process("success", 9, "skipped")
	tests := []struct {
		name        string
		conclusion  string
		jobs        []Job
		annotations []string
		denied      bool
		want        ledger.Class
	}{
		{"success", "success", []Job{process("success", 360, "success")}, nil, false, ledger.Success},
		{"success, whatever was annotated", "success", []Job{process("success", 360, "success")}, []string{"The run was canceled by @bob."}, false, ledger.Success},
		{"success of jobs of other names", "success", []Job{{Name: "collect", Conclusion: "success"}}, nil, false, ledger.Success},
		{"success, the gather job skipped", "success", []Job{other("deploy-runner", "success"), none}, nil, false, ledger.Gather},
		{"success, the gather job failed under continue-on-error", "success", []Job{continued}, nil, false, ledger.Gather},
		{"success, the gather step skipped", "success", []Job{bothSkipped}, nil, false, ledger.Gather},
		{"a clean-up failed, the gather didn't", "failure", []Job{process("success", 60, "success"), other("clean-up", "failure")}, nil, false, ledger.Success},

		{"limit, annotated", "cancelled", []Job{process("cancelled", 120, "cancelled")}, []string{"The job running on runner a has exceeded the maximum execution time of 120 minutes."}, false, ledger.TimeLimit},
		{"limit, by its length", "cancelled", []Job{process("cancelled", 353, "cancelled")}, []string{"The operation was canceled."}, false, ledger.TimeLimit},
		{"limit, annotations unreadable", "cancelled", []Job{process("cancelled", 360, "cancelled")}, nil, true, ledger.TimeLimit},
		{"limit, ended as a failure", "failure", []Job{process("failure", 360, "failure")}, nil, false, ledger.TimeLimit},
		{"limit of the step", "failure", []Job{process("failure", 300, "failure")}, []string{"The action 'Gather' has timed out after 300 minutes."}, false, ledger.TimeLimit},
		{"limit of a retry step", "failure", []Job{process("failure", 120, "failure")}, []string{"Final attempt failed. Timeout of 7200000ms hit"}, false, ledger.TimeLimit},
		{"timed out, in GitHub's word", "timed_out", []Job{process("timed_out", 60, "timed_out")}, nil, false, ledger.TimeLimit},
		{"a queue as long as the limit", "cancelled", []Job{dead}, nil, false, ledger.Runner},

		{"person, annotated", "failure", []Job{process("failure", 9, "failure")}, []string{"The run was canceled by @bob."}, false, ledger.Person},
		{"person at the limit, annotated", "cancelled", []Job{process("cancelled", 360, "cancelled")}, []string{"The run was canceled by @bob."}, false, ledger.Person},
		{"person, annotations unreadable", "cancelled", []Job{process("cancelled", 9, "cancelled")}, nil, true, ledger.Person},
		{"cancelled before the gather, unreadable", "cancelled", []Job{before("Check GPU Drivers", "cancelled")}, nil, true, ledger.Runner},

		{"the operation was canceled", "cancelled", []Job{process("cancelled", 9, "cancelled")}, []string{"The operation was canceled."}, false, ledger.Runner},
		{"cancelled, and nothing says why", "cancelled", []Job{process("cancelled", 352, "cancelled")}, nil, false, ledger.Runner},
		{"not acquired", "cancelled", []Job{{Name: "process-events", Conclusion: "cancelled"}}, []string{"The job was not acquired by Runner of type self-hosted even after multiple attempts"}, false, ledger.Runner},
		{"replaced in a concurrency group", "cancelled", nil, nil, false, ledger.Runner},
		{"higher priority", "cancelled", []Job{process("cancelled", 1, "cancelled")}, []string{"Canceling since a higher priority waiting request for 'gather' exists"}, false, ledger.Runner},
		{"shutdown", "failure", []Job{process("failure", 9, "failure")}, []string{"The runner has received a shutdown signal. This can happen when the runner service is stopped."}, false, ledger.Runner},
		{"lost runner", "failure", []Job{process("failure", 9, "failure")}, []string{"The self-hosted runner: a lost communication with the server."}, false, ledger.Runner},
		{"another job failed", "failure", []Job{other("deploy-runner", "failure"), none}, nil, false, ledger.Runner},
		{"a set-up step failed", "failure", []Job{before("Check GPU Drivers", "failure")}, nil, false, ledger.Runner},
		{"the container didn't start", "failure", []Job{before("Initialize containers", "failure")}, nil, false, ledger.Runner},
		{"failed without jobs", "failure", nil, nil, false, ledger.Runner},
		{"startup failure", "startup_failure", nil, nil, false, ledger.Runner},
		{"stale", "stale", []Job{process("", 9)}, nil, false, ledger.Runner},
		{"skipped whole", "skipped", []Job{none}, nil, false, ledger.Runner},

		{"gather", "failure", []Job{other("deploy-runner", "success"), process("failure", 9, "failure")}, nil, false, ledger.Gather},
		{"gather by a step's word", "failure", []Job{process("failure", 9, "timed_out")}, nil, false, ledger.Gather},
		{"gather under another name", "failure", []Job{other("a", "success"), {Name: "collect", Started: at(1, 0), Completed: at(1, 9), Conclusion: "failure", Steps: []Step{{"x", "failure", at(1, 0)}}}}, nil, false, ledger.Gather},
		{"words about other things", "failure", []Job{process("failure", 9, "failure")}, []string{"Process completed with exit code 1.", "Node 16 is deprecated"}, false, ledger.Gather},

		{"neutral", "neutral", []Job{process("neutral", 9, "neutral")}, nil, false, ledger.Else},
		{"unknown word", "imploded", []Job{process("imploded", 9, "imploded")}, nil, false, ledger.Else},
		{"no conclusion", "", []Job{process("", 9, "")}, nil, false, ledger.Else},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run := Run{Conclusion: tt.conclusion, Started: at(0, 30), Updated: at(1, 10)}
			got := Classify(run, Remains{tt.jobs, tt.annotations, tt.denied}, usual, limit*time.Minute)
			if got.Class != tt.want || got.Reason == "" || got.Conclusion != tt.conclusion {
				t.Errorf("got %+v, want class %q and a reason", got, tt.want)
			}
		})
	}
}

// Without the workflow file the usual names are looked for.
func TestClassifyByNames(t *testing.T) {
	run := Run{Conclusion: "success"}
	skipped := Job{Name: "process-events", Conclusion: "skipped"}
	if got := Classify(run, Remains{Jobs: []Job{other("deploy-runner", "success"), skipped}}, Gather{}, time.Hour); got.Class != ledger.Gather {
		t.Errorf("the usual job, skipped: %+v", got)
	}
	run.Conclusion = "failure"
	setUp := Job{Name: "collect", Conclusion: "failure", Started: at(1, 0), Completed: at(1, 5), Steps: []Step{
		{"Check GPU Drivers", "failure", at(1, 0)}, {"Gather and Process New Events - CRON", "skipped", time.Time{}},
	}}
	if got := Classify(run, Remains{Jobs: []Job{setUp, other("later", "success")}}, Gather{}, time.Hour); got.Class != ledger.Runner {
		t.Errorf("the usual step, not begun: %+v", got)
	}
}

func TestMinutes(t *testing.T) {
	run := Run{Conclusion: "success", Started: at(1, 0), Updated: at(2, 30)}
	tests := []struct {
		name string
		jobs []Job
		want float64
	}{
		{"of no job", nil, 0},
		{"of the gather job", []Job{other("deploy-runner", "success"), process("success", 45, "success")}, 45},
		{"of a job that no runner took", []Job{{Name: "process-events", Started: at(1, 0), Completed: at(9, 0)}}, 0},
		{"of a clock that went back", []Job{process("failure", -5, "failure")}, 0},
	}
	for _, tt := range tests {
		if got := Classify(run, Remains{Jobs: tt.jobs}, usual, time.Hour).Minutes; got != tt.want {
			t.Errorf("%s: %g minutes, want %g", tt.name, got, tt.want)
		}
	}
}

// Several jobs gather: all that ran must succeed.
func TestClassifySeveralJobs(t *testing.T) {
	job := func(name, conclusion string) Job {
		return Job{Name: name, Conclusion: conclusion, Started: at(1, 0), Completed: at(1, 9), Steps: []Step{{"Gather " + name, conclusion, at(1, 0)}}}
	}
	matrix := Gather{Jobs: []string{"process-events"}, Steps: []string{"Gather ${{ matrix.city }}"}}
	two := Gather{Jobs: []string{"scheduled", "manual"}, Steps: []string{"Gather scheduled", "Gather manual"}}
	skipped := Job{Name: "scheduled", Conclusion: "skipped"}
	for _, c := range []struct {
		name, conclusion string
		gather           Gather
		jobs             []Job
		want             ledger.Class
	}{
		{"one of a matrix failed", "failure", matrix, []Job{job("process-events (a)", "success"), job("process-events (b)", "failure")}, ledger.Gather},
		{"all of a matrix succeeded", "success", matrix, []Job{job("process-events (a)", "success"), job("process-events (b)", "success")}, ledger.Success},
		{"the second failed", "failure", two, []Job{job("scheduled", "success"), job("manual", "failure")}, ledger.Gather},
		{"the other was skipped", "success", two, []Job{skipped, job("manual", "success")}, ledger.Success},
		{"all were skipped", "success", two, []Job{skipped, {Name: "manual", Conclusion: "skipped"}}, ledger.Gather},
	} {
		if got := Classify(Run{Conclusion: c.conclusion}, Remains{Jobs: c.jobs}, c.gather, time.Hour); got.Class != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}
