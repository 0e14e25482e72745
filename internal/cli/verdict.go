package cli

// What is said of an address, by what the pipeline does with it.

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
	"github.com/CouncilDataProject/trigger-event-gather/internal/linkcheck"
)

// asked is what came of asking addresses.
type asked map[string]linkcheck.Result

// A verdict is the answer that decides what the pipeline does with a link, and what becomes of it then: nothing, if that is
// empty.
type verdict struct {
	answer linkcheck.Result
	then   string
	secure bool // the answer is that of the https:// address, where the link is an http:// address
}

// judge goes through what the pipeline asks for a link. Where an answer is not known yet, it says which address to ask next.
func (a asked) judge(link event.Link) (v verdict, next string) {
	use := link.Use()
	if use.Downloads {
		answer, ok := a[link.URI]
		switch {
		case !ok:
			return verdict{}, link.URI
		case answer.State >= linkcheck.Uncertain:
			return verdict{answer: answer, then: use.Lost}, ""
		case answer.State == linkcheck.Unchecked:
			return verdict{}, ""
		}
	}
	for _, address := range use.Asks {
		answer, ok := a[address]
		secure := address != link.URI && strings.HasPrefix(link.URI, "http://")
		switch {
		case !ok:
			return verdict{}, address
		case answer.State == linkcheck.Unchecked, answer.State == linkcheck.Working:
			return verdict{}, ""
		case answer.Silent && use.Silent != use.Missing:
			return verdict{answer, use.Silent, secure}, ""
		}
		v = verdict{answer: moreTelling(v.answer, answer), then: use.Missing}
	}
	return v, ""
}

// moreTelling is the one of two answers to tell people, where the pipeline can use neither: a redirect rather than an error.
// Where one is uncertain, it may be one that the pipeline can use.
func moreTelling(a, b linkcheck.Result) linkcheck.Result {
	switch {
	case a.State == linkcheck.Uncertain, a.State != linkcheck.Unchecked && b.State != linkcheck.Uncertain && a.State < b.State:
		return a
	}
	return b
}

// problem says what is wrong with a link, and what the pipeline does then; the message is empty where nothing is. Where it is
// strict, an address that doesn't work is an error.
func (a asked) problem(link event.Link, strict bool) event.Problem {
	v, _ := a.judge(link)
	bad := event.Problem{Warning: !strict}
	switch tell := link.Field + " %s: " + v.then; {
	case v.then == "":
		return pageProblem(link, a[link.URI])
	case v.answer.State == linkcheck.Uncertain:
		return event.Problem{Warning: true, Message: link.Field + ": " + v.answer.Reason}
	case v.secure:
		bad.Message = fmt.Sprintf(tell, "is asked for at https:// first, and there no server answers ("+v.answer.Reason+")")
		bad.Hint = "give an address on a server that answers https:// requests"
	case v.answer.State == linkcheck.Moved:
		bad.Message = fmt.Sprintf(tell, "redirects, and the pipeline follows no redirect")
		bad.Hint = cmp.Or(link.Watch(), write(v.answer.Final), "give an address that answers without a redirect")
	case v.answer.State == linkcheck.GetOnly:
		bad.Warning = true
		bad.Message = fmt.Sprintf(tell, "answers GET but not HEAD, which the pipeline sends ("+v.answer.Reason+")")
	default:
		bad.Message = fmt.Sprintf(tell, "does not answer ("+v.answer.Reason+")")
	}
	return bad
}

// write is the hint to write an address; empty if there is none.
func write(address string) string {
	if address == "" {
		return ""
	}
	return "write " + address
}

// pageProblem says where a video is none but a web page. The pipeline tells only after the download.
func pageProblem(link event.Link, answer linkcheck.Result) event.Problem {
	if !answer.Page || link.Field != "video_uri" || event.HasPage(link.URI) {
		return event.Problem{}
	}
	return event.Problem{Warning: true,
		Message: "video_uri answers with a web page (text/html), not with a video: the run would fail after its download",
		Hint:    "give the address of the video's file itself, or of a video on YouTube or Vimeo"}
}
