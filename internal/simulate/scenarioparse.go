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
				problems = append(problems, &Problem{item, err.Error(), valueHint(k, err)})
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

// valueHint is the way out of a wrong value: the word that was probably meant, else what the key means.
func valueHint(k key, err error) string {
	if word, ok := errors.AsType[*wordError](err); ok && word.near != "" {
		return "did you mean " + word.near + "?"
	}
	return k.meaning
}

// didYouMean is the hint for a name that is no key.
func didYouMean(name string, keys []key) string {
	name, _, colon := strings.Cut(name, ":")
	var known []string
	for _, k := range keys {
		known = append(known, k.name)
	}
	switch nearest := suggest.Nearest(name, known); {
	case nearest == "":
		return "--scenario help lists the keys"
	case colon:
		return "did you mean " + nearest + "=VALUE?"
	default:
		return "did you mean " + nearest + "?"
	}
}
