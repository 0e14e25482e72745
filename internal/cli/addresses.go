package cli

// The input check-uris: whether the links in events work.

import (
	"context"
	"fmt"
	"maps"
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
	links := linksOf(events)
	ctx, cancel := context.WithTimeout(p.ctx, addressesLimit)
	defer cancel()
	results := asked{}
	for uris := results.next(links); len(uris) > 0; uris = results.next(links) {
		for i, result := range linkcheck.Check(ctx, uris, allow) {
			results[uris[i]] = result
		}
	}
	p.tellUnchecked(links, results)
	return addressProblems(events, results, level)
}

// tellUnchecked warns of addresses that could not be checked. Without a connection, nothing is known of one behind a proxy.
func (p *process) tellUnchecked(links []event.Link, results asked) {
	env := p.runner.env
	proxy := env.proxy()
	hidden := func(address string, r linkcheck.Result) bool {
		return r.State == linkcheck.Unreachable && proxy != "" && !env.direct(address)
	}
	all, late, behind := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, link := range links {
		all[link.URI] = true
		for _, address := range append(link.Use().Asks, link.URI) {
			switch result, ok := results[address]; {
			case ok && result.State == linkcheck.Unchecked:
				late[link.URI] = true
			case hidden(address, result):
				behind[link.URI] = true
			}
		}
	}
	if len(late) > 0 {
		p.runner.warning(problem{Place: "check-uris",
			Message: fmt.Sprintf("%d of %d addresses had no time to answer within %v", len(late), len(all), addressesLimit)})
	}
	if len(behind) > 0 {
		p.runner.warning(problem{Place: "check-uris",
			Message: fmt.Sprintf("%d of %d addresses could not be checked: %s is set, and the check never connects through a proxy", len(behind), len(all), proxy),
			Hint:    "check them where direct connections are possible, or turn the check off with check-uris: off"})
	}
	maps.DeleteFunc(results, hidden)
}

// apart is a link without its place: two of an address and a field are told once.
func apart(link event.Link) event.Link {
	link.At = event.Place{}
	return link
}

// linksOf are the links in events that only their servers can tell of, each once.
func linksOf(events []event.Event) (links []event.Link) {
	known := map[event.Link]bool{}
	for _, e := range events {
		for _, link := range e.Links {
			if link.Unfit().Why == "" && !known[apart(link)] {
				known[apart(link)] = true
				links = append(links, link)
			}
		}
	}
	return links
}

// next are the addresses to ask next, each once.
func (a asked) next(links []event.Link) (uris []string) {
	known := map[string]bool{}
	for _, link := range links {
		if _, next := a.judge(link); next != "" && !known[next] {
			known[next] = true
			uris = append(uris, next)
		}
	}
	return uris
}

// addressProblems reports links that don't work, each once in a file for each field, at its first place.
func addressProblems(events []event.Event, results asked, level string) (problems []event.Problem) {
	for _, e := range events {
		reported := map[event.Link]bool{}
		for _, link := range e.Links {
			if link.Unfit().Why != "" || reported[apart(link)] {
				continue
			}
			if problem := results.problem(link, level == checkError); problem.Message != "" {
				reported[apart(link)] = true
				problem.Place = link.At
				problems = append(problems, problem)
			}
		}
	}
	return problems
}
