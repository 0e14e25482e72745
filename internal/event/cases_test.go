package event

// Tests with the small inputs in testdata/cases: what people reported, each with what is to be said of it.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const cases = "../../testdata/cases/events"

// awaited are the cases whose rule is not built yet. Who builds one takes it out.
var awaited = []string{
}

func TestCases(t *testing.T) {
	for _, v := range load(t, cases+"/*.yaml") {
		name := strings.TrimSuffix(v.name[strings.LastIndex(v.name, "/")+1:], ".yaml")
		t.Run(name, func(t *testing.T) {
			want := string(readFile(t, strings.TrimSuffix(v.name, ".yaml")+".want"))
			event, problems := Parse("f", v.data, time.UTC)
			problems = append(problems, CheckDuplicates([]Event{event})...)
			wrong := differs(want, problems)
			switch waits := slices.Contains(awaited, name); {
			case waits && wrong == "":
				t.Error("it is as wanted: take it out of the list of awaited cases")
			case !waits && wrong != "":
				t.Errorf("%s\n got %v\nwant %s", wrong, problems, want)
			}
		})
	}
}

// wantedPlace is a problem in a want: its kind and, if it has one place, that.
var wantedPlace = regexp.MustCompile(`\b(error|warning) (\d+:\d+|once for the file)`)

// differs says how problems differ from what is wanted, or nothing. There may be further warnings, but no other errors.
func differs(want string, problems []Problem) string {
	var errors, all []string
	for _, p := range problems {
		if p.Warning {
			all = append(all, fmt.Sprintf("warning %d:%d", p.Line, p.Column))
			if strings.Contains(p.Message, "name alone") {
				all = append(all, "warning once for the file")
			}
		} else {
			errors = append(errors, fmt.Sprintf("error %d:%d", p.Line, p.Column))
		}
	}
	all = append(all, errors...)
	wanted := wantedPlace.FindAllString(want, -1)
	if wanted == nil && !strings.HasPrefix(want, "valid") {
		return "nothing is wanted that is known here"
	}
	for _, w := range wanted {
		if !slices.Contains(all, w) {
			return "it lacks " + w
		}
	}
	for _, e := range errors {
		if !slices.Contains(wanted, e) {
			return e + " is not wanted"
		}
	}
	return ""
}
