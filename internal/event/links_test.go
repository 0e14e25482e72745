package event

// Tests of addresses that the pipeline can't use, whatever answers there.

import (
	"strings"
	"testing"
	"time"
)

const (
	objectForm = "https://storage.googleapis.com/download/storage/v1/b/"
	several    = "video_uri leads to a channel, a playlist or another page of YouTube, not to one video: the run would fail"
	playlist   = "video_uri names a playlist beside the video, and the pipeline would download all of it"
	noID       = "video_uri has no nine digits together, which the pipeline takes for the id of a video on Vimeo: the run would fail"
	longID     = "video_uri has an id of more than nine digits, and the pipeline takes the first nine for the id of a video on Vimeo: it would store another video, or fail"
	open       = "open the one video and copy its address: https://www.youtube.com/watch?v=..."
	file       = "give the address of the video's file itself"
)

func TestUnfit(t *testing.T) {
	for _, c := range []struct{ uri, why, hint string }{
		{"https://example.org/a.mp4", "", ""},
		{"https://example.org/youtube.com/channel/x", "", ""},
		{"gs://bucket/vimeo.com", "", ""},
		{"https://www.youtube.com/watch?v=abcdefghijk", "", ""},
		{"https://youtube.com/watch?t=5&v=abcdefghijk", "", ""},
		{"https://m.youtube.com/watch?v=abcdefghijk", "", ""},
		{"https://youtu.be/abcdefghijk", "", ""},
		{"https://www.youtube.com/embed/abcdefghijk", "", ""},
		{"https://www.youtube.com/live/abcdefghijk?feature=share", "", ""},
		{"https://www.youtube.com/shorts/abcdefghijk", "", ""},
		{"https://www.youtube.com/channel/UCabc", several, open},
		{"https://www.youtube.com/c/SeattleChannel", several, open},
		{"https://www.youtube.com/user/SeattleChannel/videos", several, open},
		{"https://www.youtube.com/@seattlechannel", several, open},
		{"https://www.youtube.com/@seattlechannel/live", several, open},
		{"https://www.youtube.com/playlist?list=PLabc", several, open},
		{"https://www.youtube.com/embed/videoseries?list=PLabc", several, open},
		{"https://www.youtube.com/results?search_query=council", several, open},
		{"https://www.youtube.com/watch", several, open},
		{"https://www.youtube.com", several, open},
		{"https://youtu.be/", several, open},
		{"https://www.youtube.com/watch?v=abcdefghijk&list=PLabc", playlist, watch + "abcdefghijk"},
		{"https://youtu.be/abcdefghijk?list=PLabc", playlist, watch + "abcdefghijk"},
		{"https://youtu.be/a%0Ab?list=PLabc", playlist, open},
		{"https://vimeo.com/123456789", "", ""},
		{"https://player.vimeo.com/video/123456789?h=abc", "", ""},
		{"https://vimeo.com/channels/staffpicks/123456789", "", ""},
		{"https://vimeo.com/12345678", noID, file},
		{"https://vimeo.com/event/12345", noID, file},
		{"https://vimeo.com/seattle", noID, file},
		{"https://vimeo.com/1234567890", longID, file},
	} {
		if u := (Link{Field: "video_uri", URI: c.uri}).Unfit(); u.Why != c.why || u.Hint != c.hint {
			t.Errorf("%s: %q, %q\nwant %q, %q", c.uri, u.Why, u.Hint, c.why, c.hint)
		}
		if u := (Link{Field: "agenda_uri", URI: c.uri}).Unfit(); u.Why != "" {
			t.Errorf("%s as agenda: %q", c.uri, u.Why)
		}
	}
}

// An object in Google Cloud Storage is found by its name as it is written: without escapes, and in a folder by gs:// alone. No
// hint repeats a name that can't stand in an address as it is.
func TestUnfitObjects(t *testing.T) {
	const (
		usual  = "write " + objectForm + "BUCKET/o/NAME?alt=media or gs://BUCKET/NAME"
		rename = "give the object a name without spaces and other characters that need escapes, and write gs://BUCKET/NAME"
		plain  = "write " + objectForm + "bucket/o/a.mp4?alt=media"
	)
	for uri, want := range map[string]string{
		objectForm + "bucket.appspot.com/o/a.mp4?alt=media": "",
		objectForm + "bucket/o/a.mp4?alt=media&token=x":     "",
		objectForm + "bucket/o/folder/a.mp4?alt=media":      "",
		"gs://bucket/a.mp4":                                                  "",
		"gs://bucket/folder/a%20b.mp4":                                       "",
		"http://storage.googleapis.com/bucket/a.mp4":                         "",
		"https://bucket.storage.googleapis.com/a.mp4":                        "",
		objectForm + "bucket/o/folder%2Fa.mp4?alt=media":                     "write gs://bucket/folder/a.mp4",
		objectForm + "bucket/o/a%2Emp4?alt=media#.mp4":                       plain,
		objectForm + "bucket/o/a%20b.mp4?alt=media":                          rename,
		objectForm + "bucket/o/%E2%80%AE.mp4?alt=media":                      rename,
		"https://storage.googleapis.com/bucket/a.mp4":                        plain,
		"https://storage.googleapis.com/bucket/a.mp4?x=y#z":                  plain,
		objectForm + "bucket/o/a.mp4":                                        plain,
		"https://storage.googleapis.com/storage/v1/b/bucket/o/a.mp4":         plain,
		"https://storage.googleapis.com/bucket/a/b-1.mp4":                    "write gs://bucket/a/b-1.mp4",
		"https://storage.googleapis.com/bucket/a%0A::error::.mp4":            rename,
		"https://storage.googleapis.com/bu%0Acket/a.mp4":                     rename,
		"https://storage.googleapis.com/bucket":                              usual,
		"https://storage.googleapis.com.example.org/bucket/a.mp4":            usual,
		"https://storage.googleapis.com/bucket/" + strings.Repeat("x", 1000): usual,
		"https://storage.googleapis.com/bucket/%":                            usual,
	} {
		for _, field := range []string{"agenda_uri", "minutes_uri", "caption_uri", "uri", "website", "video_uri"} {
			link := Link{Field: field, URI: uri}
			u := link.Unfit()
			why, hint := u.Why, u.Hint
			if field == "video_uri" && len(link.Use().Asks) == 0 {
				continue
			}
			if hint != want || (why == "") != (want == "") || why != "" && !strings.HasSuffix(why, ": "+link.Use().Missing) {
				t.Errorf("%s %s: %q, %q\nwant %q", field, uri, why, hint, want)
			}
		}
		for _, link := range []Link{{Field: "video_uri", URI: uri, Cut: true}, {Field: "picture_uri", URI: uri}, {Field: "image_uri", URI: uri},
			{Field: "static_thumbnail_uri", URI: uri}, {Field: "hover_thumbnail_uri", URI: uri}} {
			if u := link.Unfit(); u.Why != "" {
				t.Errorf("%v: %q", link, u.Why)
			}
		}
	}
}

