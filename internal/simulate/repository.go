package simulate

// What is in the repository at first: the files of a CDP instance that matter here.

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

const (
	workflowFolder = ".github/workflows"
	configFile     = "python/event-gather-config.json"
	specialInput   = "event-details-json-string"
)

func (g *GitHub) owner() string { owner, _, _ := strings.Cut(g.scenario.Repository, "/"); return owner }
func (g *GitHub) name() string  { _, name, _ := strings.Cut(g.scenario.Repository, "/"); return name }

// found writes the instance's first files.
func (g *GitHub) found() {
	s := g.scenario
	files := map[string]string{
		"cookiecutter.yaml": fmt.Sprintf("default_context:\n  municipality: %q\n  iana_timezone: %q\n", g.name(), s.Timezone),
		configFile:          gatherConfig(s.lookBack(civil.Of(g.now))),
		path.Join(workflowFolder, "process-special-event.yml"): specialWorkflow,
	}
	for _, file := range s.gatherFiles() {
		files[path.Join(workflowFolder, file)] = gatherWorkflow(s.RunName)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		g.commit(s.Branch, name, []byte(files[name]), "Add "+name)
	}
}

// gatherFiles are the names of the lanes.
func (s Scenario) gatherFiles() []string {
	if s.Lanes == 1 {
		return []string{"event-gather-pipeline.yml"}
	}
	var names []string
	for i := range s.Lanes {
		names = append(names, fmt.Sprintf("event-gather-pipeline-%d.yml", i))
	}
	return names
}

func gatherConfig(lookBack int) string {
	return fmt.Sprintf("{\n  \"google_credentials_file\": \"google-creds.json\",\n"+
		"  \"get_events_function_path\": \"scraper.get_events\",\n"+
		"  \"default_event_gather_from_days_timedelta\": %d\n}\n", lookBack)
}

// lookBack is how far a scheduled run looks back on a day.
func (s Scenario) lookBack(day civil.Time) int {
	n := 2
	for _, l := range s.LookBacks {
		if l.From <= day {
			n = l.Days
		}
	}
	return n
}

// commit writes a file as somebody of the instance would; content nil deletes it.
func (g *GitHub) commit(branch, name string, content []byte, message string) {
	c := g.git.write(branch, name, content, message, g.sign(somebody))
	g.push("heads/"+branch, c.SHA)
}

// sign is a signature of now.
func (g *GitHub) sign(login string) signature {
	return signature{login, login + "@users.noreply.github.com", g.now.UTC().Truncate(time.Second)}
}

// push moves a ref; with sha "" it deletes it.
func (g *GitHub) push(ref, sha string) {
	g.git.refs[ref] = sha
	if sha == "" {
		delete(g.git.refs, ref)
	}
	g.git.version++
	g.git.pushed = g.now
	if ref == "heads/"+g.scenario.Branch {
		g.readWorkflows()
	}
}

// WriteFile commits a file to a branch, as a person would; content nil deletes it.
func (g *GitHub) WriteFile(branch, name string, content []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.commit(branch, name, content, "Update "+name)
}

func gatherWorkflow(runName bool) string {
	title := ""
	if runName {
		title = "run-name: gather ${{ inputs.from }} ${{ inputs.to }}\n"
	}
	return strings.Replace(gatherText, "TITLE\n", title, 1)
}

const gatherText = `name: Event Gather
TITLE

on:
  schedule:
    # every day, a little after seven
    - cron: "9 7 * * *"
  workflow_dispatch:
    inputs:
      from:
        description: "ISO 8601 start of the range; empty for the last days"
      to:
        description: "ISO 8601 end of the range; empty for now"

jobs:
  create-gcp-runner:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: iterative/setup-cml@v1
      - name: Create runner
        run: cml runner launch --single --labels=gcp-cdp-runner --cloud=gcp

  process-events:
    needs: [create-gcp-runner]
    runs-on: [self-hosted, gcp-cdp-runner]
    steps:
      - uses: actions/checkout@v4
      - name: Install packages
        run: pip install ./python
      - name: Gather and process events
        run: |
          GIVEN_FROM=${{ github.event.inputs.from }}
          GIVEN_TO=${{ github.event.inputs.to }}
          cd python
          FROM=${GIVEN_FROM:-$DEFAULT_FROM}
          TO=${GIVEN_TO:-$DEFAULT_TO}
          run_cdp_event_gather event-gather-config.json --from $FROM --to $TO
`

const specialWorkflow = `name: Process Special Event

on:
  workflow_dispatch:
    inputs:
      event-details-json-string:
        description: "The event as a JSON string, with single quotes around it"
        required: true

jobs:
  create-gcp-runner:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: iterative/setup-cml@v1
      - name: Create runner
        run: cml runner launch --single --labels=gcp-cdp-runner --cloud=gcp

  process-events:
    needs: [create-gcp-runner]
    runs-on: [self-hosted, gcp-cdp-runner]
    steps:
      - uses: actions/checkout@v4
      - name: Install packages
        run: pip install ./python
      - name: Gather and process events
        run: |
          echo ${{ github.event.inputs.event-details-json-string }} > python/event-details.json
          cd python
          process_cdp_special_event event-gather-config.json --event_details_file event-details.json
`

// stamp is a time as GitHub writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
