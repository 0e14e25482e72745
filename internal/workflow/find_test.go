package workflow

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listing is a page of GitHub's list of workflows, each as "number name path state".
func listing(link string, lines ...string) reply {
	type item struct {
		ID                int64
		Name, Path, State string
	}
	var list struct {
		Total     int    `json:"total_count"`
		Workflows []item `json:"workflows"`
	}
	for _, line := range lines {
		cells := strings.Split(line, "|")
		i := item{Name: cells[1], Path: cells[2], State: cells[3]}
		fmt.Sscan(cells[0], &i.ID)
		list.Workflows = append(list.Workflows, i)
	}
	body, _ := json.Marshal(list)
	return reply{status: 200, header: []string{"Link", link}, body: string(body)}
}

var council = listing("",
	"1|pages-build-deployment|dynamic/pages/pages-build-deployment|active",
	"12|Event Gather|.github/workflows/event-gather-pipeline.yml|active",
	"13|event gather|.github/workflows/event-gather-nightly.yaml|disabled_manually",
	"14|Special|.github/workflows/process-special-event.yml|active",
	"15|Special|.github/workflows/process-special-event-2.yml|active",
	"16|Old Gather|.github/workflows/old-gather.yml|deleted",
	"17|Odd|.github/workflows/odd file.yml|active",
	"18|Elsewhere|.github/workflows/below/gather.yml|active",
)

const inCouncil = "n .github/workflows are event-gather-nightly.yaml, event-gather-pipeline.yml, odd file.yml, process-special-event-2.yml, process-special-event.yml"

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name  string
		names []string
		files []string
		wrong []string // each problem with its hint
	}{
		{"a number", []string{"13"}, []string{"event-gather-nightly.yaml"}, nil},
		{"a name", []string{"Event Gather"}, []string{"event-gather-pipeline.yml"}, nil},
		{"a name but for case", []string{"ODD", "EVENT GATHER"}, nil, []string{
			`"odd file.yml" is no valid workflow; give the name of a file in .github/workflows, of letters, digits, dots, hyphens and underscores, such as event-gather-pipeline.yml; several are separated by commas or lines`,
			`"EVENT GATHER" is the name of 2 workflows; give the name of a file: event-gather-nightly.yaml, event-gather-pipeline.yml`}},
		{"the same in three ways, and a file that nobody asked for", []string{"event-gather-pipeline.yml", "12", "Event Gather", "gone.yml"},
			[]string{"event-gather-pipeline.yml", "gone.yml"}, nil},
		{"a name of two", []string{"special", "14"}, []string{"process-special-event.yml"}, []string{
			`"special" is the name of 2 workflows; give the name of a file: process-special-event-2.yml, process-special-event.yml`}},
		{"what can't be dispatched", []string{"pages-build-deployment", "1", "16", "Elsewhere"}, nil, []string{
			`no workflow "pages-build-deployment" in city/council; i` + inCouncil, `no workflow "1" in city/council; i` + inCouncil,
			`no workflow "16" in city/council; i` + inCouncil, `no workflow "Elsewhere" in city/council; i` + inCouncil}},
		{"nearly a name, and a beginning of a file's", []string{"Specail", "process-special-event-2"}, nil, []string{
			`no workflow "Specail" in city/council; did you mean "Special"? I` + inCouncil,
			`no workflow "process-special-event-2" in city/council; did you mean "process-special-event-2.yml"? I` + inCouncil}},
		{"text that is more than a name", []string{"a\x1b[2J::error::x", "../x.yml"}, nil, []string{
			`no workflow "a [2J::error::x" in city/council; i` + inCouncil, `"../x.yml" is no valid workflow; give only the file's name: x.yml`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, wire, _ := onWire(t, council)
			repository, _ := client.Repository("city/council")
			found, err := repository.Find(t.Context(), c.names)
			var files, wrong []string
			for _, w := range found {
				files = append(files, w.File)
			}
			for _, e := range split(err) {
				wrong = append(wrong, e.Error()+"; "+e.(interface{ Hint() string }).Hint())
			}
			if diff := cmp.Diff(c.files, files); diff != "" {
				t.Errorf("found: %s", diff)
			}
			if diff := cmp.Diff(c.wrong, wrong); diff != "" {
				t.Errorf("problems: %s", diff)
			}
			if len(wire.seen) != 1 {
				t.Errorf("asked %v", wire.sent())
			}
		})
	}
}

// GitHub is asked only for what isn't a file's name.
func TestFindFilesAsksNobody(t *testing.T) {
	client, wire, _ := onWire(t, refused(500, "down"))
	repository, _ := client.Repository("city/council")
	found, err := repository.Find(t.Context(), []string{"a.yml", "b.yaml"})
	if err != nil || len(found) != 2 || len(wire.seen) > 0 {
		t.Errorf("found %v, %v, asked %v", found, err, wire.sent())
	}
}

