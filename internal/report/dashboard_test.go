package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/CouncilDataProject/trigger-event-gather/internal/civil"
	"github.com/CouncilDataProject/trigger-event-gather/internal/ledger"
	"github.com/CouncilDataProject/trigger-event-gather/internal/reconcile"
	"github.com/CouncilDataProject/trigger-event-gather/internal/window"
)

var update = flag.Bool("update", false, "write the golden files")

// march is a ledger with a day in each state, a request that is closed, and one for an event.
func march() *ledger.Ledger {
	l := ledger.New()
	at := time.Date(2021, 3, 20, 8, 0, 0, 0, time.UTC)
	day := func(n int) civil.Time { return civil.Date(2021, 3, n) }
	ask := func(from, to int, reprocess string) string {
		words := ledger.Words{Begin: day(from).Day(), End: day(to).Day(), Reprocess: reprocess}
		l.Add(ledger.Request{ID: words.ID(1), Words: words, Window: window.Window{From: day(from), To: day(to)}, At: at, RunLimit: 6 * time.Hour})
		return words.ID(1)
	}
	try := func(request string, from, to int, class ledger.Class, found int, reason string) {
		at = at.Add(time.Hour)
		run := int64(at.Sub(time.Date(2021, 3, 20, 0, 0, 0, 0, time.UTC)).Hours())
		key := ledger.Key{Subject: ledger.OfWindow(window.Window{From: day(from), To: day(to)}), Number: 1, Writer: "ABCDEFGH"}
		l.Add(ledger.Intent{Key: key, Request: request, Workflow: "gather.yml", Ref: "main", To: day(to), At: at})
		l.Add(ledger.Dispatched{Key: key, Run: run, URL: "https://github.com/city/cdp/actions/runs/" + strconv.FormatInt(run, 10), At: at})
		if class == "" {
			return
		}
		c := ledger.Concluded{Key: key, RunAttempt: 1, Class: class, Conclusion: "x", Reason: reason, Minutes: 45, Created: at, At: at.Add(50 * time.Minute)}
		if class == ledger.Success {
			c.Found = &found
		}
		l.Add(c)
	}
	closed := ask(1, 3, reconcile.ReprocessMissing)
	l.Add(ledger.Closed{Request: closed, At: at})
	open := ask(5, 16, reconcile.ReprocessMissing)
	try(open, 5, 7, ledger.Success, 5, "succeeded")
	try(open, 7, 8, ledger.Success, 0, "succeeded")
	try(open, 8, 9, ledger.Success, 120, "succeeded")
	try(open, 9, 10, ledger.Gather, 0, `step "<b>Gather</b>" | failed`)
	try(open, 10, 12, ledger.Person, 0, "The run was canceled by @octocat.")
	try(open, 12, 13, "", 0, "")
	return l
}

func judge(r ledger.Request) reconcile.Policy { return reconcile.Policy{Zone: time.UTC}.Judged(r) }

func marchDashboard() *Dashboard {
	return DashboardOf(&march().State, judge, time.UTC, "city/cdp")
}

