package actions

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/CouncilDataProject/trigger-event-gather/internal/redact"
	"github.com/CouncilDataProject/trigger-event-gather/internal/stream"
)

func TestAnnotations(t *testing.T) {
	for _, c := range []struct {
		name string
		a    Annotation
		want string
	}{
		{"a message", Annotation{Level: Warning, Message: "m"}, "::warning::m\n"},
		{"a hint", Annotation{Level: Error, Message: "m", Hint: "h"}, "::error::m%0Ahint: h\n"},
		{"a place", Annotation{Level: Error, File: "a.yml", Line: 3, Column: 4, Title: "t", Message: "m"}, "::error col=4,file=a.yml,line=3,title=t::m\n"},
		{"a file", Annotation{Level: Error, File: "a.yml", Message: "m"}, "::error file=a.yml::m\n"},
		{"a column without a line", Annotation{Level: Error, File: "a.yml", Column: 4, Message: "m"}, "::error file=a.yml::m\n"},
		{"white space around", Annotation{Level: Error, Message: " m\n"}, "::error::m\n"},
		{"what others wrote", Annotation{Level: Error, File: "a,line=1::b\n::c::", Title: "x,y:z%", Message: "m\r\n::error::100%0A##[x]"},
			"::error file=a%2Cline=1%3A%3Ab%0A%3A%3Ac%3A%3A,title=x%2Cy%3Az%25::m%0D%0A::error::100%250A##[x]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			on(nil, &stdout, &stderr).Annotate(c.a)
			if diff := cmp.Diff(c.want, stderr.String()); diff != "" || stdout.Len() > 0 || strings.Count(c.want, "\n") != 1 {
				t.Errorf("%s\nstandard output: %q", diff, &stdout)
			}
		})
	}
}

// closed is a stream that nobody reads any more.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

// token is what no runner gets.
const token = "ghs_16C7e42F292c6912E7"

// on is a runner with these streams.
func on(environ []string, stdout, stderr io.Writer) *Runner {
	secret := redact.New(token)
	return New(environ, stream.Log(stdout, secret), stream.Log(stderr, secret), secret)
}

func TestAClosedStreamIsNoPanic(t *testing.T) {
	r := on(nil, closed{}, closed{})
	r.Annotate(Annotation{Level: Error, Message: "m"})
	if err := r.stderr.Err(); err == nil {
		t.Error("nobody knows")
	}
}

// Whatever repeats the token: the runner doesn't get it.
func TestNoTokenReachesTheRunner(t *testing.T) {
	r, stderr, read := withFiles(t)
	r.Annotate(Annotation{Level: Error, Message: "m " + token, Hint: token, File: token + ".yml"})
	type item struct{ Name string }
	err := errors.Join(r.SetOutputs(Text("s", token), List("l", []item{{token}})), r.AddSummary(text("# "+strings.ReplaceAll(token, "_", `\_`))))
	if all := stderr.String() + read("output") + read("summary"); err != nil || strings.Contains(all, "16C7e42F") || strings.Count(all, redact.Mark) != 6 {
		t.Errorf("%v: %s", err, all)
	}
}

// withFiles is a runner with files for outputs and the summary, and what it writes.
func withFiles(t *testing.T) (r *Runner, stderr *bytes.Buffer, read func(name string) string) {
	t.Helper()
	folder, stderr := t.TempDir(), &bytes.Buffer{}
	read = func(name string) string {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(text)
	}
	return on([]string{"GITHUB_OUTPUT=" + filepath.Join(folder, "output"), "GITHUB_STEP_SUMMARY=" + filepath.Join(folder, "summary")}, closed{}, stderr), stderr, read
}

// outputsIn are the outputs in a file, NAME<<DELIMITER, the value, DELIMITER, as the runner reads them (actions/runner,
// FileCommandManager.cs).
func outputsIn(t *testing.T, text string) (outputs [][2]string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines) && text != ""; i++ {
		name, end, ok := strings.Cut(lines[i], "<<")
		if !ok || strings.Contains(name, "=") {
			t.Fatalf("bad line %q", lines[i])
		}
		var value []string
		for i++; i < len(lines) && lines[i] != end; i++ {
			value = append(value, lines[i])
		}
		outputs = append(outputs, [2]string{name, strings.Join(value, "\n")})
	}
	return outputs
}