// What surely fails the run is an error, whatever a server answers. What may be a video is a warning.
func TestAnAddressThatFailsTheRunIsAnError(t *testing.T) {
	for uri, want := range map[string]bool{
		"https://www.youtube.com/@council":                         true,
		"https://www.youtube.com/playlist?list=PLabc":              true,
		"https://vimeo.com/seattle":                                true,
		"https://www.youtube.com/@council/live":                    false,
		"https://www.youtube.com/?v=abcdefghijk":                   false,
		"https://www.youtube.com/watch?v=abcdefghijk":              false,
		"https://www.youtube.com/watch?v=abcdefghijk&list=PLabc":   false,
		"https://vimeo.com/1234567890":                             false,
		"https://storage.googleapis.com/download/storage/v1/b.mp4": false,
	} {
		e, problems := Parse("f", []byte(strings.Replace(base, "https://video.example.org/1.mp4", "'"+uri+"'", 1)), time.UTC)
		if got := e.JSON == nil; got != want {
			t.Errorf("%s: refused %v: %v", uri, got, problems)
		}
	}
}

// What needs no asking is told with the file's other problems, at the address.
func TestUnfitAddressesAreTold(t *testing.T) {
	data := strings.Replace(base, "https://video.example.org/1.mp4", "https://www.youtube.com/@council", 1) +
		"agenda_uri: https://storage.googleapis.com/b/a.pdf\nstatic_thumbnail_uri: https://storage.googleapis.com/b/a.png"
	want := []string{"f:5:16: " + several + " → " + open,
		"f:7:13: warning: agenda_uri is not in the form in which the pipeline finds an object in Google Cloud Storage: " +
			"the event would be stored without agenda and minutes → write " + objectForm + "b/o/a.pdf?alt=media"}
	if got, want := strings.Join(problemsOf(data), "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A session that is a part of a video is stored as a video of its own, so the address is only downloaded from.
func TestPartsOfVideosAreOnlyDownloaded(t *testing.T) {
	data := strings.Replace(base, "https://video.example.org/1.mp4", "https://storage.googleapis.com/b/a.mp4", 1)
	const told = "f:5:16: warning: video_uri is not in the form in which the pipeline finds an object in Google Cloud Storage: " +
		"the run would fail after its download → write " + objectForm + "b/o/a.mp4?alt=media"
	for cut, want := range map[string]string{
		"": told, "    video_start_time: null\n    video_end_time: ~\n": told,
		"    video_start_time: '1:00'\n    caption_uri: gs://b/c.vtt\n": "", "    video_end_time: '1:00'\n": "",
	} {
		if got := strings.Join(problemsOf(data+cut), "\n"); got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", cut, got, want)
		}
	}
}

func TestWatch(t *testing.T) {
	for uri, want := range map[string]string{
		"https://youtu.be/abcdefghijk":                  watch + "abcdefghijk",
		"http://m.youtube.com/watch?v=abcdefghijk":      watch + "abcdefghijk",
		"https://www.youtube.com/live/abcdefghijk?si=x": watch + "abcdefghijk",
		"https://www.youtube.com/watch?v=abcdefghijk":   "",
		"https://www.youtube.com/clip/abcdefghijk":      "",
		"https://youtu.be/a%0Ab":                        "",
		"https://e.org/youtu.be/abcdefghijk":            "",
	} {
		if got := (Link{Field: "video_uri", URI: uri}).Watch(); got != want {
			t.Errorf("%s: %q, want %q", uri, got, want)
		}
	}
	if got := (Link{Field: "agenda_uri", URI: "https://youtu.be/abcdefghijk"}).Watch(); got != "" {
		t.Errorf("of an agenda: %q", got)
	}
}
