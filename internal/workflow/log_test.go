package workflow

import (
	"io"
	"strings"
	"testing"
)

const logText = "\ufeff2021-09-13T00:00:00.1234567Z ##[group]Run cd python\n" +
	"2021-09-13T00:00:00.1234567Z \x1b[36;1mrun_cdp_event_gather --from 2021-05-01T00:00:00\x1b[0m\n" +
	"2021-09-13T00:00:01.1234567Z ##[endgroup]\n" +
	"2021-09-13T00:00:02.0000000Z [INFO: event_gather_pipeline: 475 2021-09-13 00:00:02,000] Gathering events to process. (2021-05-01T00:00:00 - 2021-05-04T00:00:00)\n" +
	"2021-09-13T00:00:03.0000000Z [INFO: event_gather_pipeline: 485 2021-09-13 00:00:03,000] Processing 12 events.\n" +
	"2021-09-13T00:00:04.0000000Z [INFO: event_gather_pipeline: 475 2021-09-13 00:00:04,000] Gathering events to process. (1999-01-01T00:00:00 - 2030-01-01T00:00:00)\n"

var ours = Log{From: "2021-05-01T00:00:00", To: "2021-05-04T00:00:00", Found: 12}

func TestReadLog(t *testing.T) {
	ends := "[INFO: event_gather_pipeline: 475 2021-09-13 00:00:02,000] Gathering events to process. (2021-05-01T00:00:00 - 2021-05-04T00:00:00)"
	for _, c := range []struct {
		name, text string
		want       Log
	}{
		{"as it is", logText, ours},
		{"empty", "", nothing},
		{"without the byte order mark", strings.TrimPrefix(logText, "\ufeff"), ours},
		{"with carriage returns", strings.ReplaceAll(logText, "\n", "\r\n"), ours},
		{"coloured", strings.ReplaceAll(logText, "Gathering", "\x1b[32mGathering"), ours},
		{"cut after the ends", logText[:strings.Index(logText, "Processing")], Log{From: ours.From, To: ours.To, Found: -1}},
		{"cut in mid-line", logText[:strings.Index(logText, " - 2021-05-04")], nothing},
		{"a number alone says nothing", "[INFO: event_gather_pipeline: 485 2021-09-13 00:00:03,000] Processing 12 events.\n", nothing},
		{"no events", strings.ReplaceAll(logText, "Processing 12", "Processing 0"), Log{From: ours.From, To: ours.To}},
		{"with microseconds", strings.ReplaceAll(logText, "2021-05-01T00:00:00 -", "2021-05-01T00:00:00.123456 -"), Log{From: "2021-05-01T00:00:00.123456", To: ours.To, Found: 12}},
		{"in an echoed script", "2021-09-13T00:00:00Z echo '" + ends + "'\n" + logText, ours},
		{"by another module", strings.ReplaceAll(ends, "event_gather_pipeline", "my_scraper_________") + "\n" + logText, ours},
		{"not to the end of its line", ends + " or so\n" + logText, ours},
		{"a line beyond bounds", strings.Repeat("x", maxLogLine+1) + "\n" + logText, nothing},
		{"beyond the bounds of a log", strings.Repeat(strings.Repeat("x", 1023)+"\n", maxLog/1024) + logText, nothing},
		{"UTF-16", "\xff\xfe[\x00I\x00N\x00F\x00O\x00", nothing},
		{"XML", `<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>`, nothing},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ReadLog(strings.NewReader(c.text), ""); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// What was sent stands in the script that GitHub prints before the pipeline says anything; after that, strangers do.
func TestATextInALog(t *testing.T) {
	sent := `'{"body": {"name": "Council"}}'`
	script := "2021-09-13T00:00:00Z \x1b[36;1mecho " + sent + " > python/event-details.json\x1b[0m\n"
	if got := ReadLog(strings.NewReader(script+logText), sent); !got.Named {
		t.Error("not found before")
	}
	if got := ReadLog(strings.NewReader(logText+script), sent); got.Named {
		t.Error("found after")
	}
}

// What follows the second line is not looked at: progress bars make logs long.
func TestALogIsReadToItsSecondLine(t *testing.T) {
	rest := strings.NewReader(strings.Repeat("x", maxLog))
	if got := ReadLog(io.MultiReader(strings.NewReader(logText), rest), ""); got != ours {
		t.Errorf("got %+v", got)
	}
	if rest.Len() < maxLog-64<<10 {
		t.Errorf("%d bytes of the rest were read", maxLog-rest.Len())
	}
}

func FuzzReadLog(f *testing.F) {
	f.Add([]byte(logText), "text")
	f.Add([]byte(strings.ReplaceAll(logText, "\n", "\r\n")), "")
	f.Fuzz(func(t *testing.T, log []byte, text string) {
		got := ReadLog(strings.NewReader(string(log)), text)
		if got.Found < -1 || got.Found > 999_999 || got.Found >= 0 && !got.Says() || len(got.From) > 40 || len(got.To) > 40 {
			t.Errorf("%+v", got)
		}
		if strings.ContainsFunc(got.From+got.To, func(r rune) bool { return !strings.ContainsRune("0123456789T:.+-", r) }) {
			t.Errorf("%+v", got)
		}
		if got.Says() && !strings.Contains(colours.ReplaceAllString(string(log), ""), "Gathering events to process. ("+got.From+" - "+got.To+")") {
			t.Errorf("%+v stands nowhere", got)
		}
		if got.Named && (text == "" || !strings.Contains(string(log), text)) {
			t.Errorf("%q stands nowhere", text)
		}
		// What comes after the second line is a stranger's.
		if later := ReadLog(strings.NewReader(string(log)+"\n"+logText), text); got.Found >= 0 && later != got {
			t.Errorf("%+v became %+v", got, later)
		}
	})
}

func TestLogOfAJob(t *testing.T) {
	const there = "https://results.example.com/log?sig=x"
	for _, c := range []struct {
		name    string
		replies []reply
		want    Log
		asked   int
	}{
		{"read", []reply{{status: 302, header: []string{"Location", there}}, {status: 200, body: logText}}, ours, 2},
		{"gone", []reply{refused(410, "Server Error")}, nothing, 1},
		{"not there", []reply{refused(404, "Not Found")}, nothing, 1},
		{"may not be read", []reply{refused(403, "Must have admin rights to Repository.")}, nothing, 1},
		{"the file refuses", []reply{{status: 302, header: []string{"Location", there}}, {status: 403, body: "<Error/>"}}, nothing, 2},
		{"the file is elsewhere again", []reply{{status: 302, header: []string{"Location", there}}, {status: 302, header: []string{"Location", there}}}, nothing, 2},
		{"without https", []reply{{status: 302, header: []string{"Location", "http://results.example.com/log"}}}, nothing, 1},
		{"to a file of the machine", []reply{{status: 302, header: []string{"Location", "file:///etc/passwd"}}}, nothing, 1},
		{"with a password", []reply{{status: 302, header: []string{"Location", "https://a:b@results.example.com/"}}}, nothing, 1},
		{"nowhere", []reply{{status: 302}}, nothing, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, wire, _ := onWire(t, c.replies...)
			got, err := gatherWorkflow(t, client).Repository.Log(t.Context(), 6, "")
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
			if len(wire.seen) != c.asked {
				t.Errorf("%d requests, want %d", len(wire.seen), c.asked)
			}
			if len(wire.seen) == 2 {
				for name, values := range wire.seen[1].Header {
					if strings.Join(values, "") != "" {
						t.Errorf("the file's host was sent %s: %q", name, values)
					}
				}
			}
		})
	}
}
