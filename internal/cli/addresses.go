package cli

// The input check-uris: whether the links in events work.

import (
	"cmp"
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
	proxy := p.runner.env.proxy()
	results := map[string]linkcheck.Result{}
	unchecked, unreached := 0, 0
	for i, result := range linkcheck.Check(ctx, uris, allow) {
		switch {
		case result.State == linkcheck.Unchecked:
			unchecked++
		case result.State == linkcheck.Unreachable && proxy != "":
			unreached++
		default:
			results[uris[i]] = result
		}
	}
	if unchecked > 0 {
		p.runner.warning(problem{Place: "check-uris",
			Message: fmt.Sprintf("%d of %d addresses had no time to answer within %v", unchecked, len(uris), addressesLimit)})
	}
	if unreached > 0 {
		p.runner.warning(problem{Place: "check-uris",
			Message: fmt.Sprintf("%d of %d addresses could not be checked: %s is set, and the check never connects through a proxy", unreached, len(uris), proxy),
			Hint:    "check them where direct connections are possible, or turn the check off with check-uris: off"})
	}
	return addressProblems(events, results, level)
}

// linksOf are the links in events that only their servers can tell of, each once.
func linksOf(events []event.Event) []string {
	var uris []string
	known := map[string]bool{}
	for _, e := range events {
		for _, link := range e.Links {
			if why, _ := event.Unfit(link.Field, link.URI); why == "" && !known[link.URI] {
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
			if problem := addressProblem(link, results[link.URI], level); problem.Message != "" {
				reported[link.URI] = true
				problem.Place = link.At
				problems = append(problems, problem)
			}
		}
	}
	return problems
}

// addressProblem says what is wrong with a link, and what the pipeline does then; the message is empty where nothing is.
func addressProblem(link event.Link, result linkcheck.Result, level string) event.Problem {
	then := event.Missing(link.Field)
	if then != "" {
		then = ": " + then
	}
	later := then
	if link.Field == videoField {
		later += " after its download"
	}
	asBrowsers := then == "" // the pipeline requests pictures with GET, and follows redirects
	switch {
	case result.State == linkcheck.Broken, result.State == linkcheck.Unreachable:
		return event.Problem{Warning: level != checkError, Message: fmt.Sprintf("%s does not answer (%s)%s", link.Field, result.Reason, then)}
	case result.State == linkcheck.Moved && !asBrowsers:
		return event.Problem{Warning: level != checkError, Message: fmt.Sprintf("%s redirects, and the pipeline follows no redirect%s", link.Field, later),
			Hint: "write " + cmp.Or(result.Final, "the address that it leads to")}
	case result.State == linkcheck.GetOnly && !asBrowsers:
		return event.Problem{Warning: true, Message: fmt.Sprintf("%s answers GET but not HEAD, which the pipeline sends (%s)%s", link.Field, result.Reason, then)}
	case result.State == linkcheck.Uncertain:
		return event.Problem{Warning: true, Message: fmt.Sprintf("%s: %s", link.Field, result.Reason)}
	case result.Page && link.Field == videoField && !event.HasPage(link.URI):
		return event.Problem{Warning: true, Message: fmt.Sprintf("%s answers with a web page (text/html), not with a video%s", link.Field, later),
			Hint: "give the address of the video's file itself, or of a video on YouTube or Vimeo"}
	}
	return event.Problem{}
}

// videoField is the key of a video's address.
const videoField = "video_uri"