func TestOutputs(t *testing.T) {
	long := strings.Repeat("x", maxList-len(`[""],`))
	for _, c := range []struct {
		name    string
		outputs []Output
		want    [][2]string
		warning string
		err     string
	}{
		{name: "text and numbers", outputs: []Output{Text("status", "complete"), Text("empty", ""), Number("failed", -1)},
			want: [][2]string{{"status", "complete"}, {"empty", ""}, {"failed", "-1"}}},
		{name: "lists", outputs: []Output{List[int](`none`, nil), List("some", []string{"a\n<b>", delimiter})},
			want: [][2]string{{"none", "[]"}, {"some", `["a\n\u003cb\u003e","` + delimiter + `"]`}}},
		{name: "the longest list", outputs: []Output{List("l", []string{long + "x"})}, want: [][2]string{{"l", `["` + long + `x"]`}}},
		{name: "a longer list", outputs: []Output{List("l", []string{"a", long}), Number("n", 1)}, want: [][2]string{{"l", "[]"}, {"n", "1"}},
			warning: "::warning::l: the output is left empty: a list of 2 is more than 262144 bytes\n"},
		{name: "no value", outputs: []Output{Number("n", 1), List("l", []any{func() {}}), Number("m", 1)}, want: [][2]string{{"n", "1"}},
			err: "output l: json: unsupported type: func()"},
		{name: "two lines", outputs: []Output{Text("s", "a\nb")}, err: `output "s": it is not one line of text`},
		{name: "a carriage return", outputs: []Output{Text("s", "a\rb")}, err: `output "s": it is not one line of text`},
		{name: "the delimiter", outputs: []Output{Text("s", delimiter)}, err: `output "s": it is not one line of text`},
		{name: "a name of two lines", outputs: []Output{Text("a=b\ns", "x")}, err: `output "a=b\ns": it is not one line of text`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, stderr, read := withFiles(t)
			if err := r.SetOutputs(c.outputs...); errorText(err) != c.err {
				t.Error(err)
			}
			if diff := cmp.Diff(c.want, outputsIn(t, read("output"))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.warning, stderr.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// text is a summary that has so much to say, whatever room there is.
func text(markdown string) func(int) string { return func(int) string { return markdown } }

func TestSummary(t *testing.T) {
	r, _, read := withFiles(t)
	for _, markdown := range []string{"### A\n", "", "### B\n"} {
		if err := r.AddSummary(text(markdown)); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff("### A\n\n### B\n\n", read("summary")); diff != "" {
		t.Error(diff)
	}
}

// The runner counts what the file of a step has, whoever wrote it.
func TestASummaryHasTheRoomThatIsLeft(t *testing.T) {
	r, _, read := withFiles(t)
	fill := func(room int) string { return strings.Repeat("x", max(0, room)) }
	if err := errors.Join(r.AddSummary(text("### A\n")), r.AddSummary(fill), r.AddSummary(fill)); err != nil {
		t.Error(err)
	}
	if got := read("summary"); len(got) != mostSummary || !strings.HasPrefix(got, "### A\n\nxx") {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
	r, _, read = withFiles(t)
	if err := errors.Join(r.AddSummary(text(strings.Repeat("x", mostSummary+5))), r.AddSummary(fill)); err != nil || len(read("summary")) != mostSummary+6 {
		t.Error(err)
	}
}

func TestWithoutFilesNothingIsWritten(t *testing.T) {
	var stderr bytes.Buffer
	r := on(nil, closed{}, &stderr)
	if err := errors.Join(r.SetOutputs(Text("s", "x"), List("l", make([]int, maxList))), r.AddSummary(text("x"))); err != nil || stderr.Len() > 0 {
		t.Errorf("%v, %q", err, &stderr)
	}
}

func TestAFileThatCannotBeWrittenIsAnError(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone", "file")
	r := on([]string{"GITHUB_OUTPUT=" + gone, "GITHUB_STEP_SUMMARY=" + gone}, closed{}, closed{})
	for _, err := range []error{r.SetOutputs(Text("s", "x")), r.AddSummary(text("x"))} {
		if !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	}
}
