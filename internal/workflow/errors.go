// How talking to GitHub fails. Each type is a branch that a caller takes; the way out for people is a Hint.

package workflow

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
)

var (
	// ErrUnauthorized matches a refusal of the token itself (401): nothing will work from here on.
	ErrUnauthorized = errors.New("token refused")
	// ErrGone matches a refusal because there is no such thing (404, 410), or none that the token may see.
	ErrGone = errors.New("not there")
)

// Refused says that GitHub said no, or would, and that nothing happened.
type Refused struct {
	Request string // method and path; empty where the refusal was seen coming
	Status  int    // 0 where the refusal was seen coming
	Message string // GitHub's, or what is wrong; one line
	hint    string
}

func (e *Refused) Error() string {
	if e.Status == 0 {
		return e.Message
	}
	return fmt.Sprintf("GitHub refused %s: %d %s", e.Request, e.Status, e.Message)
}

// Hint is what a person can do about it, or empty.
func (e *Refused) Hint() string { return e.hint }

// Is makes the refusals of a status known under a name: [ErrUnauthorized], [ErrGone].
func (e *Refused) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrGone:
		return e.Status == http.StatusNotFound || e.Status == http.StatusGone
	}
	return false
}

// Limited says that GitHub did not take a write, for a rate limit or for want of a connection, and that nothing happened.
type Limited struct {
	Until   time.Time // when it may be tried again, by GitHub's time
	Message string
}

func (e *Limited) Error() string {
	return fmt.Sprintf("not before %s: %s", e.Until.UTC().Format(time.RFC3339), e.Message)
}

// Lost says that a write was sent and that what became of it is unknown.
type Lost struct {
	Request string
	Err     error
}

func (e *Lost) Error() string { return fmt.Sprintf("no answer to %s: %v", e.Request, e.Err) }
func (e *Lost) Unwrap() error { return e.Err }

// Unreachable says that a read went on failing.
type Unreachable struct {
	Request string
	For     time.Duration
	Err     error // the last failure
}

func (e *Unreachable) Error() string {
	return fmt.Sprintf("GitHub unreachable for %.0f minutes: %s: %v", e.For.Minutes(), e.Request, e.Err)
}
func (e *Unreachable) Unwrap() error { return e.Err }

// Hint is what a person can do about it.
func (e *Unreachable) Hint() string {
	if isNoServer(e.Err) {
		return "check this machine's network, then run it again: nothing is lost"
	}
	return "see https://www.githubstatus.com; run it again later, nothing is lost"
}

// Invalid says that a name given by a person cannot be right, or means several things; nothing was done.
type Invalid struct {
	What, Value string
	Why         string // what is wrong; empty where the form is
	Way         string // the way out
}

func (e *Invalid) Error() string {
	if e.Value == "" {
		return "no " + e.What
	}
	if e.Why != "" {
		return fmt.Sprintf("%q %s", e.Value, e.Why)
	}
	return fmt.Sprintf("%q is no valid %s", e.Value, e.What)
}

// Hint is what would be right.
func (e *Invalid) Hint() string { return e.Way }

// refusal is what GitHub's no to a request is called.
func refusal(req *http.Request, status int, message string) *Refused {
	return &Refused{Request: describe(req), Status: status, Message: message, hint: hintFor(status, message)}
}

// describe names a request in an error. The query is left out, for brevity.
func describe(req *http.Request) string { return req.Method + " " + req.URL.Path }

// unreadable is JSON of the wrong shape: no failure on the way, and nothing that asking again would change.
func unreadable(req *http.Request, err error) error {
	return fmt.Errorf("answer to %s: %w", describe(req), err)
}

// explain turns what go-github and net/http make of a refusal or of our errors back into an error of this package.
func explain(err error) error {
	var response *github.ErrorResponse
	if errors.As(err, &response) {
		words := []string{response.Message}
		for _, detail := range response.Errors {
			words = append(words, detail.Message)
		}
		return refusal(response.Response.Request, response.Response.StatusCode, oneLine(strings.Join(words, "; ")))
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// messageOf is GitHub's message in the body of a refusal, or empty.
func messageOf(body []byte) string {
	var refusal struct{ Message string }
	_ = json.Unmarshal(body, &refusal)
	return oneLine(refusal.Message)
}

// oneLine makes a text written elsewhere fit for an error: short, and without control characters.
func oneLine(text string) string { return safetext.OneLine(text, 300) }

// isDenied says that the token may not see a thing, or that it isn't there.
func isDenied(err error) bool {
	refused, ok := err.(*Refused)
	return ok && (refused.Status == http.StatusForbidden || refused.Status == http.StatusNotFound)
}

// A Warning is something that a person should know, and that stops nothing.
type Warning struct{ Message, Hint string }
