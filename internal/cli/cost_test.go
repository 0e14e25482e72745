package cli

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/CouncilDataProject/trigger-event-gather/internal/simulate/simtest"
)

// What README.md and docs/cost.md say of two years: the command is in both, with the end of what it prints, and the table below has
// what it costs.
func TestTheCostOfTwoYears(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two simulated years")
	}
	const command = "backfill --simulate --begin 2019-07-01 --end 2021-07-01 --max-parallel 2 --poll-interval 5m"
	city := simtest.New(t, time.Date(2021, 7, 1, 7, 0, 0, 0, time.UTC), "busy-day=2020-02-29")
	begun := city.Clock().Now()
	var stdout bytes.Buffer
	env := Env{Args: strings.Fields(command), Stdout: &stdout, Stderr: &stdout}
	p := &process{ctx: t.Context(), last: t.Context(), env: &env, runner: newRunner(&env), github: city.GitHub}
	parsed, err := parse(&env)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsed.run(p); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	end := strings.Join(lines[len(lines)-2:], "\n") + "\n"
	counted := 0
	for _, r := range city.Requests() {
		if r.Counted {
			counted++
		}
	}
	elapsed := city.Clock().Now().Sub(begun)
	var hours float64
	_, said, _ := strings.Cut(lines[len(lines)-1], "elapsed, ")
	if _, err := fmt.Sscanf(said, "%f run hours", &hours); err != nil {
		t.Fatalf("%q: %v", said, err)
	}
	rows := []string{
		fmt.Sprintf("| gather runs | %d |\n", len(city.Dispatches())),
		fmt.Sprintf("| hours of gather jobs, on machines with a GPU | about %.0f |\n", hours),
		fmt.Sprintf("| minutes in which a step of this action waits | about %s |\n", round(elapsed.Minutes())),
		fmt.Sprintf("| requests to GitHub that count | about %s |\n", round(float64(counted))),
	}
	for _, page := range []string{"../../README.md", "../../docs/cost.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range append(rows, "$ go run . "+command+" | tail -n 2\n"+end) {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s doesn't have:\n%s", page, want)
			}
		}
	}
}

// round is a number as people say it: its first two digits, and a comma before the last three.
func round(n float64) string {
	unit := math.Pow(10, math.Floor(math.Log10(n))-1)
	text := strconv.Itoa(int(math.Round(n/unit) * unit))
	if thousands := len(text) - 3; thousands > 0 {
		text = text[:thousands] + "," + text[thousands:]
	}
	return text
}
