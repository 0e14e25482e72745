package cli

// Reading the values of flags. Each function takes the flag's default for an empty text, and adds a problem with the flag's name for a
// wrong one.

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
	"github.com/CouncilDataProject/trigger-event-gather/internal/workflow"
)

func (ps *problems) number(name, text string, least int) int {
	return ps.atMost(name, text, least, 1_000_000)
}

// atMost reads a whole number; without a default one that isn't given is 0.
func (ps *problems) atMost(name, text string, least, most int) int {
	if text = orStandard(name, text); text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		example, _ := strconv.Atoi(standards()[name])
		ps.add(name, fmt.Sprintf("such as %d", max(example, least)), "%q: not a whole number from %d to %d", text, least, most)
		return least
	}
	return n
}

func (ps *problems) bool(name string, text toggle) bool {
	switch strings.ToLower(orStandard(name, string(text))) {
	case "true":
		return true
	case "false", "":
		return false
	}
	ps.add(name, "true or false", "%q: neither true nor false", string(text))
	return false
}

func (ps *problems) choice(name, text string, choices ...string) string {
	text = orStandard(name, text)
	if !slices.Contains(choices, text) {
		hint := didYouMean(text, choices)
		if hint == "" {
			hint = "one of " + strings.Join(choices, ", ")
		}
		ps.add(name, hint, "%q: no such choice", text)
		return choices[0]
	}
	return text
}

func (ps *problems) size(name, text string) window.Size {
	if text == "" {
		return window.Size{}
	}
	size, err := window.ParseSize(text)
	if err != nil {
		ps.add(name, "auto, a whole number with h, d, w or mo (7d), or an ISO 8601 duration of one unit (P7D)", "%v", err)
		return window.Size{}
	}
	return size
}

var daysForm = regexp.MustCompile(`^([0-9]{1,4})([dw])`)

// duration reads a duration as Go writes it. It may begin with whole days (d) or weeks (w), or be only these.
func (ps *problems) duration(name, text string) time.Duration {
	d, err := parseDuration(orStandard(name, text))
	if err != nil {
		ps.add(name, "such as 6h, 5h30m, 90s, 30d", "%q: not a length of time", text)
	}
	return d
}

// positive reads a duration that isn't zero.
func (ps *problems) positive(name, text string) time.Duration {
	before := len(*ps)
	d := ps.duration(name, text)
	if d == 0 && len(*ps) == before {
		ps.add(name, "such as "+cmp.Or(standards()[name], "6h"), "%q: zero", text)
	}
	return d
}

// limit reads a duration that isn't zero; one that isn't given is 0.
func (ps *problems) limit(name, text string) time.Duration {
	if text == "" {
		return 0
	}
	return ps.positive(name, text)
}

func parseDuration(text string) (time.Duration, error) {
	days := time.Duration(0)
	if m := daysForm.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		days = time.Duration(n) * 24 * time.Hour
		if m[2] == "w" {
			days *= 7
		}
		if text = text[len(m[0]):]; text == "" {
			return days, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > 100*365*24*time.Hour {
		return 0, fmt.Errorf("%q: not a length of time", text)
	}
	return days + d, nil
}

// zone reads the name of an IANA time zone. It returns nil for an empty text.
func (ps *problems) zone(name, text string) *time.Location {
	if text == "" {
		return nil
	}
	loc, err := loadZone(text)
	if err != nil {
		ps.addError(name, err)
		return nil
	}
	return loc
}

// datetime reads a text for Python's datetime.fromisoformat. ok is false if it is wrong.
func (ps *problems) datetime(name, text string) (d civil.Datetime, ok bool) {
	d, err := civil.Parse(text)
	if err != nil {
		ps.add(name, cmp.Or(civil.Hint(err), "a date or datetime such as 2021-01-01 or 2021-01-01T12:00:00-08:00"), "%v", err)
	}
	return d, err == nil
}

// workflows reads the names of workflows, one a line or separated by commas, and checks those of files.
func (ps *problems) workflows(name, text string) (all []string) {
	for one := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		if err := workflow.CheckName(one); err != nil {
			ps.addError(name, err)
		}
		all = append(all, one)
	}
	return all
}

// ref reads the name of a branch or a tag; one that isn't given is empty. GitHub documents the name alone, shows runs by that, and
// takes the long form of people who paste github.ref.
func (ps *problems) ref(name, text string) string {
	if text = orDefault(text, ""); text == "" {
		return ""
	}
	ref := cmp.Or(workflow.ShortRef(text), text)
	if err := workflow.CheckRef(ref); err != nil {
		ps.addError(name, err)
	}
	return ref
}

// days reads a length of time of whole days, and not zero; without a default one that isn't given is 0.
func (ps *problems) days(name, text string) civil.Time {
	if text = orStandard(name, text); text == "" {
		return 0
	}
	d := ps.positive(name, text)
	if d%(24*time.Hour) != 0 {
		ps.add(name, "whole days, such as "+cmp.Or(standards()[name], "30d"), "%q: not a whole number of days", text)
	}
	return civil.Time(d / time.Second)
}

func (f reprocessFlag) read(ps *problems) string {
	return ps.choice("reprocess", f.Reprocess, reconcile.ReprocessMissing, reconcile.ReprocessFailed, reconcile.ReprocessAll)
}

func orDefault(text, byDefault string) string {
	if strings.TrimSpace(text) == "" {
		return byDefault
	}
	return text
}
