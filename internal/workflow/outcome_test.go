package workflow

import (
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
)

// process is a gather job that ran for minutes and ended as its steps did.
func process(conclusion string, minutes int, steps ...string) Job {
	job := Job{Name: "process-events", Conclusion: conclusion, Started: at(1, 0), Completed: at(1, minutes)}
	for _, s := range steps {
		job.Steps = append(job.Steps, Step{Name: "Gather", Conclusion: s})
	}
	return job
}

func other(name, conclusion string) Job {
	return Job{Name: name, Conclusion: conclusion, Started: at(0, 30), Completed: at(0, 40), Steps: []Step{{"Boot", conclusion}}}
}

func TestClassify(t *testing.T) {
	const limit = 360
	dead := Job{Name: "process-events", Conclusion: "cancelled", Started: at(1, 0), Completed: at(25, 0)} // no runner took it
	tests := []struct {
		name        string
		conclusion  string
		jobs        []Job
		annotations []string
		want        ledger.Class
	}{
		{"success", "success", nil, nil, ledger.Success},
		{"success, whatever was annotated", "success", []Job{process("success", 360, "success")}, []string{"The run was canceled by @bob."}, ledger.Success},

		{"limit, annotated", "cancelled", []Job{process("cancelled", 120, "cancelled")}, []string{"The job running on runner a has exceeded the maximum execution time of 120 minutes."}, ledger.TimeLimit},
		{"limit, by its length", "cancelled", []Job{process("cancelled", 353, "cancelled")}, []string{"The operation was canceled."}, ledger.TimeLimit},
		{"just short of the limit", "cancelled", []Job{process("cancelled", 352, "cancelled")}, nil, ledger.Person},
		{"limit, ended as a failure", "failure", []Job{process("failure", 360, "failure")}, nil, ledger.TimeLimit},
		{"a long gather that succeeded", "failure", []Job{process("success", 360, "success"), other("index", "failure")}, nil, ledger.Runner},
		{"timed out, in GitHub's word", "timed_out", []Job{process("timed_out", 60, "timed_out")}, nil, ledger.TimeLimit},

		{"person, annotated", "failure", []Job{process("failure", 9, "failure")}, []string{"The run was canceled by @bob."}, ledger.Person},
		{"person at the limit, annotated", "cancelled", []Job{process("cancelled", 360, "cancelled")}, []string{"The run was canceled by @bob."}, ledger.Person},
		{"cancelled, no reason", "cancelled", []Job{process("cancelled", 9, "cancelled")}, nil, ledger.Person},
		{"cancelled before a start", "cancelled", []Job{{Name: "process-events", Conclusion: "cancelled"}}, nil, ledger.Person},
		{"cancelled without jobs", "cancelled", nil, nil, ledger.Person},
		{"cancelled while another job failed", "cancelled", []Job{process("cancelled", 9, "cancelled"), other("deploy", "failure")}, nil, ledger.Person},

		{"higher priority", "cancelled", []Job{process("cancelled", 1, "cancelled")}, []string{"Canceling since a higher priority waiting request for 'gather' exists"}, ledger.Runner},
		{"shutdown", "failure", []Job{process("failure", 9, "failure")}, []string{"The runner has received a shutdown signal. This can happen when the runner service is stopped."}, ledger.Runner},
		{"lost runner", "failure", []Job{process("failure", 9, "failure")}, []string{"The self-hosted runner: a lost communication with the server."}, ledger.Runner},
		{"another job failed", "failure", []Job{other("deploy-runner", "failure"), process("skipped", 0)}, nil, ledger.Runner},
		{"no step failed", "failure", []Job{process("failure", 9, "success", "cancelled")}, nil, ledger.Runner},
		{"failed without jobs", "failure", nil, nil, ledger.Runner},
		{"startup failure", "startup_failure", nil, nil, ledger.Runner},
		{"stale", "stale", []Job{process("", 9)}, nil, ledger.Runner},
		{"a day in the queue", "cancelled", []Job{other("deploy-runner", "success"), dead}, nil, ledger.Runner},

		{"gather", "failure", []Job{other("deploy-runner", "success"), process("failure", 9, "success", "failure")}, nil, ledger.Gather},
		{"gather by a step's time-out", "failure", []Job{process("failure", 9, "timed_out")}, nil, ledger.Gather},
		{"gather under another name", "failure", []Job{other("a", "success"), {Name: "collect", Started: at(1, 0), Completed: at(1, 9), Conclusion: "failure", Steps: []Step{{"x", "failure"}}}}, nil, ledger.Gather},
		{"words about other things", "failure", []Job{process("failure", 9, "failure")}, []string{"Process completed with exit code 1.", "Node 16 is deprecated"}, ledger.Gather},

		{"neutral", "neutral", nil, nil, ledger.Else},
		{"skipped", "skipped", []Job{process("skipped", 0)}, nil, ledger.Else},
		{"action required", "action_required", nil, nil, ledger.Else},
		{"unknown word", "imploded", []Job{process("imploded", 9, "imploded")}, nil, ledger.Else},
		{"no conclusion", "", nil, nil, ledger.Else},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run := Run{Conclusion: tt.conclusion, Started: at(0, 30), Updated: at(1, 10)}
			if tt.name == "a day in the queue" {
				run.Updated = at(25, 0)
			}
			got := Classify(run, tt.jobs, tt.annotations, limit*time.Minute)
			if got.Class != tt.want || got.Reason == "" || got.Conclusion != tt.conclusion {
				t.Errorf("got %+v, want class %q and a reason", got, tt.want)
			}
		})
	}
}

func TestMinutes(t *testing.T) {
	run := Run{Conclusion: "success", Started: at(1, 0), Updated: at(2, 30)}
	tests := []struct {
		name string
		jobs []Job
		want float64
	}{
		{"of the run", nil, 90},
		{"of the gather job", []Job{other("deploy-runner", "success"), process("success", 45, "success")}, 45},
		{"of a job that no runner took", []Job{{Name: "process-events", Started: at(1, 0), Completed: at(9, 0)}}, 0},
		{"of a clock that went back", []Job{process("failure", -5, "failure")}, 0},
	}
	for _, tt := range tests {
		if got := Classify(run, tt.jobs, nil, time.Hour).Minutes; got != tt.want {
			t.Errorf("%s: %g minutes, want %g", tt.name, got, tt.want)
		}
	}
}
