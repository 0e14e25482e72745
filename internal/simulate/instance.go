package simulate

// The files that the repository begins with: those of a CDP instance that this program and the simulation read.

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
)

const (
	workflowFolder = ".github/workflows"
	configFile     = "python/event-gather-config.json"
	specialInput   = "event-details-json-string"
)

var (
	//go:embed instance/event-gather-pipeline.yml
	gatherWorkflow string
	//go:embed instance/process-special-event.yml
	specialWorkflow string
)

// cookiecutter is cookiecutter.yaml, from which an instance was made.
type cookiecutter struct {
	Context struct {
		Municipality string `yaml:"municipality"`
		Timezone     string `yaml:"iana_timezone"`
	} `yaml:"default_context"`
}

// gatherConfig is the configuration of the pipelines.
type gatherConfig struct {
	Credentials string `json:"google_credentials_file"`
	GetEvents   string `json:"get_events_function_path"`
	LookBack    *int   `json:"default_event_gather_from_days_timedelta"`
}

func (s Scenario) owner() string { owner, _, _ := strings.Cut(s.Repository, "/"); return owner }
func (s Scenario) name() string  { _, name, _ := strings.Cut(s.Repository, "/"); return name }

func (s Scenario) cookiecutter() []byte {
	var c cookiecutter
	c.Context.Municipality, c.Context.Timezone = s.name(), s.Timezone.String()
	text, err := yaml.Marshal(c)
	if err != nil {
		panic("simulate: " + err.Error()) // unreachable unless bug in this package
	}
	return text
}

func configText(lookBack int) []byte {
	text, err := json.MarshalIndent(gatherConfig{"google-creds.json", "scraper.get_events", &lookBack}, "", "  ")
	if err != nil {
		panic("simulate: " + err.Error()) // unreachable unless bug in this package
	}
	return append(text, '\n')
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

// lookBack is how many days a scheduled run looks back on a day.
func (s Scenario) lookBack(day civil.Time) int {
	n := 2
	for _, l := range s.LookBacks {
		if l.From <= day {
			n = l.Days
		}
	}
	return n
}
