package cli

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

// A length of time is never negative nor beyond what a time.Duration holds, says what its days, weeks and the rest say by themselves,
// and is read again from how Go writes it.
func FuzzDuration(f *testing.F) {
	for _, text := range []string{"6h", "5h30m", "90s", "30d", "2w", "1d12h", "9999w876000h", "-1h", "1d-1h", "0d", "1.5h", "1d1d", "10000d", "1us", "1e3s", "∞", "9223372036854775807ns", "1h1h"} {
		f.Add(text)
	}
	form := regexp.MustCompile(`^(?:([0-9]{1,4})(d|w))?(.*)$`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDuration(text)
		if err != nil {
			return
		}
		want, parts := time.Duration(0), form.FindStringSubmatch(text)
		if parts == nil {
			t.Fatalf("%q is %s", text, d)
		}
		if n, _ := strconv.Atoi(parts[1]); parts[2] == "w" {
			want = time.Duration(n) * 168 * time.Hour
		} else {
			want = time.Duration(n) * 24 * time.Hour
		}
		if parts[3] != "" {
			rest, err := time.ParseDuration(parts[3])
			if want += rest; err != nil {
				t.Fatalf("%q is %s: %v", text, d, err)
			}
		}
		if d != want || d < 0 {
			t.Errorf("%q is %s, want %s", text, d, want)
		}
		if again, err := parseDuration(d.String()); d <= 100*365*24*time.Hour && (err != nil || again != d) {
			t.Errorf("%q is %s, which is %s, %v", text, d, again, err)
		}
		var ps problems
		if days := ps.days("lookback", text); len(ps) == 0 && text != "" && (days <= 0 || time.Duration(days)*time.Second != d || d%(24*time.Hour) != 0) {
			t.Errorf("%q are %d seconds of days", text, days)
		}
	})
}

// A place is kept as it was written, and is a file, or a branch that Git allows.
func FuzzLedgerPlace(f *testing.F) {
	for _, text := range []string{"", "branch:a", "file:a", "branch:", "file:", "branch:a..b", "branch:refs/heads/a", "file:a:b", "s3://x", "branch: a", "Branch:a", "branch:é"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var ps problems
		place := ps.ledgerPlace(text)
		if len(ps) > 0 {
			if ps[0].Place != "ledger" || ps[0].Hint == "" || len(ps) > 1 {
				t.Errorf("%q: %v", text, ps)
			}
			return
		}
		if whole := place.kind + ":" + place.name; whole != orStandard("ledger", text) || place.name == "" {
			t.Errorf("%q is %q", text, whole)
		}
		if place.kind != placeFile && (place.kind != placeBranch || workflow.CheckRef(place.name) != nil) {
			t.Errorf("%q: no branch", text)
		}
	})
}

// Names of workflows come one by one, without what stands between them, and none leads out of its folder.
func FuzzWorkflows(f *testing.F) {
	for _, text := range []string{"a.yml", "a.yml,b.yml", "a.yml\r\n b.yaml ,, 123", "Event Gather", "..yml", ".yml", "../x.yml", ".github/workflows/../../x.yml", ".github/workflows/x.yml", "x%2f.yml", "a\x00.yml", "é.yml", "a/../b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var ps problems
		names := ps.workflows("workflow", text)
		for _, p := range ps {
			if p.Place != "workflow" || p.Hint == "" {
				t.Errorf("%q: %v", text, p)
			}
		}
		var again problems
		if same := again.workflows("workflow", strings.Join(names, "\n")); !slices.Equal(names, same) || len(again) != len(ps) {
			t.Errorf("%q: %q, then %q", text, names, same)
		}
		for _, name := range names {
			if name == "" || name != strings.TrimSpace(name) || strings.ContainsAny(name, ",\r\n") {
				t.Errorf("%q: %q", text, name)
			}
			if file := strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml"); len(ps) == 0 &&
				(file && (strings.ContainsAny(name, `/\%?#`) || strings.Trim(name, ".") == "yml" || strings.Trim(name, ".") == "yaml") || strings.Contains("/"+name+"/", "/../")) {
				t.Errorf("%q leads out", name)
			}
		}
	})
}

// Settings name a zone of the list, or an error of one line says what is wrong. Where they are JSON, encoding/json finds the same zone.
func FuzzSettingsZone(f *testing.F) {
	for _, text := range []string{"iana_timezone: UTC", "default_context:\n  iana_timezone: America/Los_Angeles\n", `{"default_context":{"iana_timezone":"Europe/Berlin"},"iana_timezone":"UTC"}`, "iana_timezone: Local", "iana_timezone: [a]",
		"a: &a {iana_timezone: UTC}\ndefault_context: *a", "<<: {iana_timezone: UTC}", "- a", "", "iana_timezone: \"\\x1b[2J\"", "{", "iana_timezone: UTC\niana_timezone: UTC", "%YAML 1.2\n---\niana_timezone: UTC\n--- x", "a: *a", "&a [*a]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		zone, err := settingsZone("f", text)
		if (zone == nil) != (err != nil) {
			t.Fatalf("%v, %v", zone, err)
		}
		if err != nil {
			if len(err.Error()) > 1000 || strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%q: %q", text, err)
			}
			return
		}
		if !slices.Contains(strings.Fields(zoneNames), zone.String()) {
			t.Errorf("%q is no zone", zone)
		}
		var top, inner struct {
			Zone    string          `json:"iana_timezone"`
			Context json.RawMessage `json:"default_context"`
		}
		if json.Unmarshal(text, &top) != nil || strings.Count(strings.ToLower(string(text)), "iana") > 1 || strings.Count(string(text), `\`) > 0 || strings.Contains(string(text), "<<") {
			return
		}
		_ = json.Unmarshal(top.Context, &inner)
		if want := inner.Zone + top.Zone; want != zone.String() && strings.Contains(string(text), `"iana_timezone"`) {
			t.Errorf("%s: %s, and as JSON %q", text, zone, want)
		}
	})
}
