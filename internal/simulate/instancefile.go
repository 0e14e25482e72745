package simulate

// The workflow files of the instance, as the scenario has them.

import (
	"fmt"
	"strings"
)

// gatherFile and specialFile are the texts of the two workflow files.
func (s Scenario) gatherFile() string {
	text := gatherWorkflow
	if s.RunName {
		text = beforePermissions(text, "run-name: gather ${{ inputs.from }} ${{ inputs.to }}\n")
	}
	return s.withLimits(s.withConcurrency(text, "event-gather"))
}

func (s Scenario) specialFile() string {
	return s.withLimits(s.withConcurrency(specialWorkflow, "process-special-event"))
}

func beforePermissions(text, added string) string {
	return strings.Replace(text, "\npermissions:", "\n"+added+"\npermissions:", 1)
}

func (s Scenario) withConcurrency(text, group string) string {
	if s.Concurrency == "none" {
		return text
	}
	lines := "concurrency:\n  group: " + group + "\n"
	switch s.Concurrency {
	case "static-cancel":
		lines += "  cancel-in-progress: true\n"
	case "queue-max":
		lines += "  queue: max\n"
	}
	return beforePermissions(text, lines)
}

// withLimits writes the limits of the gather job and its steps into a workflow file. The steps that gather are the last.
func (s Scenario) withLimits(text string) string {
	i := strings.Index(text, "      - name: Gather and Process")
	if i < 0 {
		i = strings.Index(text, "      - name: Process special events")
	}
	head, steps := text[:i], text[i:]
	if s.JobTimeout > 0 {
		head = strings.Replace(head, "\n  process-events:\n", fmt.Sprintf("\n  process-events:\n    timeout-minutes: %d\n", s.JobTimeout), 1)
	}
	if s.StepTimeout > 0 {
		steps = strings.ReplaceAll(steps, "        run: |\n", fmt.Sprintf("        timeout-minutes: %d\n        run: |\n", s.StepTimeout))
	}
	if s.RetryStep > 0 {
		steps = strings.ReplaceAll(steps, "\n          ", "\n            ")
		steps = strings.ReplaceAll(steps, "        run: |\n", fmt.Sprintf("        uses: nick-fields/retry@v3\n        with:\n"+
			"          timeout_minutes: %d\n          max_attempts: 3\n          command: |\n", s.RetryStep))
	}
	return head + steps
}