func TestDashboardPages(t *testing.T) {
	d := marchDashboard()
	data, err := json.MarshalIndent(d.JSON(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for file, got := range map[string]string{
		"coverage.svg": d.SVG(), "README.md": d.Summary().Markdown(DashboardRoom), "dashboard.html": d.HTML(), "dashboard.json": string(data) + "\n",
		"empty.svg": DashboardOf(&ledger.New().State, judge, time.UTC, "").SVG(),
	} {
		file = "testdata/dashboard/" + file
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is another now: go test ./internal/report -run DashboardPages -update, and review the diff", file)
		}
	}
}

// No page shows a run of a simulation.
func TestASimulatedDashboardLeadsNowhere(t *testing.T) {
	d := marchDashboard()
	d.Simulated = true
	data, err := json.Marshal(d.JSON())
	if err != nil {
		t.Fatal(err)
	}
	for page, text := range map[string]string{"Markdown": d.Summary().Markdown(DashboardRoom), "HTML": d.HTML(), "JSON": string(data)} {
		if strings.Contains(text, "https://github.com") || page != "JSON" && !regexp.MustCompile(`[|>] ?12 ?[|<]`).MatchString(text) {
			t.Errorf("%s has a link, or no run: %s", page, text)
		}
	}
}

// Where nothing is open any more, a dashboard says what was given up, and what became too old.
func TestWhatADashboardSaysOfDaysThatNobodyGathers(t *testing.T) {
	at := time.Date(2021, 3, 20, 8, 0, 0, 0, time.UTC)
	days := func(from, to int) window.Window {
		return window.Window{From: civil.Date(2021, 3, from), To: civil.Date(2021, 3, to)}
	}
	l := ledger.New()
	words := ledger.Words{Begin: "2021-03-01", End: "2021-03-03", Reprocess: reconcile.ReprocessMissing}
	l.Add(ledger.Request{ID: words.ID(1), Words: words, Window: days(1, 3), At: at, RunLimit: 6 * time.Hour})
	l.Add(ledger.Closed{Request: words.ID(1), At: at})
	if got, want := DashboardOf(&l.State, judge, time.UTC, "").verdict(), "Nothing is open. 1 request closed before the end."; got != want {
		t.Errorf("closed: %q, want %q", got, want)
	}
	l.Add(ledger.Tick{Window: days(5, 12), At: at})
	l.Add(ledger.Tick{Window: days(8, 15), At: at.AddDate(0, 0, 3)})
	text := DashboardOf(&l.State, judge, time.UTC, "").Summary().Markdown(DashboardRoom)
	for _, want := range []string{"**⚠ 1 problem needs a person.**", "| 2021‑03‑05 to 2021‑03‑07 | too old | 0 | older than", "| catch-up of 2021‑03‑08 to 2021‑03‑14 | open |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// cellTitle is the title of a day's cell.
var cellTitle = regexp.MustCompile(`<g class="([a-z0-9-]+)"><title>(\d{4,}-\d\d-\d\d): ([a-z ]+)`)

func TestEachDayIsInThePictureOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := ledger.New()
		want := map[string]bool{}
		for n := range rapid.IntRange(0, 3).Draw(t, "requests") {
			from := civil.Date(2015, 1, 1) + civil.Time(rapid.IntRange(0, 1200).Draw(t, "from"))*civil.Day
			w := window.Window{From: from, To: from + civil.Time(rapid.IntRange(1, 400).Draw(t, "days"))*civil.Day}
			words := ledger.Words{Begin: w.From.Day(), End: w.To.Day(), Reprocess: strconv.Itoa(n)}
			l.Add(ledger.Request{ID: words.ID(1), Words: words, Window: w, At: time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC)})
			for at := w.From; at < w.To; at += civil.Day {
				want[at.Day()] = true
			}
		}
		svg := DashboardOf(&l.State, judge, time.UTC, "").SVG()
		places := map[string]bool{}
		for _, m := range cellTitle.FindAllStringSubmatch(svg, -1) {
			if !want[m[2]] {
				t.Fatalf("%s is not asked for, or there twice", m[2])
			}
			delete(want, m[2])
		}
		for _, m := range regexp.MustCompile(`(?m)</title>(<rect [^>]*>)`).FindAllStringSubmatch(svg, -1) {
			if places[m[1]] {
				t.Fatalf("two cells are at one place: %s", m[1])
			}
			places[m[1]] = true
		}
		if len(want) > 0 {
			t.Fatalf("%d days are missing", len(want))
		}
	})
}

// Without colours the states are told apart by what is drawn.
func TestStatesHaveSigns(t *testing.T) {
	seen := map[string]State{}
	for _, state := range dayStates {
		var out strings.Builder
		draw(&out, 0, 0, state)
		if other, is := seen[out.String()]; is {
			t.Errorf("%s looks as %s", state, other)
		}
		seen[out.String()] = state
	}
	for _, m := range cellTitle.FindAllStringSubmatch(marchDashboard().SVG(), -1) {
		if !strings.HasPrefix(m[1], strings.ReplaceAll(m[3], " ", "-")) {
			t.Errorf("%s is %s, and drawn as %s", m[2], m[3], m[1])
		}
	}
}