func TestFindReadsAllPages(t *testing.T) {
	client, wire, _ := onWire(t, listing(`<https://api.github.com/repos/city/council/actions/workflows?page=2&per_page=100>; rel="next"`, "1|A|.github/workflows/a.yml|active"),
		listing("", "2|B|.github/workflows/b.yml|active"))
	repository, _ := client.Repository("city/council")
	found, err := repository.Find(t.Context(), []string{"B"})
	if err != nil || len(found) != 1 || found[0].File != "b.yml" {
		t.Fatalf("found %v, %v", found, err)
	}
	for i, query := range []string{"page=1&per_page=100", "page=2&per_page=100"} {
		if got := wire.seen[i].URL.RawQuery; got != query {
			t.Errorf("page %d: asked for %s", i+1, got)
		}
	}
}

func TestFindWithoutPermission(t *testing.T) {
	client, _, _ := onWire(t, refused(403, "Resource not accessible by integration"))
	repository, _ := client.Repository("city/council")
	_, err := repository.Find(t.Context(), []string{"Event Gather"})
	if refused, ok := err.(*Refused); !ok || refused.Status != 403 || refused.Hint() == "" {
		t.Errorf("got %v", err)
	}
}

// The hint of what isn't there is bounded, and holds no control characters.
func TestMissingHints(t *testing.T) {
	const otherwise = "check the file's name in .github/workflows"
	lines := []string{"1|Event Gather|.github/workflows/event-gather-pipeline.yml|active", "2|\u202egone|.github/workflows/gone.yml|active",
		"3|Odd|.github/workflows/\x1b[2J\n::error::\"owned\".yml|active", "4|Long|.github/workflows/" + strings.Repeat("z", 200) + ".yml|active"}
	var many []string
	for i := range 12 {
		many = append(many, fmt.Sprintf("%d|W|.github/workflows/w%02d.yml|active", i, i))
	}
	for _, c := range []struct {
		name, file string
		reply      reply
		want       string
	}{
		{"odd names", "gone.yml", listing("", lines...), `in .github/workflows are \x1b[2J\n::error::\"owned\".yml, event-gather-pipeline.yml, ` + strings.Repeat("z", 100)},
		{"near", "event-gather-pipelines.yml", listing("", lines[0]), `did you mean "event-gather-pipeline.yml"? In .github/workflows are event-gather-pipeline.yml`},
		{"many", "gone.yml", listing("", many...), "in .github/workflows are w00.yml, w01.yml, w02.yml, w03.yml, w04.yml, w05.yml, w06.yml, w07.yml, w08.yml, w09.yml and 2 more"},
		{"none", "gone.yml", listing(""), "GitHub lists none in .github/workflows"},
		{"no list", "gone.yml", refused(403, "Resource not accessible by integration"), otherwise},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _, _ := onWire(t, refused(404, "Not Found"), c.reply)
			repository, _ := client.Repository("city/council")
			w, _ := repository.Workflow(c.file)
			_, err := w.Preflight(t.Context(), Info{DefaultBranch: "main", Private: true}, "")
			want := c.want + "; GitHub dispatches only what is on the default branch; in a private repository the token needs actions: read and contents: read"
			if diff := cmp.Diff(want, split(err)[0].(*Refused).Hint()); diff != "" {
				t.Error(diff)
			}
			client, _, _ = onWire(t, c.reply)
			w.Repository, _ = client.Repository("city/council")
			if diff := cmp.Diff(c.want, w.Missing(t.Context(), otherwise).Hint()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Names that can't be right are told with the other problems of the input, before GitHub is asked.
func TestCheckName(t *testing.T) {
	for name, hint := range map[string]string{
		"x.yml": "", "a..b.yaml": "", ".x.yml": "", "123": "", "Event Gather": "", "CI / Build 100%": "", "市議會": "",
		"..yml": "give the name of a file", ".yml": "give the name of a file", "....yaml": "give the name of a file", "x%2f.yml": "give the name of a file", "a\x01.yml": "give the name of a file",
		"a b.yml": "give the name of a file", `..\x.yml`: "give the name of a file", "../x": "give the name of a file", "a/../b": "give the name of a file", "..": "give the name of a file",
		"a\x00b": "give the name of a file", "a\x7f": "give the name of a file", "a\xff": "give the name of a file",
		"../x.yml": "give only the file's name: x.yml", ".github/workflows/x.yml": "give only the file's name: x.yml", ".github/workflows/../../x.yml": "give only the file's name: x.yml",
	} {
		err := CheckName(name)
		invalid, _ := err.(*Invalid)
		if (err == nil) != (hint == "") || err != nil && !strings.HasPrefix(invalid.Way, hint) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
