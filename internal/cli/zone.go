package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v4"
)

// settingsFile is where an instance's cookiecutter answers are, its time zone among them.
const settingsFile = "cookiecutter.yaml"

// workspace is the folder that files are named in.
func (p *process) workspace() string {
	return cmp.Or(p.env.context().Workspace, ".")
}

// workspaceZone is the zone that the workspace's settings name, else UTC with a warning.
func (p *process) workspaceZone() *time.Location {
	zone, err := fileZone(filepath.Join(p.workspace(), settingsFile))
	if err != nil {
		p.runner.warning(problem{Place: "timezone", Message: "UTC is used: " + err.Error(), Hint: zoneHint})
		return time.UTC
	}
	return zone
}

const zoneHint = "give timezone, or check out the instance's repository first"

// fileZone reads the zone from a settings file, of which no more than a sane size is read.
func fileZone(path string) (*time.Location, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("no %s here", settingsFile)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return nil, err
	}
	return settingsZone(text)
}

// settingsZone is the zone that an instance's cookiecutter.yaml names: under default_context, as cookiecutter replays
// answers, or at the top.
func settingsZone(text []byte) (*time.Location, error) {
	type answers struct {
		Zone string `yaml:"iana_timezone"`
	}
	var settings struct {
		answers `yaml:",inline"`
		Context answers `yaml:"default_context"`
	}
	if err := yaml.Unmarshal(text, &settings); err != nil {
		return nil, fmt.Errorf("%s is no YAML", settingsFile)
	}
	name := settings.Context.Zone
	if name == "" {
		name = settings.Zone
	}
	if name == "" {
		return nil, fmt.Errorf("%s names no iana_timezone", settingsFile)
	}
	zone, err := loadZone(name)
	if err != nil {
		return nil, fmt.Errorf("%s: iana_timezone %q: no such time zone", settingsFile, name)
	}
	return zone, nil
}
