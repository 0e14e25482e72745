package simulate

// Reading a scenario, with an error for every item that is wrong.

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong with a scenario.
type Problem struct {
	Item   string // what was given
	Reason string
	Hint   string // what to do instead; may be empty
}

func (p *Problem) Error() string { return fmt.Sprintf("scenario %q: %s", p.Item, p.Reason) }

// ParseScenario reads `key=value,…` over the defaults. The error joins a [Problem] for every item that is wrong.
func ParseScenario(text string) (Scenario, error) {
	var s Scenario
	var problems []error
	keys, given := s.keys(), map[string]bool{}
	for _, item := range strings.Split(text, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, value, assigned := strings.Cut(item, "=")
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		if i < 0 {
			problems = append(problems, &Problem{item, "no such key", suggest(keys, name)})
			continue
		}
		k := keys[i]
		switch {
		case !assigned:
			problems = append(problems, &Problem{item, "no value", "write " + name + "=VALUE; its default is " + k.fallback})
		case given[name] && !k.many:
			problems = append(problems, &Problem{item, "given twice", ""})
		default:
			if err := k.read(value); err != nil {
				problems = append(problems, &Problem{item, err.Error(), k.meaning})
			}
		}
		given[name] = true
	}
	for _, k := range keys {
		if !given[k.name] {
			if err := k.read(k.fallback); err != nil {
				panic("simulate: default of " + k.name + ": " + err.Error()) // unreachable unless bug in this package
			}
		}
	}
	return s, errors.Join(problems...)
}

// suggest is the hint for a name that is no key.
func suggest(keys []key, name string) string {
	best, distance := "", 4
	for _, k := range keys {
		if d := edits(name, k.name); d < distance {
			best, distance = k.name, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}

// edits is the Levenshtein distance of two short words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