// A request may ask for centuries.
func TestAPictureIsBounded(t *testing.T) {
	l := ledger.New()
	words := ledger.Words{Begin: "1901-01-01", End: "2021-01-01", Reprocess: "missing"}
	l.Add(ledger.Request{ID: words.ID(1), Words: words, Window: window.Window{From: civil.Date(1901, 1, 1), To: civil.Date(2021, 1, 1)}, At: time.Unix(1, 0)})
	svg := DashboardOf(&l.State, judge, time.UTC, "").SVG()
	if len(svg) > 1<<20 || !strings.Contains(svg, ">Not shown: 100 earlier years more.<") || len(cellTitle.FindAllString(svg, -1)) != 7305 {
		t.Errorf("%d bytes with %d days", len(svg), len(cellTitle.FindAllString(svg, -1)))
	}
}

// Whatever strangers write stays text: both pages are well-formed, with the elements that they have without it.
func TestStrangersTextIsTextInPages(t *testing.T) {
	elements := func(text string) (names []string) {
		if _, body, is := strings.Cut(text, "</head>"); is {
			text = strings.TrimSuffix(body, "</html>\n") // of HTML, whose head is no XML
		}
		for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
			token, err := decoder.Token()
			switch element, is := token.(xml.StartElement); {
			case errors.Is(err, io.EOF):
				return names
			case err != nil:
				t.Fatalf("%v in %s", err, text)
			case is:
				names = append(names, element.Name.Local)
				for _, a := range element.Attr {
					if a.Name.Local == "href" && !onWeb.MatchString(a.Value) {
						t.Errorf("a link leads to %q", a.Value)
					}
				}
			}
		}
	}
	page := func(text string) (svg, html string) {
		d := marchDashboard()
		d.Repository = text
		for _, a := range d.Last {
			a.Concluded.Reason, a.Intent.About.File = text, text
		}
		d.Requests[0].Title = text
		d.Requests[0].Rows[0].Reason, d.Requests[0].Rows[0].Title = text, text
		return d.SVG(), d.HTML()
	}
	wantSVG, wantHTML := page("word")
	for _, text := range append([]string{"</title><script>alert(1)</script>", `" onload="x`, "\x01\x1b[31m\uFFFE]]>", "&lt;&#60;"}, hostile...) {
		svg, html := page(text)
		if strings.Join(elements(svg), " ") != strings.Join(elements(wantSVG), " ") || strings.Join(elements(html), " ") != strings.Join(elements(wantHTML), " ") {
			t.Errorf("%q changes what there is", text)
		}
		if strings.Contains(html, "<script") || strings.Contains(html, "##[") {
			t.Errorf("%q is more than text", text)
		}
	}
	d := marchDashboard()
	d.Last[0].Dispatched.URL = "javascript:alert(1)"
	if strings.Contains(d.HTML(), `href="javascript`) {
		t.Error("a link leads to a script")
	}
}

// luminance is a colour's relative luminance, as WCAG 2 defines it.
func luminance(t *testing.T, colour string) (sum float64) {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is no colour", colour)
	}
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(n>>(16-8*i)&0xff) / 255
		if c <= 0.03928 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

func TestContrast(t *testing.T) {
	for name, theme := range map[string]theme{"light": light, "dark": dark} {
		check := func(what, a, b string, least float64) {
			x, y := luminance(t, a), luminance(t, b)
			if ratio := (max(x, y) + 0.05) / (min(x, y) + 0.05); ratio < least {
				t.Errorf("%s: %s: %s on %s has %.2f, want %.1f", name, what, a, b, ratio, least)
			}
		}
		for _, text := range []string{theme.text, theme.muted, theme.link} {
			check("text", text, theme.ground, 4.5)
		}
		for _, c := range theme.covered {
			check("number", c.text, c.ground, 4.5)
		}
		for _, sign := range []ink{theme.inFlight, theme.failed, theme.cancelled} {
			check("sign", sign.text, sign.ground, 4.5)
		}
		check("outline", theme.pending, theme.ground, 3)
	}
}
