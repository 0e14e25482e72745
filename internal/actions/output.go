package actions

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sethvargo/go-githubactions"
)

// Output is an output of the step, which later steps of the workflow read.
type Output struct {
	name, value string
	omitted     int   // how many items a list had that is left empty
	err         error // why it has no value
}

// Text is an output of one line.
func Text(name, value string) Output { return Output{name: name, value: value} }

// Number is an output that is a whole number.
func Number(name string, value int) Output { return Text(name, strconv.Itoa(value)) }

// maxList is how long a list may be, in bytes; GitHub takes 1 MB for all outputs of a job.
const maxList = 256 << 10

// List is an output that is a JSON array on one line. It is left empty where it would be longer than 256 KiB.
func List[T any](name string, items []T) Output {
	if len(items) == 0 {
		return Text(name, "[]")
	}
	text := []byte{'['}
	for _, item := range items {
		encoded, err := json.Marshal(item)
		if err != nil {
			return Output{name: name, err: err}
		}
		if text = append(append(text, encoded...), ','); len(text) > maxList {
			return Output{name: name, value: "[]", omitted: len(items)}
		}
	}
	text[len(text)-1] = ']'
	return Text(name, string(text))
}

// delimiter is what go-githubactions puts around the value of an output. It doesn't look whether the value has such a line.
const delimiter = "_GitHubActionsFileCommandDelimeter_"

// check is an error where an output could be read as more than itself.
func (o Output) check() error {
	if o.err != nil {
		return fmt.Errorf("output %s: %w", o.name, o.err)
	}
	if o.name == "" || strings.ContainsAny(o.name, "\r\n=<") || strings.ContainsAny(o.value, "\r\n") || o.value == delimiter || !utf8.ValidString(o.name+" "+o.value) {
		return fmt.Errorf("output %q: it is not one line of text", o.name)
	}
	return nil
}

// SetOutputs sets outputs of the step, up to the first that can't be set. It does nothing where the runner asks for none.
func (r *Runner) SetOutputs(outputs ...Output) error {
	if r.environ.get("GITHUB_OUTPUT") == "" {
		return nil
	}
	for _, o := range outputs {
		if err := o.check(); err != nil {
			return err
		}
		if o.omitted > 0 {
			r.Annotate(Annotation{Level: Warning, Message: fmt.Sprintf("%s: the output is left empty: a list of %d is more than %d bytes", o.name, o.omitted, maxList)})
		}
		if err := r.toFile(func(a *githubactions.Action) { a.SetOutput(o.name, r.secret.From(o.value)) }); err != nil {
			return err
		}
	}
	return nil
}

// mostSummary is how long a step's summary may be, in bytes: the runner drops a longer one as a whole (actions/runner,
// FileCommandManager.cs).
const mostSummary = 1 << 20

// AddSummary adds Markdown to the step's summary. It asks for no more bytes than there is room for. It does nothing where
// the runner asks for no summary.
func (r *Runner) AddSummary(markdown func(room int) string) error {
	file := r.environ.get("GITHUB_STEP_SUMMARY")
	if file == "" {
		return nil
	}
	room := mostSummary - len(githubactions.EOF)
	if info, err := os.Stat(file); err == nil {
		room -= int(min(info.Size(), mostSummary)) // the step wrote something before
	}
	text := markdown(room)
	if text == "" {
		return nil
	}
	return r.toFile(func(a *githubactions.Action) { a.AddStepSummary(r.secret.From(text)) })
}

// toFile has go-githubactions write to one of the runner's files. It panics where it can't: here that is an error.
func (r *Runner) toFile(write func(*githubactions.Action)) (err error) {
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case error:
			err = failure
		default:
			panic(failure)
		}
	}()
	write(githubactions.New(githubactions.WithGetenv(r.environ.get), githubactions.WithWriter(io.Discard)))
	return nil
}
