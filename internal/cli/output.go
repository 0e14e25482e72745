package cli

import (
	"github.com/CouncilDataProject/trigger-event-gather/internal/actions"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

// outputs are what later steps of a workflow read, beside the status.
type outputs struct {
	Windows    []window.Window
	Runs       []outputRun
	Events     []outputEvent
	Dispatched int
	Succeeded  int
	Failed     int
	Remaining  int
	Found      int
}

// outputRun is one run that this step dispatched.
type outputRun struct {
	ID             int64  `json:"id"`
	URL            string `json:"url"`
	*window.Window        // nil, and left out, where it is for an event
	Attempt        int    `json:"attempt"`
	Conclusion     string `json:"conclusion"`
}

// outputEvent is an event in the output "events".
type outputEvent struct {
	File  string   `json:"file"`
	ID    string   `json:"id"`
	State string   `json:"state"`
	JSON  jsonText `json:"json"`
}

// jsonText is JSON that is written into other JSON as a string, so that its bytes stay the same.
type jsonText []byte

// MarshalText implements encoding.TextMarshaler.
func (t jsonText) MarshalText() ([]byte, error) { return t, nil }

// list is every output by its name.
func (o outputs) list(status string) []actions.Output {
	return []actions.Output{
		actions.Text("status", status),
		actions.List("windows", o.Windows),
		actions.List("runs", o.Runs),
		actions.List("events", o.Events),
		actions.Number("dispatched", o.Dispatched),
		actions.Number("succeeded", o.Succeeded),
		actions.Number("failed", o.Failed),
		actions.Number("remaining", o.Remaining),
		actions.Number("found", o.Found),
	}
}
