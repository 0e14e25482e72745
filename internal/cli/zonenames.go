package cli

// The names of time zones.

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/safetext"
	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
)

// zoneNames are the names in the database that Go embeds, one a line, sorted: time/tzdata has no list of them. All but
// Factory, which stands for a zone that nobody has set.
//
//go:generate sh -c "unzip -Z1 $(go env GOROOT)/lib/time/zoneinfo.zip | grep -v -e /$ -e Factory | LC_ALL=C sort > zones.txt"
//go:embed zones.txt
var zoneNames string

// loadZone loads a zone of the IANA database. What else the machine may know, such as Local or right/UTC, is none.
func loadZone(name string) (*time.Location, error) {
	if !slices.Contains(strings.Fields(zoneNames), name) {
		return nil, &zoneError{name}
	}
	return time.LoadLocation(name)
}

// winterOnly warns of the name of a zone that has no summer time, where a city's own has.
func (f zoneFlag) winterOnly(warnings *problems) {
	if city := map[string]string{"EST": "America/New_York", "MST": "America/Denver"}[f.Timezone]; city != "" {
		warnings.add("timezone", "did you mean "+city+"?", "%s has no summer time", f.Timezone)
	}
}

// zoneError is the name of a zone that there is not.
type zoneError struct{ name string }

func (e *zoneError) Error() string { return safetext.Quote(e.name, 80) + ": no such time zone" }

func (e *zoneError) Hint() string {
	if nearest := nearestZone(e.name); nearest != "" {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return "an IANA zone such as America/Los_Angeles"
}

// nearestZone is the zone that was probably meant, or empty. Of AREA/CITY only the city may be misspelt, or the area may be
// wrong or left out. Abbreviations are no cities, and too near to one another: PST is not EST, nor CT Australia/ACT.
func nearestZone(name string) string {
	area, city := "", strings.ReplaceAll(strings.TrimSpace(name), " ", "_")
	if slash := strings.LastIndex(city, "/"); slash >= 0 {
		area, city = city[:slash+1], city[slash+1:]
	}
	if len(city) < len("UTC") {
		return ""
	}
	for _, in := range []string{cmp.Or(area, "America/"), "America/", "US/", ""} {
		zones, cities := zonesIn(in)
		nearest := suggest.Nearest(city, cities)
		if area != "" && !strings.EqualFold(in, area) && isBeginning(city, nearest) {
			continue // of another area, as Barbados is for Foo/Bar
		}
		if i := slices.Index(cities, nearest); i >= 0 {
			return zones[i]
		}
	}
	return ""
}

// zonesIn are the zones of an area, or of all where it is empty, and their cities.
func zonesIn(area string) (zones, cities []string) {
	for _, zone := range strings.Fields(zoneNames) {
		slash := strings.LastIndex(zone, "/") + 1
		if area != "" && !strings.EqualFold(area, zone[:slash]) || slash == 0 && zone != "UTC" || strings.HasPrefix(zone, "Etc/") {
			continue
		}
		zones, cities = append(zones, zone), append(cities, zone[slash:])
	}
	return zones, cities
}

// isBeginning says whether a name begins with a part, and goes on.
func isBeginning(part, name string) bool {
	return len(part) < len(name) && strings.EqualFold(part, name[:len(part)])
}
