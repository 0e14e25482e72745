package simulate

// Reading a scenario, with an error for every item that is wrong.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/CouncilDataProject/trigger-event-gather/internal/suggest"
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
	s := Scenario{Text: text}
	var problems []error
	keys, given := s.keys(), map[string]bool{}
	for _, item := range strings.Split(text, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		name, value, assigned := strings.Cut(item, "=")
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		if i < 0 {
			problems = append(problems, &Problem{item, "no such key", didYouMean(name, keys)})
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

// didYouMean is the hint for a name that is no key.
func didYouMean(name string, keys []key) string {
	var known []string
	for _, k := range keys {
		known = append(known, k.name)
	}
	if nearest := suggest.Nearest(name, known); nearest != "" {
		return "did you mean " + nearest + "?"
	}
	return ""
}
