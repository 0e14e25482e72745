package cli

import (
	"bufio"
	"fmt"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
)

type convertCommand struct {
	eventFlags
	Quote toggle `help:"Print the form that is dispatched, which no shell takes for anything but text." group:"local" input:"no"`
}

// outputEvent is one event in the outputs.
type outputEvent struct {
	File  string   `json:"file"`
	ID    string   `json:"id"`
	State string   `json:"state"`
	JSON  jsonText `json:"json"`
}

// jsonText is JSON that is a string in other JSON, for its bytes are what counts.
type jsonText []byte

// MarshalText makes it a string.
func (t jsonText) MarshalText() ([]byte, error) { return t, nil }

func (c *convertCommand) run(p *process) (outcome, error) {
	var ps problems
	options := c.read(&ps)
	quoted := ps.bool("quote", c.Quote, false)
	if err := ps.err(); err != nil {
		return outcome{}, err
	}
	set, err := p.events(options)
	if err != nil {
		return outcome{}, err
	}
	event.SortProblems(set.problems)
	for _, problem := range set.problems {
		p.runner.eventProblem(problem)
	}
	result := outcome{status: statusPlanned}
	if set.invalid() {
		return result, &inputError{}
	}
	out := bufio.NewWriter(p.env.Stdout)
	for _, e := range set.events {
		result.outputs.Events = append(result.outputs.Events, outputEvent{e.At.File, e.ID, "valid", e.JSON})
		text := e.JSON
		if quoted {
			text = event.Quote(text)
			if err := event.CheckQuoted(text); err != nil {
				return outcome{}, fmt.Errorf("%s: %w", e.At.File, err)
			}
		}
		out.Write(text)
		out.WriteByte('\n')
	}
	return result, out.Flush()
}
