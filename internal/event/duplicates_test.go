package event

// Tests of the warnings about several files that describe the same event.

import (
	"strings"
	"testing"
	"time"
)

func TestCheckDuplicates(t *testing.T) {
	base := base[:len(base)-1]
	other := strings.NewReplacer("Full Council", "Other", "1.mp4", "2.mp4")
	var events []Event
	for _, c := range []struct{ file, data string }{
		{"a", base},
		{"b", "# moved\n" + base},
		{"c", strings.Replace(base, "1.mp4", "3.mp4", 1) + "\nagenda_uri: https://example.org/x"},
		{"d", strings.Replace(base, "Full Council", "Press Conference", 1)},
		{"e", other.Replace(base) + `
  - {session_index: 1, session_datetime: 2021-05-02, video_uri: "https://video.example.org/2.mp4"}`},
		{"f", "body: {}"},
		{"g", strings.NewReplacer("Full Council", `" Full Council "`, "1.mp4", "4.mp4").Replace(base)},
	} {
		event, _ := Parse(c.file, []byte(c.data), time.UTC)
		events = append(events, event)
	}
	want := `b:2:1: warning: the same event as in "a": it is sent once
c:1:1: warning: body and time of the first session are those of "a": the archive would merge the two
d:5:16: warning: the video is that of an event in "a" too
g:1:1: warning: body and time of the first session are those of "a": the archive would merge the two`
	var got []string
	for _, p := range CheckDuplicates(events) {
		got = append(got, p.String())
	}
	if got := strings.Join(got, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
