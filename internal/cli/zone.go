package cli

// The zone of the municipality: as given, else as the settings of its instance say.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/CouncilDataProject/trigger-event-gather/internal/plainfile"
)

// settingsFile is where an instance's cookiecutter answers are, its time zone among them.
const settingsFile = "cookiecutter.yaml"

// workspace is the folder that files are named in.
func (p *process) workspace() string {
	return cmp.Or(p.env.context().Workspace, ".")
}

// A noZoneError says why settings name no zone. Other places may be asked then. A zone that is named and unknown is an
// *inputError instead.
type noZoneError struct{ why string }

func (e *noZoneError) Error() string { return e.why }

func isNoZone(err error) bool {
	_, is := err.(*noZoneError)
	return is
}

// A zonePlace is where a zone may be named.
type zonePlace func() (*time.Location, error)

// lookUp asks one place after the other, until one names a zone.
func lookUp(places ...zonePlace) (zone *time.Location, err error) {
	for _, place := range places {
		if zone, err = place(); !isNoZone(err) {
			break
		}
	}
	return zone, err
}

// zoneOrUTC looks a zone up. Where none is known it is UTC, with a warning.
func (p *process) zoneOrUTC(hint string, places ...zonePlace) (*time.Location, error) {
	zone, err := lookUp(places...)
	if isNoZone(err) {
		p.runner.warning(problem{Place: "timezone", Message: "UTC is used: " + err.Error(), Hint: hint})
		return time.UTC, nil
	}
	return zone, err
}

// eventZone is the zone of civil times in event files: as given, else looked up. Where none is known it is nil: the archive
// would keep a time that was read as UTC, and nobody would notice.
func eventZone(given *time.Location, places ...zonePlace) (*time.Location, error) {
	if given != nil {
		return given, nil
	}
	zone, err := lookUp(places...)
	if isNoZone(err) {
		return nil, nil
	}
	return zone, err
}

const zoneHint = "give timezone, or check out the instance's repository first"

// maxSettings is the largest size of settings in bytes; a city's have a few hundred.
const maxSettings = 1 << 20

// workspaceZone is the zone that the settings in the workspace name. Whoever makes a pull request may have written them: they are
// a regular file in it.
func (p *process) workspaceZone() (*time.Location, error) {
	root, err := os.OpenRoot(p.workspace())
	if err != nil {
		return nil, &noZoneError{fmt.Sprintf("no %s here", settingsFile)}
	}
	defer root.Close()
	text, err := plainfile.Read(plainfile.Regular(root.OpenFile), settingsFile, maxSettings)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &noZoneError{fmt.Sprintf("no %s here", settingsFile)}
	case err != nil:
		return nil, &noZoneError{fmt.Sprintf("%s cannot be read: %v", settingsFile, reasonOf(err))}
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
		return nil, &noZoneError{settingsFile + " is no YAML"}
	}
	name := cmp.Or(settings.Context.Zone, settings.Zone)
	if name == "" {
		return nil, &noZoneError{settingsFile + " names no iana_timezone"}
	}
	zone, err := loadZone(name)
	if err != nil {
		return nil, &inputError{[]problem{{Place: "timezone",
			Message: fmt.Sprintf("%s: iana_timezone %v", settingsFile, err), Hint: hintOf(err)}}}
	}
	return zone, nil
}
