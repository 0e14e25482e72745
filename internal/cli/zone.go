package cli

// The zone of the municipality: as given, else as the settings of its instance say.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/event"
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
type noZoneError struct {
	why, hint string
	found     bool // the settings are there, and something is wrong with them
}

func (e *noZoneError) Error() string { return e.why }
func (e *noZoneError) Hint() string  { return e.hint }

func isNoZone(err error) bool {
	_, is := err.(*noZoneError)
	return is
}

// A zonePlace is where a zone may be named.
type zonePlace func() (*time.Location, error)

// lookUp asks one place after the other, until one names a zone. Where none does, the error is that of the first settings that
// were found, else the last one.
func lookUp(places ...zonePlace) (zone *time.Location, err error) {
	for _, place := range places {
		before, _ := err.(*noZoneError)
		if zone, err = place(); !isNoZone(err) {
			break
		}
		if before != nil && before.found {
			err = before
		}
	}
	return zone, err
}

// zoneOrUTC looks a zone up. Where none is known it is UTC, with a warning.
func (p *process) zoneOrUTC(hint string, places ...zonePlace) (*time.Location, error) {
	zone, err := lookUp(places...)
	if isNoZone(err) {
		p.runner.warning(utcIsUsed(err, hint))
		return time.UTC, nil
	}
	return zone, err
}

// utcIsUsed is the warning that no zone is known.
func utcIsUsed(why error, hint string) problem {
	return problem{Place: "timezone", Message: "UTC is used: " + why.Error(), Hint: hint}
}

// eventZone is the zone of civil times in event files: as given, else looked up. Where none is known it is nil, and unknown says
// why: the archive would keep a time that was read as UTC, and nobody would notice.
func eventZone(given *time.Location, places ...zonePlace) (zone *time.Location, unknown *noZoneError, err error) {
	if given != nil {
		return given, nil, nil
	}
	zone, err = lookUp(places...)
	if unknown, is := err.(*noZoneError); is {
		return nil, unknown, nil
	}
	return zone, nil, err
}

const zoneHint = "give timezone, or check out the instance's repository first"

// maxSettings is the largest size of settings in bytes; a city's have a few hundred.
const maxSettings = 1 << 20

// workspaceZone is the zone that the settings in the workspace name. Whoever makes a pull request may have written them: they are
// a regular file in it.
func (p *process) workspaceZone() (*time.Location, error) {
	root, err := os.OpenRoot(p.workspace())
	if err != nil {
		why := &noZoneError{why: fmt.Sprintf("no %s here", settingsFile)}
		if !errors.Is(err, fs.ErrNotExist) {
			why = unreadableSettings(err)
		}
		return nil, why
	}
	defer root.Close()
	text, err := plainfile.Read(plainfile.Regular(root.OpenFile), settingsFile, maxSettings)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &noZoneError{why: fmt.Sprintf("no %s here", settingsFile)}
	case err != nil:
		return nil, unreadableSettings(err)
	}
	return settingsZone(settingsFile, text)
}

// unreadableSettings is the error of settings that are there and cannot be read.
func unreadableSettings(err error) *noZoneError {
	return &noZoneError{why: fmt.Sprintf("%s cannot be read: %v", settingsFile, reasonOf(err)), found: true}
}

// settingsZone is the zone that an instance's cookiecutter.yaml names: under default_context, as cookiecutter replays
// answers, or at the top. name says which file that is.
func settingsZone(name string, text []byte) (*time.Location, error) {
	type answers struct {
		Zone string `yaml:"iana_timezone"`
	}
	var settings struct {
		answers `yaml:",inline"`
		Context answers `yaml:"default_context"`
	}
	if wrong := event.ReadYAML(name, text, &settings); wrong != nil {
		return nil, &noZoneError{why: wrong.String(), hint: wrong.Hint, found: true}
	}
	named := cmp.Or(settings.Context.Zone, settings.Zone)
	if named == "" {
		return nil, &noZoneError{why: name + " names no iana_timezone", found: true}
	}
	zone, err := loadZone(named)
	if err != nil {
		return nil, &inputError{[]problem{{Place: "timezone",
			Message: fmt.Sprintf("%s: iana_timezone %v", name, err), Hint: hintOf(err)}}}
	}
	return zone, nil
}
