package cli

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestZoneNames(t *testing.T) {
	names := strings.Fields(zoneNames)
	if !slices.IsSorted(names) || len(names) < 590 {
		t.Errorf("%d names", len(names))
	}
	for _, name := range names {
		if zone, err := loadZone(name); err != nil || zone.String() != name {
			t.Errorf("%s: %v %v", name, zone, err)
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib/time/zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer embedded.Close()
	var want []string
	for _, f := range embedded.File {
		if !strings.HasSuffix(f.Name, "/") && f.Name != "Factory" {
			want = append(want, f.Name)
		}
	}
	if slices.Sort(want); !slices.Equal(names, want) {
		t.Error("zones.txt has other names than Go's database: go generate ./internal/cli")
	}
}

func TestUnknownZones(t *testing.T) {
	for name, want := range map[string]string{
		"America/Los_Angelos":            "America/Los_Angeles",
		"America/Los Angeles":            "America/Los_Angeles",
		"america/los_angeles":            "America/Los_Angeles",
		"Amercia/New_York":               "America/New_York",
		"Europe/New_York":                "America/New_York",
		"America/Indianna/Indianapolis":  "America/Indianapolis",
		"America/North_Dakota/Beula":     "America/North_Dakota/Beulah",
		"Chicago":                        "America/Chicago",
		"los angeles":                    "America/Los_Angeles",
		"US/Pacifc":                      "US/Pacific",
		"Eastern":                        "US/Eastern",
		"Asia/Calcuta":                   "Asia/Calcutta",
		"utc":                            "UTC",
		"Seattle":                        "",
		"America/New":                    "America/New_York",
		"Los":                            "America/Los_Angeles",
		"Foo/Bar":                        "", // not America/Barbados
		"Asia/Los":                       "",
		"America/Seattle":                "",
		"PST":                            "", // not EST
		"EDT":                            "",
		"CT":                             "",
		"-08:00":                         "",
		"Local":                          "",
		"right/UTC":                      "UTC",
		"Factory":                        "",
		"../UTC":                         "UTC",
		" ":                              "",
		"/":                              "",
		strings.Repeat("America/", 2000): "",
	} {
		zone, err := loadZone(name)
		if zone != nil || err == nil {
			t.Errorf("%.50q: %v", name, zone)
			continue
		}
		hint := "an IANA zone such as America/Los_Angeles"
		if want != "" {
			hint = fmt.Sprintf("did you mean %q?", want)
		}
		if got := hintOf(err); got != hint || len(err.Error()) > 120 {
			t.Errorf("%.50q: %s, %s; want %s", name, err, got, hint)
		}
	}
}

// Where the zone is looked up, and what is known then. London is that of the workspace, Paris that of the repository.
func TestZoneIsLookedUp(t *testing.T) {
	const (
		london  = "default_context:\n  iana_timezone: Europe/London\n"
		paris   = "iana_timezone: Europe/Paris\n"
		mistake = "iana_timezone: Europe/Pari\n"
		silent  = "default_context: {municipality: Here}\n"
		refused = "403"
		// what is no zone
		none     = ""
		wrong    = `timezone: cookiecutter.yaml: iana_timezone "Europe/Pari": no such time zone`
		remote   = `timezone: city/cdp/cookiecutter.yaml: iana_timezone "Europe/Pari": no such time zone`
		denied   = "403 no"
		nameless = "cookiecutter.yaml names no iana_timezone"
		broken   = "[Europe/London,\n"
		bad      = "cookiecutter.yaml:2:1: not YAML: a value is missing here"
		utcHere  = "UTC is used: no cookiecutter.yaml here"
		utcHub   = "UTC is used: city/cdp has no cookiecutter.yaml"
	)
	for _, c := range []struct {
		workspace, github, repository            string
		plan, convert, check, dispatch, backfill string // a zone, a warning with UTC, or an error
	}{
		{london, paris, "", "Europe/London", "Europe/London", "Europe/London", "Europe/London", "Europe/London"},
		{london, refused, "city/cdp", "Europe/London", "Europe/London", "Europe/London", "Europe/London", "Europe/London"},
		{london, paris, "other/cdp", "Europe/London", "Europe/London", "Europe/Paris", "Europe/Paris", "Europe/Paris"},
		{"", paris, "", utcHere, none, "Europe/Paris", "Europe/Paris", "Europe/Paris"},
		{silent, paris, "", "UTC is used: cookiecutter.yaml names no iana_timezone", nameless, "Europe/Paris", "Europe/Paris", "Europe/Paris"},
		{broken, paris, "", "UTC is used: " + bad, bad, "Europe/Paris", "Europe/Paris", "Europe/Paris"},
		{broken, "", "", "UTC is used: " + bad, bad, bad, bad, "UTC is used: " + bad},
		{broken, silent, "", "UTC is used: " + bad, bad, bad, bad, "UTC is used: " + bad},
		{"", broken, "", utcHere, none, "city/cdp/" + bad, "city/cdp/" + bad, "UTC is used: city/cdp/" + bad},
		{mistake, paris, "", wrong, wrong, wrong, wrong, wrong},
		{"", mistake, "", utcHere, none, remote, remote, remote},
		{"", "", "", utcHere, none, none, none, utcHub},
		{"", silent, "", utcHere, none, "city/cdp/" + nameless, "city/cdp/" + nameless, "UTC is used: city/cdp/" + nameless},
		{"", refused, "", utcHere, none, none, denied, denied},
	} {
		t.Run(fmt.Sprintf("%q %q %s", c.workspace, c.github, c.repository), func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case c.github == refused:
					w.WriteHeader(http.StatusForbidden)
					fmt.Fprint(w, `{"message":"no"}`)
				case !strings.HasSuffix(r.URL.Path, settingsFile):
					fmt.Fprintf(w, `{"full_name":%q,"default_branch":"main"}`, strings.TrimPrefix(r.URL.Path, "/repos/"))
				case c.github == "":
					w.WriteHeader(http.StatusNotFound)
				default:
					fmt.Fprintf(w, `{"type":"file","encoding":"base64","content":%q}`, base64.StdEncoding.EncodeToString([]byte(c.github)))
				}
			}))
			defer server.Close()
			folder := t.TempDir()
			if c.workspace != "" {
				if err := os.WriteFile(filepath.Join(folder, settingsFile), []byte(c.workspace), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var log bytes.Buffer
			env := &Env{Stdout: &log, Stderr: &log, Environ: []string{
				"GITHUB_WORKSPACE=" + folder, "GITHUB_REPOSITORY=city/cdp", "GITHUB_API_URL=" + server.URL, "GITHUB_TOKEN=t"}}
			p := &process{ctx: t.Context(), env: env, runner: newRunner(env)}
			special := specialCommand{gitHubFlags: gitHubFlags{Repository: c.repository}}
			conn := p.looking(special.gitHubFlags, simulateFlags{}, nil)
			result := func(zone *time.Location, err error) string {
				_, warning, _ := strings.Cut(log.String(), "warning: timezone: ")
				warning, _, _ = strings.Cut(warning, "\n")
				log.Reset()
				switch {
				case err != nil:
					return err.Error()
				case zone == nil:
					return none
				case zone == time.UTC:
					return warning
				}
				return zone.String()
			}
			// events is why no zone of events is known, where settings are found.
			events := func(zone *time.Location, unknown *noZoneError, err error) string {
				if unknown != nil && unknown.found {
					log.Reset()
					return unknown.Error()
				}
				return result(zone, err)
			}
			for _, one := range []struct{ name, got, want string }{
				{"plan", result(p.zoneOrUTC(zoneHint, p.workspaceZone)), c.plan},
				{"convert", events(eventZone(nil, p.workspaceZone)), c.convert},
				{"check", events(eventZone(nil, p.zonePlaces(special.Repository, conn, false)...)), c.check},
				{"dispatch", events(eventZone(nil, p.zonePlaces(special.Repository, conn, true)...)), c.dispatch},
				{"backfill", result(conn.zone(p, nil)), c.backfill},
			} {
				if one.got != one.want && (one.want != denied || !strings.Contains(one.got, denied)) {
					t.Errorf("%s: %q, want %q", one.name, one.got, one.want)
				}
			}
		})
	}
}

