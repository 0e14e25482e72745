package cli

// The input check-uris: whether the links in events work.

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

// addressesLimit is how long checking all links may take. A person may be waiting for the checks of a pull request.
const addressesLimit = 2 * time.Minute

// checkAddresses checks the links in events. It connects only to IP addresses for which allow returns true.
func (p *process) checkAddresses(events []event.Event, level string, allow func(netip.Addr) bool) []event.Problem {
	if level == checkOff {
		return nil
	}
	uris := linksOf(events)
	ctx, cancel := context.WithTimeout(p.ctx, addressesLimit)
	defer cancel()
	results := map[string]linkcheck.Result{}
	unchecked := 0
	for i, result := range linkcheck.Check(ctx, uris, allow) {
		results[uris[i]] = result
		if result.State == linkcheck.Unchecked {
			unchecked++
		}
	}
	if unchecked > 0 {
		p.runner.warning(problem{Place: "check-uris",
			Message: fmt.Sprintf("%d of %d addresses had no time to answer within %v", unchecked, len(uris), addressesLimit)})
	}
	return addressProblems(events, results, level)
}

// linksOf are the links in events, each once.
func linksOf(events []event.Event) []string {
	var uris []string
	known := map[string]bool{}
	for _, e := range events {
		for _, link := range e.Links {
			if !known[link.URI] {
				known[link.URI] = true
				uris = append(uris, link.URI)
			}
		}
	}
	return uris
}

// addressProblems reports links that don't work, each once in a file, at its first place.
func addressProblems(events []event.Event, results map[string]linkcheck.Result, level string) (problems []event.Problem) {
	for _, e := range events {
		reported := map[string]bool{}
		for _, link := range e.Links {
			if reported[link.URI] {
				continue
			}
			reported[link.URI] = true
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
