package actions

// The payload of the event that started the run, read by hand: go-githubactions reads the file whole, however large it
// is, and when it can't, it gives no context at all.

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"

	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
)

// maxPayload is how much of a payload is read; GitHub's largest is 25 MB.
const maxPayload = 32 << 20

// payload is what is read of an event.
type payload struct {
	Inputs     map[string]json.RawMessage `json:"inputs"`
	Repository struct {
		DefaultBranch string `json:"default_branch"`
	} `json:"repository"`
}

func (c Context) payload() (p payload, err error) {
	text, err := plainfile.Read(plainfile.Regular(os.OpenFile), c.eventPath, maxPayload)
	if err != nil && !errors.Is(err, plainfile.ErrTooLarge) { // of which what was read is no JSON
		return p, errors.New("no event payload")
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&p); err != nil {
		return p, errors.New("the event payload is no JSON")
	}
	return p, nil
}

// DispatchInputs are the inputs that a run was dispatched with, each as it was typed: a text, or a number or another value of JSON as
// it is written. One without a value is left out.
func (c Context) DispatchInputs() (map[string]string, error) {
	p, err := c.payload()
	inputs := map[string]string{}
	for name, value := range p.Inputs {
		var text *string
		switch err := json.Unmarshal(value, &text); {
		case err != nil: // no text: a float64 would print 1000000 as 1e+06
			inputs[name] = string(value)
		case text != nil:
			inputs[name] = *text
		}
	}
	return inputs, err
}

// DefaultBranch is the repository's, as the event says.
func (c Context) DefaultBranch() (string, error) {
	p, err := c.payload()
	if err == nil && p.Repository.DefaultBranch == "" {
		err = errors.New("the event payload doesn't say")
	}
	return p.Repository.DefaultBranch, err
}