// Settings that are there and name no zone: what is wrong with them, and where.
func TestBrokenSettings(t *testing.T) {
	const form = "a value does not have the form that is needed here"
	for text, want := range map[string]string{
		"default_context:\n\tiana_timezone: x\n":       "c.yaml:2:1: not YAML: a tab stands where spaces should indent the line",
		"default_context:\n  iana_timezone: x\n bad\n": "c.yaml:3:2: not YAML: this line does not go on with the keys above",
		"a: 'b\n":               "c.yaml:1:4: not YAML: the quotes that open here are never closed",
		"default_context: []\n": "c.yaml:1:18: " + form,
		"default_context:\n  iana_timezone: [Europe/Rome]": "c.yaml:2:18: " + form,
		"- iana_timezone: Europe/Rome\n":                   "c.yaml:1:1: " + form,
		"just text":                                        "c.yaml:1:1: " + form,
		"iana_timezone: a\niana_timezone: b\n":             "c.yaml:2:1: a key is given twice",
		"a: \"\xff\"\n":                                    "c.yaml:1:5: byte 0xff is not UTF-8",
		"":                                                 "c.yaml names no iana_timezone",
		"iana_timezone:\n":                                 "c.yaml names no iana_timezone",
		"%YAML 1.2\n---\niana_timezone: Europe/Rome\n": "",
	} {
		zone, err := settingsZone("c.yaml", []byte(text))
		if want == "" {
			if err != nil || zone.String() != "Europe/Rome" {
				t.Errorf("%q: %v, %v", text, zone, err)
			}
			continue
		}
		if why, is := err.(*noZoneError); !is || !why.found || why.why != want || strings.Contains(want, "not YAML") && why.hint == "" {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
