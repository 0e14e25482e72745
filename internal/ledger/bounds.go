package ledger

// What a record may say. Nobody but this program should write one, but people merge ledgers by hand, and others make them up: all
// that is out of bounds is an error with its line, so that no arithmetic on it can go wrong later. Errors don't quote what a line
// says: it may be a line of any file.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

var (
	// lastDay is the end of what is gathered: a time after it is raised to a midnight of the year 10000, which is no time of a record.
	lastDay = civil.Date(9999, time.December, 31)
	// mostMinutes are the most that a [time.Duration] has.
	mostMinutes = time.Duration(math.MaxInt64).Minutes()
)

const (
	// mostCount is far beyond what anybody counts to, and far from an overflow.
	mostCount = 1_000_000_000
	// mostSeconds are the most that a [time.Duration] has.
	mostSeconds = int64(math.MaxInt64 / time.Second)
)

// number is an error for a number that isn't from 0 to most.
func number[N int | int64 | float64](name string, n, most N) error {
	if n < 0 || n > most {
		return fmt.Errorf("%s: not from 0 to %v", name, most)
	}
	return nil
}

// found is an error for a number of events that may be missing.
func found(n *int) error {
	if n == nil {
		return nil
	}
	return number("found", *n, mostCount)
}

// moments is an error where one of them, in UTC, can't be written: the year has four digits there.
func moments(all ...time.Time) error {
	for _, t := range all {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return errors.New("a moment is in no year from 0 to 9999")
		}
	}
	return nil
}

// inOrder is an error for an interval that ends before it begins, or when no program gathers any more.
func inOrder(w window.Window) error {
	switch {
	case w.From > w.To:
		return errors.New("an interval ends before it begins")
	case w.To > lastDay:
		return fmt.Errorf("an interval ends after %s", lastDay.Day())
	}
	return nil
}

// notEmpty is an error for an interval that is out of order or empty.
func notEmpty(w window.Window) error {
	if w.From == w.To {
		return errors.New("an interval is empty")
	}
	return inOrder(w)
}

// eventForm is the SHA-256 that names an event.
var eventForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// eachAnEvent is an error where they are not different events.
func eachAnEvent(ids []string) error {
	seen := map[string]bool{}
	for _, id := range ids {
		if !eventForm.MatchString(id) || seen[id] {
			return errors.New("events: not each a SHA-256, and another one")
		}
		seen[id] = true
	}
	return nil
}

// notARecord says why a line is no record.
func notARecord(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return fmt.Errorf("not a record: %s is of another kind", wrong.Field[strings.LastIndexByte(wrong.Field, '.')+1:])
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return errors.New("not a record: no JSON")
	}
	return errors.New("not a record: no JSON object, or one with a time that is none")
}

// checkNames is an error where a JSON object has a name twice, or one that no program writes: of "v", "V" and "\u0076", which are
// one name to encoding/json, the last would count.
func checkNames(object []byte) error {
	names := make([][]byte, 0, 24)
	depth, next := 0, false // whether the next string is a name
	for at := 0; at < len(object); at++ {
		switch object[at] {
		case '{', '[':
			depth++
			next = depth == 1
		case '}', ']':
			depth--
		case ',':
			next = depth == 1
		case '"':
			name := quoted(object[at+1:])
			at += len(name) + 1
			if !next {
				continue
			}
			next = false
			if !plain(name) || slices.ContainsFunc(names, func(before []byte) bool { return bytes.Equal(before, name) }) {
				return errors.New("a name stands twice, or is of other characters than a to z, digits and _")
			}
			names = append(names, name)
		}
	}
	return nil
}

// quoted is what stands before the quotation mark that ends a string of valid JSON.
func quoted(text []byte) []byte {
	for end := 0; ; end++ {
		switch text[end] {
		case '\\':
			end++
		case '"':
			return text[:end]
		}
	}
}

func plain(name []byte) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
