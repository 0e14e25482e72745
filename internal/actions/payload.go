package actions

// The payload of the event that started the run, read by hand: go-githubactions reads the file whole, however large it
// is, and when it can't, it gives no context at all.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
)

// maxPayload is how much of a payload is read; GitHub's largest is 25 MB.
const maxPayload = 32 << 20

// payload is what is read of an event.
type payload struct {
	Inputs     map[string]any `json:"inputs"`
	Repository struct {
		DefaultBranch string `json:"default_branch"`
	} `json:"repository"`
}

func (c Context) payload() (p payload, err error) {
	text, err := plainfile.Read(plainfile.Regular(os.OpenFile), c.eventPath, maxPayload)
	if err != nil && !errors.Is(err, plainfile.ErrTooLarge) { // of which what was read is no JSON
		return p, errors.New("no event payload")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // a million stays 1000000, where a float64 prints as 1e+06
	if err := decoder.Decode(&p); err != nil {
		return p, errors.New("the event payload is no JSON")
	}
	return p, nil
}

// DispatchInputs are the inputs that a run was dispatched with. One without a value is left out.
func (c Context) DispatchInputs() (map[string]string, error) {
	p, err := c.payload()
	inputs := map[string]string{}
	for name, value := range p.Inputs {
		if value != nil {
			inputs[name] = fmt.Sprint(value)
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
