package report

// The issue that says that a request needs a person.

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// IssueTitle is the title of every such issue.
const IssueTitle = "Event gather needs a person"

// IssueMark is the first line of the issue of a ledger: a comment, which GitHub doesn't show.
func IssueMark(ledger string) string {
	return fmt.Sprintf("<!-- trigger-event-gather %s -->\n", url.PathEscape(ledger))
}

// Issue is the body of the issue of a ledger.
type Issue struct {
	text, run string
}

// IssueOf is the body that says what is missing. run is the address of the run that found it, empty where none is known.
func IssueOf(ledger string, missing Summary, run string) Issue {
	const end = "\nThis action changes the text above when something else is missing, and closes this issue when nothing needs a person any more. " +
		"What you want to add, write in a comment.\n"
	issue := Issue{run: runLine(run)}
	mark := IssueMark(ledger)
	issue.text = mark + "\n" + missing.Markdown(workflow.MostIssueText-len(mark)-len(end)-len(issue.run)-len("\n")) + end
	return issue
}

func runLine(run string) string {
	if run == "" {
		return ""
	}
	return "\nFound by " + link("this run", run) + ".\n"
}

// Body is the whole body.
func (i Issue) Body() string { return i.text + i.run }

// Is says whether a body says the same. Which run found it is no difference.
func (i Issue) Is(body string) bool {
	return strings.HasPrefix(strings.ReplaceAll(body, "\r\n", "\n"), i.text)
}

// IssueClosed is the comment that closes an issue.
func IssueClosed(run string) string {
	return "Nothing on the ledger needs a person any more.\n" + runLine(run)
}

// Missing is what of a request is neither gathered nor in flight, with the last runs, and what to do next. What this run of the step
// did is no part of it: the issue changes only with what is missing.
func (s *Overview) Missing() Summary { return Summary{s.missing(s.Progress + ".")} }

// NotTold says why no issue says that a request needs a person, and how to allow it.
func NotTold(err error) Summary {
	const how = "Give the job `permissions: issues: write`; a token of your own needs read and write access to Issues"
	refused := (*workflow.Refused)(nil)
	if !errors.As(err, &refused) {
		return Said("The issue %q could not be written: %s\n", IssueTitle, Inert(err.Error()))
	}
	switch refused.Status {
	case http.StatusGone:
		return Said("The issue %q could not be written: issues are disabled. Enable them in the repository's settings to be told by one.\n", IssueTitle)
	case http.StatusForbidden, http.StatusNotFound:
		return Said("The issue %q could not be written: %s. %s.\n", IssueTitle, Inert(refused.Message), how)
	}
	return Said("The issue %q could not be written: %s\n", IssueTitle, Inert(err.Error()))
}
