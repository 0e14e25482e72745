package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate"
)

// simulatedToday is where a simulation's clock starts when the range has no end.
var simulatedToday = civil.Date(2021, time.July, 1)

// city is the scenario to simulate, nil where GitHub is real. The clock starts at the end of the range. Unless the
// scenario says otherwise, a third into the range there is one day that takes so long that its window must be split.
func (f cityFlags) city(zone *time.Location, s span, ps *problems) *simulate.Scenario {
	if !ps.bool("simulate", f.Simulate) {
		if f.Scenario != "" {
			ps.add("scenario", "add --simulate", "only for a simulation")
		}
		return nil
	}
	city, err := simulate.ParseScenario(f.Scenario)
	if err != nil {
		for _, e := range unjoin(err) {
			if wrong, ok := errors.AsType[*simulate.Problem](e); ok {
				ps.add("scenario", wrong.Hint, "%q: %s", wrong.Item, wrong.Reason)
			}
		}
		return &city
	}
	if zone != nil {
		city.Timezone = zone
		f.give(&city, "timezone", zone.String())
	}
	end := simulatedToday
	if s.valid && s.End != "" {
		end, _ = s.end.CivilIn(city.Timezone)
	}
	city.Start = civil.Datetime{Civil: end}.Instant(city.Timezone)
	if s.valid && !strings.Contains(f.Scenario, "busy-day=") {
		begin, _ := s.begin.CivilIn(city.Timezone)
		busy := (begin + (end-begin)/3).Floor()
		city.BusyDays = []simulate.Days{{First: busy, Last: busy}}
		f.give(&city, "busy-day", busy.Day())
	}
	return &city
}

// give adds a key to the text of a scenario that doesn't name it, for whoever keeps the text.
func (f cityFlags) give(city *simulate.Scenario, key, value string) {
	if !strings.Contains(f.Scenario, key+"=") {
		city.Text = strings.TrimPrefix(city.Text+","+key+"="+value, ",")
	}
}

// printScenarioHelp lists what a scenario may hold.
func printScenarioHelp(out io.Writer) error {
	text := bufio.NewWriter(out)
	fmt.Fprintln(text, "KEY=DEFAULT, and what it means. Lengths of time are of simulated time; the clock\nstarts at the end of the range.")
	for _, k := range simulate.Keys() {
		printTerm(text, k.Name+"="+k.Default, k.Meaning)
	}
	fmt.Fprintln(text, "\nFAULT, and what it means:")
	for _, k := range simulate.FaultKinds() {
		printTerm(text, k.Name, k.Meaning)
	}
	return text.Flush()
}

// The columns of a list of terms.
const (
	termColumns = 28
	helpColumns = 80
)

// printTerm prints a term, and beside it what it means, in lines that fit a terminal.
func printTerm(out io.Writer, term, meaning string) {
	line := fmt.Sprintf("  %-*s", termColumns-2, term)
	if len(line) > termColumns {
		fmt.Fprintln(out, line)
		line = strings.Repeat(" ", termColumns)
	}
	for word := range strings.FieldsSeq(meaning) {
		if utf8.RuneCountInString(line+" "+word) > helpColumns {
			fmt.Fprintln(out, line)
			line = strings.Repeat(" ", termColumns)
		}
		line += " " + word
	}
	fmt.Fprintln(out, line)
}
