package cli

// Whether the addresses in events answer: the input check-uris.

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/linkcheck"
)

// The levels of check-uris.
const (
	checkOff   = "off"
	checkWarn  = "warn"
	checkError = "error"
)

// addressesLimit is how long all addresses together may take. A pull request shouldn't wait longer.
const addressesLimit = 2 * time.Minute

// checkAddresses asks whether the addresses in events answer, and connects where allow allows.
func (p *process) checkAddresses(events []event.Event, level string, allow func(netip.Addr) bool) []event.Problem {
	if level == checkOff {
		return nil
	}
	var uris []string
	results := map[string]linkcheck.Result{}
	for _, e := range events {
		for _, link := range e.Links {
			if _, known := results[link.URI]; !known {
				results[link.URI] = linkcheck.Result{}
				uris = append(uris, link.URI)
			}
		}
	}
	ctx, cancel := context.WithTimeout(p.ctx, addressesLimit)
	defer cancel()
	unasked := 0
	for i, result := range linkcheck.Check(ctx, uris, allow) {
		results[uris[i]] = result
		if result.State == linkcheck.Unchecked {
			unasked++
		}
	}
	if unasked > 0 {
		p.runner.warning(problem{Place: "check-uris",
			Message: fmt.Sprintf("%d of %d addresses had no time to answer within %v", unasked, len(uris), addressesLimit)})
	}
	return addressProblems(events, results, level)
}

// addressProblems tells of what doesn't answer: once in a file, where it stands first.
func addressProblems(events []event.Event, results map[string]linkcheck.Result, level string) (problems []event.Problem) {
	for _, e := range events {
		told := map[string]bool{}
		for _, link := range e.Links {
			if told[link.URI] {
				continue
			}
			told[link.URI] = true
			switch result := results[link.URI]; result.State {
			case linkcheck.Broken:
				problems = append(problems, event.Problem{Place: link.At, Warning: level != checkError,
					Message: fmt.Sprintf("%s does not answer: %s", link.Field, result.Reason)})
			case linkcheck.Uncertain:
				problems = append(problems, event.Problem{Place: link.At, Warning: true,
					Message: fmt.Sprintf("%s: %s", link.Field, result.Reason)})
			}
		}
	}
	return problems
}
