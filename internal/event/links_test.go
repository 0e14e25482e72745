package event

// Tests of addresses that the pipeline can't use, whatever answers there.

import (
	"strings"
	"testing"
)

const (
	objectForm = "https://storage.googleapis.com/download/storage/v1/b/"
	several    = "video_uri leads to a channel, a playlist or another page of YouTube, not to one video: the run would fail"
	playlist   = "video_uri names a playlist beside the video, and the pipeline would download all of it"
	watch      = "write https://www.youtube.com/watch?v="
	noID       = "video_uri has no nine digits together, which the pipeline takes for the id of a video on Vimeo: the run would fail"
	longID     = "video_uri has an id of more than nine digits, and the pipeline takes the first nine for the id of a video on Vimeo: it would store another video, or fail"
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
		{"https://www.youtube.com/channel/UCabc", several, watch + "ID"},
		{"https://www.youtube.com/c/SeattleChannel", several, watch + "ID"},
		{"https://www.youtube.com/user/SeattleChannel/videos", several, watch + "ID"},
		{"https://www.youtube.com/@seattlechannel", several, watch + "ID"},
		{"https://www.youtube.com/@seattlechannel/live", several, watch + "ID"},
		{"https://www.youtube.com/playlist?list=PLabc", several, watch + "ID"},
		{"https://www.youtube.com/embed/videoseries?list=PLabc", several, watch + "ID"},
		{"https://www.youtube.com/results?search_query=council", several, watch + "ID"},
		{"https://www.youtube.com/watch", several, watch + "ID"},
		{"https://www.youtube.com", several, watch + "ID"},
		{"https://youtu.be/", several, watch + "ID"},
		{"https://www.youtube.com/watch?v=abcdefghijk&list=PLabc", playlist, watch + "abcdefghijk"},
		{"https://youtu.be/abcdefghijk?list=PLabc", playlist, watch + "abcdefghijk"},
		{"https://youtu.be/a%0Ab?list=PLabc", playlist, watch + "ID"},
		{"https://vimeo.com/123456789", "", ""},
		{"https://player.vimeo.com/video/123456789?h=abc", "", ""},
		{"https://vimeo.com/channels/staffpicks/123456789", "", ""},
		{"https://vimeo.com/12345678", noID, file},
		{"https://vimeo.com/event/12345", noID, file},
		{"https://vimeo.com/seattle", noID, file},
		{"https://vimeo.com/1234567890", longID, file},
	} {
		if why, hint := Unfit("video_uri", c.uri); why != c.why || hint != c.hint {
			t.Errorf("%s: %q, %q\nwant %q, %q", c.uri, why, hint, c.why, c.hint)
		}
		if why, _ := Unfit("agenda_uri", c.uri); why != "" {
			t.Errorf("%s as agenda: %q", c.uri, why)
		}
	}
}

func TestUnfitObjects(t *testing.T) {
	const usual = "write " + objectForm + "BUCKET/o/NAME?alt=media or gs://BUCKET/NAME"
	for uri, want := range map[string]string{
		objectForm + "bucket.appspot.com/o/a.pdf?alt=media": "",
		objectForm + "bucket/o/a%20b.pdf?alt=media&token=x": "",
		"gs://bucket/a.pdf":                                                  "",
		"http://storage.googleapis.com/bucket/a.pdf":                         "",
		"https://bucket.storage.googleapis.com/a.pdf":                        "",
		"https://storage.googleapis.com/bucket/a.pdf":                        "write " + objectForm + "bucket/o/a.pdf?alt=media",
		"https://storage.googleapis.com/bucket/a.pdf?x=y#z":                  "write " + objectForm + "bucket/o/a.pdf?alt=media",
		objectForm + "bucket/o/a.pdf":                                        "write " + objectForm + "bucket/o/a.pdf?alt=media",
		"https://storage.googleapis.com/storage/v1/b/bucket/o/a.pdf":         "write " + objectForm + "bucket/o/a.pdf?alt=media",
		"https://storage.googleapis.com/bucket/a/b%20?.pdf":                  "write " + objectForm + "bucket/o/a%2Fb%20?alt=media or gs://BUCKET/NAME",
		"https://storage.googleapis.com/bucket/a b%0A.pdf":                   "write " + objectForm + "bucket/o/a%20b%0A.pdf?alt=media or gs://BUCKET/NAME",
		"https://storage.googleapis.com/bucket":                              usual,
		"https://storage.googleapis.com.example.org/bucket/a.pdf":            usual,
		"https://storage.googleapis.com/bucket/" + strings.Repeat("x", 1000): usual,
		"https://storage.googleapis.com/bucket/%":                            usual,
	} {
		for field, consequence := range missing {
			why, hint := Unfit(field, uri)
			if hint != want || (why == "") != (want == "") || !strings.HasSuffix(why, consequence) && why != "" {
				t.Errorf("%s %s: %q, %q\nwant %q", field, uri, why, hint, want)
			}
		}
		for _, field := range []string{"picture_uri", "image_uri", "static_thumbnail_uri", "hover_thumbnail_uri"} {
			if why, _ := Unfit(field, uri); why != "" {
				t.Errorf("%s %s: %q", field, uri, why)
			}
		}
	}
}

// What needs no asking is told with the file's other problems, at the address.
func TestUnfitAddressesAreWarnedOf(t *testing.T) {
	data := strings.Replace(base, "https://video.example.org/1.mp4", "https://www.youtube.com/@council", 1) +
		"agenda_uri: https://storage.googleapis.com/b/a.pdf\nstatic_thumbnail_uri: https://storage.googleapis.com/b/a.png"
	want := []string{"f:5:16: warning: " + several + " → " + watch + "ID",
		"f:7:13: warning: agenda_uri is not in the form in which the pipeline finds an object in Google Cloud Storage: " +
			"the event would be stored without agenda and minutes → write " + objectForm + "b/o/a.pdf?alt=media"}
	if got, want := strings.Join(problemsOf(data), "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
