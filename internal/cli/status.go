package cli

type statusCommand struct {
	formatFlag
	gitHubFlags
}

func (c *statusCommand) run(p *process) (outcome, error) { return outcome{}, nil }
